"""Personal data: what reaches or numbers one person, found by its form."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address

from syngen_assets.core.personal_forms import FORMS, KINDS, SIGNS, Kind

_MAYBE = re.compile(r"[\d@＠]|://|www|\w\.[A-Za-z]|[(\[{<][Aa][Tt][)\]}>]| dot |8\d\d-[A-Z]")

_LEAST = 4  # digits of a record's number; a patient number of 12 is a count
_CLOSING = ".,:;!?)]}'\"’”"  # what ends a sentence ends no address


@dataclass(frozen=True)
class Found:
    """A piece of personal data, and where it stands."""

    kind: Kind
    start: int
    end: int


def _is_card(text: str) -> bool:
    """Whether the digits pass the checksum that every card number has."""
    digits = [int(digit) for digit in text if digit.isdigit()][::-1]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_ip(text: str) -> bool:
    if ":" not in text:
        return True
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return any(letter.isdigit() for letter in text)


def _is_date(text: str) -> bool:
    """Whether no part of a date in digits is too high to be a day."""
    parts = [int(part) for part in re.findall(r"\d+", text) if len(part) <= 2]
    return sum(part > 31 for part in parts) <= (len(parts) > 2)


def _is_record(text: str) -> bool:
    return sum(letter.isdigit() for letter in text) >= _LEAST


_SOUND: Mapping[Kind, Callable[[str], bool]] = {
    "card": _is_card,
    "ip": _is_ip,
    "birth": _is_date,
    "record": _is_record,
}


def found(text: str, kinds: Collection[Kind] = KINDS) -> list[Found]:
    """The pieces of personal data in a text, in their order; no two overlap.

    They are known by their form, so a hotline or the page of a public body is found as well, and
    a name, a street or an age is not.

    Args:
        text: any text.
        kinds: which are looked for.
    """
    if not _MAYBE.search(text):
        return []
    pieces: list[Found] = []
    lowered = text.lower()
    for kind in KINDS:
        if SIGNS[kind].search(lowered):
            pieces += _of_kind(kind, text, pieces)
    return sorted((piece for piece in pieces if piece.kind in kinds), key=lambda piece: piece.start)


def _of_kind(kind: Kind, text: str, taken: Iterable[Found]) -> list[Found]:
    """The pieces of one kind that overlap none of those found before."""
    pieces = list(taken)
    before, sound = len(pieces), _SOUND.get(kind, bool)
    for form in FORMS[kind]:
        for match in form.finditer(text):
            start, end = match.span("it" if "it" in form.groupindex else 0)
            end -= len(text[start:end]) - len(text[start:end].rstrip(_CLOSING))
            free = all(end <= piece.start or start >= piece.end for piece in pieces)
            if free and sound(text[start:end]):
                pieces.append(Found(kind, start, end))
    return pieces[before:]
