"""Languages: a text in another one is told, and one in its own never is."""

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.languages import NAMES, foreign
from syngen_assets.core.scripts import scripts
from syngen_tests.homes import REPOSITORY

ANSWERS = {
    "en": "A cold usually clears up on its own within 7 to 10 days. See a doctor if the fever "
    "lasts for more than three days, or if it is hard to breathe.",
    "de": "Eine Erkältung ist meist nach 7 bis 10 Tagen vorbei. Wenn das Fieber länger als drei "
    "Tage anhält oder das Atmen schwer wird, sollte man einen Arzt aufsuchen.",
    "fr": "Un rhume disparaît généralement de lui-même en 7 à 10 jours. Consultez un médecin si "
    "la fièvre dure plus de trois jours ou si vous avez du mal à respirer.",
    "es": "Un resfriado suele desaparecer por sí solo en un plazo de 7 a 10 días. Consulte a un "
    "médico si la fiebre dura más de tres días o si le cuesta respirar.",
    "it": "Un raffreddore di solito passa da solo in 7-10 giorni. Si consulti un medico se la "
    "febbre dura più di tre giorni o se è difficile respirare.",
    "pt": "Um resfriado costuma passar por si só em 7 a 10 dias. Consulte um médico se a febre "
    "durar mais de três dias ou se for difícil respirar.",
    "nl": "Een verkoudheid gaat meestal vanzelf over binnen 7 tot 10 dagen. Ga naar een arts als "
    "de koorts langer dan drie dagen duurt of als het ademen moeilijk wordt.",
}
IN_OTHER_LETTERS = {
    "zh": "感冒通常会在七到十天内自行好转。如果发烧超过三天，或者呼吸困难，请及时就医。",
    "ja": "風邪はたいてい七日から十日で自然に治ります。熱が三日以上続くときは受診してください。",
    "ko": "감기는 보통 7일에서 10일 안에 저절로 낫습니다.",
    "ru": "Простуда обычно проходит сама за 7–10 дней. Если жар держится дольше, идите к врачу.",
    "el": "Το κρυολόγημα συνήθως περνά από μόνο του σε 7 έως 10 ημέρες.",
    "ar": "عادة ما يزول الزكام من تلقاء نفسه في غضون سبعة إلى عشرة أيام.",
    "he": "הצטננות חולפת בדרך כלל מעצמה תוך שבעה עד עשרה ימים.",
    "hi": "सर्दी आमतौर पर सात से दस दिनों में अपने आप ठीक हो जाती है।",
    "th": "ไข้หวัดมักหายได้เองภายในเจ็ดถึงสิบวัน",
}
ALL = ANSWERS | IN_OTHER_LETTERS


@pytest.mark.parametrize("asked", ALL)
@pytest.mark.parametrize("written", ALL)
def test_an_answer_passes_in_its_own_language_and_in_no_other(asked: str, written: str):
    assert (foreign(ALL[written], asked) is None) == (asked == written)


@pytest.mark.parametrize("written", ANSWERS)
def test_the_other_language_is_named(written: str):
    asked = "en" if written != "en" else "de"
    assert foreign(ANSWERS[written], asked) == NAMES[written]
    assert foreign(unicodedata.normalize("NFD", ANSWERS[written]), asked) == NAMES[written]


def test_the_other_letters_are_named():
    assert foreign(IN_OTHER_LETTERS["zh"], "en") == "Han letters"
    assert foreign(IN_OTHER_LETTERS["ru"], "de") == "Cyrillic letters"
    assert foreign(ANSWERS["en"], "zh") == "Latin letters"


def test_a_tail_in_another_script_is_found():
    assert foreign("A cold usually clears up within a week. " + IN_OTHER_LETTERS["zh"], "en")


@pytest.mark.parametrize(
    "text",
    [
        "what is gilles de la tourette syndrome",
        "Is Cornelia de Lange syndrome inherited?",
        "What is maladie de Charcot?",
        "How is TNF-α measured?",
        "Does β-hCG rise in pregnancy?",
        "What does 感冒 mean?",
        "Ibuprofen 400 mg",
        "in vitro",
        "",
        "7–10",
        "Who die of it in old age?",
        "Was die Angina?",
        "Gilles de la Tourette syndrome",
        "α-, β-, γ-, δ-cells",
        "In German, der, die, das and und are small words, and they stand for the and for and.",
        "Chinese medicine speaks of 气血不足 when a person is tired, cold and pale for weeks.",
    ],
)
def test_a_short_text_and_a_foreign_name_get_the_benefit_of_the_doubt(text: str):
    assert foreign(text, "en") is None


@pytest.mark.parametrize(
    "text", ["Wie lange dauert eine Grippe?", "如何预防感冒？", "¿Cuánto dura el asma y por qué?"]
)
def test_a_short_question_is_found_if_it_is_clear(text: str):
    assert foreign(text, "en")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "阿司匹林(acetylsalicylic acid)可以和布洛芬(ibuprofen)一起吃吗"),
        ("ru", "Что такое ибупрофен (ibuprofen) и SARS-CoV-2?"),
        ("ja", "COVID-19とは何ですか"),
        ("ja", "花粉症"),
        ("zh", "COVID-19 ICU"),
        ("sr", "Prehlada obično prolazi za sedam dana."),
        ("sr", "Прехлада обично пролази за седам дана."),
        ("sv", "En förkylning går oftast över av sig själv på sju till tio dagar."),
    ],
)
def test_names_in_other_letters_are_at_home_in_every_language(language: str, text: str):
    assert foreign(text, language) is None


def test_english_is_found_in_the_place_of_a_language_without_a_list():
    assert foreign(ANSWERS["en"], "sv") == "English"
    assert foreign(ANSWERS["de"], "sv") is None  # its neighbours may share words with it


def test_nothing_of_the_bundled_sample_is_foreign():
    sample = pd.read_csv(REPOSITORY / "data/domains/healthcare/sample.csv", keep_default_na=False)
    for text in [*sample["question"], *sample["answer"]]:
        assert foreign(text, "en") is None, text


def test_every_language_is_written_in_something():
    assert scripts("zh") == ("Han",)
    assert scripts("ja") == ("Kana", "Han")
    assert scripts("xx") == scripts("en") == ("Latin",)


@given(st.text(), st.sampled_from([*ALL, "xx"]))
def test_no_text_makes_it_crash(text: str, language: str):
    assert foreign(text, language) is None or foreign(text, language)
