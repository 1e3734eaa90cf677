"""The plan: what each call asks for, so that new reviews have the properties of the real ones."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

import pandas as pd

from syngen_assets.core.identity import draw
from syngen_assets.core.product_reviews.aspects import of_cell
from syngen_assets.core.product_reviews.cleaning import expect_some
from syngen_assets.core.product_reviews.domain import Kind, ProductReviews
from syngen_assets.core.product_reviews.examples import Examples
from syngen_assets.core.product_reviews.grades import grades
from syngen_assets.core.product_reviews.shares import divided, spread
from syngen_assets.core.product_reviews.wanted import Call, Wanted
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import records, usable

_TEMPERATURES = (0.4, 1.2)  # where diversity is 0, and where it is 1
_ASPECTS = 3  # the most that are asked of one review
_LENGTH, _LEAST_ROOM = 0.15, 4  # how far a length may miss what was asked, and in words at least
_GRADES = (1, 16)

Row = Mapping[str, Any]


class Plan:
    """What the calls of each kind ask for.

    Every review that is wanted is modelled on a real one: it has the stars, the aspects, the length
    and the school grade of that review, as far as its kind of prompt asks for them, and none of its
    words. So the mix of ratings is that of the real reviews, by the largest remainder, and what
    goes together goes together. Of each rating, every real review is a model before any is twice.

    - `base` asks for the ratings.
    - `diversity` asks for ratings and aspects, with another viewpoint and opening for each review
      of a call.
    - `lang_complexity` asks for ratings and school grades.
    - `text_length` asks for ratings and lengths.

    Whatever the kind, a `topic` of the domain is among the aspects, and a `complexity` is the range
    from which grades are drawn. The domain's `diversity` acts on three things: on how far apart the
    examples of a call are, on the temperature (0.4 to 1.2), and on the wording, which allows the
    manner of the examples, or asks to leave it. In a `diversity` prompt it acts on a fourth: on how
    many of the domain's viewpoints and openings one call draws from, half of them to all. Where no
    model is asked, it acts on how many of the pieces for a place are drawn from.

    All of it hangs on the seed, the kind, the number of the call and the real reviews. One more
    review that is wanted changes little but the last calls.

    Args:
        real: the rows of a `tables.REAL_REVIEWS`.
        settings: the run's settings; their `questions` are the reviews that are wanted.
    """

    def __init__(self, real: pd.DataFrame, settings: Settings[ProductReviews]) -> None:
        """Look at the real reviews, of which there has to be one."""
        expect_some(real)
        self.domain, self._seed, self._many = settings.domain, settings.seed, settings.questions
        self.real: dict[str, Row] = {row["review_id"]: row for row in records(usable(real))}
        self._titled = any(row["title"] for row in self.real.values())
        self._examples: dict[Kind, Examples] = {}

    @property
    def calls_of_a_kind(self) -> int:
        """How many calls a kind needs where every reply is as it should be."""
        return -(-self._many // self.domain.rows_per_call)

    def planned(self, kind: Kind) -> Iterator[Call]:
        """The calls of a kind that ask for as many reviews as are wanted."""
        models, size = self._models(kind), self.domain.rows_per_call
        for number, start in enumerate(range(0, len(models), size)):
            few = models[start : start + size]
            wanted = (self._wanted(model, kind, number, n) for n, model in enumerate(few))
            yield self.call(kind, number, tuple(wanted))

    def call(self, kind: Kind, number: int, wanted: tuple[Wanted, ...]) -> Call:
        """The call of a kind and number that asks for these reviews."""
        if kind not in self._examples:
            texts = {id: row["text"] for id, row in self.real.items()}
            self._examples[kind] = Examples(texts, self.domain, self._seed, kind, "example")
        low, high = _TEMPERATURES
        temperature = round(low + (high - low) * self.domain.diversity, 3)
        return Call(kind, number, wanted, self._examples[kind].of(number), temperature)

    def _models(self, kind: Kind) -> list[Row]:
        """The real review that each wanted one is like."""
        rated: dict[int | None, list[str]] = defaultdict(list)
        for id, row in self.real.items():
            rated[row["rating"]].append(id)
        weights = {rating: len(rated[rating]) for rating in sorted(rated, key=_from_the_highest)}
        parts = divided(self._many, weights)
        models = {one: self._in_turns(kind, rated[one], many) for one, many in parts.items()}
        return [self.real[models[rating][nth]] for rating, nth in spread(parts, weights)]

    def _in_turns(self, kind: Kind, ids: Sequence[str], many: int) -> list[str]:
        """So many of the reviews, all of which come before one comes again."""
        found: list[str] = []
        for turn in range(-(-many // len(ids))):
            chance = (self._seed, kind, turn)
            found += sorted(ids, key=partial(draw, *chance))
        return found[:many]

    def _wanted(self, model: Row, kind: Kind, number: int, place: int) -> Wanted:
        """What is asked of one review, beyond what any kind asks."""
        wanted = Wanted(
            rating=model["rating"],
            title=self._titled,
            aspects=(self.domain.topic,) if self.domain.topic else (),
            words=self.domain.words,
            like=model["review_id"],
        )
        if self.domain.complexity or kind == "lang_complexity":
            wanted = replace(wanted, grade=self._grade(model, kind))
        if kind == "text_length":
            wanted = replace(wanted, words=_around(model["words"], self.domain.words))
        if kind == "diversity":
            aspects = dict.fromkeys([*wanted.aspects, *of_cell(model["aspects"])])
            wanted = replace(
                wanted,
                aspects=tuple(aspects)[:_ASPECTS],
                viewpoint=self._own("viewpoint", self.domain.viewpoints, number, place),
                opening=self._own("opening", self.domain.openings, number, place),
            )
        return wanted

    def _grade(self, model: Row, kind: Kind) -> int:
        if self.domain.complexity:
            low, high = self.domain.complexity
            return round(low + (high - low) * draw(self._seed, kind, "grade", model["review_id"]))
        return min(max(round(self._grades[model["review_id"]]), _GRADES[0]), _GRADES[1])

    @cached_property
    def _grades(self) -> dict[str, float]:
        return dict(
            zip(self.real, grades([row["text"] for row in self.real.values()]), strict=True)
        )

    def _own(self, what: str, choices: Sequence[str], number: int, place: int) -> str:
        """The choice of a review, which is another one for each review of a call."""
        many = -(-len(choices) * (1 + self.domain.diversity) // 2)
        order = sorted(choices, key=lambda one: draw(self._seed, what, number, one))
        return order[place % int(many)]


def _around(length: int, limits: tuple[int, int]) -> tuple[int, int]:
    """The range around a length, within limits."""
    middle = min(max(length, limits[0]), limits[1])
    room = max(_LEAST_ROOM, round(_LENGTH * middle))
    return max(limits[0], middle - room), min(limits[1], middle + room)


def _from_the_highest(rating: int | None) -> int:
    return -(rating or 0)
