"""Imports go one way: core, sqlite ← llm, storage ← what Dagster sees ← the command."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import syngen_assets

PACKAGE = Path(syngen_assets.__file__).parent
RANKS = {
    "core": 0,
    "sqlite": 0,
    "llm": 1,
    "storage": 1,
    "assets": 2,
    "checks": 2,
    "resources": 2,
    "spending": 2,
    "experts": 2,
    "meanings": 2,
    "told": 2,
    "models": 2,
    "desks": 2,
    "automation": 2,
    "past": 2,
    "definitions": 2,
    "grounds": 2,
    "instances": 2,
    "rehearsing": 2,
    "rehearsing_reviews": 2,
    "estimating": 2,
    "lineage": 3,
    "foreseeing": 3,
    "making": 3,
    "running": 3,
    "standing": 3,
    "review_summaries": 3,
    "summaries": 3,
    "waiting": 3,
    "reviewing": 3,
    "commands": 3,
    "cli": 4,
    "app": 4,
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer(module: str) -> str:
    """The layer of `syngen_assets.layer.…`."""
    return module.split(".")[1] if "." in module else ""


def imported(file: Path) -> set[str]:
    """All modules that a file imports, at its top or later."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            names.add(node.module or "")
    return names


def name(file: Path) -> str:
    return ".".join(["syngen_assets", *file.relative_to(PACKAGE).with_suffix("").parts])


def test_every_module_has_a_layer():
    assert {layer(name(file)) for file in MODULES} <= {*RANKS, "__init__"}


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_imports_go_down_the_layers(file: Path):
    own = layer(name(file))
    for other in map(layer, filter(lambda m: m.startswith("syngen_assets."), imported(file))):
        same = other == own or RANKS[own] == RANKS[other] > 1
        assert same or RANKS[other] < RANKS[own], f"{name(file)} imports {other}"


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_only_the_dagster_layers_know_dagster(file: Path):
    knows = any(module.split(".")[0] == "dagster" for module in imported(file))
    assert not knows or RANKS[layer(name(file))] >= 2


@pytest.mark.parametrize("file", sorted((PACKAGE / "core").rglob("*.py")), ids=name)
def test_the_core_knows_no_network_no_clock_and_no_global_chance(file: Path):
    foreign = {"random", "time", "datetime", "socket", "urllib", "httpx2", "openai", "duckdb", "os"}
    assert not {module.split(".")[0] for module in imported(file)} & foreign


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_no_dagster_module_postpones_its_annotations(file: Path):
    assert "__future__" not in imported(file)


def test_the_definitions_load_without_key_network_or_heavy_libraries():
    program = """
import socket, sys
def refuse(*args, **kw): raise AssertionError("the network was asked")
socket.getaddrinfo = socket.socket.connect = refuse
import syngen_assets.definitions
heavy = {"great_expectations", "datasets", "openai", "duckdb", "huggingface_hub"} & set(sys.modules)
assert not heavy, heavy
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PACKAGE.parent,
        env={"PATH": "/usr/bin", "HOME": "/nowhere"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_the_command_starts_without_dagster():
    program = """
import sys
from syngen_assets.cli import main
assert main(["domains"]) == 0
assert not {"dagster", "pandas", "openai"} & set(sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PACKAGE.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
