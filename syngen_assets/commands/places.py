"""Places: the folders that a command was told of, or is to take."""

import argparse
import os
from pathlib import Path

from syngen_assets.core.settings import OUTPUT
from syngen_assets.storage.folders import root


def output_of(arguments: argparse.Namespace) -> Path:
    """The folder of all results: one that was typed is meant from here, another from the root."""
    if arguments.output:
        return Path.cwd() / arguments.output
    return root() / (os.environ.get("SYNGEN_OUTPUT") or OUTPUT)
