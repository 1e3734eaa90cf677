import math
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.donors import Donor
from syngen_assets.core.flaws import OFFLINE, apply, changes, choose, possible
from syngen_assets.core.text import tokens, words

TOPIC = "marble fever"
EDITS = ["wrong_number", "negated_claim", "overclaim"]
SENTENCES = [
    "Marble fever affects 1 in 36,000 people in Europe.",
    "About 65 percent of patients recover within 3 to 5 days.",
    "Marble fever is a rare disease of the lung.",
    "Most people with marble fever have a cough.",
    "Smoking can lower the risk of a fever, and rest may help.",
    "A mask should be worn by miners.",
    "There is no cure for marble fever.",
    "The cause of marble fever is unknown.",
    "Symptoms usually begin between ages 20 and 40.",
    "Type 2 marble fever was found in 1987.",
    "Stone dust increases the risk of marble fever.",
    "Marble fever may lead to a loss of hearing.",
    "Doctors have described two forms of the disease.",
]
ANSWERS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True).map(" ".join)
NUMBERS = st.integers(0, 200_000).map(lambda n: f"{n:,}" if n % 2 else str(n))


def near(text: str) -> Donor:
    return Donor("d1", "Stone cough (SC)", "causes", text)


@pytest.mark.parametrize("flaw", EDITS)
@given(ANSWERS, st.integers())
def test_putting_the_old_text_back_gives_the_chosen_text(flaw, chosen, chance):
    change = apply(flaw, chosen, topic=TOPIC, chance=(chance,))
    if change:
        assert chosen.count(change.before) == change.answer.count(change.after) == 1
        assert change.answer.replace(change.after, change.before) == chosen
        assert change.answer != chosen
        assert change.donor is None


@pytest.mark.parametrize("flaw", OFFLINE)
@given(st.text() | ANSWERS, st.text(), st.text() | ANSWERS, st.integers())
def test_a_flawed_answer_is_as_long_as_the_chosen_text_whatever_it_is(flaw, chosen, topic, text, n):
    change = apply(flaw, chosen, topic=topic, donor=near(text), chance=(n,))
    if change:
        count = len(words(chosen))
        assert abs(len(words(change.answer)) - count) <= 0.25 * count
        assert tokens(change.answer) < 70
        assert change.answer != chosen


@given(st.sampled_from(["1 in # people", "# percent of men", "# cases", "ages # to 60", "# days"]),
       NUMBERS, st.integers())  # fmt: skip
def test_a_wrong_number_is_another_number_written_alike(text, number, chance):
    chosen = f"Marble fever is seen in {text.replace('#', number)} of the town."
    change = apply("wrong_number", chosen, topic=TOPIC, chance=(chance,))
    if change:
        assert [w for w in words(chosen) if w[0].isalpha()] == [
            w for w in words(change.answer) if w[0].isalpha()
        ]
        if "percent" in text:
            assert 1 <= float(change.answer.split(" percent")[0].split()[-1]) <= 99


@pytest.mark.parametrize(
    "text",
    [
        "Type 2 diabetes is a disease of the blood.",
        "The gene lies on chromosome 7 in all of the families.",
        "The 22q11.2 deletion is found by a test.",
        "Vitamin B12 and T4 are measured in the blood.",
        "COVID-19 was first seen in 2019 in a market.",
        "Stage 3 is treated with drugs, as Figure 1 shows.",
    ],
)
def test_a_number_in_a_name_a_code_or_a_date_stays(text):
    assert not possible("wrong_number", text, topic="diabetes")


def test_a_number_of_the_topic_itself_stays():
    assert not possible("wrong_number", "Only 47 people have it.", topic="47 XYY syndrome")


@pytest.mark.parametrize("chance", range(20))
@pytest.mark.parametrize(
    ("text", "rises"),
    [
        ("More than 60 people have marble fever.", True),
        ("Fewer than 600 people have marble fever.", False),
        ("Children under age 10 get marble fever.", False),
        ("The fever strikes men aged 20 years or older.", True),
    ],
)
def test_a_bound_moves_only_to_where_it_is_false(text, rises, chance):
    change = apply("wrong_number", text, topic=TOPIC, chance=(chance,))
    if change:
        old, new = (
            next(float(w.replace(",", "")) for w in words(t) if w[0].isdigit())
            for t in (text, change.answer)
        )
        assert (new > old) == rises


def test_both_ends_of_a_range_move_together():
    text = "The fever lasts for 3 to 5 days in most patients."
    change = apply("wrong_number", text, topic=TOPIC)
    assert change
    low, high = (float(w) for w in words(change.answer) if w[0].isdigit())
    assert high / low == pytest.approx(5 / 3, rel=0.2)


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("Marble fever is a rare disease of the lung.", "a common disease"),
        ("Stone dust increases the pressure in the lung.", "dust decreases the"),
        ("The disease is not contagious.", "is contagious"),
        ("The cause of the fever is unknown.", "is well known"),
        ("Patients should drink a lot of water.", "should not drink"),
        ("Patients should not drink water.", "should drink"),
        ("The virus cannot live in water.", "can live"),
        ("Most people with the fever have a cough.", "Very few people"),
        ("Severe cases may need oxygen.", "never need oxygen"),
        ("The fever usually starts in summer.", "starts in summer"),
        ("An increase in dust follows.", "A decrease in dust"),
        ("There is no cure for the fever.", "is a reliable cure"),
    ],
)
def test_a_claim_is_turned_round_in_natural_english(text, turned):
    change = apply("negated_claim", text, topic=TOPIC)
    assert change
    assert turned in change.answer


@given(ANSWERS, st.integers())
def test_a_negation_is_never_half_true(chosen, chance):
    change = apply("negated_claim", chosen, topic=TOPIC, chance=(chance,))
    assert not change or not any(
        half in change.answer for half in ("may not", "might not", "not not", "a increase")
    )


@pytest.mark.parametrize(
    "text",
    [
        "If you smoke, dust can harm you, but a mask helps.",
        "It is rare, and 1 in 5,000 people have it.",
        "Anyone can catch it.",
        "Dust can harm the lung. These injuries last for years.",
        "Many miners start slowly.",
        "Masks should be worn, because dust harms the lung.",
    ],
)
def test_a_claim_that_the_text_itself_qualifies_is_not_turned(text):
    assert not possible("negated_claim", text, topic=TOPIC)


@pytest.mark.parametrize(
    ("text", "absolute"),
    [
        ("Marble fever may lead to a loss of hearing.", "will "),
        ("Some people with the fever have a cough.", "All people"),
        ("The fever usually leads to a loss of hearing.", "always leads"),
        ("A mask can lower the risk of the fever.", "prevent the fever"),
        ("Drugs can help relieve pain.", "eliminate pain"),
        ("Attacks can be fatal.", " be fatal"),
        ("The fever rarely affects children.", "never affects"),
        ("In some cases, the fever kills.", "In "),
    ],
)
def test_a_hedged_claim_is_made_absolute(text, absolute):
    change = apply("overclaim", text, topic=TOPIC)
    assert change
    assert absolute in change.answer.replace("invariably", "always")


def test_a_claim_hedged_again_later_is_not_made_absolute():
    text = "The fever usually starts in summer. However, it may also start in winter."
    assert not possible("overclaim", text, topic=TOPIC)


def test_another_entity_is_told_under_the_name_of_the_topic():
    chosen = "Marble fever is an infection of the ear by a worm that lives in wells."
    text = "Stone cough is a scarring of the lung in masons who breathe silica dust."
    change = apply("wrong_entity", chosen, topic=TOPIC, donor=near(text))
    assert change
    assert change.answer.startswith("Marble fever is a scarring of the lung")
    assert (change.before, change.after, change.donor) == (text, change.answer, "d1")


def test_another_entity_that_would_show_is_refused():
    chosen = "Marble fever is an infection of the ear by a worm that lives in wells."
    text = "Stone cough is a scarring of the lung, and stone is in the air of wells."
    assert not possible("wrong_entity", chosen, topic=TOPIC, donor=near(text))


@pytest.mark.parametrize(
    ("text", "swapped"),
    [
        ("Marble fever is an infection of the liver.", "of the brain."),
        ("The fever is caused by bacteria in wells.", "by viruses in"),
        ("It is seen in women who mine.", "in men who"),
        ("A lack of zinc is one of its causes.", "copper is"),
    ],
)
def test_a_thing_is_swapped_for_another_of_its_kind(text, swapped):
    made = [change.answer for change in changes("wrong_entity", text, topic=TOPIC)]
    assert any(swapped in answer for answer in made)


@pytest.mark.parametrize(
    "text",
    [
        "It ends in a heart attack at night.",
        "The brain stem of the patient is hurt.",
        "Both men and women have it.",
        "The heart beats, and the heart then stops.",
        "It is left-handed men's fever.",
    ],
)
def test_a_thing_in_a_longer_name_or_named_twice_stays(text):
    assert not possible("wrong_entity", text, topic=TOPIC)


@pytest.mark.parametrize(
    "text",
    [
        "Miners have a runny or stuffy nose.",
        "Clean hands keep it away.",
        "The dust keeps the kidneys from cleaning the blood.",
        "Dust backs up into the lungs, so that breathing is hard.",
        "It is treated with antibiotics, which kill bacteria.",
    ],
)
def test_a_thing_stays_where_another_of_its_kind_would_be_nonsense(text):
    assert not possible("wrong_entity", text, topic=TOPIC)


@pytest.mark.parametrize(
    ("flaw", "text"),
    [
        ("overclaim", "Most people with the fever have a cough."),
        ("overclaim", "The fever is usually treated with rest."),
        ("overclaim", "Miners may need a mask."),
        ("negated_claim", "Many people with the fever have a cough."),
        ("negated_claim", "The liver is a large pouch."),
        ("negated_claim", "Signs are a runny nose, mild cough and fever."),
        ("negated_claim", "Miners have a lower than normal temperature."),
        ("negated_claim", "A mask, especially in childhood, keeps it away."),
        ("wrong_number", "The cough can last 3 months or more."),
        ("wrong_number", "Wait 3 hours before you go to the well."),
        ("wrong_number", "A loss of more than 3 inches may point to it."),
        ("wrong_number", "A gain of 2 pounds in a day or 5 pounds in a week is seen."),
    ],
)
def test_a_change_that_leaves_it_nearly_true_or_odd_is_not_made(flaw, text):
    assert not possible(flaw, text, topic=TOPIC)


@pytest.mark.parametrize(
    ("flaw", "text"),
    [
        ("overclaim", "Some people with the fever have a cough."),
        ("negated_claim", "Most people with the fever have a cough."),
        ("negated_claim", "The fever brings a mild cough."),
        ("negated_claim", "Miners have a lower risk of it."),
        ("negated_claim", "It begins in childhood."),
        ("wrong_number", "The cough usually lasts 3 months."),
        ("wrong_number", "The fever starts 3 hours after dust."),
    ],
)
def test_what_is_plainly_false_when_it_is_changed_is_changed(flaw, text):
    assert possible(flaw, text, topic=TOPIC)


def test_a_thing_of_the_topic_itself_stays():
    assert not possible("wrong_entity", "It harms the liver of miners.", topic="Liver fever")


@pytest.mark.parametrize(
    "pair", [("upper", "lower"), ("mild", "severe"), ("acquired", "inherited")]
)
def test_an_opposite_is_written_as_often_as_it_is_replaced(pair):
    text = "Marble fever brings an {} form of cough to the town."
    for one, other in (pair, pair[::-1]):
        made = changes("negated_claim", text.format(one), topic=TOPIC)
        assert any(other in change.answer for change in made)


@given(ANSWERS, st.sampled_from(EDITS), st.integers(0, 9))
def test_each_variant_is_another_answer(chosen, flaw, chance):
    made = [change.answer for change in changes(flaw, chosen, topic=TOPIC, chance=(chance,))]
    assert len(set(made)) == len(made)
    for variant, answer in enumerate(made):
        again = apply(flaw, chosen, topic=TOPIC, chance=(chance,), variant=variant)
        assert again
        assert again.answer == answer
    assert not apply(flaw, chosen, topic=TOPIC, chance=(chance,), variant=len(made))


def test_another_aspect_is_told_as_it_is_and_only_if_its_length_fits():
    chosen = "Marble fever is an infection of the ear by a worm."
    text = "Doctors treat the fever with rest and a lot of water."
    change = apply("off_aspect", chosen, topic=TOPIC, donor=near(text))
    assert change
    assert (change.answer, change.before, change.after) == (text, text, text)
    assert not possible("off_aspect", chosen, topic=TOPIC, donor=near("Rest."))


@pytest.mark.parametrize("flaw", ["wrong_entity", "off_aspect"])
def test_without_a_donor_nothing_is_lent(flaw):
    assert not possible(flaw, SENTENCES[0], topic=TOPIC)


WEIGHTS = st.dictionaries(st.sampled_from(sorted(OFFLINE)), st.floats(0.1, 50), min_size=2)


@given(WEIGHTS, st.sets(st.sampled_from(sorted(OFFLINE))), st.integers())
def test_only_possible_flaws_are_tried_and_each_once(weights, can, row):
    assert sorted(choose(weights, can, row)) == sorted(can & set(weights))


@given(WEIGHTS, st.integers())
def test_an_impossible_flaw_leaves_the_order_of_the_others(weights, row):
    first, *rest = choose(weights, weights, row)
    assert choose(weights, set(weights) - {first}, row) == rest


def test_the_mix_follows_the_weights():
    weights = {"wrong_number": 1.0, "overclaim": 3.0}
    counts = Counter(choose(weights, weights, row)[0] for row in range(2000))
    assert math.isclose(counts["overclaim"] / 2000, 0.75, abs_tol=0.04)


@given(ANSWERS, st.sampled_from(EDITS), st.integers())
def test_the_same_chance_makes_the_same_change(chosen, flaw, chance):
    one, other = (apply(flaw, chosen, topic=TOPIC, chance=(chance,)) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("seed", range(30))
def test_a_wrong_range_holds_nothing_of_the_right_one(seed: int):
    chosen = "Diagnosis is most common between ages 15 and 35, but can come later in life."
    change = apply("wrong_number", chosen, topic="gout", chance=(seed,))
    if change:
        one, two = map(int, re.findall(r"\d+", change.answer))
        assert two < 15 or one > 35
