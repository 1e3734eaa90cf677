"""Anonymous reviews: personal data is taken out, and a mark says what stood there."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from syngen_assets.core.personal import found
from syngen_assets.core.personal_forms import Kind

_MARKS: Mapping[Kind, str] = {
    "email": "[e-mail]",
    "url": "[link]",
    "ip": "[address]",
    "record": "[number]",
    "birth": "[date]",
    "card": "[number]",
    "ssn": "[number]",
    "phone": "[phone]",
}
NAME, HANDLE, ORDER = "name", "handle", "order"
_WORD = r"[A-Z][a-z]+(?:[-'’][A-Z]?[a-z]+)?"
_PERSON = rf"{_WORD}(?: {_WORD}){{0,2}}(?![\w'’])"
_LEADS = r"(?i:my name is|my name's|i am called|mr\.?|mrs\.?|ms\.?|dr\.?)"
_CLOSES = r"(?i:signed|regards|yours|sincerely|cheers|thanks|greetings)"
# A name is known by what stands before it alone: a capital may begin a brand as well.
_FORMS: Mapping[str, tuple[str, re.Pattern[str]]] = {
    NAME: (
        "[name]",
        re.compile(
            rf"\b(?:{_LEADS}\s+(?P<it>{_PERSON})|{_CLOSES},?\s+(?P<last>{_PERSON})(?=\W*$))"
        ),
    ),
    HANDLE: ("[name]", re.compile(r"(?<![\w.@/])(?P<it>@[A-Za-z_]\w{2,})(?![\w@]|\.\w)")),
    ORDER: (
        "[number]",
        re.compile(
            r"\b(?i:order|invoice|tracking|serial|ticket|imei)(?i: ?(?:id|code|no\.?|nr\.?|number"
            r"|is|:|#))*\s*#?(?P<it>(?=[\w-]*\d[\w-]*\d[\w-]*\d[\w-]*\d)[A-Z0-9][A-Z0-9-]{4,})"
            r"(?!\w)"
        ),
    ),
}


@dataclass(frozen=True)
class Anonymous:
    """A text without personal data.

    Args:
        text: with a mark in the place of each piece.
        removed: kind of personal data → how many pieces of it were taken out.
    """

    text: str
    removed: Mapping[str, int] = field(default_factory=dict)


def anonymous(text: str) -> Anonymous:
    """The text with a mark in the place of whatever reaches, numbers or names one person.

    What numbers or reaches is known by its form, names only by what leads to them ("my name is",
    "Regards,", a title or an @): a name in the middle of a sentence stays.
    """
    removed: Counter[str] = Counter()
    for piece in reversed(found(text)):
        text = text[: piece.start] + _MARKS[piece.kind] + text[piece.end :]
        removed[piece.kind] += 1
    for kind, (mark, form) in _FORMS.items():
        matches = list(form.finditer(text))
        for match in reversed(matches):
            start, end = match.span(match.lastgroup or 0)
            text = text[:start] + mark + text[end:]
        removed[kind] += len(matches)
    return Anonymous(text, {kind: count for kind, count in sorted(removed.items()) if count})
