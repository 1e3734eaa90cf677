"""People: all that they said and withdrew, in one summary for reports and cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from syngen_assets.core.agreement import agreement, disagreements
from syngen_assets.core.identity import digest
from syngen_assets.core.measures.calibration import calibration
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.human import Part, human, parts
from syngen_assets.core.reviewed import GATES, counting, sifted, withdrawals
from syngen_assets.core.settings import Settings
from syngen_assets.core.telling import counted

NO_REVIEW = (
    "No person has reviewed these pairs (syngen review): whether an answer is right, nobody who "
    "knows the subject has said."
)
LIMITS = (
    "Reviewers are people who opened the review app or sent a file, by names of their own choice: "
    "who they are, and what they know, is not checked. They see no reference answer. What they "
    "withdrew is not in the release, but it is counted here, so the figures are those of the pairs "
    "as they were made."
)


@dataclass(frozen=True)
class People:
    """All that people said and withdrew.

    Args:
        reviewers: how many people.
        reviews: how many reviews.
        pairs: how many pairs they reviewed.
        figures: what they found, how far a judge says the same, how far they agree.
        by_flaw: what they found for each flaw.
        by_modification: what they found for each modification.
        withdrawn: gate → pairs that they keep out of the release.
        words: what one must know to read the figures, in sentences.
    """

    reviewers: int = 0
    reviews: int = 0
    pairs: int = 0
    figures: Sequence[Figure] = ()
    by_flaw: Sequence[Part] = ()
    by_modification: Sequence[Part] = ()
    withdrawn: Mapping[str, int] = field(default_factory=dict)
    words: Sequence[str] = (NO_REVIEW,)


NOBODY = People()
"""Of pairs that nobody reviewed."""


def heard_of(
    pairs: pd.DataFrame,
    verdicts: pd.DataFrame,
    reviews: pd.DataFrame,
    settings: Settings,
    excluded: pd.DataFrame,
) -> People:
    """The summary of what people said.

    Args:
        pairs: a `tables.PAIRS`, as it was before anybody had a word.
        verdicts: a `tables.VERDICTS`.
        reviews: a `tables.REVIEWS`.
        settings: the run's settings.
        excluded: a `tables.EXCLUSIONS`; pairs withdrawn before, and replaced since, are in it.
    """
    after = sifted(pairs, verdicts, reviews, settings)
    shown = _shown(after, excluded)
    said = counting(reviews, shown)
    kept_out, experts = withdrawals(after, excluded), _experts(settings)
    if not said:
        return People(withdrawn=kept_out, words=[NO_REVIEW, *experts])
    of_these = reviews.loc[reviews["pair_id"].isin(list(said))]
    blind = of_these.loc[(of_these["settles"] == "no") & (of_these["foreign"] == "no")]
    judged = calibration(counting(reviews, pairs), verdicts) if len(verdicts) else []
    return People(
        reviewers=blind["reviewer"].nunique(),
        reviews=len(blind),
        pairs=len(said),
        figures=[*human(said), *judged, *agreement(of_these)],
        by_flaw=parts(said, _kinds(shown, "flaw")),
        by_modification=parts(said, _kinds(shown, "modification")),
        withdrawn=kept_out,
        words=[_count(blind), *_words(of_these, kept_out, settings), *experts, LIMITS],
    )


def _shown(after: pd.DataFrame, excluded: pd.DataFrame) -> pd.DataFrame:
    """The pairs that no gate but people's own holds back, those since replaced among them."""
    kept = after.loc[after["problem"].isna() | after["gate"].isin(GATES)]
    earlier = excluded.loc[
        excluded["gate"].isin(GATES) & ~excluded["question_id"].isin(after["question_id"])
    ]
    texts = earlier[["prompt", "chosen", "rejected"]].to_numpy().tolist()
    gone = pd.DataFrame({"pair_id": [digest(*each) for each in texts]}, dtype="str")
    return pd.concat([kept[["pair_id", "flaw", "modification"]], gone], ignore_index=True)


def _kinds(shown: pd.DataFrame, column: str) -> dict[str, str]:
    rows = shown.dropna(subset=[column])
    return dict(zip(rows["pair_id"], rows[column], strict=True))


def _count(blind: pd.DataFrame) -> str:
    people, pairs = blind["reviewer"].nunique(), blind["pair_id"].nunique()
    return (
        f"{counted(people, 'reviewer')} looked at {counted(pairs, 'pair')} without knowing which "
        "answer is the chosen one."
    )


def _words(reviews: pd.DataFrame, kept_out: Mapping[str, int], settings: Settings) -> list[str]:
    told = []
    differ = disagreements(reviews)
    open_ones = sum(one.settled is None for one in differ)
    if differ:
        told.append(
            f"They differ on {counted(len(differ), 'pair')}, {open_ones:,} of them not settled."
        )
    gone = sum(kept_out.get(gate, 0) for gate in GATES)
    if gone:
        told.append(
            f"{counted(gone, 'pair')} called inverted or harmful by "
            f"{counted(settings.domain.reviews.agree, 'reviewer')} or more, or by the word that "
            "settled a disagreement: not released."
        )
    return told


def _experts(settings: Settings) -> list[str]:
    """What experts said of the modifications."""
    found = {
        word: [name for name in settings.domain.modifications if settings.words.get(name) == word]
        for word in ("approved", "retired")
    }
    said = {
        "approved": "Approved by experts: {}.",
        "retired": "Retired by experts, so that no pair of it is released: {}.",
    }
    return [said[word].format(", ".join(names)) for word, names in found.items() if names]
