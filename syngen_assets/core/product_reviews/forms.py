"""Forms: how reviews stand in prompts and are asked for in replies, as JSON or as CSV."""

import csv
import io
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any, Literal

from syngen_assets.core.product_reviews.domain import Kind
from syngen_assets.core.templates import Template, load

Reply = Literal["json", "csv"]
Fields = tuple[str, ...]
FIELDS: Fields = ("rating", "title", "text")


@cache
def template(kind: Kind, reply: Reply, fields: Fields = FIELDS) -> Template:
    """The template of a kind of prompt, which ends with the form of the reply.

    Args:
        kind: the kind.
        reply: the form.
        fields: those that a review has; the form asks for no other.
    """
    form = load(f"reviews_as_{reply}")
    shown = _EXAMPLES[reply](form.text)
    fewer = _lines([{name: one[name] for name in fields} for one in shown], reply)
    whole = f'{{"reviews": [{fewer}]}}' if reply == "json" else f"{_header(fields)}\n{fewer}"
    begins = form.text.index('{"' if reply == "json" else '"rating"')
    return load(f"write_reviews_{kind}").ended_by(Template(form.name, form.text[:begins] + whole))


def lines(rows: Iterable[Mapping[str, Any]], reply: Reply, fields: Fields) -> str:
    """Reviews as a prompt shows them, a line for each, in the form that replies have."""
    return _lines([{name: row[name] for name in fields} for row in rows], reply)


def _lines(rows: Iterable[Mapping[str, Any]], reply: Reply) -> str:
    if reply == "json":
        return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return _table(row.values() for row in rows)


def _header(fields: Fields) -> str:
    return _table([fields])


def _table(rows: Iterable[Collection[Any]]) -> str:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return written.getvalue().rstrip("\n")


def _of_json(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text[text.index('{"') :])["reviews"]
    return found


def _of_csv(text: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(text[text.index('"rating"') :])))


_EXAMPLES: Mapping[Reply, Callable[[str], list[dict[str, Any]]]] = {
    "json": _of_json,
    "csv": _of_csv,
}
