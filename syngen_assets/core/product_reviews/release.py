"""The release: which of the new reviews are released, and what must be true of all of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.duplicates import near_duplicates
from syngen_assets.core.product_reviews.anonymous import anonymous
from syngen_assets.core.product_reviews.cleaning import ALIKE
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.replicas import problem as replica
from syngen_assets.core.product_reviews.resemblance import Index
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import PRODUCT_REVIEWS, records, usable
from syngen_assets.core.telling import counted
from syngen_assets.core.text import words

_HELD = ("kind", "call_id", "place", "rating", "title", "text", "problem")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What a gate says of a release.

    Args:
        gate: its name.
        said: what is wrong, in words; empty where nothing is.
        rows: the ids of the reviews that break it.
    """

    gate: str
    said: str = ""
    rows: tuple[str, ...] = ()


def released(synthetic: pd.DataFrame, settings: Settings[ProductReviews]) -> pd.DataFrame:
    """The reviews of the kind that is released, a `tables.PRODUCT_REVIEWS`.

    They stand in the order of their ids, which are digests: in the order of the calls the ratings,
    which are spread evenly over them, would make a pattern.

    Args:
        synthetic: a `tables.SYNTHETIC_REVIEWS`.
        settings: the run's settings.
    """
    rows = usable(synthetic)
    mine = rows.loc[rows["kind"] == settings.kinds[0]].sort_values("synthetic_id")
    return PRODUCT_REVIEWS.frame(mine.rename(columns={"synthetic_id": "review_id"}))


def held_back(synthetic: pd.DataFrame, settings: Settings[ProductReviews]) -> pd.DataFrame:
    """What was made for the release and is not in it, each with its problem."""
    mine = synthetic["problem"].notna() & (synthetic["kind"] == settings.kinds[0])
    return synthetic.loc[mine, list(_HELD)].reset_index(drop=True)


def verdicts(
    rows: pd.DataFrame, real: pd.DataFrame, settings: Settings[ProductReviews]
) -> list[Verdict]:
    """What each gate says of reviews that are to be released.

    Args:
        rows: a `tables.PRODUCT_REVIEWS`.
        real: a `tables.REAL_REVIEWS`.
        settings: the run's settings.
    """
    new, known = records(rows), records(usable(real))
    return [_as_many(new, settings)] + [
        _verdict(gate, what, list(find(new, known, settings)))
        for gate, (what, find) in _ROWS.items()
    ]


def failed(found: Sequence[Verdict]) -> list[str]:
    """What is wrong, gate by gate; nothing where all passed."""
    return [f"{one.gate}: {one.said}" for one in found if one.said]


def _as_many(rows: Sequence[Row], settings: Settings[ProductReviews]) -> Verdict:
    said = f"{len(rows):,} reviews in place of {settings.questions:,}"
    return Verdict(AS_MANY, "" if len(rows) == settings.questions else said)


def _verdict(gate: str, what: str, ids: Sequence[str]) -> Verdict:
    verb = "is" if len(ids) == 1 else "are"
    said = f"{counted(len(ids), 'review')} {verb} {what}" if ids else ""
    return Verdict(gate, said, tuple(ids))


def _replicas(
    rows: Sequence[Row], real: Sequence[Row], settings: Settings[ProductReviews]
) -> Iterator[str]:
    index = Index([row["text"] for row in real])
    return (row["review_id"] for row in rows if replica(row["text"], index))


def _personal(
    rows: Sequence[Row], real: Sequence[Row], settings: Settings[ProductReviews]
) -> Iterator[str]:
    whole = {row["review_id"]: f"{row['title'] or ''}\n{row['text']}" for row in rows}
    return (id for id, text in whole.items() if anonymous(text).removed)


def _repeats(
    rows: Sequence[Row], real: Sequence[Row], settings: Settings[ProductReviews]
) -> Iterator[str]:
    places = near_duplicates([normalize(row["text"]) for row in rows], threshold=ALIKE)
    return (rows[place]["review_id"] for place in places)


def _out_of_range(
    rows: Sequence[Row], real: Sequence[Row], settings: Settings[ProductReviews]
) -> Iterator[str]:
    """Slips may join or part words, so where they were asked for, a length may miss by as many."""
    domain = settings.domain
    (low, high), (least, most) = domain.ratings, domain.words
    room = domain.noise.edits if domain.noise.share else 0
    rated, titled = (any(row[name] for row in real) for name in ("rating", "title"))
    for row in rows:
        count = len(words(row["text"]))
        sound = low <= row["rating"] <= high if row["rating"] else not rated
        sound = sound and bool(row["title"]) == titled
        if not (sound and least - room <= count <= most + room):
            yield row["review_id"]


_Find = Callable[[Sequence[Row], Sequence[Row], Settings[ProductReviews]], Iterator[str]]

AS_MANY = "as_many_as_wanted"
_ROWS: Mapping[str, tuple[str, _Find]] = {
    "no_replicas": ("a replica of a real one", _replicas),
    "no_personal_data": ("with personal data", _personal),
    "no_repeats": ("nearly the same as another one", _repeats),
    "within_range": ("out of the range of ratings, titles or lengths", _out_of_range),
}
GATES: Mapping[str, str] = {
    AS_MANY: "There are exactly as many reviews as were wanted.",
    "no_replicas": "None is a copy of a real review, or of a long piece of one.",
    "no_personal_data": "None holds an address, a number or a name that is one person's.",
    "no_repeats": "No two say the same in nearly the same words.",
    "within_range": "Ratings and lengths are within the domain's, and titles as in real reviews.",
}
"""The gate → what must be true."""
