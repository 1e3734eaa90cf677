"""Giving up: a batch of which nothing will come is ended here, and its calls go out again."""

from syngen_assets.core.errors import UsageError
from syngen_assets.core.telling import counted
from syngen_assets.llm import batches
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.desk import Desk, UnknownError
from syngen_assets.llm.store import ResponseStore

_UNASKED = "the batch was given up"


def give_up(store: ResponseStore, batch: Batch, desk: Desk | None = None) -> None:
    """End a batch without its results; each of its lines has failed once more.

    Only who holds the output folder may do so: a run may be handing in.

    Args:
        store: where it is written down.
        batch: which one.
        desk: where it was handed in, to be asked first; None asks nobody.

    Raises:
        UsageError: the server knows it, or it has landed by now.
        ModelError: the server does not say.
    """
    why = _missing(batch, desk) if desk else _UNASKED
    with store.transaction() as db:
        if batch not in batches.batches(db, None, "intended", "uploaded", "sent"):
            raise UsageError(f"{batch.shown} has landed by now; there is nothing to give up.")
        if batch.state == "sent":
            batches.settle(db, batch, [], why, f"given up: {why}")
        else:
            batches.drop(db, batch.name)


def _missing(batch: Batch, desk: Desk) -> str:
    """What its server says of a batch that it does not know."""
    if not batch.id:
        there = desk.find(batch.name, batch.file, batch.since) if batch.file else None
        if there:
            raise UsageError(f"The server has {batch.shown}, as {there}; the next run takes it up.")
        return _UNASKED
    try:
        standing = desk.standing(batch.id)
    except UnknownError as error:
        return f"the server no longer knew the batch ({error.said})"
    if standing.over:
        raise UsageError(
            f"The server has done with {batch.shown} ({standing.status}): run again, which fetches "
            "what came of it. --force gives that up."
        )
    raise UsageError(
        f"The server knows {batch.shown} and works at it ({standing.status}, {standing.done:,} of "
        f"{counted(batch.calls, 'line')} done): wait for it. --force gives it up, and it is paid "
        "all the same."
    )
