"""How a domain stands: its last release held against what the same command would make now."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import SynGenError
from syngen_assets.core.estimates import Estimate
from syngen_assets.core.flow import FLOWS
from syngen_assets.core.grounds import Ground, Grounded
from syngen_assets.core.settings import Settings, gather
from syngen_assets.core.standing import Reason, reasons
from syngen_assets.core.status import Release, Status
from syngen_assets.core.telling import counted
from syngen_assets.estimating import estimate
from syngen_assets.experts import said, told
from syngen_assets.grounds import ground, made_last
from syngen_assets.llm import batches
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.storage.folders import TABLES, output_folder, read_domain
from syngen_assets.storage.history import History
from syngen_assets.storage.sources import revision_now, spec
from syngen_assets.storage.warehouse import Warehouse
from syngen_assets.told import again

_OLD = (
    "its release is older than the program that keeps what a release was made from; make it once "
    "more with syngen run, which asks only for what is not in the store."
)


def standing(project: Path, name: str, output: str, environ: Mapping[str, str]) -> Status:
    """How a domain stands; what cannot be found out is told, and hides nothing else.

    Args:
        project: the project root, which is the current folder.
        name: the domain's.
        output: the folder of all results.
        environ: what goes before what the release was told.
    """
    try:
        domain = read_domain(project, name)
        release = FLOWS[domain.recipe].release.name
        made = made_last(Warehouse(project / output / TABLES), name)
        given = again(made[release], environ) if release in made else {}
        settings = told(gather(domain, {**given, "output": output}, environ))
        tables = Warehouse(output_folder(settings) / TABLES)
        return _held(settings, made, tables) if release in made else _first(settings, tables)
    except SynGenError as error:
        return Status(name, problem=str(error))


def _first(settings: Settings[Domain], tables: Warehouse) -> Status:
    """Of a domain that has no release, or one of which nothing more is known."""
    name, flow = settings.domain.name, FLOWS[settings.domain.recipe]
    if tables.find(flow.release, name) is not None:
        return Status(name, problem=_OLD)
    price, notes = _first_price(settings, tables.find(flow.source, name))
    return Status(name, price=price, notes=[*notes, *_out(settings)])


def _first_price(
    settings: Settings[Domain], raw: pd.DataFrame | None
) -> tuple[Estimate | None, list[str]]:
    """What the first release would cost; where only the Hub has the source, it is left alone."""
    if raw is None and not settings.offline and not spec(settings).is_local:
        name = settings.domain.name
        return None, [f"what the first release would cost: syngen estimate --domain {name}"]
    return _price(settings, raw)


def _held(settings: Settings[Domain], made: Mapping[str, Grounded], tables: Warehouse) -> Status:
    """Of a domain that has one."""
    flow = FLOWS[settings.domain.recipe]
    release, reviews = made[flow.release.name], said(settings)
    now, notes = _now(settings, made, reviews)
    pairs = len(tables.rows(flow.release, settings.domain.name))
    newer = int((reviews["at"] > release.made_at).sum())
    found = reasons(made, now, settings.overrides, newer, release.ground.questions - pairs)
    price, more = None, list[str]()
    if found:
        price, more = _price(settings, _raw(found, tables, settings))
        if notes and more:  # the source that cannot be asked cannot be read either
            more = ["nor is the price known"]
    last = Release(
        made_at=release.made_at,
        pairs=pairs,
        model=release.ground.model,
        dataset=release.ground.dataset,
        revision=release.ground.revision,
        number=_number(tables, settings.domain.name),
        row=flow.row,
    )
    notes += [*more, *_out(settings)]
    return Status(settings.domain.name, last, found, price, notes)


def _out(settings: Settings[Domain]) -> list[str]:
    """The batches that are not answered yet."""
    file = output_folder(settings) / REPLIES
    if not file.exists():
        return []
    with ResponseStore(file) as store, store.transaction() as db:
        out = batches.batches(db, settings.domain.name, "uploaded", "sent")
    return [
        f"{batch.shown} is out with {counted(batch.calls, 'call')} of {batch.account.step}; the "
        "same command goes on when it has landed"
        for batch in out
    ]


def _number(tables: Warehouse, domain: str) -> int | None:
    """The number of the last release, if releases were kept yet."""
    kept = History(tables).releases(domain)
    return int(kept["release"].max()) if len(kept) else None


def _now(
    settings: Settings[Domain], made: Mapping[str, Grounded], reviews: pd.DataFrame
) -> tuple[Ground, list[str]]:
    """What a run would be made from; where the source cannot be asked, it counts as unmoved."""
    source, notes = {"dataset": spec(settings).name}, []
    try:
        source["revision"] = revision_now(settings)
    except SynGenError as error:
        notes.append(f"whether the source has moved is not known: {error}")
        raw = made.get(FLOWS[settings.domain.recipe].source.name)
        source["revision"] = raw.ground.revision if raw else ""
    return ground(settings, source, reviews), notes


def _raw(found: list[Reason], tables: Warehouse, settings: Settings[Domain]) -> pd.DataFrame | None:
    """The rows of the source, if they are at hand and still those of today."""
    raw = FLOWS[settings.domain.recipe].source
    moved = any(reason.first == raw.name for reason in found)
    return None if moved else tables.find(raw, settings.domain.name)


def _price(
    settings: Settings[Domain], raw: pd.DataFrame | None
) -> tuple[Estimate | None, list[str]]:
    try:
        return estimate(settings, raw), []
    except SynGenError as error:
        return None, [f"the price is not known: {error}"]
