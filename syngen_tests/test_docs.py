"""What the README says is so: its commands run, its figures hold, its links lead somewhere."""

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from syngen_assets.cli import _parser
from syngen_assets.core.flags import VARIABLES
from syngen_assets.core.tables import ALL
from syngen_assets.storage.messages import VARIABLES as MESSAGES
from syngen_tests.homes import REPOSITORY, syngen
from syngen_tests.servers.batches import BatchServer
from syngen_tests.servers.hub import FakeHub
from syngen_tests.test_end_to_end import CARD, REPO, questions_of_patients

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.split("\n")
    if line
]


def test_every_command_of_the_readme_is_known_to_this_test():
    assert all(line.startswith(("make ", ".venv/bin/syngen ")) for line in COMMANDS)
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", README, re.MULTILINE))
    assert named <= targets


@pytest.mark.slow
def test_the_commands_of_the_readme_run_in_their_order(
    first_result: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
):
    rows = "".join(f"{n},{row}\n" for n, row in enumerate(questions_of_patients(140)))
    table = ("id,question\n" + rows).encode()
    hub.publish(REPO, {"README.md": CARD, "subset.csv": table, "all.csv": table})
    with BatchServer() as server:
        monkeypatch.setenv("OPENAI_API_KEY", server.key)
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        for line in COMMANDS:
            if line.startswith(".venv/bin/syngen"):
                assert syngen(*shlex.split(line)[1:]) == 0, line


def test_the_rows_in_the_readme_are_rows_of_the_first_result(first_result: Path):
    with (first_result / "data/output/healthcare/questions_and_responses.csv").open(
        newline=""
    ) as file:
        made = {tuple(row) for row in csv.reader(file)}
    shown = re.findall(r"^\| (.+) \| (.+) \| (.+) \|$", README.split("<!-- rows -->")[1], re.M)
    shown = [row for row in shown if row[0] != "prompt"][:5]
    assert len(shown) == 5
    assert set(shown) <= made


def test_every_flag_variable_and_asset_is_in_the_readme():
    (commands,) = [a for a in _parser()._actions if a.dest == "==SUPPRESS==" or a.choices]
    run = commands.choices["run"]  # type: ignore[index,call-overload]
    flags = {option for action in run._actions for option in action.option_strings}
    flags -= {"-h", "--help", "--debug"}
    assert {flag for flag in flags if f"`{flag}" not in README} == set()
    variables = {name for names in VARIABLES.values() for name in names}
    assert {name for name in variables if name not in README} == set()
    assert {table.name for table in ALL if f"| `{table.name}` |" not in README} == set()


def test_every_file_that_the_page_on_recipes_names_is_there():
    page = (REPOSITORY / "docs/recipes.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:\w+/)*\w+\.(?:py|md|yaml))`", page))
    assert len(named) > 40
    elsewhere = ("data/", "docs/", "syngen_tests/", "CHANGELOG")
    for name in named - {"domain.yaml"}:
        at = REPOSITORY if name.startswith(elsewhere) else REPOSITORY / "syngen_assets"
        assert (at / name).exists(), name


@pytest.mark.parametrize(
    "file", ["README.md", "data/domains/healthcare/README.md", "docs/recipes.md"]
)
def test_links_lead_somewhere(file: str):
    text = (REPOSITORY / file).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert (REPOSITORY / file).parent.joinpath(target).exists(), target


def test_the_example_environment_names_only_variables_that_are_read():
    names = re.findall(r"^([A-Z_]+)=", (REPOSITORY / ".env.example").read_text(), re.MULTILINE)
    read = {name for variables in VARIABLES.values() for name in variables}
    assert set(names) <= read | {"OPENAI_API_KEY", "HF_TOKEN", *MESSAGES}


@pytest.mark.slow
def test_two_commands_lead_from_an_empty_clone_to_the_first_result(tmp_path: Path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(REPOSITORY), str(clone)], check=True)
    names = ("SYNGEN_", "OPENAI_", "DAGSTER_", "VIRTUAL_ENV", "PYTHONPATH", "HF_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(names)}
    environment["PYTHON"] = shutil.which("python3") or sys.executable
    subprocess.run(["make", "run"], cwd=clone, env=environment, check=True)
    for name, header in (
        ("questions.csv", ["question"]),
        ("questions_and_responses.csv", ["prompt", "chosen", "rejected"]),
    ):
        with (clone / "data/output/healthcare" / name).open(newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == header
        assert len(rows) == 301
