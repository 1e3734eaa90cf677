"""Product reviews: calls become new reviews, until there are as many as are wanted."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import pandas as pd

from syngen_assets.core.errors import ModelError, ReplyError
from syngen_assets.core.gates import gate_name
from syngen_assets.core.identity import digest
from syngen_assets.core.product_reviews.alike import Texts
from syngen_assets.core.product_reviews.aspects import Aspects, cell
from syngen_assets.core.product_reviews.domain import Kind, ProductReviews
from syngen_assets.core.product_reviews.filling import Filling, Taken
from syngen_assets.core.product_reviews.noise import cell as slips_cell
from syngen_assets.core.product_reviews.noise import is_noisy, noisy
from syngen_assets.core.product_reviews.plan import Plan
from syngen_assets.core.product_reviews.prompts import values, wording
from syngen_assets.core.product_reviews.ratings import stars
from syngen_assets.core.product_reviews.reading import Read, read
from syngen_assets.core.product_reviews.recombining import Pool, facts
from syngen_assets.core.product_reviews.replicas import Index
from syngen_assets.core.product_reviews.wanted import Call
from syngen_assets.core.settings import Settings
from syngen_assets.core.text import words
from syngen_assets.llm.asking import Outcome, ask
from syngen_assets.llm.chat import AWAITED, ChatModel, Reply, Request
from syngen_assets.llm.progress import say

_HOPELESS = 10  # so many calls of which none brought a review: asking on wastes money

Row = dict[str, Any]


def write(
    chat: ChatModel,
    real: pd.DataFrame,
    settings: Settings[ProductReviews],
    kinds: Sequence[Kind] = (),
) -> Iterator[Row]:
    """Ask for reviews until each kind has exactly as many as are wanted.

    What fails is kept with its problem, and is asked for again. No more than three times the
    planned calls are made, or ten where few are planned: what is missing then stays missing, and is
    said. Where no reply to ten calls or more holds a review, no more is asked.

    Args:
        chat: the model.
        real: the rows of a `tables.REAL_REVIEWS`.
        settings: the run's settings; their `questions` are the reviews of each kind.
        kinds: the kinds of prompts, or none for those of the settings.

    Yields:
        The rows of a `tables.SYNTHETIC_REVIEWS`: one for each review that was read in a reply, and
        one for each problem with a reply, in the order of the calls.

    Raises:
        ModelError: not one of many replies holds a review.
    """
    writer = _Writer(chat, real, settings, kinds or settings.kinds or settings.domain.kinds)
    yield from writer.rows(writer.planned(), writer.many)
    # While replies are awaited it is not known what is missing: the next run asks for it.
    while not writer.awaited and (calls := writer.again()):
        yield from writer.rows(calls, len(calls))
    if not writer.awaited:
        writer.say_what_is_missing()


class _Writer:
    """Asks, and keeps count of each kind."""

    def __init__(
        self,
        chat: ChatModel,
        real: pd.DataFrame,
        settings: Settings[ProductReviews],
        kinds: Sequence[Kind],
    ) -> None:
        self._chat, self._domain, self._seed = chat, settings.domain, settings.seed
        self._plan = Plan(real, settings)
        self._pool = Pool.of(real, settings.domain) if settings.offline else None
        self._aspects = Aspects(settings.domain.aspects)
        known = Texts()
        for id, row in self._plan.real.items():
            known.add(id, row["text"])
        index = Index([row["text"] for row in self._plan.real.values()])
        self._fillings = {kind: Filling(self._plan, kind, known, index) for kind in kinds}
        self.many = self._plan.calls_of_a_kind * len(self._fillings)
        self.awaited = False
        self._calls, self._reviews, self._last = 0, 0, ""

    def planned(self) -> Iterator[Call]:
        return chain.from_iterable(filling.planned() for filling in self._fillings.values())

    def again(self) -> list[Call]:
        """The calls for what is missing, if it is worth asking for."""
        calls = [call for filling in self._fillings.values() for call in filling.again()]
        if calls and self._calls >= _HOPELESS and not self._reviews:
            raise ModelError(
                f"None of {self._calls:,} replies of {self._chat.name} holds a review; the last "
                f"one: {self._last}. No more was asked, and all replies are kept; try another "
                "model, or see what the server sends."
            )
        return calls

    def say_what_is_missing(self) -> None:
        for kind, filling in self._fillings.items():
            if filling.missing:
                say(
                    f"Of the reviews that {kind} prompts were to bring, {len(filling.missing):,} "
                    "are missing, and no more is asked. The column problem of synthetic_reviews "
                    "says what was wrong with the replies."
                )

    def rows(self, calls: Iterable[Call], total: int) -> Iterator[Row]:
        """All that comes of some calls."""
        asked = ask(self._chat, calls, self._request, _read, "product reviews", total, tries=1)
        for outcome in asked:
            yield from self._of(outcome)

    def _request(self, call: Call, attempt: int) -> Request:
        return Request(
            wording(call, self._domain),
            values(call, self._plan.real, self._domain),
            facts(call, self._pool) if self._pool else {},
            temperature=call.temperature,
        )

    def _of(self, outcome: Outcome[Call, Read]) -> Iterator[Row]:
        """The rows of a reply: its problems, then its reviews."""
        call = outcome.item
        found = outcome.value or Read(problems=(outcome.problem or "",))
        self.awaited = self.awaited or gate_name(outcome.problem or "") == AWAITED
        self._calls, self._reviews = self._calls + 1, self._reviews + len(found.rows)
        self._last = outcome.problem or self._last
        for number, problem in enumerate(found.problems):
            yield self._row(outcome, ("problem", number)) | {"problem": problem}
        for taken in self._fillings[call.kind].take(call, found.rows):
            yield self._row(outcome, (taken.place,)) | self._review(call, taken)

    def _row(self, outcome: Outcome[Call, Read], place: tuple[object, ...]) -> Row:
        call = outcome.item
        return {
            "synthetic_id": digest(call.id, *place),
            "kind": call.kind,
            "call_id": call.id,
            "number": call.number,
            "asked": len(call.wanted),
            "request_key": outcome.reply.key,
            "model": self._chat.name,
        }

    def _review(self, call: Call, taken: Taken) -> Row:
        text, slips = taken.written.text, None
        if not taken.problem:
            text, slips = self._noisy(text, call, taken.place)
        title, wanted = taken.written.title, taken.wanted
        rated = wanted is None or wanted.rating is not None
        return {
            "place": taken.place,
            "rating": stars(taken.written.rating, self._domain.ratings) if rated else None,
            "title": title or None,
            "text": text,
            "aspects": cell(self._aspects.of(f"{title} {taken.written.text}")),
            "words": len(words(text)),
            "wanted": wanted.to_json() if wanted else None,
            "noise": slips,
            "problem": taken.problem,
        }

    def _noisy(self, text: str, call: Call, place: int) -> tuple[str, str | None]:
        """The text with slips, if it is among those that get some, and what they are."""
        noise, chance = self._domain.noise, (self._seed, call.id, place)
        if not noise.share or not is_noisy(chance, noise.share):
            return text, None
        kept = [word for aspect in self._domain.aspects.values() for word in aspect.words]
        noised = noisy(text, chance, noise.edits, kept)
        return noised.text, slips_cell(noised.edits)


def _read(call: Call, reply: Reply) -> Read:
    found = read(reply.text, len(call.wanted), reply.finish)
    if not found.rows:
        raise ReplyError("; ".join(found.problems))
    return found
