"""`syngen audit`: measure anybody's preference set."""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from syngen_assets.commands.parsing import whole
from syngen_assets.core.errors import GateError, SourceError, UsageError
from syngen_assets.core.flags import mapped

if TYPE_CHECKING:
    import pandas as pd

    from syngen_assets.core.measures.audit import AuditLimits
    from syngen_assets.core.measures.closeness import Embed
    from syngen_assets.core.measures.figure import Figure
    from syngen_assets.core.shapes import Preferences
    from syngen_assets.core.table_gates import Limit


def add(commands: Any) -> argparse.ArgumentParser:
    """Make its parser."""
    audit: argparse.ArgumentParser = commands.add_parser(
        "audit",
        help="measure a preference set",
        description="Measure a preference set: what a model could learn of it besides the facts. "
        "Nothing is sent anywhere, and no model is asked. The exit code is 0 whatever is "
        "found, unless --strict is given.",
    )
    audit.add_argument(
        "file", metavar="FILE", help="CSV, JSON, JSONL or Parquet, a folder of them, or a Hub id"
    )
    audit.add_argument("--reference", metavar="FILE", help="real questions, to measure beside")
    for flag, of in (("--column", "FILE"), ("--reference-column", "the reference")):
        audit.add_argument(
            flag,
            action="append",
            default=[],
            metavar="OURS=THEIRS",
            help=f"a column of {of}, such as prompt=Question; may be repeated",
        )
    audit.add_argument("--split", default="train", help="of a set on the Hub (default: train)")
    audit.add_argument("--domain", metavar="NAME", help="take the limits of this domain")
    audit.add_argument("--html", metavar="PAGE", help="write a page of it, too")
    audit.add_argument("--seed", type=whole, default=0, metavar="N", help="decides all draws")
    audit.add_argument(
        "--embedder",
        default="",
        metavar="NAME",
        help="compares meanings: local, local:NAME or none (default: local, if it is installed)",
    )
    audit.add_argument("--strict", action="store_true", help="exit with 1 if a gate failed")
    audit.set_defaults(command=_audit)
    return audit


def _audit(arguments: argparse.Namespace) -> int:
    from syngen_assets.core.report import terminal
    from syngen_assets.core.report.record import record
    from syngen_assets.core.table_gates import failed

    limits, counted = _limits(arguments.domain)
    found = _pairs(arguments)
    real = _reference(arguments)
    if sys.stderr.isatty():
        print(f"Measuring {len(found.pairs):,} pairs …", file=sys.stderr, flush=True)
    with _embedder(arguments.embedder) as embed:
        figures = _measured(found.pairs, real, arguments.seed, embed, counted, limits)
    about = _about(arguments, found, real)
    if arguments.html:
        _write_page(Path(arguments.html), figures, found.pairs, about, real, arguments.seed)
    if arguments.json:
        print(json.dumps(record(arguments.file, found, figures), allow_nan=False))
    else:
        head = "\n".join(f"{name}: {value}" for name, value in about.items())
        coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        parts = [head, terminal.table(figures, coloured), terminal.LEGEND]
        parts.append(terminal.remarks(figures))
        print("\n\n".join(filter(None, [*parts, terminal.summary(figures)])))
    broken = failed(figures)
    if arguments.strict and broken:
        names = ", ".join(figure.name for figure in broken)
        raise GateError(f"{arguments.file} failed {len(broken)} of its gates: {names}.")
    return 0


def _limits(name: str | None) -> "tuple[Mapping[str, Limit], AuditLimits]":
    """The limits of a domain, and what some measures count against; else those of any domain."""
    from syngen_assets.core import table_gates
    from syngen_assets.core.measures.audit import LIMITS, AuditLimits
    from syngen_assets.storage.folders import read_preferences, root

    if name is None:
        return table_gates.LIMITS, LIMITS
    domain = read_preferences(root(), name)
    alike = domain.duplicates
    counted = AuditLimits(domain.limits.answer_tokens, alike.jaccard, alike.cosine)
    return table_gates.limits(domain.table_gates), counted


def _pairs(arguments: argparse.Namespace) -> "Preferences":
    from syngen_assets.core.shapes import read
    from syngen_assets.storage.preferences import find

    columns = _columns("--column", arguments.column)
    found = find(arguments.file, arguments.split)
    try:
        result = read(found.columns, found.rows(), columns)
    except UsageError as error:
        raise UsageError(f"{arguments.file}: {error}") from error
    if len(result.unreadable) >= max(len(result.pairs), 1):
        row, why = next(iter(result.unreadable.items()))
        raise SourceError(
            f"No row of {arguments.file} can be read as {result.form.name} "
            f"({result.form.about}); row {row}: {why}. Name the columns with --column."
        )
    if result.pairs.empty:
        raise SourceError(f"{arguments.file} has no pair of a better and a worse answer.")
    return result


def _reference(arguments: argparse.Namespace) -> "pd.DataFrame | None":
    from syngen_assets.core.shapes.questions import questions
    from syngen_assets.storage.preferences import find

    if arguments.reference is None:
        return None
    columns = _columns("--reference-column", arguments.reference_column)
    found = find(arguments.reference)
    try:
        real = questions(found.columns, found.rows(), columns)
    except UsageError as error:
        raise UsageError(f"{arguments.reference}: {error}") from error
    if real.empty:
        raise SourceError(f"{arguments.reference} has no questions; choose another --reference.")
    return real


def _columns(flag: str, given: Sequence[str]) -> dict[str, str]:
    from syngen_assets.core.shapes import MAPPABLE

    return mapped(flag, given, MAPPABLE, "prompt=Question")


@contextmanager
def _embedder(name: str) -> "Iterator[Embed | None]":
    """What makes vectors of texts on this machine, or None."""
    from syngen_assets.core.embedders import Embedding
    from syngen_assets.llm.embedders import embedder
    from syngen_assets.llm.embedding import StoredEmbedder
    from syngen_assets.llm.store import REPLIES, ResponseStore

    choice = Embedding(name)
    if choice.served:
        raise UsageError(
            f"--embedder is {name!r}, which is at a server; an audit sends nothing anywhere. Give "
            "local, local:NAME or none."
        )
    inner = embedder(choice, os.environ)
    if inner is None:
        yield None
        return
    with TemporaryDirectory() as aside, ResponseStore(Path(aside, REPLIES)) as store:
        yield StoredEmbedder(inner, store).vectors


def _measured(
    pairs: "pd.DataFrame",
    real: "pd.DataFrame | None",
    seed: int,
    embed: "Embed | None",
    counted: "AuditLimits",
    limits: "Mapping[str, Limit]",
) -> "list[Figure]":
    from syngen_assets.core.measures.audit import audit
    from syngen_assets.core.table_gates import decide

    figures = audit(pairs, reference=real, seed=seed, embed=embed, limits=counted)
    return decide(figures, limits)


def _about(
    arguments: argparse.Namespace, found: "Preferences", real: "pd.DataFrame | None"
) -> dict[str, str]:
    """What was measured, name → words, for the top of the table and of the page."""
    unreadable = [f"{len(found.unreadable):,}"] if found.unreadable else []
    unreadable += [f"row {row}: {why}" for row, why in list(found.unreadable.items())[:3]]
    beside = f"{arguments.reference}: {len(real):,} questions" if real is not None else "none"
    told = {
        "file": arguments.file,
        "shape": f"{found.form.name} ({found.form.about})",
        "pairs": f"{len(found.pairs):,}",
        "rows that could not be read": "; ".join(unreadable),
        "read so": "; ".join(found.notes),
        "limits": f"of the domain {arguments.domain}" if arguments.domain else "of any domain",
        "real questions beside it": beside,
        "seed": str(arguments.seed),
    }
    return {name: value for name, value in told.items() if value}


def _write_page(
    page: Path,
    figures: "Sequence[Figure]",
    pairs: "pd.DataFrame",
    about: Mapping[str, object],
    real: "pd.DataFrame | None",
    seed: int,
) -> None:
    from syngen_assets.core.report.pages import audit_page
    from syngen_assets.storage import files

    text = audit_page(figures, pairs, about, reference=real, seed=seed)
    files.publish(page.parent, {page.name: files.text(text)}, "name another --html")
