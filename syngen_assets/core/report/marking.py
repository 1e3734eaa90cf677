"""Marking: the words in which two answers differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKENS = re.compile(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*|[^\w\s]")
_KEPT = 0.5  # answers that share less of their words are two answers, not one with a change

Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A part of an answer.

    Args:
        text: the part, as it stands there.
        differs: whether the other answer says it otherwise or not at all.
    """

    text: str
    differs: bool


@dataclass(frozen=True)
class Marked:
    """Two answers in pieces, which joined are the answers again.

    Args:
        chosen: the pieces of the answer that is right.
        rejected: those of the one that is wrong.
        whole: whether they have so little in common that they differ as a whole.
    """

    chosen: Sequence[Piece]
    rejected: Sequence[Piece]
    whole: bool


def marked(chosen: str, rejected: str) -> Marked:
    """The answers with the words marked in which they differ; case and white space do not count."""
    left, right = list(_TOKENS.finditer(chosen)), list(_TOKENS.finditer(rejected))
    matcher = SequenceMatcher(None, _plain(left), _plain(right), autojunk=False)
    if matcher.ratio() < _KEPT:
        return Marked([Piece(chosen, True)], [Piece(rejected, True)], whole=True)
    changes = [code[1:] for code in matcher.get_opcodes() if code[0] != "equal"]
    return Marked(
        _pieces(chosen, [_span(left, start, end) for start, end, _, _ in changes if start < end]),
        _pieces(
            rejected, [_span(right, start, end) for _, _, start, end in changes if start < end]
        ),
        whole=False,
    )


def _plain(tokens: Sequence[re.Match[str]]) -> list[str]:
    return [token[0].casefold() for token in tokens]


def _span(tokens: Sequence[re.Match[str]], start: int, end: int) -> Span:
    return tokens[start].start(), tokens[end - 1].end()


def _pieces(text: str, spans: Sequence[Span]) -> list[Piece]:
    """The text cut at the ends of the spans, those within them marked."""
    pieces, done = [], 0
    for start, end in spans:
        pieces += [Piece(text[done:start], False), Piece(text[start:end], True)]
        done = end
    pieces.append(Piece(text[done:], False))
    return [piece for piece in pieces if piece.text]
