"""Making: reviews like those of a person's own file, in the background, into a folder."""

import logging
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

from syngen_assets.core.errors import SynGenError, UsageError
from syngen_assets.core.gates import gate_name
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.wishes import Wishes
from syngen_assets.core.settings import DIRECT, Settings, gather
from syngen_assets.core.tables import SYNTHETIC_REVIEWS, usable
from syngen_assets.llm.store import Account
from syngen_assets.models import chat_model, stored
from syngen_assets.storage.folders import between_runs, output_folder
from syngen_assets.storage.made import DONE, FAILED, STOPPED, Made, Shelf

if TYPE_CHECKING:
    import pandas as pd

    from syngen_assets.llm.stored import StoredChat

WAITING, ASKING, MEASURING = "waiting", "asking", "measuring"

_LOG = logging.getLogger("syngen.making")


@dataclass(frozen=True)
class Order:
    """What is to be made.

    Args:
        settings: the run's settings, its domain as the person wishes it.
        real: a `tables.REAL_REVIEWS`.
        broken: the rows of the file that could not be read, as `storage.made.LEFT_OUT`.
        made: what is known of it.
    """

    settings: Settings[ProductReviews]
    real: "pd.DataFrame"
    broken: "pd.DataFrame"
    made: Made


def settings_of(
    domain: ProductReviews, wishes: Wishes, *, offline: bool, output: str
) -> Settings[ProductReviews]:
    """The settings of a making; what a person does not say is read from the environment.

    Args:
        domain: the domain as its file says it.
        wishes: what the person asks.
        offline: whether no model is asked.
        output: the folder of all results.

    Raises:
        UsageError: a variable cannot be understood.
    """
    environ = {name: said for name, said in os.environ.items() if name != "SYNGEN_OFFLINE"}
    given = {"offline": offline, "mode": DIRECT, "output": output, "seed": wishes.seed}
    settings = gather(wishes.told(domain), given, environ)
    return replace(settings, questions=wishes.amount, kinds=(wishes.kind,))


def order(
    domain: ProductReviews,
    wishes: Wishes,
    settings: Settings[ProductReviews],
    source: str,
    real: "pd.DataFrame",
    broken: "pd.DataFrame",
) -> Order:
    """What is to be made of the real reviews of a file.

    Args:
        domain: the domain as its file says it.
        wishes: what the person asks.
        settings: `settings_of` both.
        source: what the file is called.
        real: its rows as a `tables.REAL_REVIEWS`.
        broken: its rows that could not be read.

    Raises:
        UsageError: none of them can be used, or the model needs a key that is not there.
    """
    reviews = usable(real)["review_id"].tolist()
    if not reviews:
        raise UsageError(
            f"No row of {source} is a review that can be used; the reasons stand beside the rows."
        )
    chat_model(settings, os.environ)
    id = wishes.id(domain, reviews, settings.model_name)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    made = Made(id, domain.name, source, settings.model_name, at, wishes)
    return Order(replace(settings, run=f"made-{id}"), real, broken, made)


class Making:
    """One making on its way; another thread may look at it, and stop it, at any time.

    Args:
        order: what is to be made.
        turn: held by the one making that is on its way.
    """

    def __init__(self, order: Order, turn: Lock) -> None:
        """Begin nothing yet."""
        self.made, self.state = order.made, WAITING
        self.rows: list[dict[str, Any]] = []
        self._chat: StoredChat | None = None
        self._order, self._turn, self._stop = order, turn, Event()
        self._shelf = Shelf(output_folder(order.settings), order.made.domain)
        self._thread = Thread(target=self._run, name=f"making {order.made.id}", daemon=True)

    @property
    def alive(self) -> bool:
        """Whether it is on its way."""
        return self._thread.is_alive()

    @property
    def calls(self) -> int:
        """How many replies have come, those among them that were there before."""
        return self._chat.calls + self._chat.cached if self._chat else 0

    @property
    def good(self) -> int:
        """How many reviews there are that can be used."""
        return sum(not row.get("problem") for row in self.rows[:])

    @property
    def problems(self) -> dict[str, int]:
        """Why the others cannot: the gate's name → how many."""
        return dict(
            Counter(gate_name(row["problem"]) for row in self.rows[:] if row.get("problem"))
        )

    def start(self) -> None:
        """Begin."""
        self._shelf.begin(self.made, self._order.real, self._order.broken)
        self._thread.start()

    def stop(self) -> None:
        """Make no more reviews; those that are there are kept."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until it has ended."""
        self._thread.join(seconds)

    def _run(self) -> None:
        with self._turn:
            try:
                with between_runs(output_folder(self._order.settings)):
                    self._ask()
                state, problem = STOPPED if self._stop.is_set() else DONE, ""
            except Exception as error:
                state, problem = FAILED, _said(error)
            try:
                self._end(replace(self.made, state=state, problem=problem))
            except Exception as error:
                state, problem = FAILED, " ".join(filter(None, [problem, _said(error)]))
        self.made = replace(self.made, state=state, problem=problem)
        self.state = state

    def _ask(self) -> None:
        settings = self._order.settings
        self.state = ASKING
        with stored(settings, settings, chat_model, settings.run) as chat:
            self._chat = chat
            if not settings.offline:
                chat.account = Account(settings.domain.name, settings.run, SYNTHETIC_REVIEWS.name)
            try:
                with closing(self._written(chat)) as rows:
                    for row in rows:
                        self.rows.append(row)
                        if self._stop.is_set():
                            break
            finally:
                spent = {"calls": chat.calls, "cached": chat.cached, "usd": chat.usd}
                self.made = replace(self.made, **spent)

    def _written(self, chat: "StoredChat") -> Iterator[dict[str, Any]]:
        from syngen_assets.llm.product_reviews import write

        yield from write(chat, self._order.real, self._order.settings)

    def _end(self, ended: Made) -> None:
        """Keep what there is, and then what can be measured of it."""
        from syngen_assets.core.product_reviews import measures

        written = SYNTHETIC_REVIEWS.frame(self.rows)
        self.made = self._shelf.end(ended, written)
        self.state = MEASURING
        if self.made.good:
            wishes = self.made.wishes
            figures = measures.measured(
                self._order.real,
                written,
                target=wishes.amount,
                scale=self._order.settings.domain.ratings,
                seed=wishes.seed,
            )
            self._shelf.end(ended, written, measures.rows(figures))


def _said(error: Exception) -> str:
    """An error in words: the page can only tell of it, and the log says where it came from."""
    if isinstance(error, SynGenError):
        return str(error)
    _LOG.error("making", exc_info=error)
    return f"The program made a mistake ({error!r}); what was made so far is kept."


class Workshop:
    """The makings that this process has begun, one of which is on its way at a time."""

    def __init__(self) -> None:
        """Begin with none."""
        self._turn, self._lock = Lock(), Lock()
        self._makings: dict[str, Making] = {}

    def begin(self, order: Order) -> Making:
        """Begin a making, unless it is on its way already."""
        with self._lock:
            there = self._makings.get(order.made.id)
            if there and there.alive:
                return there
            making = Making(order, self._turn)
            making.start()
            self._makings[order.made.id] = making
            return making

    def on_its_way(self, id: str) -> Making | None:
        """The making of that name, if it has not ended."""
        found = self._makings.get(id)
        return found if found and found.alive else None
