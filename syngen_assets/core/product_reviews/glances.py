"""Glances: what a table of reviews looks like, for the people who made it."""

import json
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from syngen_assets.core.figures import mix
from syngen_assets.core.product_reviews.aspects import of_cell
from syngen_assets.core.tables import records, usable


def ratings(rows: pd.DataFrame) -> str:
    """How many reviews have which rating, as a chart; empty where none has one."""
    stars = rows["rating"].dropna().astype(int)
    names = [str(name) for name in sorted(set(stars), reverse=True)]
    return mix(names, stars.astype(str)) if names else ""


def aspects(names: Iterable[str], rows: pd.DataFrame) -> str:
    """How many reviews speak of each aspect, as a chart."""
    each = [name for said in rows["aspects"].dropna() for name in of_cell(said)]
    return mix(names, pd.Series(each, dtype="str"))


def taken_out(real: pd.DataFrame) -> dict[str, int]:
    """Kind of personal data → how often it was taken out of the real reviews that are used."""
    counts: Counter[str] = Counter()
    for said in usable(real)["removed"].dropna():
        counts.update(json.loads(said))
    return dict(sorted(counts.items()))


def origin(raw: pd.DataFrame) -> dict[str, str]:
    """Data set, configuration, split and revision of a `tables.RAW_REVIEWS`; empty for none."""
    return records(raw.head(1)[["dataset", "config", "split", "revision"]].fillna(""))[0]
