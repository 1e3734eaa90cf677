"""Tools: what Argilla and Label Studio write of a filled sheet, as rows of the sheet again."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]

_ANSWERS = ".responses"  # of a question in a flat record of Argilla, one for each of its users
_ASIDE = (_ANSWERS, ".suggestion")
_SENT = (None, "submitted")
_PARTS = ("rating", "choices", "text")  # where Label Studio keeps what a control was given


def unfold(row: Row) -> Iterator[Row]:
    """The rows of a sheet that a tool's row holds: one for each person who answered.

    Who it was stands in `annotator`, unless the sheet names a reviewer.
    """
    asked = [name.removesuffix(_ANSWERS) for name in row if str(name).endswith(_ANSWERS)]
    if not asked:
        yield {name: _plain(value) for name, value in row.items()}
        return
    kept = {name: value for name, value in row.items() if not any(end in name for end in _ASIDE)}
    people = _people(row, asked)
    for person, answers in people.items():
        yield kept | {"annotator": person} | answers
    if not people:
        yield kept | dict.fromkeys(asked)


def _people(row: Row, asked: list[str]) -> dict[str, dict[str, Any]]:
    """Person → what they answered, without drafts and what they discarded."""
    people: dict[str, dict[str, Any]] = {}
    for name in asked:
        values = row[f"{name}{_ANSWERS}"] or []
        users = row.get(f"{name}{_ANSWERS}.users") or [""] * len(values)
        states = row.get(f"{name}{_ANSWERS}.status") or [None] * len(values)
        for value, user, state in zip(values, users, states, strict=True):
            if state in _SENT:
                people.setdefault(str(user), {})[name] = value
    return people


def _plain(value: Any) -> Any:
    """What a control of Label Studio was given, out of the list and the object around it."""
    if isinstance(value, str) and value.startswith("[{") and value.endswith("}]"):
        try:
            value = json.loads(value)
        except ValueError:
            return value
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, Mapping):
        inner = next((value[part] for part in _PARTS if part in value), None)
        return inner[0] if isinstance(inner, list) and len(inner) == 1 else inner
    return value
