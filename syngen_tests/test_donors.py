from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syngen_assets.core.donors import Donor, Donors, Reference
from syngen_assets.core.generic import is_generic
from syngen_assets.core.kindred import kindred
from syngen_assets.core.likeness import content, likeness
from syngen_assets.core.names import retold
from syngen_assets.core.text import words

ORGANS = ["lung", "liver", "kidney", "spleen", "retina", "thyroid", "pancreas", "tonsil"]
NAMES = ["Abel", "Bohr", "Cole", "Dorn", "Eyre", "Falk", "Gray", "Holm"]
CAUSES = ["asbestos", "mercury", "pollen", "alcohol", "cadmium", "mildew", "benzene", "quartz"]
SIGNS = ["hoarseness", "jaundice", "swelling", "bruising", "blurring", "tremor", "nausea", "ache"]
PLACES = ["elbow", "shoulder", "ankle", "throat", "forehead", "stomach", "finger", "temple"]
DEEDS = ["running", "reading", "singing", "cooking", "typing", "dancing", "rowing", "lifting"]
FOLK = ["miners", "bakers", "sailors", "tanners", "painters", "weavers", "welders", "masons"]


def corpus() -> list[Reference]:
    rows = []
    lists = (NAMES, ORGANS, CAUSES, SIGNS, FOLK, PLACES, DEEDS)
    for name, organ, cause, sign, folk, place, deed in zip(*lists, strict=True):
        topic = f"{name} disease"
        rows += [
            Reference(
                f"{name}-causes",
                topic,
                "causes",
                f"{topic} is caused by {cause} that gathers in the {organ} of {folk}.",
            ),
            Reference(
                f"{name}-symptoms",
                topic,
                "symptoms",
                f"People with {topic} complain of {sign} near the {place} after {deed} at night.",
            ),
        ]
    return rows


def first(donors: Iterator[Donor]) -> Donor | None:
    return next(donors, None)


def asked(rows: list[Reference], at: int) -> tuple[str, str, str, str]:
    return rows[at].id, rows[at].topic, rows[at].aspect, rows[at].text


@pytest.mark.parametrize("at", range(16))
def test_each_donor_is_of_the_kind_it_is_asked_for(at):
    rows = corpus()
    id, topic, aspect, chosen = asked(rows, at)
    other = first(Donors(rows, 1).other_aspect(id, topic.upper(), aspect, chosen))
    near = first(Donors(rows, 1).near_topic(id, topic, aspect, chosen))
    assert other
    assert near
    assert (other.topic, near.aspect) == (topic, aspect)
    assert other.aspect != aspect
    assert near.topic != topic


@given(st.permutations(corpus()), st.integers(0, 15))
@settings(max_examples=40)
def test_the_order_of_the_references_chooses_no_donor(rows, at):
    one, other = Donors(corpus(), 3), Donors(rows, 3)
    question = asked(corpus(), at)
    assert list(one.near_topic(*question)) == list(other.near_topic(*question))
    assert list(one.other_aspect(*question)) == list(other.other_aspect(*question))


@given(st.integers(0, 15), st.integers(0, 50))
@settings(max_examples=40)
def test_a_donor_is_as_long_as_the_chosen_text_and_says_something_else(at, seed):
    rows = corpus()
    chosen = rows[at].text
    for find in (Donors(rows, seed).near_topic, Donors(rows, seed).other_aspect):
        for donor in find(*asked(rows, at)):
            assert abs(len(words(donor.text)) - len(words(chosen))) <= 0.2 * len(words(chosen))
            assert likeness(content(donor.text), content(chosen)) < 0.5
            assert donor.id != rows[at].id


def test_no_text_of_a_kindred_aspect_is_lent():
    rows = corpus()
    kin = kindred([["causes", "symptoms"], ["causes", "outlook"]])
    assert first(Donors(rows, 1).other_aspect(*asked(rows, 0)))
    assert first(Donors(rows, 1, kindred=kin).other_aspect(*asked(rows, 0))) is None
    assert kin("symptoms") == {"causes", "symptoms"}
    assert kin("prevention") == {"prevention"}


def test_a_reference_that_shares_the_answer_is_no_donor():
    rows = corpus()[:1]
    id, topic, aspect, chosen = asked(rows, 0)
    rows.append(Reference("copy", topic, "prevention", chosen))
    assert first(Donors(rows, 1).other_aspect(id, topic, aspect, chosen)) is None


def test_a_reference_of_another_length_is_no_donor():
    rows = corpus()[:1]
    short = "Rest helps most of the people who have the illness."
    rows.append(Reference("short", rows[0].topic, "treatment", short))
    id, topic, aspect, chosen = asked(rows, 0)
    assert first(Donors(rows, 1).other_aspect(id, topic, aspect, chosen * 2)) is None


def test_one_more_reference_moves_few_other_choices():
    rows = [
        Reference(f"{n}{row.id}", f"{row.topic} {n}", row.aspect, row.text)
        for n in range(30)
        for row in corpus()
    ]
    added = Reference("new", "Ibsen disease", "causes", corpus()[0].text.replace("Abel", "Ibsen"))
    before, after = Donors(rows, 1), Donors([*rows, added], 1)
    questions = [asked(rows, n) for n in range(0, 480, 6)]
    moved = sum(first(before.near_topic(*q)) != first(after.near_topic(*q)) for q in questions)
    assert moved <= 8


@pytest.mark.parametrize(
    ("text", "theirs", "ours", "told"),
    [
        (
            "Abel disease harms the lung. In abel disease, coughing is common.",
            "Abel disease (AD)",
            "Bohr disease",
            "Bohr disease harms the lung. In Bohr disease, coughing is common.",
        ),
        (
            "The lung suffers from cirrhosis. Cirrhosis's cause is alcohol.",
            "Cirrhosis",
            "Nephritis (kidney)",
            "The lung suffers from nephritis. Nephritis's cause is alcohol.",
        ),
    ],
)
def test_each_mention_of_the_topic_is_renamed(text, theirs, ours, told):
    assert retold(text, theirs, ours, "") == told


@pytest.mark.parametrize(
    ("text", "theirs", "ours"),
    [
        ("Abel disease harms the lung, as Abel found.", "Abel disease", "Bohr disease"),
        ("Abel disease (AD) harms. AD is rare.", "Abel disease (AD)", "Bohr disease"),
        ("Abel disease is like Bohr disease in the lung.", "Abel disease", "Bohr disease"),
        ("Gallstones are hard lumps.", "Gallstones", "Cirrhosis"),
        ("Abel disease harms the lung.", "Abel disease", "What I need to know about Bohr"),
        ("An abscess is full of pus.", "Abscess", "Cirrhosis"),
        ("Plaque acne scars the skin.", "Acne", "Cirrhosis"),
        ("Rest and water help nearly everyone.", "Abel disease", "Bohr disease"),
        ("Bronchitis spots are red.", "Bronchitis", "Cirrhosis"),
        ("An untreated bronchitis harms the lung.", "Bronchitis", "Cirrhosis"),
        ("Untreated bronchitis harms the lung.", "Bronchitis", "the bad cold"),
        ("Abel disease (A.B.D.) harms. An A.B.D. is rare.", "Abel disease", "Teenage pregnancy"),
    ],
)
def test_a_text_that_would_give_itself_away_is_not_retold(text, theirs, ours):
    assert retold(text, theirs, ours, "") is None


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_a_retold_text_holds_no_word_of_its_old_topic(one, other):
    text = f"{one} disease harms the lung. Many people with {one.lower()} disease cough."
    told = retold(text, f"{one} disease", f"{other} disease", "")
    assert told is None if one == other else one.casefold() not in (told or one).casefold()


@pytest.mark.parametrize(
    "text",
    [
        "The cause of Abel disease is not fully known, but quartz and mercury may matter.",
        "Treatment of Abel disease depends on how jaundice and hoarseness began in masons.",
        "A doctor or a team of sailors can say whether Abel disease harms the spleen.",
        "Fever, fatigue and chills are what masons with Abel disease have in the quartz mine.",
    ],
)
def test_what_may_hold_of_any_topic_is_told_of_no_other(text):
    rows = corpus()
    id, topic, aspect, _ = asked(rows, 2)
    chosen = rows[2].text + " It is seen in those who mix paint."
    assert is_generic(text)
    lone = [rows[2], Reference("generic", "Abel disease", aspect, text)]
    assert first(Donors(lone, 1).near_topic(id, topic, aspect, chosen)) is None


def test_what_another_text_says_of_the_topic_is_not_told_of_it_as_wrong():
    rows = corpus()
    id, topic, aspect, chosen = asked(rows, 0)
    near = first(Donors(rows, 1).near_topic(id, topic, aspect, chosen))
    assert near
    told = near.text.replace(near.topic, topic)
    rows.append(Reference("more", topic, "outlook", told))
    assert first(Donors(rows, 1).near_topic(id, topic, aspect, chosen)) != near


def test_a_name_that_needs_its_article_takes_no_text_without_one():
    text = "Bronchitis harms the lung."
    assert retold(text, "Bronchitis", "stroke", "After a stroke, rest helps.") is None
    assert retold(text, "Bronchitis", "gout", "Gout harms the toe.") == "Gout harms the lung."


def test_what_is_no_illness_gets_no_near_topic():
    rows = [*corpus(), Reference("n", "Rest", "causes", "Rest is what miners need after work.")]
    assert first(Donors(rows, 1).near_topic("n", "Rest", "causes", rows[-1].text)) is None


def test_what_the_whole_reference_answer_says_is_not_lent_against_its_excerpt():
    rows = corpus()
    id, topic, aspect, chosen = asked(rows, 0)
    assert first(Donors(rows, 1).other_aspect(id, topic, aspect, chosen))
    rows[0] = Reference(id, topic, aspect, f"{chosen} {rows[1].text}")
    assert first(Donors(rows, 1).other_aspect(id, topic, aspect, chosen)) is None
