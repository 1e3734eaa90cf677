import re
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syngen_assets.core.cleaning import display, normalize
from syngen_assets.core.topics import agreeing, lower_topic, spoken_topic, topic_form

MESS = st.text(st.sampled_from("aZ é.?!,;:'\"()[]<>&;%+-–/0123_ \u200b\u0301\u00adßİ½²ς&lt;#39"))
PIECES = (
    "What is (are) do/does How to prevent diagnose treat what for acne Kidney Stones FLU I i a can "
    '( ) " “ ” ? ?? . , ! &amp; &am p;lt; <br> research (or clinical trials)'
)
PHRASES = st.lists(st.sampled_from(PIECES.split())).flatmap(
    lambda words: st.sampled_from([" ".join(words), "".join(words)])
)
TEXTS = st.one_of(st.text(), MESS, PHRASES)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("What is (are) Glaucoma ?", "what is are glaucoma"),
        ("Sjögren’s and Ménière's, naïve", "sjogrens and menieres naive"),
        ("Crohn's, crohn’s, don't, patients' rights", "crohns crohns dont patients rights"),
        ("HIV/AIDS drug-drug day?problems end.Next", "hiv aids drug drug day problems end next"),
        ("klippel\u2011trenaunay high\u00a0fever", "klippel trenaunay high fever"),
        ("dia\u00adbetes dia\u200bbetes \ufeffflu", "diabetes diabetes flu"),
        ("0.5 mg or .5 mg of 22q11.2", "0.5 mg or 0.5 mg of 22q11.2"),
        ("17q23.1q23.2, 5. Next 1.2.3.", "17q23.1q23.2 5 next 1.2.3"),
        ("1,000 and 1,000,000.5 but 46,XX and 2,4-D", "1000 and 1000000.5 but 46 xx and 2 4 d"),
        ("1,000,00 and 0,500", "1 000 00 and 0 500"),
        ("10-20, 10–20, 0.5 - 1.5 and 10-20mg", "10 to 20 10 to 20 0.5 to 1.5 and 10 to 20mg"),
        ("1-800-273-8255 on 2020-01-15", "1 800 273 8255 on 2020 01 15"),
        ("120/80 or 120-80 mg/dl", "120 80 or 120 80 mg dl"),
        ("5% & 37°C, 37ºC, ℃", "5 percent and 37 degrees c 37 degrees c degrees c"),
        ("U.S., U.S.A., e.g.,this", "us usa eg this"),
        ("hepatitis C.I have", "hepatitis c i have"),
        ("COVID-19 in people 50+", "covid 19 in people 50 plus"),
        ("Straße ﬁbrosis œdema ½ 5½ 10² m²", "strasse fibrosis oedema 1 2 5 1 2 10 2 m2"),
        ("snake_case 😀 5️⃣6", "snake case 5 6"),
        ("Salt&amp;Pepper<br/>a<p class='x'>b", "salt and pepper a b"),
        ("हिन्दी? Что такое йод; 糖尿病とは", "हिन्दी что такое йод 糖尿病とは"),
        ("", ""),
        ("?!…", ""),
    ],
)
def test_a_text_becomes_its_words(text, plain):
    assert normalize(text) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Is HER2+ cancer curable?", "Is HER2 cancer curable?"),
        ("Is < 5 mg safe?", "Is > 5 mg safe?"),
        ("Is 1.5 mg safe?", "Is 15 mg safe?"),
        ("Is 1.5 mg safe?", "Is 1 5 mg safe?"),
        ("Is day off a treatment?", "Is dayoff a treatment?"),
    ],
)
def test_questions_that_differ_in_meaning_stay_apart(one, other):
    assert normalize(one) != normalize(other)


@given(TEXTS)
@example("1.\u0301" + "5")
@example("&amp;lt;b&amp;gt;")
@example("Σ.Σ.Σ İİ ŉ ﷺ ㏂")
def test_normalizing_twice_is_normalizing_once(text):
    assert normalize(normalize(text)) == normalize(text)


@given(st.text("aZ09 ?!"))
def test_what_needs_no_spelling_out_takes_a_short_way_to_the_same_words(text):
    invisible = "\u200b"
    assert normalize(text) == normalize(text + invisible)


@given(TEXTS)
def test_what_is_normalized_holds_lower_case_words_and_dots_in_numbers_only(text):
    plain = normalize(text)
    rest = re.sub(r"(?<=\d)\.(?=\d)", "", plain).replace(" ", "")
    assert plain == plain.lower()
    assert all(c.isalnum() or unicodedata.category(c) in ("Mn", "Mc") for c in rest)


WORD = st.text(st.characters(categories=["Ll"], max_codepoint=127), min_size=2)


@given(st.lists(st.tuples(WORD, st.sampled_from('?.,;:!/-–—()[]"_ \n\u00a0'))))
def test_words_are_never_glued_and_never_lost(parts):
    assert normalize("".join(word + mark for word, mark in parts)).split() == [w for w, _ in parts]


@pytest.mark.parametrize(
    ("scraped", "written"),
    [
        ("What is (are) Glaucoma ?", "What is Glaucoma?"),
        ("What is (are) Kidney Stones ?", "What are Kidney Stones?"),
        ("What is (are) Kidney Stones in Adults ?", "What are Kidney Stones in Adults?"),
        ("What is (are) Holes in the Heart ?", "What are Holes in the Heart?"),
        ("What is (are) Sprains and Strains ?", "What are Sprains and Strains?"),
        ("What is (are) citrullinemia type I ?", "What is citrullinemia type I?"),
        ("Is (are) warts contagious ?", "Are warts contagious?"),
        ("Was/were the tests normal", "Were the tests normal?"),
        ("How do (does) aspirin work?", "How does aspirin work?"),
        ("Why does/do people get shingles?", "Why do people get shingles?"),
        ("How to prevent Anal Cancer ?", "How can Anal Cancer be prevented?"),
        ("How to prevent falls when I am alone ?", "How to prevent falls when I am alone?"),
        ("How to prevent MEN I ?", "How can MEN I be prevented?"),
        ("How to diagnose Acromegaly ?", "How is Acromegaly diagnosed?"),
        ("How to diagnose Kidney Stones ?", "How are Kidney Stones diagnosed?"),
        ("What to do for Acne ?", "What can be done for Acne?"),
        (
            "what research (or clinical trials) is being done for Acne ?",
            "What research is being done for Acne?",
        ),
        ("What causes Tuberculosis (TB) ?", "What causes Tuberculosis (TB)?"),
        ("Who is at risk for Acne? ?", "Who is at risk for Acne?"),
        ("what  can\u00a0i do??", "What can I do?"),
        ("Do you have information about A1C", "Do you have information about A1C?"),
        ("My son is ill. what should we do", "My son is ill. what should we do?"),
        ("Tell me about mRNA.", "Tell me about mRNA."),
        ("mRNA vaccines", "mRNA vaccines"),
        ("(what is flu?", "What is flu?"),
        ('what is flu"?', "What is flu?"),
        ("what is flu)) ?", "What is flu?"),
        ('"What is flu?"', '"What is flu?"'),
        ("What is flu (influenza)", "What is flu (influenza)?"),
        ("WHAT IS HIV AND HOW DO I TREAT ACNE?", "What is HIV and how do I treat acne?"),
        ("WHAT CAN MY SON AND I TAKE?", "What can my son and I take?"),
        ("MRSA?", "MRSA?"),
        ("What&#39;s flu&nbsp;? <br>", "What's flu?"),
        ("Is .5 mg ?  enough", "Is .5 mg? enough"),
        ("", ""),
    ],
)
def test_a_scraped_question_is_written_as_a_person_would(scraped, written):
    assert display(scraped) == written


LOOK_PLURAL = (
    "diabetes lupus AIDS aids HIV/AIDS SARS mumps herpes arthritis measles rabies scabies shingles "
    "psoriasis Parkinson's Parkinson’s osteoporosis tetanus gas rickets abscess pancreas"
)
LOOK_PLURAL_TOO = ["mycosis fungoides", "bronchiolitis obliterans", "agenesis of the teeth"]


@pytest.mark.parametrize("name", [*LOOK_PLURAL.split(), *LOOK_PLURAL_TOO])
def test_a_disease_that_only_looks_plural_is_one(name):
    assert display(f"What is (are) {name} ?") == f"What is {name}?"


@pytest.mark.parametrize(
    "name", ["seizures", "enterococci", "neuropathies", "head lice", "thalassemias", "hearing aids"]
)
def test_a_plural_name_is_many(name):
    assert display(f"What is (are) {name} ?") == f"What are {name}?"


@given(TEXTS)
@example("&am\u200bp;lt;")
@example("how to prevent how to prevent x ? ?")
@example("WHAT IS (ARE) KIDNEY STONES ?")
def test_displaying_twice_is_displaying_once(text):
    assert display(display(text)) == display(text)


@given(st.lists(WORD, min_size=1))
def test_a_question_without_mess_keeps_its_words(words):
    question = f"Is it about {' '.join(words)}?"
    assert display(question) == question


def test_a_topic_takes_its_most_frequent_spelling_in_mid_sentence():
    texts = ["Glaucoma harms. In glaucoma, the eye", "Most Glaucoma cases", "with glaucoma\n"]
    assert topic_form("Glaucoma", texts) == "glaucoma"


def test_a_topic_in_mid_sentence_keeps_the_capitals_of_its_names():
    assert topic_form("Paget's  Disease", ["has Paget's\ndisease"]) == "Paget's disease"


def test_headings_and_longer_words_say_nothing_about_a_topic():
    texts = ["High Gas Bill. Adult Gas", "the gastric gases of Gas-works"]
    assert topic_form("GAS", texts[:1]) == "GAS"
    assert topic_form("gas", ["the gastric juice"]) == "gas"


def test_a_topic_found_nowhere_stays_as_it_is():
    assert topic_form(" High  Blood Pressure ", ["", "no such thing"]) == "High Blood Pressure"
    assert topic_form("", ["any text"]) == ""


@given(st.lists(st.sampled_from(["the Flu", "the flu", "a FLU", "Flu"])), st.randoms())
def test_the_order_of_the_texts_does_not_decide_the_form(texts, random):
    shuffled = random.sample(texts, len(texts))
    assert topic_form("flu", texts) == topic_form("flu", shuffled)


@pytest.mark.parametrize(
    ("question", "topic", "form", "written"),
    [
        ("What is Glaucoma?", "Glaucoma", "glaucoma", "What is glaucoma?"),
        ("Glaucoma: what is it?", "Glaucoma", "glaucoma", "Glaucoma: what is it?"),
        ("Is it flu? Glaucoma is not.", "Glaucoma", "glaucoma", "Is it flu? Glaucoma is not."),
        ("What is Gastritis?", "Gas", "gas", "What is Gastritis?"),
        ("Who gets Gas (Wind)?", "Gas  (Wind)", "gas (wind)", "Who gets gas (wind)?"),
        ("What is X\\1?", "X\\1", "x\\1", "What is x\\1?"),
        ("What is flu?", "", "", "What is flu?"),
    ],
)
def test_a_topic_is_put_in_its_running_form(question, topic, form, written):
    assert lower_topic(question, topic, form) == written


def test_ten_thousand_questions_are_cleaned_in_seconds():
    questions = ["What is (are) Kidney Stones, 10-20% (Klippel-Trénaunay) ?"] * 10_000
    began = time.process_time()
    for question in questions:
        normalize(question)
        display(question)
    assert time.process_time() - began < 10


def test_a_topic_is_spoken_with_the_article_that_running_text_gives_it():
    texts = [
        "A stroke is sudden.",
        "After a stroke, stroke units help.",
        "An early stroke",
        "a stroke",
    ]
    assert spoken_topic("stroke", texts) == "a stroke"
    assert spoken_topic("gout", ["Gout hurts.", "A gout attack", "with gout"]) == "gout"
    assert spoken_topic("flu", []) == "flu"


def test_a_topic_in_the_plural_is_not_asked_what_it_is():
    examples = ["What is $topic?", "Does $topic hurt?", "How is it treated?", "Who gets $topic?"]
    assert agreeing(examples, "kidney stones") == ["Who gets $topic?"]
    assert agreeing(examples[:2], "kidney stones") == examples[:2]
    for one in ("gout", "type 2 diabetes", "hepatitis"):
        assert agreeing(examples, one) == examples
