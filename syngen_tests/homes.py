"""A project folder of a test's own, and the command run in it."""

import os
import shutil
from pathlib import Path

import pytest

from syngen_assets.cli import main

REPOSITORY = Path(__file__).parent.parent


def make_home(folder: Path) -> Path:
    """A copy of what a project root holds besides the package."""
    shutil.copytree(REPOSITORY / "data" / "domains", folder / "data" / "domains")
    for name in ("dagster.yaml", "workspace.yaml"):
        shutil.copy(REPOSITORY / name, folder / name)
    return folder


def go_to(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Work in the folder, with nothing set in the environment."""
    for name in list(os.environ):
        if name.startswith(("SYNGEN_", "OPENAI_", "DAGSTER_")):
            patch.delenv(name)
    patch.chdir(folder)


def syngen(*arguments: object) -> int:
    """The exit code of `syngen` with these arguments."""
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as exit:
        return int(exit.code or 0)
