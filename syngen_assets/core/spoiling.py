"""Spoiling: which flaws a program can make of each reference answer."""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from syngen_assets.core.domains import Domain
from syngen_assets.core.donors import Donor, Donors, Reference
from syngen_assets.core.errors import UsageError
from syngen_assets.core.flaws import OFFLINE, possible
from syngen_assets.core.questions import references
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import CLEAN_QUESTIONS, records

_LENT_BY = {"wrong_entity": Donors.near_topic, "off_aspect": Donors.other_aspect}


def offline_flaws(domain: Domain) -> dict[str, float]:
    """The domain's flaws that can be made without a model, with their weights.

    Raises:
        UsageError: there is none.
    """
    made = {name: flaw.weight for name, flaw in domain.flaws.items() if name in OFFLINE}
    if not made:
        raise UsageError(
            f"The domain {domain.name} has no flaw that can be made offline; add one of "
            f"{', '.join(OFFLINE)} under flaws: in its domain.yaml, or run with a model."
        )
    return made


def lenders(cleaned: pd.DataFrame, seed: int, limit: int) -> Donors:
    """All reference answers that may be lent to another question."""
    rows = records(references(cleaned).fillna(""))
    return Donors(
        [
            Reference(row["question_id"], row["topic"], row["aspect"], row["answer"])
            for row in rows
            if row["topic"] and row["aspect"]
        ],
        seed,
        limit,
    )


def open_flaws(
    donors: Donors,
    flaws: Collection[str],
    limit: int,
    reference: str,
    topic: str,
    aspect: str,
    chosen: str,
) -> dict[str, Donor | None]:
    """The flaws that can be made of a chosen answer, each with the answer that is lent for it.

    Args:
        donors: who may lend.
        flaws: the flaws that are asked for.
        limit: a flawed answer has fewer tokens than this.
        reference: the row that the chosen answer rests on.
        topic: what it is about.
        aspect: what is said of the topic.
        chosen: the answer.
    """
    found = {}
    for name in flaws:
        donor = (
            _LENT_BY[name](donors, reference, topic, aspect, chosen) if name in _LENT_BY else None
        )
        if possible(name, chosen, topic=topic, donor=donor, limit=limit):
            found[name] = donor
    return found


def with_flaw(cleaned: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The clean questions with the column `flaw`, if the run is offline.

    So it is known before a question is drawn that a flaw can be made of its answer, and not only
    when its pair fails.
    """
    if not settings.offline:
        return cleaned
    flaws = sorted(offline_flaws(settings.domain), key=OFFLINE.index)  # edits are found fastest
    limit = settings.domain.limits.answer_tokens
    donors = lenders(cleaned, settings.seed, limit)

    def first(row: Mapping[str, Any]) -> str | None:
        where = (row["question_id"], row["topic"], row["aspect"], row["excerpt"])
        allowed = set(settings.domain.flaws_for(row["aspect"]))
        named = (name for name in flaws if name in allowed)
        return next((name for name in named if open_flaws(donors, [name], limit, *where)), None)

    rows = records(references(cleaned).fillna(""))
    found = {row["question_id"]: first(row) for row in rows}
    return CLEAN_QUESTIONS.frame(cleaned.assign(flaw=cleaned["question_id"].map(found)))
