"""`syngen review`: open the review app, or take reviews out and in as files."""

import argparse
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syngen_assets.commands.parsing import count, port
from syngen_assets.commands.places import output_of
from syngen_assets.core.errors import UsageError
from syngen_assets.core.settings import OUTPUT
from syngen_assets.core.telling import counted
from syngen_assets.storage.folders import TABLES, read_preferences, root

if TYPE_CHECKING:
    from syngen_assets.core.exchange import Filled, Row
    from syngen_assets.core.measures.figure import Figure
    from syngen_assets.storage.reviews import ReviewStore

_SHOWN = 20  # wrong cells that are named
_FORMS = (".csv", ".jsonl")
_TOLD = ("value", "low", "high", "rows", "note")


def add(commands: Any) -> argparse.ArgumentParser:
    """Make its parser."""
    review: argparse.ArgumentParser = commands.add_parser(
        "review",
        help="let people label pairs, in an app or in other tools",
        description="Open the review app on this machine. With a file, take pairs out for another "
        "tool, blind, and reviews in. Nothing is sent anywhere.",
    )
    one = review.add_mutually_exclusive_group()
    one.add_argument("--export", metavar="FILE", help="write pairs to review, as CSV or JSONL")
    one.add_argument("--import", metavar="FILE", dest="sheet", help="read a sheet that was filled")
    one.add_argument("--history", metavar="FILE", help="write all reviews that were made")
    one.add_argument("--agreement", action="store_true", help="say how far reviewers agree")
    review.add_argument("--for", metavar="NAME", dest="who", help="the reviewer of the sheet")
    review.add_argument("--most", type=count, metavar="N", help="pairs in the sheet at most")
    review.add_argument(
        "--skip-broken", action="store_true", help="take the other rows where one is wrong"
    )
    review.add_argument("--domain", help="whose pairs they are (default: healthcare)")
    review.add_argument("--port", type=port, default=8501, metavar="N", help="of the app")
    review.add_argument("--no-browser", action="store_true", help="open no browser at the app")
    review.add_argument("--output", metavar="DIR", help=f"where results are (default: {OUTPUT})")
    review.set_defaults(command=_review)
    return review


def _review(arguments: argparse.Namespace) -> int:
    from syngen_assets.reviewing import review

    actions = {"export": _export, "sheet": _import, "history": _history, "agreement": _agreement}
    for name, act in actions.items():
        if getattr(arguments, name):
            return act(arguments)
    review(output_of(arguments), arguments.port, not arguments.no_browser)


def _export(arguments: argparse.Namespace) -> int:
    """Write the pairs that the reviewer would be shown in the app, in that order."""
    from syngen_assets.core.exchange import SHEET, sheet
    from syngen_assets.core.queue import queued
    from syngen_assets.core.reviewed import as_made
    from syngen_assets.core.reviews import reviewer
    from syngen_assets.core.tables import QUESTIONS_AND_RESPONSES, records
    from syngen_assets.storage.warehouse import Warehouse

    domain, who = _domain(arguments), reviewer(arguments.who) if arguments.who else ""
    path = output_of(arguments) / TABLES
    if not path.exists():
        raise UsageError(f"{path.parent} holds no tables yet; make them with syngen run.")
    pairs = as_made(Warehouse(path).table(QUESTIONS_AND_RESPONSES, domain))
    with _store(arguments) as store:
        agree = read_preferences(root(), domain).reviews.agree
        said, looked = store.table(domain), store.looked(domain, who)
    wanted = queued(pairs, said, who, seed=0, agree=agree, looked=looked).pairs
    texts = {row["pair_id"]: row for row in records(pairs)}
    rows = sheet([texts[name] for name in wanted[: arguments.most]], who)
    _write(arguments.export, rows, SHEET)
    _say(arguments, f"{counted(len(rows), 'pair')} written to {arguments.export}.", pairs=len(rows))
    return 0


def _history(arguments: argparse.Namespace) -> int:
    from syngen_assets.core.tables import REVIEWS, records

    with _store(arguments) as store:
        rows = records(store.history(_domain(arguments)))
    _write(arguments.history, rows, REVIEWS.names)
    told = f"{counted(len(rows), 'review')} written to {arguments.history}."
    _say(arguments, told, reviews=len(rows))
    return 0


def _import(arguments: argparse.Namespace) -> int:
    """Take a sheet whole, or, with a wrong cell in it, not at all."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    filled = _filled(arguments, now)
    if filled.mistakes and not arguments.skip_broken:
        raise UsageError(_refusal(arguments.sheet, filled))
    with _store(arguments) as store:
        new = store.take(_domain(arguments), filled.reviews, now)
    broken = sorted({one.row for one in filled.mistakes})
    told = f"{counted(len(filled.reviews), 'review')} read, {new:,} of them new"
    told += f"; {counted(filled.empty, 'row')} left empty" if filled.empty else ""
    told += f"; left out: {_listed(filled)}" if broken else ""
    figures = {"reviews": len(filled.reviews), "new": new, "empty": filled.empty, "broken": broken}
    _say(arguments, f"{told}.", **figures)
    return 0


def _filled(arguments: argparse.Namespace, now: str) -> "Filled":
    from syngen_assets.storage.records import KINDS, kind
    from syngen_assets.storage.sheets import filled

    file = Path(arguments.sheet)
    if not kind(file):
        raise UsageError(f"{file} is no data file; there are {', '.join(KINDS)}.")
    if not file.exists():
        raise UsageError(f"There is no {file}; give the sheet that was filled.")
    return filled(file, name=str(file), who=arguments.who or "", at=now)


def _refusal(file: str, filled: "Filled") -> str:
    count = len(filled.mistakes)
    return (
        f"{file} has {count:,} wrong cell{'s' if count > 1 else ''}, so nothing was taken: "
        f"{_listed(filled)}. Mend them, or take the other rows with --skip-broken."
    )


def _listed(filled: "Filled") -> str:
    shown = "; ".join(map(str, filled.mistakes[:_SHOWN]))
    more = len(filled.mistakes) - _SHOWN
    return f"{shown}; and {more:,} more" if more > 0 else shown


def _agreement(arguments: argparse.Namespace) -> int:
    from syngen_assets.core.agreement import agreement, disagreements, standing

    with _store(arguments) as store:
        reviews = store.table(_domain(arguments))
    figures = agreement(reviews)
    differ, gone = standing(disagreements(reviews), _known(arguments))
    blind = reviews.loc[reviews["settles"] == "no"]
    counts = {
        "reviewers": blind["reviewer"].nunique(),
        "reviews": len(blind),
        "pairs": blind["pair_id"].nunique(),
        "disagreements": len(differ),
        "settled": sum(one.settled is not None for one in differ),
    }
    things = [counted(count, name[:-1]) for name, count in counts.items() if name != "settled"]
    head = ", ".join([*things, f"{counts['settled']:,} settled"])
    head += f"; {counted(gone, 'disagreement')} more over pairs that are gone" if gone else ""
    measures = {one.name: {name: getattr(one, name) for name in _TOLD} for one in figures}
    _say(arguments, "\n".join([head, *map(_line, figures)]), **counts, gone=gone, measures=measures)
    return 0


def _known(arguments: argparse.Namespace) -> set[str]:
    """The ids of all pairs that the tables hold, withdrawn ones too."""
    from syngen_assets.core.tables import PAIRS
    from syngen_assets.storage.warehouse import Warehouse

    path = output_of(arguments) / TABLES
    pairs = Warehouse(path).find(PAIRS, _domain(arguments)) if path.exists() else None
    return set() if pairs is None else set(pairs["pair_id"])


def _line(figure: "Figure") -> str:
    from syngen_assets.core.telling import NOTHING, interval, value

    ends = interval(figure)
    known = f"{value(figure)}{f' ({ends})' if ends != NOTHING else ''}"
    return f"  {figure.name}: {known}; {figure.note}"


def _write(path: str, rows: "Sequence[Row]", columns: Sequence[str]) -> None:
    from syngen_assets.core.exchange import as_csv, as_jsonl
    from syngen_assets.storage import files

    file = Path(path)
    if file.suffix.lower() not in _FORMS:
        raise UsageError(f"{file} must end in {' or '.join(_FORMS)}.")
    content = (as_csv if file.suffix.lower() == ".csv" else as_jsonl)(rows, columns)
    files.publish(file.parent, {file.name: files.text(content)}, "name another file")


def _say(arguments: argparse.Namespace, text: str, **figures: Any) -> None:
    print(json.dumps(figures, ensure_ascii=False) if arguments.json else text)


def _domain(arguments: argparse.Namespace) -> str:
    name = arguments.domain or os.environ.get("SYNGEN_DOMAIN") or "healthcare"
    return read_preferences(root(), name).name


def _store(arguments: argparse.Namespace) -> "ReviewStore":
    from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore

    return ReviewStore(output_of(arguments) / REVIEWS_FILE)
