"""`syngen store batches` and `give-up`: what is out at servers, and an end to waiting for it."""

import argparse
import json
import os
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syngen_assets.core.errors import UsageError
from syngen_assets.core.telling import counted
from syngen_assets.storage.folders import between_runs

if TYPE_CHECKING:
    from syngen_assets.llm.batches import Batch

_STATES = {
    "intended": "not handed in yet",
    "uploaded": "handed in, perhaps without an answer",
    "sent": "out",
}


def list_open(arguments: argparse.Namespace, path: Path) -> int:
    """Print the batches of a store that have not landed, oldest first."""
    found = _open(path)
    if arguments.json:
        print(json.dumps({"batches": [_facts(batch) for batch in found]}))
    else:
        print("\n".join(map(_told, found)) or "No batch is out.")
    return 0


def give_up(arguments: argparse.Namespace, path: Path) -> int:
    """End one of them, so that the next run hands its lines in again."""
    from syngen_assets.desks import desk_of
    from syngen_assets.llm import giving_up
    from syngen_assets.llm.store import ResponseStore

    batch = _named(arguments.batch, path)
    asked = nullcontext() if arguments.force else closing(desk_of(batch, os.environ))
    with asked as desk, between_runs(path.parent), ResponseStore(path) as store:
        giving_up.give_up(store, batch, desk)
    if arguments.json:
        print(json.dumps(_facts(batch)))
        return 0
    print(
        f"{batch.shown} is given up; the next run of {batch.account.domain} in batches hands its "
        f"{counted(batch.calls, 'line')} in again. Should a server still work at it, it may "
        f"charge for it ({_most(batch)}), and no budget here will know."
    )
    return 0


def _open(path: Path) -> "list[Batch]":
    from syngen_assets.llm import batches
    from syngen_assets.llm.store import ResponseStore

    with ResponseStore(path) as store, store.transaction() as db:
        return batches.batches(db, None, "intended", "uploaded", "sent")


def _named(name: str, path: Path) -> "Batch":
    found = {batch.shown: batch for batch in _open(path)}
    if name not in found:
        there = f"there are: {', '.join(found)}" if found else "none is"
        raise UsageError(f'No batch "{name}" is out in {path}; {there}.')
    return found[name]


def _facts(batch: "Batch") -> dict[str, Any]:
    return {
        "batch": batch.shown,
        "domain": batch.account.domain,
        "step": batch.account.step,
        "model": batch.model,
        "server": batch.base_url,
        "lines": batch.calls,
        "state": batch.state,
        "since": batch.created,
        "usd_at_most": batch.usd,
    }


def _told(batch: "Batch") -> str:
    since = batch.created[:16].replace("T", " ")
    step = batch.account.step.replace("_", " ")
    return (
        f"{batch.shown}: {counted(batch.calls, 'line')} of {step} ({batch.account.domain}), "
        f"{batch.model}, {_STATES[batch.state]} since {since} UTC, {_most(batch)}"
    )


def _most(batch: "Batch") -> str:
    return "price unknown" if batch.usd is None else f"${batch.usd:.4f} at most"
