"""Sending: a batch that is written down goes to its server, and each step of that is kept."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from syngen_assets.llm import batches, lines
from syngen_assets.llm.batches import Batch
from syngen_assets.llm.desk import ENDPOINT, Desk
from syngen_assets.llm.lines import Line
from syngen_assets.llm.rows import plain_json
from syngen_assets.llm.store import ResponseStore

Fit = Callable[[Line], dict[str, Any]]


def send(store: ResponseStore, desk: Desk, batch: Batch, fit: Fit) -> str:
    """Hand a batch in that is written down; returns what the server calls it.

    Args:
        store: where it is written down.
        desk: takes it.
        batch: which one.
        fit: the body of a line as the server takes it.

    Raises:
        ModelError: the server does not take it; what it took is kept.
    """
    with TemporaryDirectory(prefix="syngen-batch-") as folder:
        path = Path(folder) / f"{batch.name}.jsonl"
        _write(store, batch, path, fit)
        file = desk.upload(batch.name, path)
    with store.transaction() as db:
        batches.uploaded(db, batch.name, file)
    return _create(store, desk, batch, file)


def resume(store: ResponseStore, desk: Desk, batch: Batch) -> None:
    """Go on with a batch that a kill left: it may be at work without our knowing its name.

    One of which nothing had been sent is forgotten: the step finds anew what it lacks.

    Raises:
        ModelError: the server does not say.
    """
    if batch.file is None:
        with store.transaction() as db:
            batches.drop(db, batch.name)
        return
    there = desk.find(batch.name, batch.file, batch.since)
    if there:
        with store.transaction() as db:
            batches.sent(db, batch.name, there)
    else:
        _create(store, desk, batch, batch.file)


def _create(store: ResponseStore, desk: Desk, batch: Batch, file: str) -> str:
    id = desk.create(batch.name, file, batch.since)
    with store.transaction() as db:
        batches.sent(db, batch.name, id)
    return id


def _write(store: ResponseStore, batch: Batch, path: Path, fit: Fit) -> None:
    with store.transaction() as db, path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines.of(db, batch.name):
            call = {"custom_id": line.key, "method": "POST", "url": ENDPOINT, "body": fit(line)}
            file.write(plain_json(call) + "\n")
