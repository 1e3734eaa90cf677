"""The ground of an asset: what it is made from, gathered from settings, templates and people."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from syngen_assets.core import grounds
from syngen_assets.core.content import content
from syngen_assets.core.domains import Domain
from syngen_assets.core.flow import Flow, flow_of
from syngen_assets.core.grounds import Ground, Grounded, from_row
from syngen_assets.core.identity import digest
from syngen_assets.core.personas.cast import templates
from syngen_assets.core.product_reviews.forms import template
from syngen_assets.core.questions import REWRITE
from syngen_assets.core.recipes import of_preferences, of_product_reviews
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.standing import merged
from syngen_assets.core.tables import PAIRS, REVIEWS, records
from syngen_assets.core.tables.grounds import GROUNDS
from syngen_assets.core.versions import (
    CLEANING,
    GATES,
    PLANNING,
    REVIEW_CLEANING,
    REVIEW_GATES,
    REVIEW_PLANNING,
    rules,
)
from syngen_assets.llm.answering import ANSWER, GROUNDED
from syngen_assets.llm.flawed import FLAWED
from syngen_assets.llm.judging import JUDGE, JUDGE_WITH_REFERENCE
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.storage.folders import TABLES, output_folder
from syngen_assets.storage.warehouse import Warehouse

if TYPE_CHECKING:
    import pandas as pd

_OF_PAIRS = {grounds.CLEANING: CLEANING, grounds.PLANNING: PLANNING, grounds.GATES: GATES}
_OF_REVIEWS = {
    grounds.CLEANING: REVIEW_CLEANING,
    grounds.PLANNING: REVIEW_PLANNING,
    grounds.GATES: REVIEW_GATES,
}


def ground(
    settings: Settings[Domain], source: Mapping[str, str], reviews: "pd.DataFrame | None" = None
) -> Ground:
    """What a run with these settings makes things from.

    Args:
        settings: the run's settings, with the words of experts.
        source: the data set and its revision, among others; empty if they are not read.
        reviews: a `tables.REVIEWS`, if it is read.
    """
    said = "" if reviews is None else content(Rows.of(REVIEWS, reviews))
    return grounds.ground(settings, wording(settings), source, said)


def release_ground(
    settings: Settings[Domain], source: Mapping[str, str], reviews: "pd.DataFrame"
) -> Ground:
    """What a release is made from, even if it is made alone, after what it rests on."""
    return merged(_made(settings), ground(settings, source, reviews))


def rows_origin(settings: Settings[Domain], raw: "pd.DataFrame") -> dict[str, str]:
    """Data set, configuration, split and revision of the rows that the pairs come from.

    The raw questions may have been read anew since, alone.

    Args:
        settings: the run's settings.
        raw: a `tables.RAW_QUESTIONS`, as it is now.
    """
    here = raw.head(1)[["dataset", "config", "split", "revision"]].fillna("")
    now, made = records(here)[0], _made(settings)
    then = made[PAIRS.name].ground if PAIRS.name in made else None
    if not then or not then.revision:  # kept by a program that did not know
        return now
    same = now if then.dataset == now["dataset"] else dict.fromkeys(now, "")
    return same | {"dataset": then.dataset, "revision": then.revision}


def _made(settings: Settings[Domain]) -> dict[str, Grounded]:
    """Every asset of the run's domain as it was made last."""
    return made_last(Warehouse(output_folder(settings) / TABLES), settings.domain.name)


def wording(settings: Settings[Domain]) -> dict[str, str]:
    """Template → a digest of its wording, of all that the run may use; and of the rules too."""
    if of_product_reviews(settings):
        shown = (template(kind, settings.domain.reply) for kind in settings.kinds)
        return _with_rules({one.name: one.version for one in shown}, _OF_REVIEWS, settings)
    judges = [JUDGE, JUDGE_WITH_REFERENCE] if settings.judge else []
    assert of_preferences(settings)
    plain = (REWRITE, ANSWER, GROUNDED, FLAWED, *judges)
    used = {one.name: one.version for one in (*plain, *templates(settings))}
    personas = settings.domain.personas
    if settings.coloured and not personas.share:  # else it is a part of the domain that counts
        used[grounds.PEOPLE] = digest(personas.model_dump(mode="json"))
    return _with_rules(used, _OF_PAIRS, settings)


def _with_rules(
    used: Mapping[str, str], own: Mapping[str, tuple[str, ...]], settings: Settings[Domain]
) -> dict[str, str]:
    """The wording, with the rules of the program that shape what is made."""
    versions = {name: rules(*modules) for name, modules in own.items()}
    offline = {grounds.RULES: OfflineChat().version} if settings.offline else {}
    return {**used, **versions, **offline}


def grounded(
    asset: str,
    settings: Settings[Domain],
    told: Mapping[str, Any],
    before: Mapping[str, Grounded],
    run: str,
    made_at: str,
) -> Grounded:
    """An asset that is made now.

    Args:
        asset: its name.
        settings: the run's settings.
        told: what its metadata says; raw questions say where they come from, and a release all that
            it was made from.
        before: every asset as it was made last.
        run: the run that makes it.
        made_at: the time.
    """
    flow = flow_of(asset)
    source = told if asset == flow.source.name else _source(flow, asset, before)
    earlier = flow.earlier(asset)
    return Grounded(
        asset=asset,
        ground=Ground(**told["made_from"]) if "made_from" in told else ground(settings, source),
        content=told["content"],
        inputs={one: before[one].content for one in earlier if one in before},
        made_at=made_at,
        run=run,
        overrides=dict(settings.overrides),
    )


def _source(flow: Flow, asset: str, before: Mapping[str, Grounded]) -> dict[str, str]:
    """Data set and revision of the rows that an asset is made of: they come with its input."""
    made_of = next((before[one] for one in reversed(flow.earlier(asset)) if one in before), None)
    if not made_of:
        return {}
    return {"dataset": made_of.ground.dataset, "revision": made_of.ground.revision}


def as_row(one: Grounded) -> "pd.DataFrame":
    """The asset as a `tables.GROUNDS` of one row."""
    return GROUNDS.frame([one.row()])


def made_last(tables: Warehouse, domain: str) -> dict[str, Grounded]:
    """Every asset of a domain as it was made last."""
    rows = tables.find(GROUNDS, domain)
    found: Iterable[Grounded] = map(from_row, [] if rows is None else records(rows))
    return {one.asset: one for one in found}
