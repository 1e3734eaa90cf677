"""The life of a pair, told as text."""

from collections.abc import Mapping
from typing import Any

_DEEPER = "  "


def story(record: Mapping[str, Any]) -> str:
    """The record as indented lines, one per fact, in the order in which things happened."""
    note = "rejected answers are deliberately wrong"
    return "\n".join([f"({note})", *_lines(record, "")])


def _lines(part: Mapping[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for name, value in part.items():
        if isinstance(value, Mapping):
            if value:
                lines += [f"{indent}{name}:", *_lines(value, indent + _DEEPER)]
        elif isinstance(value, list):
            lines.append(f"{indent}{name}:")
            for item in value:
                lines += _lines(
                    item if isinstance(item, Mapping) else {"-": item}, indent + _DEEPER
                )
        else:
            text = str("unknown" if value is None else value).replace("\n", f"\n{indent}{_DEEPER}")
            lines.append(f"{indent}{name}: {text}")
    return lines
