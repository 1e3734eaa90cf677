"""Waiting: what a run in batches has out, what that may cost, and when it has landed."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from syngen_assets.core.domains import Domain
from syngen_assets.core.recipes import of_product_reviews
from syngen_assets.core.settings import Settings
from syngen_assets.core.telling import counted
from syngen_assets.desks import fetch
from syngen_assets.llm import batches
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.desk import UnclearError
from syngen_assets.llm.landing import Landed
from syngen_assets.llm.prices import UNKNOWN
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.spending import total
from syngen_assets.storage.folders import output_folder
from syngen_assets.summaries import Summary

_FIRST, _GROWS, _LONGEST = 1.0, 1.5, 120.0  # seconds between two looks

Say = Callable[[str], None]


def job(settings: Settings[Domain]) -> str | None:
    """The run that the domain's open batches are charged to, if there are any.

    One command after the other goes on with it, under one budget, until there is a release.
    """
    with _store(settings) as store, store.transaction() as db:
        states: tuple[batches.State, ...] = ("intended", "uploaded", "sent", "landed")
        known = batches.batches(db, settings.domain.name, *states)
    return known[-1].account.run if known else None


def paid(settings: Settings[Domain]) -> dict[str, Any]:
    """What the job has paid so far, by the names that a step tells it with."""
    with _store(settings) as store:
        rows = [row for row in store.spend(settings.domain.name) if row.run == settings.run]
    usd = total(rows)
    return {
        "calls": sum(row.calls for row in rows),
        "prompt_tokens": sum(row.prompt_tokens for row in rows),
        "completion_tokens": sum(row.completion_tokens for row in rows),
        "usd": UNKNOWN if usd is None else usd,
        "seconds": 0,  # whose, the server does not say
    }


def wait(settings: Settings[Domain], ids: Sequence[str], say: Say) -> None:
    """Return when none of some batches is out any more; an interrupt loses nothing.

    Raises:
        SynGenError: a server does not say how a batch stands, and will not.
    """
    rest, told = _FIRST, ""
    while out := _out(settings, ids):
        if (now := _shown(out)) != told:
            say(f"waiting for {now}")
            told = now
        time.sleep(rest)
        rest = min(rest * _GROWS, _LONGEST)
        try:
            for landed in _landed(settings, {batch.account.domain for batch in out}):
                say(f"{landed.batch.shown} has landed: {landed.said}")
                rest = _FIRST
        except UnclearError as error:
            say(f"warning: {error}")


def summary(settings: Settings[Domain], ids: Sequence[str], seconds: float) -> Summary | None:
    """What a run awaits that cannot go on before that has landed; None if that is here by now.

    Args:
        settings: what it was told.
        ids: the batches that it awaits.
        seconds: how long it took.
    """
    out = _out(settings, ids)
    if not out:
        return None
    figures = _figures(settings, out) | {"seconds": round(seconds, 2)}
    lines = [f"  {_line(batch)}" for batch in out]
    verb = "is" if len(out) == 1 else "are"
    missing = (
        f"The run is not done: {', '.join(figures['waiting'])} {verb} out. The same command "
        "goes on from here when the server has answered, within a day; with --wait it stays."
    )
    text = "\n".join(["handed in, and not answered yet:", *lines, _so_far(figures)])
    return Summary(figures, text, missing)


def _figures(settings: Settings[Domain], out: list[Batch]) -> dict[str, Any]:
    """The names of a run's figures that is done, and what is out."""
    spent, most = paid(settings), [batch.usd for batch in out]
    return {
        "domain": settings.domain.name,
        **_sizes(settings),
        "calls": spent["calls"],
        "cached": 0,
        "calls_per_second": 0,
        "tokens": spent["prompt_tokens"] + spent["completion_tokens"],
        "usd": None if spent["usd"] == UNKNOWN else round(spent["usd"], 6),
        "files": [],
        "waiting": [batch.shown for batch in out],
        "lines": sum(batch.calls for batch in out),
        "usd_at_most": None if None in most else round(sum(filter(None, most)), 6),
    }


def _sizes(settings: Settings[Domain]) -> dict[str, Any]:
    """What there is so far, by the names of the recipe."""
    if of_product_reviews(settings):
        return {"reviews": 0, "kinds": [*settings.kinds], "held_back": 0}
    return {"questions": settings.questions, "pairs": 0, "quarantined": 0}


def _out(settings: Settings[Domain], ids: Sequence[str]) -> list[Batch]:
    """Those of the batches that have not landed, of whichever domain."""
    with _store(settings) as store, store.transaction() as db:
        return [one for one in batches.batches(db, None, "uploaded", "sent") if one.shown in ids]


def _landed(settings: Settings[Domain], domains: set[str]) -> list[Landed]:
    """What has landed of these domains; what others have out is no matter of this run."""
    with _store(settings) as store:
        return [one for name in sorted(domains) for one in fetch(store, os.environ, name)]


def _store(settings: Settings[Domain]) -> ResponseStore:
    return ResponseStore(output_folder(settings) / REPLIES)


def _shown(out: list[Batch]) -> str:
    return ", ".join(f"{batch.shown} ({counted(batch.calls, 'line')})" for batch in out)


def _line(batch: Batch) -> str:
    cost = "price unknown" if batch.usd is None else f"${batch.usd:.4f} at most"
    step = batch.account.step.replace("_", " ")
    return f"{batch.shown}: {counted(batch.calls, 'line')} of {step}, {batch.model}, {cost}"


def _so_far(figures: Mapping[str, Any]) -> str:
    cost = "price unknown" if figures["usd"] is None else f"${figures['usd']:.4f}"
    return f"{figures['calls']:,} calls paid so far, {figures['tokens']:,} tokens, {cost}"
