"""Spoiling: the ways in which a program can make an answer wrong."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pandas as pd

from syngen_assets.core.balance import Option
from syngen_assets.core.donors import Donor, Donors, Reference
from syngen_assets.core.errors import UsageError
from syngen_assets.core.flaws import OFFLINE, changes
from syngen_assets.core.kindred import kindred
from syngen_assets.core.known import Known
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.questions import references
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import CLEAN_QUESTIONS, records
from syngen_assets.core.verifying import Case, verify

_LENT_BY = {"wrong_entity": Donors.near_topic, "off_aspect": Donors.other_aspect}
_LENDERS = 3  # how many answers are lent to one row for one flaw
_WAYS = 8  # in how many ways one flaw is made by a changed word


@dataclass(frozen=True)
class Way:
    """One way to spoil an answer, told so briefly that a request can say it.

    Args:
        flaw: the name of the flaw.
        donor: who lends for it, if anybody.
        variant: which of all the changes that make the flaw.
        answer: what comes of it.
    """

    flaw: str
    donor: Donor | None
    variant: int
    answer: str

    @property
    def option(self) -> Option:
        """What a balance needs to know of it."""
        return Option(self.flaw, self.answer, self.donor.id if self.donor else None)


def offline_flaws(domain: Preferences) -> dict[str, float]:
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


def lenders(cleaned: pd.DataFrame, settings: Settings) -> Donors:
    """All reference answers that may be lent to another question."""
    rows = records(references(cleaned).fillna(""))
    return Donors(
        [
            Reference(row["question_id"], row["topic"], row["aspect"], row["answer"])
            for row in rows
            if row["topic"] and row["aspect"]
        ],
        settings.seed,
        settings.domain.limits.answer_tokens,
        kindred(settings.domain.kindred),
    )


def ways(
    donors: Donors,
    known: Known,
    flaws: Collection[str],
    limit: int,
    seed: int,
    row: Mapping[str, Any],
) -> Iterator[Way]:
    """The ways in which a program can spoil an answer, each found good by the verifier.

    Args:
        donors: who may lend.
        known: what the source says of each topic.
        flaws: the flaws that are asked for.
        limit: a flawed answer has fewer tokens than this.
        seed: where chance begins.
        row: a question with `question_id`, `reference_id`, `topic`, `aspect` and `chosen`.
    """
    topic, aspect, chosen = row["topic"] or "", row["aspect"] or "", row["chosen"]
    own, about = known.of(topic, aspect)
    for flaw in flaws:
        for donor in _lent(donors, flaw, row):
            made = changes(
                flaw,
                chosen,
                topic=topic,
                donor=donor,
                limit=limit,
                chance=(seed, row["question_id"]),
            )
            for variant, change in islice(enumerate(made), _WAYS):
                case = Case(
                    flaw,
                    chosen,
                    change.answer,
                    change.before,
                    change.after,
                    donor,
                    topic,
                    aspect,
                    own,
                    about,
                    known.names(topic, *([donor.topic] if donor else [])),
                )
                if verify(case).verified:
                    yield Way(flaw, donor, variant, change.answer)


def _lent(donors: Donors, flaw: str, row: Mapping[str, Any]) -> Iterator[Donor | None]:
    """Who lends for a flaw; nobody, where a word of the answer itself is changed."""
    if flaw != "off_aspect":
        yield None
    if flaw in _LENT_BY:
        where = (row["reference_id"], row["topic"] or "", row["aspect"] or "", row["chosen"])
        yield from islice(_LENT_BY[flaw](donors, *where), _LENDERS)


def with_flaw(cleaned: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The clean questions with the column `flaw`, if the run is offline.

    So it is known before a question is drawn that a flaw can be made of its answer, and not only
    when its pair fails.
    """
    if not settings.offline:
        return cleaned
    flaws = sorted(offline_flaws(settings.domain), key=OFFLINE.index)  # edits are found fastest
    limit = settings.domain.limits.answer_tokens
    donors, known = lenders(cleaned, settings), Known(cleaned)

    def first(row: Mapping[str, Any]) -> str | None:
        allowed = set(settings.domain.flaws_for(row["aspect"]))
        asked = {**row, "reference_id": row["question_id"], "chosen": row["excerpt"]}
        named = [name for name in flaws if name in allowed]
        some = ways(donors, known, named, limit, settings.seed, asked)
        return next((way.flaw for way in some), None)

    rows = records(references(cleaned).fillna(""))
    found = {row["question_id"]: first(row) for row in rows}
    return CLEAN_QUESTIONS.frame(cleaned.assign(flaw=cleaned["question_id"].map(found)))
