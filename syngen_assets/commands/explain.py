"""`syngen explain`: print the whole life of a pair or of a review."""

import argparse
import json
import os
from typing import Any

from syngen_assets.commands.places import output_of
from syngen_assets.core.errors import UsageError
from syngen_assets.core.settings import OUTPUT
from syngen_assets.storage.folders import domain_names, root


def add(commands: Any) -> argparse.ArgumentParser:
    """Make its parser."""
    explain: argparse.ArgumentParser = commands.add_parser(
        "explain", help="print the whole life of a pair, or of a review of a product"
    )
    explain.add_argument(
        "pair", metavar="PAIR_ID", help="a pair_id, a prompt, or the id of a review"
    )
    explain.add_argument("--output", metavar="DIR", help=f"where results are (default: {OUTPUT})")
    explain.set_defaults(command=_explain)
    return explain


def _explain(arguments: argparse.Namespace) -> int:
    from syngen_assets.core.life import OF_PAIRS, OF_REVIEWS, story
    from syngen_assets.lineage import product_reviews as reviews
    from syngen_assets.lineage.papers import Papers
    from syngen_assets.lineage.record import explain
    from syngen_assets.spending import prices

    project, folder = root(), output_of(arguments)
    papers = Papers(project, folder, prices(os.environ.get("SYNGEN_PRICES")))
    if not papers.tables.exists():
        raise UsageError(f"{folder} holds no tables yet; make them with syngen run.")
    domains = domain_names(project)
    with papers.opened() as opened:
        found = reviews.find(arguments.pair, domains, opened.tables)
        record = reviews.life(*found, opened, papers) if found else None
    note = OF_REVIEWS if record else OF_PAIRS
    record = record or explain(arguments.pair, domains, papers)
    print(json.dumps(record, ensure_ascii=False) if arguments.json else story(record, note))
    return 0
