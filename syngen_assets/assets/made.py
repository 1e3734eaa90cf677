"""How an asset is declared, and the one place that reports what it made."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import Any

import dagster as dg
import pandas as pd

from syngen_assets.assets.columns import LINEAGE, SCHEMA, lineage, schema
from syngen_assets.assets.partitions import OF_RECIPE, same_domain
from syngen_assets.core.charts import picture, table
from syngen_assets.core.content import content
from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import SynGenError
from syngen_assets.core.figures import preview, problems
from syngen_assets.core.preferences import PREFERENCES as QUESTIONS
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import Table
from syngen_assets.llm.batching import Awaiting, handed_in
from syngen_assets.llm.prices import UNKNOWN
from syngen_assets.llm.store import Account, Spend
from syngen_assets.llm.stored import StoredChat
from syngen_assets.spending import total

Made = dg.MaterializeResult[pd.DataFrame]
MadeRows = dg.MaterializeResult[Rows]
BATCH_TAG = "syngen/batch"
RECIPE_TAG = "syngen/recipe"
"""The tag of an asset that says which job makes it."""
DOMAIN_FILE = dg.AssetKey("domain_file")  # every asset reads it


def asset(
    declared: Table,
    group: str,
    kinds: set[str],
    code_version: str | None = None,
    deps: Sequence[dg.AssetKey] = (),
    may_wait: bool = False,
    recipe: str = QUESTIONS,
) -> Callable[[Callable[..., Made]], dg.AssetsDefinition]:
    """The decorator of an asset that makes a declared table, one partition per domain.

    It rests on the domain's file, on its inputs and on the `deps`. Our own errors end the run at
    once, with their sentence first and without another try. One that `may_wait` makes nothing while
    its replies are in a batch, and what follows is skipped.
    """

    def decorate(make: Callable[..., Made]) -> dg.AssetsDefinition:
        @wraps(make)
        def plainly(*arguments: Any, **named: Any) -> Made:
            try:
                return make(*arguments, **named)
            except SynGenError as error:
                raise dg.Failure(str(error), allow_retries=False) from error

        return dg.asset(
            name=declared.name,
            partitions_def=OF_RECIPE[recipe],
            group_name=group,
            kinds=kinds,
            tags={RECIPE_TAG: recipe},
            code_version=code_version,
            deps=[same_domain(key) for key in (DOMAIN_FILE, *deps)],
            metadata={SCHEMA: schema(declared), LINEAGE: lineage(declared)},
            output_required=not may_wait,
        )(_or_waiting(plainly) if may_wait else plainly)

    return decorate


def _or_waiting(make: Callable[..., Made]) -> Callable[..., Iterator[Made]]:
    """The same as a stream, which is empty while replies are awaited; the run's tag says where."""

    @wraps(make)
    def patiently(*arguments: Any, **named: Any) -> Iterator[Made]:
        try:
            yield make(*arguments, **named)
        except Awaiting as awaiting:
            context = dg.OpExecutionContext.get()
            ids = ",".join(awaiting.ids) or "landed"  # meanwhile, by another process
            context.instance.add_run_tags(context.run_id, {BATCH_TAG: ids})
            context.log.info(str(awaiting))

    return patiently


def made(declared: Table, rows: pd.DataFrame | Rows, **more: Any) -> Made:
    """The table with its row count, problems by kind, whatever more is known, and a preview.

    The UI shows it in this order. A text that begins like an SVG picture is shown as one; what is
    empty is left out. The data version is a digest of the rows, so that the same rows again leave
    fresh what follows.
    """
    every = rows if isinstance(rows, Rows) else Rows.of(declared, rows)
    metadata: dict[str, Any] = {"dagster/row_count": len(every)}
    if "problem" in declared.names:
        counts = problems(every)
        metadata["usable_rows"] = len(rows) - sum(counts.values())
        if counts:
            kinds = table(["problem", "rows"], list(counts.items()))
            metadata["problems"] = dg.MetadataValue.md(kinds)
    for name, value in more.items():
        if value in ("", [], {}):
            continue
        is_chart = isinstance(value, str) and value.startswith("<svg")
        metadata[name] = dg.MetadataValue.md(picture(value, name)) if is_chart else value
    metadata["preview"] = dg.MetadataValue.md(preview(declared, every))
    metadata["content"] = content(every)
    metadata.setdefault(LINEAGE, lineage(declared))
    version = dg.DataVersion(metadata["content"])
    return dg.MaterializeResult(value=rows, metadata=metadata, data_version=version)


@contextmanager
def calls(chat: StoredChat, settings: Settings[Domain], step: Table) -> Iterator[dict[str, Any]]:
    """What the block asked of the model, as metadata that is filled when the block ends.

    What it pays is charged to the domain, the run and the step.
    """
    account = Account(settings.domain.name, settings.run, step.name)
    chat.account = None if settings.offline else account
    before, started = (chat.calls, chat.cached, chat.usage), time.monotonic()
    paid = _paid(chat, account)
    spent: dict[str, Any] = {}
    with handed_in(chat.inner, account):
        yield spent
    usage = chat.usage
    usd = total(_paid(chat, account), but=paid)
    spent |= {
        "model": chat.name,
        "calls": chat.calls - before[0],
        "cached": chat.cached - before[1],
        "prompt_tokens": usage.prompt - before[2].prompt,
        "completion_tokens": usage.completion - before[2].completion,
        "cached_tokens": usage.cached - before[2].cached,
        "usd": UNKNOWN if usd is None else round(usd, 6),
        "seconds": round(time.monotonic() - started, 3),
    }


def _paid(chat: StoredChat, account: Account) -> list[Spend]:
    """What the step has paid, in this block and before."""
    rows = chat.store.spend(account.domain)
    return [row for row in rows if (row.run, row.step) == (account.run, account.step)]


def now() -> str:
    """The time, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
