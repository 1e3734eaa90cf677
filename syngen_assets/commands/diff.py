"""`syngen diff`: say what differs between two releases, row by row, and why."""

import argparse
import json
import os
from typing import TYPE_CHECKING, Any

from syngen_assets.commands.places import output_of
from syngen_assets.core.errors import UsageError
from syngen_assets.core.settings import OUTPUT
from syngen_assets.storage.folders import TABLES, read_preferences, root

if TYPE_CHECKING:
    import pandas as pd

_NAMED = ("latest", "previous")


def add(commands: Any) -> argparse.ArgumentParser:
    """Make its parser."""
    diff: argparse.ArgumentParser = commands.add_parser(
        "diff",
        help="say what differs between two releases, and why",
        description="Say which rows were added, removed and changed between two releases of a "
        "domain, with the reason of each as far as it was recorded. Whichever is named first, the "
        "older one is the one before.",
    )
    names = "a number, latest or previous"
    diff.add_argument("one", metavar="A", nargs="?", default="previous", help=f"a release: {names}")
    diff.add_argument("other", metavar="B", nargs="?", default="latest", help="another one")
    diff.add_argument("--domain", help="a folder under data/domains (default: healthcare)")
    diff.add_argument("--output", metavar="DIR", help=f"where results are (default: {OUTPUT})")
    diff.set_defaults(command=_diff)
    return diff


def _diff(arguments: argparse.Namespace) -> int:
    from syngen_assets.core.differences import differences, text, told
    from syngen_assets.core.tables import records
    from syngen_assets.storage.history import History
    from syngen_assets.storage.tombstones import Tombstones
    from syngen_assets.storage.warehouse import Warehouse

    folder = output_of(arguments)
    name = arguments.domain or os.environ.get("SYNGEN_DOMAIN") or "healthcare"
    domain = read_preferences(root(), name).name
    warehouse = Warehouse(folder / TABLES)
    history = History(warehouse)
    releases = history.releases(domain)
    numbers = sorted(_number(asked, releases, domain) for asked in (arguments.one, arguments.other))
    facts = {row["release"]: row for row in records(releases)}
    one, other = ((facts[number], records(history.rows(domain, number))) for number in numbers)
    moved = records(Tombstones(warehouse, domain).changes())
    found = differences(one, other, records(history.events(domain)), moved)
    same = len(other[1]) - sum(row.change != "removed" for row in found)
    record = told(domain, one[0], other[0], found, same)
    print(json.dumps(record, ensure_ascii=False) if arguments.json else text(record))
    return 0


def _number(asked: str, releases: "pd.DataFrame", domain: str) -> int:
    """The number of the release that is meant."""
    numbers = [int(number) for number in releases["release"]]
    if not numbers:
        raise UsageError(f"{domain} has no release yet; make one with syngen run.")
    if asked in _NAMED:
        last = len(numbers) - 1 - _NAMED.index(asked)
        if last >= 0:
            return numbers[last]
        raise UsageError(f"{domain} has one release only, so there is none before it.")
    if not asked.isdecimal() or int(asked) not in numbers:
        there = f"1 to {numbers[-1]}" if len(numbers) > 1 else "1"
        raise UsageError(
            f"{domain} has no release {asked!r}; there is {there}. Give a number, latest or "
            "previous."
        )
    return int(asked)
