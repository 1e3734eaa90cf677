"""What people look at before a word on a modification, and how much of it is reviewed."""

import pandas as pd

from syngen_assets.core.preferences import Modification
from syngen_assets.core.tables import MODIFICATION_WORDS
from syngen_assets.core.tallies import OfKind, OfReviewer, of_kinds, of_reviewers
from syngen_assets.core.vetting import EXAMPLES, vetted
from syngen_tests.reviewing import pairs
from syngen_tests.reviews import AT, foreign, review

PAIRS = pairs(24)
TREATMENTS, PREVENTION = (
    PAIRS.loc[PAIRS["modification"] == name, "pair_id"].tolist()
    for name in ("treatments", "prevention")
)
ASKED = {
    name: Modification(instruction=f"ask for {name}.", examples=["What of $topic?"])
    for name in ("treatments", "unused")
}
SAID = [
    review(TREATMENTS[0], "ann"),
    review(TREATMENTS[0], "bob", "rejected"),
    review(TREATMENTS[1], "ann", "rejected", settles=True),
    foreign(TREATMENTS[2], "ann"),
]


def words(*said: tuple[str, str]) -> pd.DataFrame:
    rows = [{"modification": m, "word": w, "reviewer": "ann", "at": AT} for m, w in said]
    return MODIFICATION_WORDS.frame(rows)


def seen(*said: tuple[str, str]):
    return {one.name: one for one in vetted(ASKED, PAIRS, SAID, words(*said))}


def test_every_modification_is_seen_that_domain_pairs_or_words_know():
    assert list(seen(("gone", "retired"))) == [
        *("treatments", "unused", "prevention", "symptoms", "gone")
    ]


def test_the_last_word_counts():
    found = seen(("treatments", "approved"), ("treatments", "retired"))
    assert found["treatments"].word["word"] == "retired"
    assert found["unused"].word is None


def test_its_figures_are_those_of_its_pairs_and_of_blind_reviews_alone():
    one = seen()["treatments"]
    assert (one.pairs, one.reviewed, one.misled) == (8, 1, 1)


def test_examples_are_its_own_few_and_always_the_same():
    one = seen()["treatments"]
    ids = [row["pair_id"] for row in one.examples]
    assert len(ids) == EXAMPLES
    assert set(ids) <= set(TREATMENTS)
    shuffled = vetted(ASKED, PAIRS.sample(frac=1, random_state=1), SAID, words())
    assert [row["pair_id"] for row in shuffled[0].examples] == ids
    assert seen()["unused"].examples == []


def test_the_reviewers_are_told_with_what_each_has_done():
    assert of_reviewers(SAID) == [
        OfReviewer("ann", pairs=1, foreign=1, settled=1, last=AT[:10]),
        OfReviewer("bob", pairs=1, foreign=0, settled=0, last=AT[:10]),
    ]


def test_what_is_least_reviewed_is_told_first():
    found = of_kinds(PAIRS, SAID)
    kind = PAIRS.set_index("pair_id").loc[TREATMENTS[0], "flaw"]
    assert found[-1] == OfKind("treatments", kind, pairs=4, once=1, twice=1, misled=1)
    assert sum(one.pairs for one in found) == len(PAIRS)
    assert {one.once for one in found[:-1]} == {0}


def test_source_questions_are_a_kind_too():
    source = PAIRS.assign(modification=pd.Series([None] * len(PAIRS), dtype="str"))
    assert {one.modification for one in of_kinds(source, [])} == {"source"}
