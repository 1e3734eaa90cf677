"""`syngen status`: say how each release stands, what would be made again, and for how much."""

import argparse
import json
import os
from typing import Any

from syngen_assets.commands.places import output_of
from syngen_assets.core.settings import OUTPUT
from syngen_assets.storage.folders import domain_names, know_domain, root


def add(commands: Any) -> argparse.ArgumentParser:
    """Make its parser."""
    status: argparse.ArgumentParser = commands.add_parser(
        "status",
        help="say what would be made again, why and for how much",
        description="Hold the last release of each domain against what the same command would "
        "make now: what has changed since, and what making it again would ask and cost. What the "
        "environment says goes before what the release was told. No model is asked.",
    )
    status.add_argument("--domain", help="a folder under data/domains (default: all)")
    status.add_argument("--output", metavar="DIR", help=f"where results are (default: {OUTPUT})")
    status.set_defaults(command=_status)
    return status


def _status(arguments: argparse.Namespace) -> int:
    from syngen_assets.standing import standing

    project, output = root(), output_of(arguments)
    names = domain_names(project)
    if arguments.domain:
        know_domain(project, arguments.domain)
    os.chdir(project)
    output = output.relative_to(project) if output.is_relative_to(project) else output
    found = [
        standing(project, name, str(output), os.environ)
        for name in ([arguments.domain] if arguments.domain else names)
    ]
    if arguments.json:
        print(json.dumps({"domains": [one.figures() for one in found]}))
    else:
        print("\n\n".join(one.text() for one in found))
    return 0
