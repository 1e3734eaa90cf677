"""Resources: configuration in, plain objects out."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any

import dagster as dg
import pandas as pd
from pydantic import Field

from syngen_assets.assets.made import now
from syngen_assets.assets.outside import seen, stands_at
from syngen_assets.core.again import as_told
from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import SynGenError, UsageError
from syngen_assets.core.flow import FLOWS
from syngen_assets.core.identity import digest
from syngen_assets.core.personas.cast import templates
from syngen_assets.core.questions import REWRITE
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import OFFLINE_NAME, OUTPUT, Settings, gather
from syngen_assets.core.tables import BY_NAME, PAIRS, REVIEWS
from syngen_assets.experts import said, told
from syngen_assets.grounds import as_row, grounded, made_last
from syngen_assets.llm.answering import ANSWER, GROUNDED
from syngen_assets.llm.flawed import FLAWED
from syngen_assets.llm.judging import JUDGE, JUDGE_WITH_REFERENCE
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.stored import StoredChat
from syngen_assets.meanings import Comparing
from syngen_assets.meanings import comparing as opener
from syngen_assets.models import chat_model, judge_model, stored
from syngen_assets.past import CAUSE, REVIEWED
from syngen_assets.storage.archive import Archive, archive
from syngen_assets.storage.folders import TABLES, only_run, output_folder, read_domain, root
from syngen_assets.storage.sources import revision_now, spec
from syngen_assets.storage.warehouse import Exclusions, Warehouse


class RunSettings(dg.ConfigurableResource[Settings]):
    """What a run is told. What stays empty is read from the environment when the run starts."""

    offline: bool | None = Field(default=None, description="Ask no model (SYNGEN_OFFLINE).")
    source: str | None = Field(default=None, description="Another source (SYNGEN_SOURCE).")
    column: str | None = Field(default=None, description="OURS=THEIRS,… (SYNGEN_COLUMN).")
    held_out: str | None = Field(default=None, description="Benchmarks (SYNGEN_HELD_OUT).")
    questions: int | None = Field(default=None, description="How many (SYNGEN_QUESTIONS).")
    reviews: int | None = Field(default=None, description="How many (SYNGEN_REVIEWS).")
    kinds: str | None = Field(default=None, description="Kinds of prompts (SYNGEN_KINDS).")
    seed: int | None = Field(default=None, description="Where chance begins (SYNGEN_SEED).")
    personas: float | None = Field(default=None, description="A share (SYNGEN_PERSONAS).")
    model: str | None = Field(default=None, description="The model's name (SYNGEN_MODEL).")
    preset: str | None = Field(default=None, description="A known server (SYNGEN_PRESET).")
    base_url: str | None = Field(default=None, description="The server (OPENAI_BASE_URL).")
    judge: str | None = Field(default=None, description="The model that judges (SYNGEN_JUDGE).")
    judge_preset: str | None = Field(default=None, description="Its server, by name.")
    judge_base_url: str | None = Field(default=None, description="Its server, by address.")
    embedder: str | None = Field(default=None, description="Which one (SYNGEN_EMBEDDER).")
    embedder_base_url: str | None = Field(default=None, description="Its server, by address.")
    concurrency: int | None = Field(default=None, description="Calls (SYNGEN_CONCURRENCY).")
    requests_per_minute: float | None = Field(default=None, description="A limit of your own.")
    tokens_per_minute: float | None = Field(default=None, description="A limit of your own.")
    requests_per_second: float | None = Field(default=None, description="A limit of your own.")
    timeout: float | None = Field(default=None, description="Seconds (SYNGEN_TIMEOUT).")
    max_usd: float | None = Field(default=None, description="Dollars at most (SYNGEN_MAX_USD).")
    max_tokens: int | None = Field(default=None, description="Tokens (SYNGEN_MAX_TOKENS).")
    max_calls: int | None = Field(default=None, description="Paid calls (SYNGEN_MAX_CALLS).")
    max_candidates: int | None = Field(default=None, description="Questions tried at most.")
    mode: str | None = Field(default=None, description="direct or batch (SYNGEN_MODE).")
    batch_lines: int | None = Field(default=None, description="Calls in a batch at most.")
    prices: str | None = Field(default=None, description="Your own prices (SYNGEN_PRICES).")
    output: str | None = Field(default=None, description="The folder (SYNGEN_OUTPUT).")
    run: str | None = Field(default=None, description="The run whose budget this one goes on with.")

    def create_resource(self, context: dg.InitResourceContext) -> Settings:
        """The settings of this run, for the domain that is its partition."""
        tags: Mapping[str, str] = context.run.tags if context.run else {}
        name = tags.get("dagster/partition")
        if not name:
            raise UsageError("A run needs a domain: choose a partition.")
        given = {field: getattr(self, field) for field in type(self).model_fields}
        settings = told(_settings(read_domain(root(), name), given, tags.get(CAUSE, "")))
        return replace(settings, run=self.run or (context.run.run_id if context.run else ""))


def _settings(domain: Domain, given: Mapping[str, Any], cause: str) -> Settings:
    """What a run is told; one that only follows reviews is told what its pairs were made with."""
    if cause == REVIEWED:
        output = given["output"] or os.environ.get("SYNGEN_OUTPUT") or OUTPUT
        pairs = made_last(Warehouse(root() / output / TABLES), domain.name).get(PAIRS.name)
        if pairs:
            offline = pairs.ground.model == OFFLINE_NAME
            settings = as_told(domain, pairs.overrides, offline, os.environ)
            return replace(settings, output=output)
    return gather(domain, given, os.environ)


def exclusions(settings: Settings) -> Exclusions:
    """The exclusions that hold for the domain, model, judge and wording of a run."""
    domain = settings.domain
    wording = [template.version for template in (REWRITE, ANSWER, GROUNDED, FLAWED)]
    rules = OfflineChat().version if settings.offline else ""
    judge = settings.judge
    judged = [judge.model, JUDGE.version, JUDGE_WITH_REFERENCE.version] if judge else []
    coloured = [template.version for template in templates(settings)]
    scope = digest(settings.model_name, rules, domain.version, wording, *judged, *coloured)
    return Exclusions(Warehouse(output_folder(settings) / TABLES), domain.name, scope)


def archived(settings: Settings) -> Archive:
    """What is kept of the domain's earlier runs; a plan is remembered for its data set and seed."""
    scope = ""
    if not settings.offline:  # what costs nothing is planned anew each time
        source = spec(settings)
        scope = digest(source.name, source.config, source.split, settings.seed)
    tables = Warehouse(output_folder(settings) / TABLES)
    return archive(tables, settings.domain.name, scope)


@dg.resource(
    required_resource_keys={"settings", "io_manager"},
    description="The run's model, with the response store around it.",
)
@contextmanager
def chat(context: dg.InitResourceContext) -> Iterator[StoredChat]:
    """The model, open for the length of a run.

    It comes after the tables: they wait for other runs, and what those spend counts too.
    """
    settings: Settings = context.resources.settings
    with stored(settings, settings, chat_model, _run_id(context)) as asked:
        yield asked


Judging = Callable[[], AbstractContextManager[StoredChat]]
"""Opens the judge, whose budget is what the run has left at that time."""


@dg.resource(
    required_resource_keys={"settings", "io_manager"},
    description="The run's judge, if it has one, with the response store around it.",
)
def judge(context: dg.InitResourceContext) -> Judging:
    """What opens the judge; a key that is missing ends the run here, before anything is paid."""
    settings: Settings = context.resources.settings
    judging = settings.judging
    if judging:
        judge_model(judging, os.environ)
    return partial(stored, settings, judging or settings, judge_model, _run_id(context))


def _run_id(context: dg.InitResourceContext) -> str:
    return context.run.run_id if context.run else ""


@dg.resource(
    required_resource_keys={"settings", "io_manager"},
    description="Tells which questions mean the same, if the run has an embedder.",
)
def comparing(context: dg.InitResourceContext) -> Comparing:
    """What opens the run's embedder."""
    return opener(context.resources.settings)


class Excluded(dg.ConfigurableResource[Exclusions]):
    """The questions that the run's domain goes without."""

    settings: dg.ResourceDependency[Settings]

    def create_resource(self, context: dg.InitResourceContext) -> Exclusions:
        """The exclusions that hold for this run."""
        return exclusions(self.settings)


class Archived(dg.ConfigurableResource[Archive]):
    """What is kept of earlier runs."""

    settings: dg.ResourceDependency[Settings]

    def create_resource(self, context: dg.InitResourceContext) -> Archive:
        """The archive of the run's domain."""
        return archived(self.settings)


class Tables(dg.ConfigurableIOManager):
    """Stores what assets make and loads what they take; holds the output folder for the run."""

    settings: dg.ResourceDependency[Settings]

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Tables"]:
        """The tables, for this run alone."""

        def died(run: str) -> None:
            left = context.instance.get_run_by_id(run) if context.instance else None
            if left and not left.is_finished:
                context.instance.report_run_failed(left, "The run was killed.")

        def waits(sentence: str) -> None:
            print(f"syngen: {sentence}", file=sys.stderr, flush=True)
            if context.log:
                context.log.warning(sentence)

        run = context.run.run_id if context.run else ""
        with only_run(output_folder(self.settings), run, waits, died):
            if context.instance:  # what is made now is made of this version of the file
                context.instance.report_runless_asset_event(seen(self.settings.domain))
                self._look_at_the_source(context)
            yield self

    def _look_at_the_source(self, context: dg.InitResourceContext) -> None:
        """Note its revision, if the run reads it; where that fails, the step says why."""
        run = context.run
        every = not run or not (run.asset_selection or run.asset_check_selection)
        raw = dg.AssetKey(FLOWS[self.settings.domain.recipe].source.name)
        if context.instance and (every or raw in (run.asset_selection or ())):
            with suppress(SynGenError):
                found = stands_at(self.settings.domain.name, revision_now(self.settings))
                context.instance.report_runless_asset_event(found)

    @property
    def _warehouse(self) -> Warehouse:
        return Warehouse(output_folder(self.settings) / TABLES)

    def handle_output(self, context: dg.OutputContext, obj: pd.DataFrame | Rows) -> None:
        """Put a table in place of the domain's earlier one, with what it was made from."""
        table, domain = BY_NAME[context.asset_key.path[-1]], context.partition_key
        self._warehouse.replace(table, domain, obj, self._ground(context, table.name))

    def _ground(self, context: dg.OutputContext, asset: str) -> pd.DataFrame:
        told = {
            name: value.value if isinstance(value, dg.MetadataValue) else value
            for name, value in context.output_metadata.items()
        }
        before = made_last(self._warehouse, context.partition_key)
        return as_row(grounded(asset, self.settings, told, before, context.run_id, now()))

    def load_input(self, context: dg.InputContext) -> pd.DataFrame | Rows:
        """The domain's table, as a stream of batches where the asset asks for that."""
        table = BY_NAME[context.asset_key.path[-1]]
        if table is REVIEWS:
            return said(self.settings)
        if context.dagster_type.typing_type is Rows:
            return self._warehouse.rows(table, context.partition_key)
        return self._warehouse.table(table, context.partition_key)
