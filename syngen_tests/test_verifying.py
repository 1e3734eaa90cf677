from dataclasses import replace

import pytest

from syngen_assets.core.donors import Donor
from syngen_assets.core.verifying import Case, verify

CHOSEN = "Marble fever often starts in the lung. About 10 percent of miners cannot work for 3 days."
TOPIC = "marble fever"

FLAWED = [
    ("wrong_number", "10 percent", "80 percent"),
    ("wrong_number", "3 days", "40 days"),
    ("wrong_number", "3 days", "three weeks"),
    ("negated_claim", "cannot work", "can work"),
    ("negated_claim", "often starts", "rarely starts"),
    ("negated_claim", "often starts", "does not start"),
    ("overclaim", "often starts", "always starts"),
    ("overclaim", "About 10 percent of miners", "All miners"),
    ("wrong_entity", "the lung", "the liver"),
    ("wrong_entity", "miners", "bakers"),
]
SHAM = [
    ("wrong_number", "10 percent", "ten percent"),
    ("wrong_number", "10 percent", "10.5 percent"),
    ("wrong_number", "About 10", "Roughly 10"),
    ("negated_claim", "cannot work", "is unable to work"),
    ("negated_claim", "often starts", "usually starts"),
    ("negated_claim", "cannot work", "will not work"),
    ("overclaim", "often starts", "usually starts"),
    ("overclaim", "often starts", "may often start"),
    ("wrong_entity", "Marble fever", "Mason's lung"),
    ("wrong_entity", "miners", "miner"),
    ("wrong_entity", "the lung", "lung the"),
    ("wrong_entity", "the lung", "the kidney"),
]


def changed(flaw: str, before: str, after: str, **known) -> Case:
    return Case(flaw, CHOSEN, CHOSEN.replace(before, after), before, after, topic=TOPIC, **known)


@pytest.mark.parametrize(("flaw", "before", "after"), FLAWED)
def test_a_flaw_that_is_there_is_found(flaw, before, after):
    assert verify(changed(flaw, before, after)).verified is True


@pytest.mark.parametrize(("flaw", "before", "after"), SHAM)
def test_a_change_that_changes_nothing_is_no_flaw(flaw, before, after):
    case = changed(
        flaw,
        before,
        after,
        background=["Marble fever harms the kidneys too."],
        synonyms=[["marble fever", "Mason's lung"]],
    )
    assert verify(case).verified is False


def test_a_number_that_a_correct_answer_says_too_is_not_wrong():
    case = changed("wrong_number", "3 days", "9 days", references=["It may last for 9 days."])
    assert verify(case).verified is False
    assert verify(changed("wrong_number", "3 days", "9 days")).verified is True


def test_a_number_that_may_hold_as_well_is_not_wrong():
    chosen = "The fever can last 3 months or more, and most miners stay at home."
    longer = chosen.replace("3 months", "12 months")
    assert verify(Case("wrong_number", chosen, longer, "3 months", "12 months")).verified is False
    firm, wrong = (f"The fever usually lasts {count} months." for count in (3, 12))
    assert verify(Case("wrong_number", firm, wrong, "3 months", "12 months")).verified is True


def test_a_thing_that_makes_nonsense_in_its_place_is_no_flaw():
    chosen = "The fever brings a stuffy nose, and harms the liver."
    nonsense, wrong = chosen.replace("nose", "mouth"), chosen.replace("liver", "brain")
    assert verify(Case("wrong_entity", chosen, nonsense, "nose", "mouth")).verified is False
    assert verify(Case("wrong_entity", chosen, wrong, "liver", "brain")).verified is True


def test_a_record_that_does_not_lead_back_to_the_chosen_answer_is_refused():
    case = Case("wrong_number", CHOSEN, CHOSEN.replace("10", "80"), "10 people", "80 percent")
    assert verify(case).verified is False
    assert "putting the old words back" in verify(case).reason


def lent(flaw: str, donor: Donor, text: str = "") -> Case:
    text = text or donor.text
    return Case(flaw, CHOSEN, text, donor.text, text, donor, TOPIC, "information", [CHOSEN])


def test_a_lent_text_is_a_flaw_only_of_another_aspect_and_with_another_sense():
    rest = "Rest and water help nearly all who have caught it from dust."
    assert verify(lent("off_aspect", Donor("d", TOPIC, "treatment", rest))).verified is True
    assert verify(lent("off_aspect", Donor("d", TOPIC, "information", rest))).verified is False
    assert verify(lent("off_aspect", Donor("d", TOPIC, "treatment", CHOSEN[:-1]))).verified is False


def test_a_lent_text_of_a_kindred_aspect_may_be_right():
    rest = lent("off_aspect", Donor("d", TOPIC, "treatment", "Rest helps nearly all who have it."))
    assert verify(replace(rest, kindred=["information", "treatment"])).verified is False
    assert verify(replace(rest, kindred=["information", "outlook"])).verified is True


def test_a_lent_text_is_a_flaw_only_of_another_topic():
    text = "Stone cough is a scarring of the throat in bakers who breathe flour."
    told = text.replace("Stone cough", "Marble fever")
    assert verify(lent("wrong_entity", Donor("d", "stone cough", "x", text), told)).verified is True
    assert (
        verify(lent("wrong_entity", Donor("d", "Marble Fever", "x", text), told)).verified is False
    )


def test_what_a_model_wrote_freely_is_verified_where_the_difference_shows():
    wrong = CHOSEN.replace("10 percent", "80 percent")
    assert verify(Case("wrong_number", CHOSEN, wrong)).verified is True
    assert verify(Case("wrong_number", CHOSEN, "It starts in the lung of miners.")).verified is None
    assert verify(Case("wrong_number", "It starts in the lung.", "In the lung.")).verified is False


@pytest.mark.parametrize("flaw", ["unsafe_advice", "omitted_fact", "off_aspect", "wrong_entity"])
def test_what_no_rule_can_tell_is_unknown_and_not_false(flaw):
    verdict = verify(Case(flaw, CHOSEN, "Wait for a week before you call. All heals by itself."))
    assert verdict.verified is None
    assert verdict.reason


def test_the_same_words_are_never_a_flaw():
    assert verify(Case("unsafe_advice", CHOSEN, CHOSEN.upper())).verified is False
