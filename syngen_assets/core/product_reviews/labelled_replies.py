"""Reviews with labels, `Rating: 5` and `Review: …`, as small models write them, or YAML."""

import re
from collections.abc import Iterator, Mapping

from syngen_assets.core.gates.names import CUT_OFF
from syngen_assets.core.product_reviews.written import UNREAD, Read, field, shown, written

_LABEL = re.compile(
    r"[ \t]*(?:[-*•>#]+|\d{1,3}[.)])?[ \t]*[*_]{0,2}(?P<name>\w[\w ]{0,20}?)[*_]{0,2}[ \t]*:"
    r"[*_]{0,2}[ \t]*(?P<value>.*)"
)
_HEADING = re.compile(
    r"[#*_>\s]*(?:review|example|sample)?\s*(?:#|no\.?)?\s*\d{0,3}[.):]?[*_]*\s*",
    re.IGNORECASE,
)
_YAML = (">", "|", ">-", "|-")
_QUOTED = re.compile(r"([\"'])([^\"]*)\1")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}")
_TALK = re.compile(
    r"\s*(?:i hope|hope|enjoy|let me know|feel free|these (?:\w+ )?reviews|please note|note:)\b",
    re.IGNORECASE,
)


def read(text: str, *, ends: bool = True) -> Read:
    """The reviews of a reply in which each part of a review has its label.

    A review begins with a heading or with a label that the one before has had already. It is one
    if it has a text and another part beside it. Lines without a label go on with the part before.

    Args:
        text: the reply, without what is around it.
        ends: whether its last line is known to be whole.
    """
    blocks = list(_blocks(text))
    if not any(map(_is_review, blocks)):
        return Read()
    cut_off = [] if ends else [blocks.pop()]
    rows = tuple(written(values) for values in blocks if _is_review(values))
    unread = [values for values in blocks if not _is_review(values)]
    return Read(
        rows,
        (
            *(f"{UNREAD}: a part of a review is missing: {_shown(values)}" for values in unread),
            *(f"{CUT_OFF}: the last review breaks off: {_shown(values)}" for values in cut_off),
        ),
    )


def _shown(values: Mapping[str, str]) -> str:
    return shown(" ".join(values.values()))


def _is_review(values: Mapping[str, str]) -> bool:
    return bool(values.get("text", "").strip()) and len(values) > 1


def _bared(value: str) -> str:
    """A value without its quotation marks, and without the mark that YAML has before lines."""
    if value in _YAML:
        return ""
    quoted = _QUOTED.fullmatch(value)
    return quoted[2] if quoted else value


def _blocks(text: str) -> Iterator[dict[str, str]]:
    """The parts of each review, by their field."""
    values: dict[str, str] = {}
    name: str | None = None
    for line in text.splitlines():
        label = _LABEL.fullmatch(line)
        found = field(label["name"]) if label else None
        ended = _RULE.fullmatch(line) or (line.strip() and _HEADING.fullmatch(line))
        if values and (ended or found in values):
            yield values
            values = {}
        if label and found:
            name, values[found] = found, _bared(label["value"].strip().strip("*_").strip())
        elif ended or _TALK.match(line):
            name = None
        elif name and line.strip():
            values[name] = f"{values[name]}\n{line.strip()}".strip()
    if values:
        yield values
