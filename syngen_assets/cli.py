"""The command `syngen`: parse, call, print."""

import argparse
import os
import sys
from collections.abc import Sequence

from syngen_assets import __version__
from syngen_assets.commands import (
    audit,
    diff,
    domains,
    estimate,
    explain,
    export,
    review,
    run,
    spend,
    status,
    store,
)
from syngen_assets.commands.parsing import Parser
from syngen_assets.core.errors import SynGenError
from syngen_assets.storage.folders import home


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns 0 when done, 1 when stopped, 2 for wrong usage."""
    arguments = _parser().parse_args(argv)
    try:
        _environment()
        return int(arguments.command(arguments))
    except SynGenError as error:
        if arguments.debug:
            raise
        print(f"syngen: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print(
            "\nsyngen: stopped. All replies so far are kept; the same command goes on from here.",
            file=sys.stderr,
        )
        return 1


def _environment() -> None:
    """Read `.env`; what is set already stays."""
    from dotenv import load_dotenv

    load_dotenv(home() / ".env")


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="syngen", description="Preference data one can trust.")
    parser.add_argument("--version", action="version", version=f"syngen {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (
        *(run, status, diff, estimate, spend, domains, explain),
        *(audit, review, export, store),
    ):
        command = module.add(commands)
        command.add_argument("--json", action="store_true", help="print one JSON object only")
        command.add_argument("--debug", action="store_true", help="show where an error came from")
    return parser


if __name__ == "__main__":
    sys.exit(main())
