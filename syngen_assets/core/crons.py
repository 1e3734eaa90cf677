"""Crons: when something is done again, as five fields: minute, hour, day, month and weekday."""

import re
from collections.abc import Mapping

WEEKLY = "0 4 * * 1"

_FIELDS = {
    "minute": (0, 59),
    "hour": (0, 23),
    "day": (1, 31),
    "month": (1, 12),
    "weekday": (0, 6),
}
_NAMES: Mapping[str, list[str]] = {
    "month": re.findall("...", "---janfebmaraprmayjunjulaugsepoctnovdec"),
    "weekday": re.findall("...", "sunmontuewedthufrisat"),
}
_DAYS = dict(enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1))
_PART = re.compile(r"(\*|(\w+)(?:-(\w+))?)(?:/(\d+))?", re.ASCII)


def cron(text: str) -> str:
    """The text, with single spaces, if it is a schedule that comes at some time.

    Raises:
        ValueError: it is none; says which field is wrong.
    """
    words = text.lower().split()
    if len(words) != len(_FIELDS):
        raise ValueError(
            f"{text!r} has {len(words)} fields and a schedule has five: minute hour day month "
            f'weekday, in UTC, such as "{WEEKLY}" for Mondays at 04:00'
        )
    found = {name: _values(name, word) for name, word in zip(_FIELDS, words, strict=True)}
    if min(found["day"]) > max(_DAYS[month] for month in found["month"]):
        raise ValueError(f"{text!r} never comes: no such month has a day {min(found['day'])}")
    return " ".join(words)


def _values(name: str, word: str) -> set[int]:
    """The numbers that a field allows."""
    return {number for part in word.split(",") for number in _range(name, part)}


def _range(name: str, part: str) -> range:
    least, most = _FIELDS[name]
    read = _PART.fullmatch(part)
    if not read or (read[4] and not (read[1] == "*" or read[3])):
        raise ValueError(f'{name} is {part!r}; give "*", a number, a range such as 1-5 or a list')
    step = int(read[4] or 1)
    if not 1 <= step <= most:
        raise ValueError(f"{name} is {part!r}; a step is between 1 and {most}")
    if read[1] == "*":
        return range(least, most + 1, step)
    first = _number(name, read[2])
    last = _number(name, read[3]) if read[3] else first
    if last < first:
        raise ValueError(f"{name} is {part!r}; a range goes from the smaller to the greater")
    return range(first, last + 1, step)


def _number(name: str, word: str) -> int:
    least, most = _FIELDS[name]
    names = _NAMES.get(name, [])
    number = names.index(word) if word in names else int(word) if word.isdigit() else -1
    if not least <= number <= most:
        raise ValueError(f"{name} is {word!r}, which is not between {least} and {most}")
    return number
