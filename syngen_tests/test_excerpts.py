import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.excerpts import excerpt, fold, sentences
from syngen_assets.core.text import tokens, words

MARBLE = (
    "What is marble fever? Marble fever is a mild illness of the lung that lasts for two weeks. "
    "It spreads through dust. For example, miners often catch it. "
    "Doctors treat marble fever with rest, and most patients recover without any other help."
)
PIECES = st.lists(
    st.sampled_from(
        [
            "Marble fever is a mild illness of the lung.",
            "It spreads through dust.",
            "What is it?",
            "- rest - fluids",
            "Visit www.example.org for more information.",
            "Dr. Stone saw 1.5 million cases (approx. 3 per town) in the U.S. last year.",
            "The table below lists signs.",
            "Summary :",
            "Most patients recover within two weeks without any treatment at all.",
            "An unfinished (thought is here.",
        ]
    ),
    max_size=8,
).map("  ".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Stone saw it. It was big.", ["Dr. Stone saw it.", "It was big."]),
        ("Take 2.5 mg, e.g. at night. Rest.", ["Take 2.5 mg, e.g. at night.", "Rest."]),
        ("Drugs, i.e. Aspirin, vs. rest. Go.", ["Drugs, i.e. Aspirin, vs. rest.", "Go."]),
        ("He lives in St. Louis. She left.", ["He lives in St. Louis.", "She left."]),
        ("It fell.The next day it rose again.", ["It fell.", "The next day it rose again."]),
        ("Summary : Many factors matter.", ["Summary :", "Many factors matter."]),
        ("What is it? The lung hurts.", ["What is it?", "The lung hurts."]),
        ("It is rare (see Fig. 2). Rest.", ["It is rare (see Fig. 2).", "Rest."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    assert sentences(text) == expected


def test_a_list_run_together_falls_into_its_items():
    text = "The risk depends on: - The size of the tumor. - The age of the child."
    assert sentences(text)[1:] == ["- The size of the tumor.", "- The age of the child."]


@given(st.text() | PIECES)
def test_sentences_are_substrings_of_the_folded_text_and_lose_no_letter(text):
    assert all(sentence in fold(text) for sentence in sentences(text))
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(PIECES, st.integers(5, 80), st.integers(1, 20))
def test_an_excerpt_is_a_substring_within_its_limits_that_begins_well(text, limit, least):
    found = excerpt(text, limit=limit, least=least, topic="marble fever")
    if found is not None:
        assert found in fold(text)
        assert tokens(found) < limit
        assert len(words(found)) >= least
        assert found[0].isupper() or found[0].isdigit()
        assert found[-1] in ".!"
        assert "?" not in found
        assert "www" not in found
        assert not found.startswith(("It ", "The table"))


@given(PIECES, st.integers(8, 30), st.integers(0, 10))
def test_an_excerpt_has_as_many_words_as_asked(text, low, spread):
    found = excerpt(text, words=(low, low + spread))
    assert found is None or low <= len(words(found)) <= low + spread


def test_an_excerpt_passes_over_the_question_and_takes_whole_sentences():
    assert excerpt(MARBLE, limit=30) == (
        "Marble fever is a mild illness of the lung that lasts for two weeks. "
        "It spreads through dust."
    )


@pytest.mark.parametrize(
    "start",
    [
        "These lesions are mostly seen on the back of both hands in adults.",
        "However, most people with the illness never notice any sign of it.",
        "In addition, the skin may turn yellow within a few days of birth.",
        "It is caused by a lack of iron in the blood of young children.",
        "This condition is inherited from one parent in nearly all of the families.",
        "The Human Phenotype Ontology provides the signs that were seen in patients.",
        "Call 301-555-1234 for advice about the many signs of marble fever today.",
        "Click on the map to find a doctor who treats marble fever near you.",
        "The skin (which is often red turns yellow within a few days of birth.",
        "Treatment Options The treatment of marble fever is rest and a lot of water.",
        "Symptoms include: - fever - rash - a cough that lasts for many weeks.",
        "The frequency of a sign or symptom is usually listed as a rough estimate.",
        "Iron is a mineralthe body needs to make the red cells of the blood.",
    ],
)
def test_an_excerpt_never_begins_with_what_hangs_in_the_air_or_is_page_furniture(start):
    assert excerpt(start) is None


def test_an_anaphor_may_stand_in_a_later_sentence():
    text = "Marble fever is caused by dust from stone. It can be prevented with a mask."
    assert excerpt(text, topic="marble fever") == text


def test_this_condition_needs_a_topic_that_was_named_before():
    text = "Dust from old stone is found in many quarries. This condition is common in miners."
    assert excerpt(text, topic="marble fever") == "Dust from old stone is found in many quarries."


def test_a_sentence_over_the_limit_gives_no_excerpt():
    assert excerpt("Stone dust harms " + "the lung and " * 40 + "the heart.") is None


def test_only_the_beginning_of_a_long_answer_is_read():
    assert excerpt("no capital here " * 400 + ". " + MARBLE) is None
