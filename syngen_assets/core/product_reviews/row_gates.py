"""Row gates of product reviews: why one that was read may not be released, or nothing."""

import re
from collections import Counter
from collections.abc import Callable
from functools import partial

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.endings import unfinished
from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates.texts import formula_gate, language_gate
from syngen_assets.core.product_reviews.anonymous import anonymous
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.leftovers import leftover
from syngen_assets.core.product_reviews.ratings import stars
from syngen_assets.core.product_reviews.wanted import Wanted
from syngen_assets.core.product_reviews.written import Written, shown
from syngen_assets.core.text import words

Gate = Callable[[Written, Wanted, ProductReviews], str | None]

ROOM, LEAST_ROOM = 0.25, 3
"""By how much a length may miss what was asked of it: a share, and words at least."""

_SENTENCE = re.compile(r"[^.!?\n]+")
_TELLING = 4  # words of a sentence that nobody says twice
_LOOP = re.compile(r"\b(\w+(?:\W+\w+){0,7})(?:\W+\1\b){3,}", re.IGNORECASE)
_SMILEY = re.compile(r"[:;=8][-'^]?[()\[\]DPp|/]|[()][-']?[:;=]|<3")
_OPEN_END = (",", ";", ":", "-", "–", "—", "(", "/", "&", "“")


def problem(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    """Why a review may not be released; it begins with the gate's name. None if it may.

    Args:
        written: what was read in a reply.
        wanted: what was asked of it.
        domain: says which stars, lengths and language there are.
    """
    return next((why for gate in GATES if (why := gate(written, wanted, domain))), None)


def _empty(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    if not words(written.text):
        return "empty_review: the text holds no word"
    if wanted.title and not words(written.title):
        return "empty_title: the review has no title, and the real ones have"
    return None


def _rating(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    """Where the real reviews have no rating, none is asked for, and none is looked at."""
    if wanted.rating is None:
        return None
    low, high = domain.ratings
    found = stars(written.rating, domain.ratings)
    if found is None:
        return f"wrong_rating: {shown(written.rating)} gives no whole stars from {low} to {high}"
    if found != wanted.rating:
        return f"wrong_rating: {found} in place of {wanted.rating}"
    return None


def _length(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    """What the domain allows is a limit; what was asked of one review may be missed by a little."""
    count = len(words(written.text))
    least, most = domain.words
    if not least <= count <= most:
        return f"review_length: {count} words, allowed are {least} to {most}"
    low, high = wanted.words
    if not low - max(LEAST_ROOM, ROOM * low) <= count <= high + max(LEAST_ROOM, ROOM * high):
        return f"review_length: {count} words, asked were {low} to {high}"
    return None


def _sound(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    if "\ufffd" in f"{written.title}{written.text}":
        return f"broken_character: a letter was lost: {shown(written.text)}"
    return None


def _language(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    return _said(partial(language_gate, written.text, domain.language))


def _formula(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    return _said(partial(formula_gate, written.title)) or _said(partial(formula_gate, written.text))


def _said(gate: Callable[[], None]) -> str | None:
    """What a gate of the house says, if it lets nothing pass."""
    try:
        gate()
    except ReplyError as error:
        return str(error)
    return None


def _personal(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    """The problem names the kinds, and never repeats what was found."""
    removed = anonymous(f"{written.title}\n{written.text}").removed
    return f"personal_data: the review holds {', '.join(removed)}" if removed else None


def _leftover(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    return leftover(written.text) or leftover(written.title)


def _title(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    if written.title and normalize(written.title) == normalize(written.text):
        return f"title_is_text: both say {shown(written.title)}"
    return None


def _repeated(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    said = Counter(normalize(sentence) for sentence in _SENTENCE.findall(written.text))
    for sentence, count in said.items():
        if count > 1 and len(sentence.split()) >= _TELLING:
            return f"repeated_sentence: {count} times {shown(sentence)}"
    if loop := _LOOP.search(written.text):
        return f"repeated_sentence: again and again {shown(loop[1])}"
    return None


def _ending(written: Written, wanted: Wanted, domain: ProductReviews) -> str | None:
    """People end with no mark, with three dots or with a smiley; a comma or `and the` is no end."""
    text = _SMILEY.sub(" ", written.text).rstrip()
    why = "it ends in the middle" if text.endswith(_OPEN_END) else None
    why = why or unfinished(text.rstrip(" .…!?") + ".")
    return f"unfinished_review: {why}: {shown(written.text[-40:])}" if why else None


GATES: tuple[Gate, ...] = (
    *(_empty, _rating, _sound, _leftover, _personal, _language, _formula),
    *(_title, _repeated, _ending, _length),
)
"""In this order: the first that holds a review back names its problem."""
