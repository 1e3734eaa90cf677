"""What the guides say is so: their commands run, their pictures are there, their errors ours."""

import ast
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from syngen_assets.assets.partitions import DOMAINS
from syngen_assets.cli import _parser
from syngen_assets.definitions import defs
from syngen_tests.guides import FOLDER, GUIDES, Block, blocks, text
from syngen_tests.homes import REPOSITORY, make_home
from syngen_tests.servers.batches import BatchServer
from syngen_tests.servers.hub import FakeHub
from syngen_tests.test_end_to_end import CARD, REPO, questions_of_patients

OURS = (".venv/bin/syngen ", "make ")
SHELL = ("ls ", "head ", "cat ", "cp ", "mv ", "rm -r ", "cmp ", "mkdir -p ")
ELSEWHERE = ("export OPENAI_API_KEY=", "git pull")
TARGETS = re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)


def commands(guide: str) -> list[str]:
    return [line for block in blocks(guide) if block.language == "sh" for line in block.lines]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_a_guide_is_one_that_there_is(guide: str):
    assert commands(guide)
    for line in commands(guide):
        told = re.sub(r"^([A-Z_]+=\S+ )+", "", line)
        if told.startswith(".venv/bin/syngen "):
            _parser().parse_args(shlex.split(told)[1:])
        elif told.startswith("make "):
            assert told.split()[1] in TARGETS, line
        else:
            assert told.startswith((".venv/bin/dagster ", *SHELL, *ELSEWHERE)), line


@pytest.mark.parametrize("guide", GUIDES)
def test_what_no_test_can_run_says_why(guide: str):
    marks = re.findall(r"<!-- (.*?) -->", text(guide))
    assert all(re.match(r"(by hand|file|exits): \S", mark) for mark in marks), marks


@pytest.mark.parametrize("guide", GUIDES)
def test_every_link_leads_somewhere_and_every_picture_is_small(guide: str):
    for target in re.findall(r"\]\(([^)]+)\)", text(guide)):
        path, _, place = target.partition("#")
        if path.startswith("http"):
            continue
        file = FOLDER / path if path else FOLDER / f"{guide}.md"
        assert file.exists(), target
        if file.suffix == ".png":
            assert file.stat().st_size < 250_000, target
        if place:
            assert place in map(_anchor, re.findall(r"^#+ (.+)$", file.read_text(), re.M)), target


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("guide", GUIDES)
def test_yaml_in_a_guide_can_be_read(guide: str):
    for block in blocks(guide):
        if block.language == "yaml":
            assert yaml.safe_load(block.text), block


def test_every_failure_in_the_operators_guide_is_in_our_own_words():
    table = text("operations").partition("| it says |")[2]
    said = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    ours = _sentences()
    assert len(said) >= 15
    assert [words for words in said if words not in ours] == []


def _sentences() -> str:
    """Every text of the package in a line of its own, with … in the place of what is filled in."""
    trees = (ast.parse(file.read_text()) for file in (REPOSITORY / "syngen_assets").rglob("*.py"))
    return "\n".join(filter(None, (_shown(node) for tree in trees for node in ast.walk(tree))))


def _shown(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_shown(part) or "…" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_every_starter_stands_in_the_guide_and_none_else():
    told = text("dagster").partition("## What starts by itself")[2].partition("\n## ")[0]
    rows = "".join(line.split("|")[1] for line in told.splitlines() if line.startswith("| `"))
    named = {
        name.replace("<domain>", domain)
        for name in re.findall(r"`(.+?)`", rows)
        for domain in DOMAINS.get_partition_keys()
    }
    assert named == {each.name for each in [*(defs.schedules or ()), *(defs.sensors or ())]}


@pytest.mark.slow
@pytest.mark.parametrize("guide", GUIDES)
def test_the_commands_of_a_guide_run_in_their_order(guide: str, tmp_path: Path, hub: FakeHub):
    rows = "".join(f"{n},{row}\n" for n, row in enumerate(questions_of_patients(140)))
    table = ("id,question\n" + rows).encode()
    hub.publish(REPO, {"README.md": CARD, "subset.csv": table, "all.csv": table})
    home = make_home(tmp_path)
    (home / ".venv").symlink_to(Path(sys.prefix))
    with BatchServer() as server:
        model = {"OPENAI_API_KEY": server.key or "", "OPENAI_BASE_URL": server.url}
        for block in blocks(guide):
            if block.file:
                (home / block.file).write_text(block.text, encoding="utf-8")
            elif block.language == "sh" and not block.by_hand:
                _run(block, home, model)


def _run(block: Block, home: Path, model: dict[str, str]) -> None:
    """The commands of a block as a reader types them; `make` stands for what it would run."""
    ours = ("SYNGEN_", "OPENAI_", "DAGSTER_")
    kept = {name: said for name, said in os.environ.items() if not name.startswith(ours)}
    for line in block.lines:
        typed = _recipe(line) if line.startswith("make ") else line
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", typed],
            cwd=home,
            env=kept | model,
            capture_output=True,
            text=True,
        )
        wanted = block.exits if line == block.lines[-1] else 0
        assert done.returncode == wanted, f"{line}\n{done.stdout}\n{done.stderr}"


def _recipe(line: str) -> str:
    """What `make` would run once the environment is set up."""
    set_up = [f"--old-file=.venv/{mark}" for mark in (".ready", ".ready-dev", ".ready-review")]
    plan = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", *set_up, *line.split()[1:]],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return plan.stdout
