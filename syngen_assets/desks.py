"""Desks: what is out in batches is fetched, from whichever servers it was handed in at."""

import json
import logging
from collections.abc import Mapping
from contextlib import closing

from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import SynGenError, UsageError
from syngen_assets.core.settings import Settings
from syngen_assets.llm import batches, lines
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.batching import BatchedChat, Terms
from syngen_assets.llm.budget import Budget
from syngen_assets.llm.chat import ChatModel
from syngen_assets.llm.desk import Desk
from syngen_assets.llm.faults import Place
from syngen_assets.llm.fitting import Fitting
from syngen_assets.llm.landing import Landed, land
from syngen_assets.llm.ledger import Account
from syngen_assets.llm.openai import OPENAI
from syngen_assets.llm.sending import resume
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.spending import prices, tariff
from syngen_assets.storage.folders import output_folder

_LOG = logging.getLogger("syngen.batches")


def desk_of(batch: Batch, environ: Mapping[str, str], hurried: bool = False) -> Desk:
    """The desk at which a batch is handed in and fetched.

    Args:
        batch: which one.
        environ: where its key is.
        hurried: whether a server that does not answer is given up soon.

    Raises:
        UsageError: its key is not in the environment.
    """
    key = environ.get(batch.key_variable, "")
    if not key and batch.base_url == OPENAI:
        raise UsageError(
            f"Batch {batch.shown} of {batch.account.domain} is out at {batch.base_url}, and its "
            f"key is not there: set {batch.key_variable}."
        )
    place = Place(batch.base_url, batch.model, key or "none", batch.key_variable)
    return Desk(place, retries=1, patience=15.0) if hurried else Desk(place)


def fetch(
    store: ResponseStore,
    environ: Mapping[str, str],
    domain: str | None = None,
    hurried: bool = False,
) -> list[Landed]:
    """Put into the store what has landed by now; any process may do so at any time.

    Args:
        store: where the batches are written down.
        environ: where the keys are.
        domain: whose batches, or None for those of all.
        hurried: whether a server that does not answer is given up soon.

    Raises:
        SynGenError: a server does not say how a batch stands.
    """
    found = []
    with store.transaction() as db:
        sent = batches.batches(db, domain, "sent")
    for batch in sent:
        with closing(desk_of(batch, environ, hurried)) as desk:
            landed = land(store, batch, desk)
        if landed:
            _LOG.info("%s, batch %s: %s", batch.account.step, batch.shown, landed.said)
            found.append(landed)
    return found


def settle(store: ResponseStore, environ: Mapping[str, str], domain: str) -> None:
    """Take up what earlier runs left, and put what has landed into the store, of all domains.

    They may await the same replies. Only who holds the output folder may do so: a run may be
    handing in.

    Raises:
        SynGenError: a server does not say how a batch of this domain stands.
    """
    with store.transaction() as db:
        open = batches.batches(db, None, "intended", "uploaded", "sent")
    for name in sorted({batch.account.domain for batch in open}):
        try:
            for batch in open:
                if batch.account.domain == name and batch.state != "sent":
                    with closing(desk_of(batch, environ)) as desk:
                        resume(store, desk, batch)
            fetch(store, environ, name)
        except SynGenError as error:
            if name == domain:
                raise
            _LOG.warning("%s", error)


def overtake(store: ResponseStore, environ: Mapping[str, str], domain: str) -> None:
    """Before a run that asks directly: put what has landed into the store, of all domains.

    Batches that were only written down were never sent; they are forgotten, so that no later run
    sends what this one asks for. Only who holds the output folder may do so.
    """
    with store.transaction() as db:
        for batch in batches.batches(db, None, "intended"):
            batches.drop(db, batch.name)
        sent = batches.batches(db, None, "sent")
    for name in sorted({batch.account.domain for batch in sent}):
        try:
            fetch(store, environ, name, hurried=name != domain)
        except SynGenError as error:
            _LOG.warning("%s", error)


def finish(settings: Settings[Domain]) -> None:
    """The release is made that the run's batches were for; what comes next is another job."""
    file = output_folder(settings) / REPLIES
    if file.exists():
        with ResponseStore(file) as store, store.transaction() as db:
            batches.finish(db, settings.run)


def batched(
    model: ChatModel,
    asked: Settings[Domain],
    store: ResponseStore,
    budget: Budget | None,
    asked_by: str,
    environ: Mapping[str, str],
) -> BatchedChat:
    """A model whose replies come in batches.

    Args:
        model: says what it would see.
        asked: the settings of who is asked.
        store: where batches are written down.
        budget: what they may cost, or None.
        asked_by: the Dagster run.
        environ: where the key is.
    """
    batch = Batch(
        name="",
        account=Account("", "", ""),
        model=asked.model,
        base_url=(asked.base_url or OPENAI).strip().rstrip("/"),
        key_variable=asked.preset.key_variable if asked.preset else "OPENAI_API_KEY",
        tariff=tariff(prices(asked.prices), asked),
        asked_by=asked_by,
    )
    fitting = Fitting(asked.preset.lacks if asked.preset else {})
    with store.transaction() as db:
        for status, said, body in lines.refusals(db, batch.model, batch.base_url):
            fitting.learn(status, said, json.loads(body)["messages"][-1]["content"])
    terms = Terms(batch, asked.ceiling, asked.batch_lines, budget)
    return BatchedChat(model, store, desk_of(batch, environ), terms, fitting)
