"""Product reviews of a made-up trade, and one fault at a time planted in them."""

import json
import random
from collections.abc import Callable
from typing import Any

import pandas as pd

from syngen_assets.core.identity import digest
from syngen_assets.core.tables.product_reviews import REAL_REVIEWS, SYNTHETIC_REVIEWS
from syngen_tests.planted import plain

ASPECTS = {
    "battery": "battery",
    "camera": "camera",
    "price": "price",
    "screen": "screen",
    "sound": "speaker",
}
PER_CALL = 10
_SHARES = (30, 25, 20, 15, 10)
_RATINGS = {1: 20, 2: 10, 3: 15, 4: 20, 5: 35}
_PRAISE = ("lovely", "great", "wonderful", "excellent")
_BLAME = ("horrible", "awful", "terrible", "bad")
_FILLERS = 300
_OPENERS = ("This", "The", "My", "That", "Its", "Our", "One", "Every")

Row = dict[str, Any]
Spoil = Callable[[list[Row]], None]


def reviews(count: int, seed: int) -> list[Row]:
    """Reviews that differ from those of another seed by chance only."""
    chance = random.Random(seed)
    return [_review(chance) for _ in range(count)]


def _review(chance: random.Random) -> Row:
    (rating,) = chance.choices([*_RATINGS], [*_RATINGS.values()])
    held = dict.fromkeys(chance.choices([*ASPECTS], _SHARES, k=chance.randint(1, 3)))
    sentences = [_sentence(chance, ASPECTS[aspect], rating) for aspect in held]
    return {
        "rating": rating,
        "title": None,
        "text": " ".join(sentences),
        "aspects": ", ".join(sorted(held)),
    }


def _sentence(chance: random.Random, thing: str, rating: int) -> str:
    tones = _PRAISE if rating > 3 else _BLAME if rating < 3 else (*_PRAISE, *_BLAME)
    known = plain()
    fillers = [known[int(_FILLERS * chance.random() ** 2)] for _ in range(chance.randint(4, 12))]
    words = [thing, "is", chance.choice(tones), *fillers]
    return f"{chance.choice(_OPENERS)} {' '.join(words)}."


def real(count: int = 160) -> pd.DataFrame:
    """The real reviews, as a `tables.REAL_REVIEWS`."""
    rows = reviews(count, 1)
    return REAL_REVIEWS.frame(
        [{"review_id": digest(row["text"]), "row": n, **_known(row)} for n, row in enumerate(rows)]
    )


def written(spoil: Spoil | None = None, count: int = 100, kind: str = "base") -> pd.DataFrame:
    """As many new reviews of the same trade, as a `tables.SYNTHETIC_REVIEWS`; spoiled or not."""
    rows = reviews(count, 2)
    for place, row in enumerate(rows):
        row |= {
            "kind": kind,
            "call_id": digest(kind, place // PER_CALL),
            "number": place // PER_CALL,
            "asked": PER_CALL,
            "place": place % PER_CALL,
            "wanted": _wanted(row),
            "problem": None,
        }
    if spoil:
        spoil(rows)
    named = [
        {"synthetic_id": digest(kind, n), "model": "m", **_known(r)} for n, r in enumerate(rows)
    ]
    return SYNTHETIC_REVIEWS.frame(named)


def _known(row: Row) -> Row:
    return {**row, "words": len((row["text"] or "").split())}


def _wanted(row: Row) -> str:
    length = len(row["text"].split())
    wish = {
        "rating": row["rating"],
        "title": False,
        "aspects": row["aspects"].split(", "),
        "words": [length - 2, length + 2],
        "grade": None,
    }
    return json.dumps(wish)


def one_rating(rows: list[Row]) -> None:
    """All reviews get five stars, whatever they say."""
    for row in rows:
        row["rating"] = 5


def shuffled(rows: list[Row]) -> None:
    """The words of each sentence change places."""
    chance = random.Random(3)
    for row in rows:
        parts = [part.split() for part in row["text"].rstrip(".").split(". ")]
        for part in parts:
            chance.shuffle(part)
        row["text"] = " ".join(f"{' '.join(part).capitalize()}." for part in parts)


def doubled(rows: list[Row]) -> None:
    """Each review says what another one of its rating says, too."""
    last = {row["rating"]: row["text"] for row in rows}
    for row in rows:
        row["text"], last[row["rating"]] = f"{row['text']} {last[row['rating']]}", row["text"]


def drifting(rows: list[Row]) -> None:
    """The last half of the calls speaks of nothing but a wristband that no real review names."""
    for row in rows[len(rows) // 2 :]:
        for thing in ASPECTS.values():
            row["text"] = row["text"].replace(f" {thing} ", " wristband ")
        row["aspects"] = None


def drifted(rows: list[Row]) -> None:
    """Every review does."""
    drifting(rows)
    drifting(rows[::-1])


def copied(rows: list[Row]) -> None:
    """The reviews are real ones."""
    for row, true in zip(rows, reviews(160, 1), strict=False):
        row |= true


def repeating(rows: list[Row]) -> None:
    """The last half of the reviews says what the first half says."""
    for row, other in zip(rows[len(rows) // 2 :], rows, strict=False):
        row["text"] = other["text"].upper()


def missing(rows: list[Row]) -> None:
    """Every second call gives two reviews too few, and one gives nothing but a problem."""
    kept = [row for row in rows if row["number"] % 2 or row["place"] < PER_CALL - 2]
    kept = [row for row in kept if row["number"]]
    rows[:] = [{**rows[0], "place": None, "text": None, "problem": "no review was read"}, *kept]


def reachable(rows: list[Row]) -> None:
    """Two reviews say how their writer is reached."""
    rows[3]["text"] += " Call me at 555-014-7788."
    rows[8]["title"] = "Write to pat@example.org"


def disobedient(rows: list[Row]) -> None:
    """What was asked of each review was asked of the next one."""
    wishes = [row["wanted"] for row in rows]
    for row, wish in zip(rows, [*wishes[1:], wishes[0]], strict=True):
        row["wanted"] = wish
