"""`syngen estimate`: say what a run would ask of its model, and what that may cost."""

import argparse
import json
from typing import Any

from syngen_assets.commands.run import add_settings, settings_of


def add(commands: Any) -> argparse.ArgumentParser:
    """Make its parser."""
    estimate: argparse.ArgumentParser = commands.add_parser(
        "estimate",
        help="say what a run would cost, and ask no model",
        description="Count the calls that syngen run would make with the same flags, what the "
        "store holds of them, and what the rest may cost. No model is asked.",
    )
    add_settings(estimate)
    estimate.set_defaults(command=_estimate)
    return estimate


def _estimate(arguments: argparse.Namespace) -> int:
    from syngen_assets.estimating import estimate

    found = estimate(settings_of(arguments))
    print(json.dumps(found.figures()) if arguments.json else found.text())
    return 0
