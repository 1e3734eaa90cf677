"""Product reviews: real ones in, as many new ones as are wanted out, and what they are like."""

import dagster as dg
import pandas as pd

from syngen_assets.assets.columns import LINEAGE, SOURCE, of_source
from syngen_assets.assets.made import Made, MadeRows, asset, calls, made
from syngen_assets.core.figures import mix
from syngen_assets.core.identity import digest
from syngen_assets.core.product_reviews.card import Facts
from syngen_assets.core.product_reviews.cleaning import expect_some
from syngen_assets.core.product_reviews.cleaning import real_reviews as cleaned
from syngen_assets.core.product_reviews.domain import KINDS, PRODUCT_REVIEWS, ProductReviews
from syngen_assets.core.product_reviews.figures import pictures
from syngen_assets.core.product_reviews.forms import template
from syngen_assets.core.product_reviews.glances import aspects, origin, ratings, taken_out
from syngen_assets.core.product_reviews.kinds import table
from syngen_assets.core.product_reviews.measures import measured, rows
from syngen_assets.core.product_reviews.prompts import planned
from syngen_assets.core.product_reviews.release import held_back, released
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import (
    PRODUCT_REVIEWS as RELEASED,
)
from syngen_assets.core.tables import (
    RAW_REVIEWS,
    REAL_REVIEWS,
    REVIEW_MEASURES,
    REVIEW_PROMPTS,
    SYNTHETIC_REVIEWS,
    usable,
)
from syngen_assets.core.versions import REVIEW_CLEANING, REVIEW_GATES, REVIEW_PLANNING, rules
from syngen_assets.desks import finish
from syngen_assets.estimating import metadata
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.product_reviews import write
from syngen_assets.llm.stored import StoredChat
from syngen_assets.meanings import Comparing
from syngen_assets.resources import output_folder
from syngen_assets.storage.product_reviews import publish_measures, publish_reviews
from syngen_assets.storage.sources import as_rows, read
from syngen_assets.storage.spool import spool

Run = dg.ResourceParam[Settings[ProductReviews]]

_WORDING = digest([template(kind, "json").version for kind in KINDS])
_OURS = {"recipe": PRODUCT_REVIEWS}


@asset(RAW_REVIEWS, "real_reviews", {"huggingface"}, deps=[SOURCE], **_OURS)
def raw_reviews(settings: Run) -> Made:
    """A row of the source, word for word, with the data set, configuration, split and commit.

    It may hold personal data, which goes no further than this table.
    """
    found = read(settings)
    more = {LINEAGE: of_source(found.names), "revision": found.revision, "dataset": found.dataset}
    return made(RAW_REVIEWS, as_rows(found, RAW_REVIEWS), **more)


@asset(REAL_REVIEWS, "real_reviews", {"pandas", "python"}, rules(*REVIEW_CLEANING), **_OURS)
def real_reviews(raw_reviews: pd.DataFrame, settings: Run) -> Made:
    """A distinct real review without personal data: what new ones shall be like.

    A row that gives no review of its own stays, with the reason.
    """
    rows = cleaned(raw_reviews, settings.domain)
    expect_some(rows)
    sound = usable(rows)
    return made(
        REAL_REVIEWS,
        rows,
        taken_out=taken_out(rows),
        ratings=ratings(sound),
        aspects=aspects(settings.domain.aspects, sound),
    )


@asset(
    REVIEW_PROMPTS,
    "synthetic_reviews",
    {"python"},
    digest(_WORDING, rules(*REVIEW_PLANNING)),
    **_OURS,
)
def review_prompts(real_reviews: pd.DataFrame, settings: Run) -> Made:
    """A planned call: a prompt that asks for several reviews, each modelled on a real one.

    Ratings, aspects and lengths are asked for as the real reviews have them. What a reply leaves
    open is asked for again by further calls. What the run is going to ask, and what that may cost,
    is told here, before anything is paid.
    """
    rows = REVIEW_PROMPTS.frame(planned(real_reviews, settings, settings.kinds))
    planned_for = {"reviews": int(rows["asked"].sum()), "kinds": [*settings.kinds]}
    return made(REVIEW_PROMPTS, rows, **planned_for, **metadata(settings, real_reviews))


@asset(
    SYNTHETIC_REVIEWS,
    "synthetic_reviews",
    {"openai"},
    digest(_WORDING, OfflineChat().version),
    deps=[dg.AssetKey(REVIEW_PROMPTS.name)],
    may_wait=True,
    **_OURS,
)
def synthetic_reviews(
    real_reviews: pd.DataFrame, chat: dg.ResourceParam[StoredChat], settings: Run
) -> MadeRows:
    """A review that was read in a reply, or the problem with it or with the reply.

    Calls are made until each kind of prompt has exactly as many reviews as are wanted.
    """
    with calls(chat, settings, SYNTHETIC_REVIEWS) as spent:
        new = spool(SYNTHETIC_REVIEWS, write(chat, real_reviews, settings, settings.kinds))
    sound = usable(new.frame())
    return made(SYNTHETIC_REVIEWS, new, kinds=mix(settings.kinds, sound["kind"]), **spent)


@asset(
    RELEASED,
    "product_reviews",
    {"duckdb", "csv", "parquet"},
    rules(*REVIEW_GATES),
    **_OURS,
)
def product_reviews(
    synthetic_reviews: pd.DataFrame,
    real_reviews: pd.DataFrame,
    raw_reviews: pd.DataFrame,
    settings: Run,
) -> Made:
    """A released review. All files are written aside first, so a fault leaves the earlier release.

    The gates are computed again here, so that this asset alone cannot pass over one that failed.
    """
    new, held = released(synthetic_reviews, settings), held_back(synthetic_reviews, settings)
    source = origin(raw_reviews)
    wording = [template(kind, settings.domain.reply) for kind in settings.kinds[:1]]
    facts = Facts(settings, source, new, held, taken_out(real_reviews), wording)
    files = publish_reviews(output_folder(settings), real_reviews, facts)
    finish(settings)
    return made(
        RELEASED,
        new,
        missing=settings.questions - len(new),
        held_back=len(held),
        files=[str(file) for file in files],
        ratings=ratings(new),
        aspects=aspects(settings.domain.aspects, new),
        **source,
        overrides=dict(settings.overrides),
    )


@asset(REVIEW_MEASURES, "product_reviews", {"python", "markdown"}, **_OURS)
def review_measures(
    synthetic_reviews: pd.DataFrame,
    real_reviews: pd.DataFrame,
    product_reviews: pd.DataFrame,
    settings: Run,
    comparing: dg.ResourceParam[Comparing],
) -> Made:
    """A measured figure of one kind of prompt, beside that of the real reviews; it gates nothing.

    The figures of the released kind are metadata too, so that the UI plots them over time.
    """
    with comparing(REVIEW_MEASURES.name) as meanings:
        figures = measured(
            real_reviews,
            synthetic_reviews,
            target=settings.questions,
            scale=settings.domain.ratings,
            seed=settings.seed,
            embed=meanings.embed,
        )
    first = figures[settings.kinds[0]]
    report = publish_measures(output_folder(settings), settings, figures)
    plotted = {one.name: one.value for one in first if one.value is not None}
    drawn = {"kinds": table(figures), **pictures(real_reviews, product_reviews)}
    told = {"report": str(report), **{k: dg.MetadataValue.md(v) for k, v in drawn.items()}}
    return made(REVIEW_MEASURES, REVIEW_MEASURES.frame(rows(figures)), **told, **plotted)
