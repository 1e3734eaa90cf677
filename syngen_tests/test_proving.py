import pandas as pd

from syngen_assets.core.identity import digest
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.verified import verified
from syngen_assets.core.pairs import join
from syngen_assets.core.proving import UNVERIFIED, proven
from syngen_assets.core.tables import CLEAN_QUESTIONS, QUESTIONS
from syngen_tests import tables
from syngen_tests.test_answering import DOMAIN

CHOSEN = "Marble fever lasts for about 3 days in most of the miners who have it."
WRONG = CHOSEN.replace("3 days", "40 days")
SHAM = CHOSEN.replace("most of the miners", "nearly all quarry workers")


def proven_pair(
    rejected: str, flaw: str, *records: str, synonyms: str = "", **columns: str
) -> dict:
    asked = tables.questions("How long does marble fever last?").assign(
        topic="marble fever", aspect="outlook"
    )
    cleaned = CLEAN_QUESTIONS.frame(
        {
            "question_id": digest(text),
            "topic": topic,
            "aspect": "outlook",
            "answer": text,
            "synonyms": synonyms if topic == "marble fever" else None,
        }
        for topic, text in [("marble fever", CHOSEN), *((r.partition(": ")[::2]) for r in records)]
    )
    good = tables.chosen(asked, CHOSEN)
    bad = tables.rejected(asked, rejected, flaw=flaw, **columns)
    pairs = join(asked, good, bad, DOMAIN)
    return proven(pairs, QUESTIONS.frame(asked), bad, cleaned).iloc[0].to_dict()


def test_a_pair_whose_flaw_is_there_says_yes_and_keeps_its_record():
    made = proven_pair(WRONG, "wrong_number", before="3 days", after="40 days")
    assert (made["verified"], made["before"], made["after"]) == ("yes", "3 days", "40 days")
    assert pd.isna(made["problem"])


def test_a_pair_whose_flaw_is_not_there_is_in_quarantine_with_the_reason():
    made = proven_pair(
        SHAM, "negated_claim", before="most of the miners", after="nearly all quarry workers"
    )
    assert (made["verified"], made["gate"]) == ("no", UNVERIFIED)
    assert made["problem"] == f"{UNVERIFIED}: no claim has the opposite sense"


def test_a_pair_of_which_no_rule_can_tell_goes_on_as_unknown():
    made = proven_pair(
        "Miners who have it wait at home for weeks, since it goes by itself at last.",
        "unsafe_advice",
    )
    assert made["verified"] == "unknown"
    assert pd.isna(made["problem"])


def test_a_lent_text_is_held_against_its_own_donor():
    text = "Stone cough is cured by a warm bath that the baker takes at noon each day."
    told = text.replace("Stone cough", "Marble fever")
    record = {"before": text, "after": told, "donor_id": digest(text)}
    assert proven_pair(told, "wrong_entity", f"stone cough: {text}", **record)["verified"] == "yes"
    assert proven_pair(told, "wrong_entity", f"marble fever: {text}", **record)["verified"] == "no"


def test_a_name_that_the_source_calls_a_synonym_is_no_other_thing():
    renamed = CHOSEN.replace("Marble fever", "Mason's lung")
    record = {"before": "Marble fever", "after": "Mason's lung"}
    assert proven_pair(renamed, "wrong_entity", **record)["verified"] == "yes"
    told = proven_pair(renamed, "wrong_entity", synonyms="stone cough|Mason's lung", **record)
    assert (told["verified"], told["gate"]) == ("no", UNVERIFIED)
    text = "Stone cough is cured by a warm bath that the baker takes at noon each day."
    lent = text.replace("Stone cough", "Marble fever")
    record = {"before": text, "after": lent, "donor_id": digest(text)}
    about = f"stone cough: {text}"
    assert proven_pair(lent, "wrong_entity", about, **record)["verified"] == "yes"
    told = proven_pair(lent, "wrong_entity", about, synonyms="stone cough; grippe", **record)
    assert told["verified"] == "no"


def figure(*words: str):
    rows = pd.DataFrame({"prompt": [str(n) for n in range(len(words))], "verified": words})
    return verified(Sample.of(rows.assign(chosen="It is so.", rejected="It is not so."), 0))


def test_the_share_of_verified_flaws_counts_those_of_which_a_rule_can_tell():
    made = figure("yes", "yes", "no", "unknown", "yes")
    assert (made.value, made.rows, made.places) == (0.75, 4, (2,))
    assert made.low < 0.75 < made.high
    assert "1 pairs cannot be told" in made.note


def test_where_no_rule_can_tell_the_share_is_not_measured():
    assert figure("unknown", "unknown").status == "not measured"
