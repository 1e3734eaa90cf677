"""`syngen spend`: say what was paid, by domain, step, model or day."""

import argparse
import json
from datetime import date
from typing import Any

from syngen_assets.commands.places import output_of
from syngen_assets.core.costs import KEYS
from syngen_assets.core.settings import OUTPUT
from syngen_assets.storage.folders import home, know_domain


def add(commands: Any) -> argparse.ArgumentParser:
    """Make its parser."""
    spend: argparse.ArgumentParser = commands.add_parser(
        "spend",
        help="say what was paid",
        description="Say what the calls of all runs have cost, from the ledger of the response "
        "store. Days are in UTC.",
    )
    spend.add_argument("--by", choices=KEYS, default="domain", help="what it is summed by")
    spend.add_argument("--since", type=_day, metavar="DATE", help="from this day on: 2026-11-20")
    spend.add_argument("--domain", help="of one domain (default: all)")
    spend.add_argument("--output", metavar="DIR", help=f"where results are (default: {OUTPUT})")
    spend.set_defaults(command=_spend)
    return spend


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-11-20") from error


def _spend(arguments: argparse.Namespace) -> int:
    from syngen_assets.core.costs import by, told, whole
    from syngen_assets.core.telling import counted
    from syngen_assets.spending import in_batches, ledger

    asked = (output_of(arguments), arguments.domain, arguments.since)
    rows, (calls, usd) = ledger(*asked), in_batches(*asked)
    key, in_all = arguments.by, whole(rows)
    costs = by(rows, key)
    if arguments.domain and not rows:  # one that is gone may have been paid for
        know_domain(home(), arguments.domain)
    if arguments.json:
        sums = [{key: cost.name, **cost.figures} for cost in costs]
        batches = {"calls": calls, "usd": usd}
        print(json.dumps({"by": key, **in_all.figures, "in_batches": batches, "sums": sums}))
    elif rows:
        print(told(costs, in_all, key))
        if calls:
            print(f"{counted(calls, 'call')} of these went in batches, for ${usd:,.4f}.")
    else:
        print(f"Nothing was paid{f' since {arguments.since}' if arguments.since else ''}.")
    return 0
