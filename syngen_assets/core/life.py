"""The life of a pair or of a review, told as text."""

from collections.abc import Mapping
from typing import Any

_DEEPER = "  "


OF_PAIRS = "rejected answers are deliberately wrong"
OF_REVIEWS = "new reviews are synthetic: no person wrote them"


def story(record: Mapping[str, Any], note: str = OF_PAIRS) -> str:
    """The record as indented lines, one per fact, in the order in which things happened."""
    return "\n".join([f"({note})", *_lines(record, "")])


def _lines(part: Mapping[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for name, value in part.items():
        if isinstance(value, Mapping):
            if value:
                lines += [f"{indent}{name}:", *_lines(value, indent + _DEEPER)]
        elif not isinstance(value, list):
            lines.append(f"{indent}{name}: {_text(value, indent)}")
        elif any(isinstance(item, Mapping) for item in value):
            for place, item in enumerate(value, 1):
                lines += _lines({f"{name} {place}": item}, indent)
        elif value:
            lines.append(f"{indent}{name}: {' · '.join(_text(item, indent) for item in value)}")
    return lines


def _text(value: object, indent: str) -> str:
    if isinstance(value, float):
        return f"{value:.9f}".rstrip("0").rstrip(".")  # dollars of a call are far behind the point
    return str("unknown" if value is None else value).replace("\n", f"\n{indent}{_DEEPER}")
