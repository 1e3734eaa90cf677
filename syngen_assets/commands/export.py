"""`syngen export`: copy a release for the trainers that shall read it."""

import argparse
import json
import os
from pathlib import Path
from typing import Any

from syngen_assets.core.errors import StorageError, UsageError
from syngen_assets.core.nearest import perhaps
from syngen_assets.core.settings import OUTPUT
from syngen_assets.storage.folders import home, read_preferences

_FORMATS = ("csv", "parquet", "jsonl")
_USUAL = {"csv": "standard", "parquet": "trl", "jsonl": "trl"}
_SHAPES = (
    "trl, standard, implicit, h4, intel, openai, alpaca, sharegpt, axolotl, kto "
    "(default: trl; standard for csv)"
)


def add(commands: Any) -> argparse.ArgumentParser:
    """Make its parser."""
    export: argparse.ArgumentParser = commands.add_parser(
        "export",
        help="copy a release in the shape that a trainer reads",
        description="Copy a domain's release into a folder that load_dataset reads: the pairs in "
        "the shape of a trainer, split as they were released, with their data set card.",
    )
    export.add_argument("folder", metavar="DIR", help="where the copy goes")
    export.add_argument("--format", choices=_FORMATS, help="default: the shape's usual one")
    export.add_argument("--shape", metavar="NAME", help=_SHAPES)
    export.add_argument("--domain", help="whose release it is (default: healthcare)")
    export.add_argument("--output", metavar="DIR", help=f"where results are (default: {OUTPUT})")
    export.set_defaults(command=_export)
    return export


def _export(arguments: argparse.Namespace) -> int:
    from syngen_assets.core.shapes.writing import TARGETS
    from syngen_assets.core.tables import QUESTIONS_AND_RESPONSES
    from syngen_assets.resources import TABLES
    from syngen_assets.storage.exports import export
    from syngen_assets.storage.warehouse import Warehouse

    shape = arguments.shape or _USUAL[arguments.format or "parquet"]
    target = TARGETS.get(shape)
    if target is None:
        raise UsageError(
            f"--shape is {shape!r}; there are {', '.join(TARGETS)}{perhaps(shape, TARGETS)}."
        )
    form = arguments.format or target.formats[0]
    if form not in target.formats:
        fit = [name for name, other in TARGETS.items() if form in other.formats]
        raise UsageError(
            f"The shape {shape} cannot be written as {form}; take --format "
            f"{' or '.join(target.formats)}, or --shape {' or '.join(fit)}."
        )
    domain = arguments.domain or os.environ.get("SYNGEN_DOMAIN") or "healthcare"
    output = _output(arguments.output)
    if not (output / TABLES).exists():
        raise UsageError(f"{output} holds no tables yet; make them with syngen run.")
    tables = Warehouse(output / TABLES)
    if tables.find(QUESTIONS_AND_RESPONSES, domain) is None:
        read_preferences(home(), domain)
    rows = tables.table(QUESTIONS_AND_RESPONSES, domain)
    written = export(Path(arguments.folder), domain, rows, _card(output / domain), target, form)
    figures = {"folder": arguments.folder, "shape": shape, "format": form, "pairs": len(rows)}
    if arguments.json:
        print(json.dumps({**figures, "files": [str(path) for path in written]}))
    else:
        print(f"{len(rows):,} pairs in the shape {shape}, for {target.readers}:")
        print("\n".join(f"  {path}" for path in written))
    return 0


def _output(given: str | None) -> Path:
    if given:
        return Path(given)
    return home() / (os.environ.get("SYNGEN_OUTPUT") or OUTPUT)


def _card(release: Path) -> str:
    try:
        return (release / "README.md").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(
            f"The card {release / 'README.md'} cannot be read: {error}. Release anew with "
            "syngen run."
        ) from error
