"""Filling up: which review of a reply is which that was wanted, until none is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syngen_assets.core.cleaning import plain
from syngen_assets.core.product_reviews import replicas
from syngen_assets.core.product_reviews.alike import Texts
from syngen_assets.core.product_reviews.cleaning import NEAR
from syngen_assets.core.product_reviews.domain import Kind
from syngen_assets.core.product_reviews.plan import Plan
from syngen_assets.core.product_reviews.replicas import Index
from syngen_assets.core.product_reviews.row_gates import problem
from syngen_assets.core.product_reviews.wanted import Call, Wanted
from syngen_assets.core.product_reviews.written import Written

SURPLUS = "surplus_review: more than were needed"
MOST, LEAST = 3, 10
"""So many times the planned calls are made at most, and so many calls where few are planned."""


@dataclass(frozen=True)
class Taken:
    """A review that was read in a reply, with what was asked of it.

    Args:
        place: its place in the reply, from 0.
        written: what stands there, with its white space folded, and a title if one was asked for.
        wanted: the wish that it fulfils, or comes nearest to; None where no more was wanted.
        problem: why it may not be released, or None if it may.
    """

    place: int
    written: Written
    wanted: Wanted | None = None
    problem: str | None = None


class Filling:
    """What is wanted still of one kind, while replies come.

    A review fulfils the first wish of its call that it fits, wherever it stands in the reply, so
    that one that was left out costs no other. Where none of its call is open, it may fulfil one
    that an earlier call has left open. What nobody fulfilled is asked for again, by calls that ask
    for nothing else. What is open even then is asked for with one of it twice, since a model that
    always leaves a row out would never bring the last one.

    Args:
        plan: what is asked.
        kind: the kind of prompt.
        real: the real reviews, of which none may nearly be repeated.
        index: the same, to find what is copied of them in part.
    """

    def __init__(self, plan: Plan, kind: Kind, real: Texts, index: Index) -> None:
        """Begin with nothing asked."""
        self._kind, self._plan, self._index = kind, plan, index
        self._real, self._new = real, Texts()
        self.missing: list[Wanted] = []
        self._spare: dict[str, Wanted] = {}
        self._once_more = False
        self._calls, self._most = 0, max(LEAST, MOST * plan.calls_of_a_kind)

    def planned(self) -> Iterator[Call]:
        """The calls that ask for all that is wanted."""
        for call in self._plan.planned(self._kind):
            self._calls += 1
            yield call

    def again(self) -> list[Call]:
        """Calls that ask for what is missing, as long as more calls may be made."""
        size, calls = self._plan.domain.rows_per_call, []
        spare = int(self._once_more and size > 1)
        while self.missing and self._calls < self._most:
            few, self.missing = self.missing[: size - spare], self.missing[size - spare :]
            call = self._plan.call(self._kind, self._calls, (*few, *few[:spare]))
            self._spare.update((call.id, one) for one in few[:spare])
            self._calls += 1
            calls.append(call)
        self._once_more = True
        return calls

    def take(self, call: Call, rows: Sequence[Written]) -> list[Taken]:
        """What the reviews of the reply to a call are; what it leaves open is missing."""
        wishes = list(call.wanted)
        found = [self._taken(call, place, written, wishes) for place, written in enumerate(rows)]
        if self._spare.get(call.id) in wishes:
            wishes.remove(self._spare[call.id])
        self.missing += wishes
        return found

    def _taken(self, call: Call, place: int, written: Written, wishes: list[Wanted]) -> Taken:
        title = plain(written.title) if call.wanted[0].title else ""  # none is asked for
        written = Written(written.rating, title, plain(written.text))
        for open_wishes in (wishes, self.missing):
            for wish in open_wishes:
                if problem(written, wish, self._plan.domain) is None:
                    copied = self._copied(written.text)
                    if not copied:
                        open_wishes.remove(wish)
                        if wish == self._spare.get(call.id) and wishes.count(wish) == 1:
                            wishes.remove(wish)
                        self._new.add(f"{call.id}/{place}", written.text)
                    return Taken(place, written, wish, copied)
        nearest = wishes[0] if wishes else None
        if nearest is None:
            return Taken(place, written, None, SURPLUS)
        if place < len(call.wanted) and call.wanted[place] in wishes:
            nearest = call.wanted[place]
        return Taken(place, written, nearest, problem(written, nearest, self._plan.domain))

    def _copied(self, text: str) -> str | None:
        like = self._real.like(text)
        if like:
            return f"{NEAR}: nearly the words of the real review {like}"
        like = self._new.like(text)
        if like:
            return f"{NEAR}: nearly the words of the new review {like}"
        return replicas.problem(text, self._index)
