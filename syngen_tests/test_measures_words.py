"""The lists of words: what gives an answer away is found, what earnest answers say is not."""

import pandas as pd
import pytest

from syngen_assets.core.measures.absurdities import is_absurd
from syngen_assets.core.measures.hedges import hedges
from syngen_assets.core.measures.tells import flips_polarity
from syngen_tests.homes import REPOSITORY


@pytest.mark.parametrize(
    "text",
    [
        "You should consult a doctor if it lasts.",
        "Please see your healthcare provider.",
        "SEEK MEDICAL ATTENTION at once.",
        "Talk to a dermatologist about the spots.",
        "Ask your doctor about it.",
        "It is best to speak with a physician or a nurse.",
        "Contact a health care professional.",
        "Seek professional medical advice.",
        "Consulting with a qualified medical professional is wise.",
        "Visit your GP within a week.",
        "If it gets worse, call 911.",
        "Schedule an appointment with a doctor.",
        "Medical help should be sought early.",
        "Take it under the guidance of a healthcare provider.",
        "A doctor should be consulted before use.",
        "There is no need to see a doctor.",
    ],
)
def test_advice_to_see_a_doctor_is_found_and_advice_against_it_too(text: str):
    assert hedges(text)


@pytest.mark.parametrize(
    "text",
    [
        "Doctors see many such patients.",
        "The doctor will look at the skin.",
        "A physician diagnoses it by its look.",
        "You may see a rash on the hands.",
        "Visit the museum for more.",
        "Specialists treat it with drugs.",
        "It requires emergency treatment in one of ten cases.",
        "Researchers are working to better understand how it begins.",
        "Doctors ask about the family.",
        "The hospital visit takes a day.",
    ],
)
def test_what_doctors_do_is_no_advice_to_see_one(text: str):
    assert not hedges(text)


@pytest.mark.parametrize(
    "rejected",
    [
        "It is cured by dancing under the moonlight.",
        "Eating chocolate cures it within a day.",
        "Symptoms are a sudden craving for pickles.",
        "It is caused by unicorns.",
        "It is treated by wearing mismatched socks.",
        "Hop on one leg and sing loudly.",
        "It gives people the ability to fly.",
        "The skin turns bright green.",
        "It turns people into superheroes with x-ray vision.",
        "Rubbing raw garlic on the feet drives it out.",
        "Talking to plants heals it.",
        "Drink plenty of soda and eat lots of ice cream.",
        "Uncontrollable laughter is the first sign.",
        "A diet of pizza and candy is the best remedy.",
        "Jumping on a trampoline clears the lungs.",
        "It is spread by aliens and ghosts.",
        "It can be cured within minutes by listening to songs.",
        "It is caused by eye contact with birds.",
        "Staring at the sun and drinking only lemonade helps.",
    ],
)
def test_absurd_words_are_found(rejected: str):
    assert is_absurd(rejected)


@pytest.mark.parametrize(
    "text",
    [
        "Avoid hard candy and chewing gum.",
        "The child makes small, dance-like motions.",
        "Chocolate cysts are filled with old blood.",
        "Witch hazel may soothe the skin.",
        "Maple syrup urine disease is inherited.",
        "People with phantom pain feel a limb that is gone.",
        "Wear a hat and sunglasses in the sun.",
        "Dizziness feels as if the room is spinning around you.",
        "A dry cough may begin with a tickle in the throat.",
        "The urine may turn pink or brown.",
        "People feel a sudden urge to urinate.",
        "It is prevented by wearing a mask.",
        "It is not spread by hugging or by shaking hands.",
        "Attacks may be triggered by laughing or by reading.",
        "Drinking plenty of fluids eases the cold.",
        "Magic mouthwash eases the pain.",
        "The doctor puts a balloon into the artery.",
        "Red or purple spots appear on the skin.",
        "Cheese, nuts and peanut butter are rich in fat.",
    ],
)
def test_earnest_words_are_not_absurd(text: str):
    assert not is_absurd(text)


@pytest.mark.parametrize(
    "rejected",
    [
        "It has no effect on the body.",
        "The signs are increased energy and improved mood.",
        "It enhances your memory.",
        "It improves the quality of life.",
        "It is completely harmless.",
        "It strengthens the immune system.",
        "There is no need to worry about it.",
    ],
)
def test_phrases_that_turn_bad_into_good_are_found(rejected: str):
    assert flips_polarity(rejected)


@pytest.mark.parametrize(
    "text",
    [
        "It increases the risk of stroke.",
        "Many people have no symptoms at first.",
        "It affects the heart.",
        "Improved mental health care is needed.",
        "The gene promotes the growth of cells.",
        "It has an effect on the eyes.",
        "Better outcomes follow early treatment.",
    ],
)
def test_words_of_real_answers_turn_nothing(text: str):
    assert not flips_polarity(text)


def test_real_answers_are_rarely_called_absurd():
    sample = REPOSITORY / "data" / "domains" / "healthcare" / "sample.csv"
    answers = pd.read_csv(sample, keep_default_na=False)["answer"].tolist()
    assert len(answers) > 300
    assert sum(map(is_absurd, answers)) <= 0.002 * len(answers)
