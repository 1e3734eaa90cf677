"""A fault planted in a clean set fails its own gate and no other."""

import pandas as pd
import pytest

from syngen_assets.core.measures.audit import audit
from syngen_assets.core.table_gates import LIMITS, decide
from syngen_tests.planted import Spoil, clean, flip, last_words, some, table

Rows = list[dict[str, str]]


def caught(spoil: Spoil | None = None, **more) -> set[str]:
    """The gates that do not pass, but for the one that words of another length warn of."""
    figures = decide(audit(table(spoil), **more))
    found = {one.name for one in figures if one.status in ("warned", "failed")}
    return found - {"longer_chosen_share_letters"}


def test_a_clean_set_passes_every_gate():
    assert caught() == set()


def test_a_clean_set_is_measured_by_every_gate_that_needs_no_model():
    figures = {one.name: one for one in decide(audit(table()))}
    missing = {name for name in LIMITS if name not in figures or figures[name].value is None}
    assert missing <= {"close_prompts", "verified_share", "plan_deviation"}


def duplicates(rows: Rows) -> None:
    rows[3]["prompt"] = rows[4]["prompt"].upper()


def near_duplicates(rows: Rows) -> None:
    first, *rest = rows[4]["prompt"].rstrip("?").split()
    rows[3]["prompt"] = " ".join([first, *reversed(rest)]) + "?"


def identical(rows: Rows) -> None:
    rows[3]["rejected"] = rows[3]["chosen"].upper()


def empty(rows: Rows) -> None:
    rows[3]["rejected"] = " "


def refusals(rows: Rows) -> None:
    rows[3]["chosen"] = "I'm sorry, but I can't help with that, since I am an AI language model."


def leaks(rows: Rows) -> None:
    rows[3]["rejected"] = last_words(rows[3]["rejected"], "just", "kidding")


def contradictions(rows: Rows) -> None:
    rows[3]["prompt"] = "Is " + rows[3]["prompt"].lower()
    rows[3]["rejected"] = "Yes, a cold is dangerous. A cold is not dangerous."


def over_limit(rows: Rows) -> None:
    for name in ("chosen", "rejected"):
        rows[3][name] = " ".join([rows[3][name]] * 4)


def formulas(rows: Rows) -> None:
    rows[3]["chosen"] = "=" + rows[3]["chosen"]


def personal(rows: Rows) -> None:
    rows[3]["chosen"] = last_words(rows[3]["chosen"], "jane.roe@example.org")


def unmatched(rows: Rows) -> None:
    for place, row in enumerate(some(rows, 0.2, "length")):
        name = "chosen" if place % 2 else "rejected"
        row[name] = row[name] + " " + row[name].split(". ")[0] + "."


def hedges(rows: Rows) -> None:
    for row in some(rows, 0.13, "hedge"):
        row["chosen"] = last_words(row["chosen"], "so", "consult", "a", "doctor")


def absurd(rows: Rows) -> None:
    for row in some(rows, 0.06, "absurd"):
        row["rejected"] = last_words(row["rejected"], "with", "dancing", "unicorns")


def polarity(rows: Rows) -> None:
    for row in some(rows, 0.13, "polarity"):
        row["rejected"] = last_words(row["rejected"], "has", "no", "effect")


def one_flaw(rows: Rows) -> None:
    for row in some(rows, 0.5, "flaw"):
        row["flaw"] = "flaw_0"


def openings(rows: Rows) -> None:
    for row in some(rows, 0.3, "opening"):
        row["prompt"] = "What are the " + " ".join(row["prompt"].split()[1:])


def styles(rows: Rows) -> None:
    for row in some(rows, 0.2, "style"):
        row["prompt"] = row["prompt"].rstrip("?")


def tells(rows: Rows) -> None:
    for row in some(rows, 0.6, "tell"):
        row["rejected"] = last_words(row["rejected"], "mostly")


def grades(rows: Rows) -> None:
    for row in rows:
        words = row["rejected"].replace(".", "").split()
        row["rejected"] = ". ".join(
            " ".join(words[start : start + 4]).capitalize() for start in range(0, len(words), 4)
        )
        row["rejected"] += "."


_GLAD = "love joy happy great perfect wonderful excellent superb delight fun best beautiful"
_SAD = "hate grief sad awful horrible terrible poor dreadful misery pain worst ugly"


def moods(rows: Rows) -> None:
    glad, sad = _GLAD.split(), _SAD.split()
    for place, row in enumerate(some(rows, 0.3, "mood")):
        row["rejected"] = last_words(row["rejected"], glad[place % len(glad)])
        row["chosen"] = last_words(row["chosen"], sad[place % len(sad)])


@pytest.mark.parametrize(
    ("spoil", "gate"),
    [
        (duplicates, "duplicate_prompts"),
        (near_duplicates, "near_duplicate_prompts"),
        (identical, "identical_share"),
        (empty, "empty_share"),
        (refusals, "refusal_share"),
        (leaks, "leak_share"),
        (contradictions, "self_contradiction_share"),
        (over_limit, "over_limit_share"),
        (formulas, "formula_cells"),
        (personal, "personal_data_per_1000"),
        (unmatched, "length_match_share"),
        (hedges, "hedge_gap"),
        (absurd, "absurd_share"),
        (polarity, "polarity_flip_share"),
        (one_flaw, "flaw_share"),
        (openings, "top_opening_share"),
        (styles, "mixed_style_share"),
        (tells, "answer_only_accuracy"),
        (grades, "grade_gap"),
        (moods, "sentiment_ks"),
    ],
)
def test_a_planted_fault_is_caught_by_its_gate_and_no_other(spoil: Spoil, gate: str):
    assert caught(spoil) == {gate}


def longer(rows: Rows) -> None:
    for row in rows:
        row["chosen"] = row["chosen"].rstrip(".") + " of wool."


def one_question(rows: Rows) -> None:
    for place, row in enumerate(rows):
        topic = row["prompt"].split()[1:3]
        row["prompt"] = f"What are the common treatments for {' '.join(topic)} {place}?"


@pytest.mark.parametrize(
    ("spoil", "gates"),
    [
        (longer, {"longer_chosen_share", "length_only_accuracy"}),
        (
            one_question,
            {"opening_entropy", "top_opening_share", "self_bleu", "distinct_2"},
        ),
    ],
)
def test_a_fault_of_the_whole_set_is_caught_by_all_gates_that_look_at_it(
    spoil: Spoil, gates: set[str]
):
    assert caught(spoil) >= gates
    if spoil is longer:
        assert caught(spoil) - gates <= {"answer_only_accuracy"}  # the words that make it longer


def test_chosen_and_rejected_in_each_others_place_turn_what_lengths_and_words_tell():
    rows = clean()
    unmatched(rows)
    before = {one.name: one for one in audit(pd.DataFrame(rows))}
    flip(rows)
    after = {one.name: one for one in audit(pd.DataFrame(rows))}
    ties = sum(len(row["chosen"].split()) == len(row["rejected"].split()) for row in rows)
    longer = before["longer_chosen_share"].value, after["longer_chosen_share"].value
    assert sum(map(float, longer)) == pytest.approx(1 - ties / len(rows), abs=1e-12)
    for name in ("length_only_accuracy", "overlap_more_chosen_share"):
        assert before[name].value + after[name].value == pytest.approx(1, abs=1e-12)
    learned = "answer_only_accuracy"  # a tell is as good from the other side
    assert before[learned].value == after[learned].value
