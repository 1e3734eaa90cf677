"""Reviewed: what people's words do to the pairs, under the policy of the domain."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from syngen_assets.core.agreement import settling
from syngen_assets.core.identity import digest
from syngen_assets.core.pairs import failures
from syngen_assets.core.reviews import Review, ReviewPolicy
from syngen_assets.core.settings import Settings
from syngen_assets.core.settling import FLIPPED, settle
from syngen_assets.core.tables import PAIRS, records, usable

INVERTED = "reviewers_say_inverted"
HARMFUL = "reviewers_say_harmful"
RETIRED = "retired_modification"
GATES = (INVERTED, HARMFUL)

_SAID = {INVERTED: "the rejected answer the better one", HARMFUL: "the chosen answer harmful"}
_MARKS: Mapping[str, Callable[[Review], bool]] = {
    INVERTED: lambda review: review.inverted,
    HARMFUL: lambda review: review.harmful,
}


def sifted(
    pairs: pd.DataFrame, verdicts: pd.DataFrame, reviews: pd.DataFrame, settings: Settings
) -> pd.DataFrame:
    """The pairs after the judge, the reviewers and the experts have had their word, in that order.

    Args:
        pairs: a `tables.PAIRS`.
        verdicts: a `tables.VERDICTS`.
        reviews: a `tables.REVIEWS`.
        settings: the run's settings, for the policies and the retired modifications.
    """
    settled = settle(pairs, verdicts, settings.domain.judge)
    return retire(withdraw(settled, reviews, settings.domain.reviews), settings.retired)


def withdraw(pairs: pd.DataFrame, reviews: pd.DataFrame, policy: ReviewPolicy) -> pd.DataFrame:
    """The pairs, without those that enough reviewers call inverted or harmful.

    A word that settles a disagreement decides alone over what was said before it, as far as it
    goes: one that rates nothing leaves it to the others whether an answer is harmful, and none
    overrules reviewers who all said the same.

    Args:
        pairs: a `tables.PAIRS`; those in quarantine stay as they are.
        reviews: a `tables.REVIEWS`.
        policy: how many must agree.
    """
    said = heard(reviews, pairs)
    settled = {one.pair_id: one for one in _oriented(settling(reviews), pairs)}
    found = {
        name: fault
        for name in said.keys() | settled.keys()
        if (fault := _fault(said.get(name, ()), settled.get(name), policy))
    }
    gone = pairs["pair_id"].isin(list(found)) & pairs["problem"].isna()
    if not gone.any():
        return pairs
    marked = pairs.copy()
    faults = [found[name] for name in pairs.loc[gone, "pair_id"]]
    marked.loc[gone, "gate"] = [gate for gate, _ in faults]
    marked.loc[gone, "problem"] = [f"{gate}: {why}" for gate, why in faults]
    return marked


def retire(pairs: pd.DataFrame, retired: Collection[str]) -> pd.DataFrame:
    """The pairs, without those of modifications that experts have retired."""
    gone = pairs["modification"].isin(list(retired)) & pairs["problem"].isna()
    if not gone.any():
        return pairs
    problem = f"{RETIRED}: experts have retired this way of changing a question"
    marked = pairs.copy()
    marked.loc[gone, ["gate", "problem"]] = [RETIRED, problem]
    return marked


def withdrawn(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs that reviewers withdrew, as rows of `tables.EXCLUSIONS`."""
    return failures(pairs.loc[pairs["gate"].isin(GATES)])


def acquitted(excluded: pd.DataFrame, reviews: pd.DataFrame, policy: ReviewPolicy) -> set[str]:
    """The questions that reviewers withdrew and, after what was said since, would not again.

    Args:
        excluded: a `tables.EXCLUSIONS`.
        reviews: a `tables.REVIEWS`.
        policy: how many must agree.
    """
    theirs = excluded.loc[excluded["gate"].isin(GATES)]
    ids = [digest(*texts) for texts in theirs[["prompt", "chosen", "rejected"]].to_numpy().tolist()]
    pairs = PAIRS.frame(theirs.drop(columns=["gate", "problem"]).assign(pair_id=ids, flaw=""))
    again = withdraw(pairs.loc[pairs["pair_id"].isin(reviews["pair_id"])], reviews, policy)
    return set(usable(again)["question_id"])


def withdrawals(pairs: pd.DataFrame, excluded: pd.DataFrame) -> dict[str, int]:
    """How many pairs people keep out of the release: gate → pairs, those since replaced too.

    Args:
        pairs: what `sifted` gave.
        excluded: a `tables.EXCLUSIONS`.
    """
    earlier = excluded.loc[~excluded["question_id"].isin(pairs["question_id"]), "gate"]
    counts = Counter(pairs["gate"].dropna()) + Counter(earlier)
    return {gate: counts[gate] for gate in (*GATES, RETIRED) if counts[gate]}


def heard(reviews: pd.DataFrame, pairs: pd.DataFrame) -> dict[str, list[Review]]:
    """Pair → what was said of it blind, its sides being those that `pairs` has.

    Args:
        reviews: a `tables.REVIEWS`.
        pairs: a `tables.PAIRS` or a `tables.QUESTIONS_AND_RESPONSES`.
    """
    blind = [Review.of(row) for row in records(reviews.loc[reviews["settles"] == "no"])]
    by_pair = defaultdict[str, list[Review]](list)
    for one in _oriented(blind, pairs):
        if not one.foreign:
            by_pair[one.pair_id].append(one)
    return dict(by_pair)


def counting(reviews: pd.DataFrame, pairs: pd.DataFrame) -> dict[str, Sequence[Review]]:
    """Pair → the reviews that count: all that were blind, or the one that settled it alone.

    A settling word that rates nothing stands for the preference of all, and leaves them the rest.

    Args:
        reviews: a `tables.REVIEWS`.
        pairs: the pairs, with `flaw`, whose sides are meant.
    """
    said: dict[str, Sequence[Review]] = {**heard(reviews, pairs)}
    for word in _oriented(settling(reviews), pairs):
        silent = word.ratings_chosen is None and word.ratings_rejected is None
        blind = said.get(word.pair_id, ()) if silent else ()
        said[word.pair_id] = [replace(one, preferred=word.preferred) for one in blind] or [word]
    return said


def as_made(pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs with those that a judge turned round the way they were made, as reviews mean them.

    Args:
        pairs: a `tables.PAIRS` or a `tables.QUESTIONS_AND_RESPONSES`.
    """
    turned, sides = pairs["flaw"] == FLIPPED, ["chosen", "rejected"]
    back = pairs.copy()
    back.loc[turned, sides] = pairs.loc[turned, sides[::-1]].to_numpy()
    return back


def _oriented(reviews: Sequence[Review], pairs: pd.DataFrame) -> list[Review]:
    """The reviews of these pairs; of one that a judge turned round, the sides are turned too."""
    meant = pairs.loc[pairs["pair_id"].isin([one.pair_id for one in reviews])]
    turned = dict(zip(meant["pair_id"], meant["flaw"] == FLIPPED, strict=True))
    known = (one for one in reviews if one.pair_id in turned)
    return [_turned(one) if turned[one.pair_id] else one for one in known]


def _turned(review: Review) -> Review:
    other = {"chosen": "rejected", "rejected": "chosen"}
    return replace(
        review,
        first=other[review.first],
        preferred=other.get(str(review.preferred), review.preferred),
        ratings_chosen=review.ratings_rejected,
        ratings_rejected=review.ratings_chosen,
    )


def _fault(
    said: Sequence[Review], settled: Review | None, policy: ReviewPolicy
) -> tuple[str, str] | None:
    """The gate that withdraws a pair, and why, if one does."""
    for gate, is_so in _MARKS.items():
        speaks = settled and (gate == INVERTED or settled.ratings_chosen is not None)
        end = settled if speaks else None
        if end and is_so(end):
            return gate, f"the word that settled a disagreement calls {_SAID[gate]}"
        before = [is_so(one) for one in said if end and one.at <= end.at]
        differ = not all(before) or len(before) < policy.agree
        count = sum(is_so(one) for one in said if not (end and differ) or one.at > end.at)
        if count >= policy.agree:
            who = "1 reviewer calls" if count == 1 else f"{count} reviewers call"
            return gate, f"{who} {_SAID[gate]}"
    return None
