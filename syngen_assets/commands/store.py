"""`syngen store`: what the response store holds, and how replies go in and out of it."""

import argparse
import json
import os
from contextlib import nullcontext
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syngen_assets.commands import batches
from syngen_assets.core.errors import StorageError, UsageError
from syngen_assets.core.settings import OUTPUT
from syngen_assets.storage.folders import between_runs, root

if TYPE_CHECKING:
    from syngen_assets.llm.upkeep import Stats

_MOST_DAYS = 36_500


def add(commands: Any) -> argparse.ArgumentParser:
    """Make its parser, and those of its actions."""
    store: argparse.ArgumentParser = commands.add_parser(
        "store",
        help="look after the replies that were paid for",
        description="Look after the replies that were paid for, which no run asks for again.",
    )
    actions = store.add_subparsers(title="actions", metavar="ACTION", required=True)
    _action(actions, "stats", _stats, "say how many replies there are, how old and how large")
    prune = _action(actions, "prune", _prune, "delete old replies, and give their space back")
    prune.add_argument("--older-than", type=_days, metavar="DAYS", help="those that are older")
    prune.add_argument("--model", metavar="M", help="those of this model")
    prune.add_argument("--dry-run", action="store_true", help="say how many, and delete none")
    export = _action(actions, "export", _export, "write all replies to a file, as JSON lines")
    export.add_argument("file", metavar="FILE", help="packed if its name ends in .gz")
    load = _action(actions, "import", _import, "take the replies of an exported file")
    load.add_argument("file", metavar="FILE", help="what syngen store export wrote")
    listed = "list the batches that are out"
    _action(actions, "batches", lambda asked: batches.list_open(asked, _there(asked)), listed)
    left = "stop waiting for a batch that its server no longer knows"
    give_up = _action(actions, "give-up", lambda asked: batches.give_up(asked, _there(asked)), left)
    give_up.add_argument("batch", metavar="BATCH", help="its name in syngen store batches")
    give_up.add_argument("--force", action="store_true", help="without asking the server")
    return store


def _action(actions: Any, name: str, command: Any, says: str) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(name, help=says, description=says)
    action.add_argument("--output", metavar="DIR", help=f"where results are (default: {OUTPUT})")
    for flag, said in (
        ("--json", "print one JSON object only"),
        ("--debug", "show where an error came from"),
    ):  # a default of their own would undo what stands before the action
        action.add_argument(flag, action="store_true", default=argparse.SUPPRESS, help=said)
    action.set_defaults(command=command)
    return action


def _days(text: str) -> timedelta:
    try:
        days = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days") from error
    if not 0 <= days <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {_MOST_DAYS:,} days")
    return timedelta(days=days)


def _stats(arguments: argparse.Namespace) -> int:
    from syngen_assets.llm.store import ResponseStore

    with ResponseStore(_there(arguments)) as store:
        stats = store.stats()
    print(json.dumps(asdict(stats)) if arguments.json else _told(stats))
    return 0


def _told(stats: "Stats") -> str:
    ages = f", from {stats.oldest[:10]} to {stats.newest[:10]}" if stats.oldest else ""
    lines = [
        stats.path,
        f"  {stats.replies:,} replies{ages}",
        f"  {_size(stats.file_bytes)}, of which requests and replies {_size(stats.text_bytes)}",
    ]
    lines += [
        f"  {of.model}: {of.replies:,} replies, {of.prompt_tokens:,} prompt tokens, "
        f"{of.completion_tokens:,} completion tokens"
        for of in stats.models
    ]
    return "\n".join(lines)


def _prune(arguments: argparse.Namespace) -> int:
    from syngen_assets.llm.store import ResponseStore

    path, dry = _there(arguments), arguments.dry_run
    alone = nullcontext() if dry else between_runs(path.parent)
    with alone, ResponseStore(path) as store:
        pruned = store.prune(arguments.older_than, arguments.model, dry)
    if arguments.json:
        print(json.dumps(asdict(pruned)))
        return 0
    freed = "" if dry else f", {_size(pruned.freed_bytes)} freed"
    print(
        f"{pruned.replies:,} replies {'would be' if dry else 'were'} deleted{freed}; "
        f"{pruned.kept:,} stay."
    )
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from syngen_assets.llm.copies import export

    path = _there(arguments)
    exported = export(path, Path(arguments.file))
    if arguments.json:
        print(json.dumps({**asdict(exported), "file": arguments.file}))
    else:
        print(f"{exported.replies:,} replies were written to {arguments.file}.")
    if exported.damaged:
        raise StorageError(
            f"{path} is damaged; {exported.lost:,} replies in it could not be read. Move it aside "
            f"with its -wal file, and read {arguments.file} with syngen store import."
        )
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from syngen_assets.llm.store import ResponseStore

    with ResponseStore(_path(arguments)) as store:
        loaded = store.load(arguments.file)
    if arguments.json:
        print(json.dumps(asdict(loaded)))
    else:
        print(f"{loaded.replies:,} replies were read, {loaded.new:,} of them new.")
    return 0


def _path(arguments: argparse.Namespace) -> Path:
    """The store's file: a folder that was typed is meant from here, another from the root."""
    from syngen_assets.llm.store import REPLIES

    if arguments.output:
        return Path(arguments.output) / REPLIES
    return root() / (os.environ.get("SYNGEN_OUTPUT") or OUTPUT) / REPLIES


def _there(arguments: argparse.Namespace) -> Path:
    path = _path(arguments)
    if not path.exists():
        raise UsageError(
            f"There is no response store {path}. Make one with syngen run, or say with --output "
            "where it is."
        )
    return path


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"
