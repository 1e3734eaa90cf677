"""Replicas of real reviews: copies are found however they were edited, and new reviews are not."""

import csv
from random import Random

import numpy as np
import pytest

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.product_reviews.replicas import Index, checks, problem
from syngen_assets.core.text import words
from syngen_tests.homes import REPOSITORY

WORDS = ("lamp", "tin", "otter", "brisk", "maple", "quill", "drum", "fern", "slate", "knot")
EDITS = (0, 0.05, 0.15, 0.4, 1)


def bundled(name: str) -> list[str]:
    """The real reviews of a domain, those that cleaning is to find twice only once."""
    path = REPOSITORY / "data" / "domains" / name / "sample.csv"
    with path.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file) if row["text"]]
    kept: dict[frozenset[str], str] = {}
    for text in texts:
        bag = frozenset(words(text.casefold()))
        if not any(len(bag & other) > 0.8 * len(bag | other) for other in kept):
            kept[bag] = text
    return list(kept.values())


SUPPLEMENTS, PHONES = bundled("supplement_reviews"), bundled("smartphone_reviews")
INDEX = Index(SUPPLEMENTS)


def edited(text: str, share: float) -> str:
    """The text with a share of its words replaced, dropped or doubled, at places by chance."""
    chance = Random(f"{share} {text}")
    parts = text.split()
    for place in chance.sample(range(len(parts)), int(share * len(parts))):
        new = chance.choice(WORDS)
        parts[place] = new if share == 1 else chance.choice([new, "", f"{parts[place]} {new}"])
    return " ".join(filter(None, parts))


def figures(**given: object) -> dict[str, Figure]:
    return {figure.name: figure for figure in checks(**{"seed": 1, **given})}


def test_copies_are_told_by_how_much_of_them_was_edited():
    found = [[INDEX.resemblance(edited(text, share)) for text in SUPPLEMENTS] for share in EDITS]
    for score in ("exact", "run", "covered", "pieced", "lcs", "rouge"):
        means = [np.mean([getattr(one, score) for one in level]) for level in found]
        assert means == sorted(means, reverse=True), score
    assert all(one.exact for one in found[0])


@pytest.mark.parametrize("share", [0, 0.05])
def test_every_copy_with_hardly_an_edit_is_a_replica(share):
    assert all(problem(edited(text, share), INDEX) for text in SUPPLEMENTS)


def test_copies_of_which_every_word_was_replaced_are_none():
    assert not any(problem(edited(text, 1), INDEX) for text in SUPPLEMENTS)


def test_hardly_any_other_real_review_is_called_a_replica():
    others = [problem(text, INDEX) for text in PHONES]
    for texts in (SUPPLEMENTS, PHONES):
        second = Index(texts[1::2])
        others += [problem(text, second) for text in texts[::2]]
    assert sum(map(bool, others)) <= 0.01 * len(others)


REAL = (
    "I keep the lamp on my desk and read by it until late, since its light is warm and even. "
    "The arm stays where I put it. After a year the switch has begun to stick, so I turn it off at "
    "the wall. My sister has the small one and says that hers does the same, and that the shop "
    "would not take it back, though they were kind about it on the telephone and sent a card."
)
OTHER = "A dim thing with a short cord that I would not give to anybody whom I like at all."
LAMPS = Index([OTHER, REAL])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (REAL.upper().replace(",", " -"), "replica: a real review says the same, word for word"),
        (f"{OTHER} {' '.join(REAL.split()[5:57])} Else not.", "replica: 52 words together stand"),
        (" ".join(REAL.split()[:18]), "replica: 100% of it stands in a real review"),
        (REAL.replace(" the ", " that ").replace(" it", " this"), "replica: its words follow"),
    ],
)
def test_a_replica_says_in_what_it_is_one(text, why):
    assert (problem(text, LAMPS) or "").startswith(why)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I keep the lamp.",
        f"{' '.join(REAL.split()[:12])}. Mine came with a longer cord and a spare bulb, which I "
        "needed within a month, because the first one went out with a bang on a Sunday night.",
        " ".join(sorted(REAL.split())),
    ],
)
def test_a_piece_of_a_review_or_its_words_in_another_order_are_no_replica(text):
    assert problem(text, LAMPS) is None


def test_without_real_reviews_nothing_is_a_replica():
    assert problem(REAL, Index([])) is None
    assert problem(REAL, Index(["", "…"])) is None


SHARES = ["exact", "window", "run", "pieced", "lcs", "rouge_l"]


def test_a_set_of_copies_shows_in_every_figure():
    long = [text for text in SUPPLEMENTS if len(words(text)) >= 60]
    found = figures(real=SUPPLEMENTS, synthetic=long)
    assert [found[f"replica_{name}"].value for name in SHARES] == [1] * 6
    assert found["replica_nndr"].value == 0
    assert found["replica_exact"].places == tuple(range(len(long)))


def test_real_reviews_beside_others_lie_at_the_floor():
    found = figures(real=SUPPLEMENTS[::2], synthetic=SUPPLEMENTS[1::2])
    for name in SHARES:
        figure = found[f"replica_{name}"]
        assert figure.low is not None
        assert figure.high is not None
        assert figure.floor is not None
        assert figure.low <= figure.floor + 0.02
        assert (figure.value or 0) <= 0.02
    ratio = found["replica_nndr"]
    assert abs((ratio.value or 0) - (ratio.floor or 0)) < 0.05


def test_text_that_is_pieced_together_from_several_reviews_is_counted_and_is_no_replica():
    long = [text.split() for text in SUPPLEMENTS if len(text.split()) >= 40]
    pieced = [
        " ".join([*one[:12], *other[14:26], *third[26:38]])
        for one, other, third in zip(long[::3], long[1::3], long[2::3], strict=False)
    ]
    assert figures(real=SUPPLEMENTS, synthetic=pieced)["replica_pieced"].value == 1
    assert not any(problem(text, INDEX) for text in pieced)


def test_copies_of_what_was_shown_are_nearer_to_that_and_copies_of_what_was_not_to_the_other():
    shown, hidden = SUPPLEMENTS[::2], SUPPLEMENTS[1::2]
    for texts, low, high in ((shown, 0.95, 1.0), (hidden, 0.0, 0.05), (PHONES, 0.35, 0.65)):
        figure = figures(real=shown, held_out=hidden, synthetic=texts)["replica_nearer"]
        assert low <= (figure.value or 0) <= high
    assert (figure.low or 0) <= 0.5 <= (figure.high or 0)


def test_without_held_out_reviews_the_halves_are_told_to_be_shown_both():
    figure = figures(real=SUPPLEMENTS, synthetic=PHONES)["replica_nearer"]
    assert figure.note.startswith("both halves were shown")


def test_what_means_the_same_is_counted_where_vectors_are_given():
    def embed(texts):
        found = np.array([[1.0, 0.0] if "lamp" in text else [0.0, 1.0] for text in texts])
        return found.astype(np.float32)

    given = {"real": ["a lamp", "a fern", "an owl", "a yarn"], "synthetic": ["my lamp"]}
    assert figures(**given, embed=embed)["replica_cosine"].value == 1
    assert figures(**given)["replica_cosine"].status == "not measured"


@pytest.mark.parametrize(("real", "synthetic"), [([], []), (["one"], ["two"]), ([REAL], [])])
def test_too_few_reviews_are_said_to_be_too_few(real, synthetic):
    found = figures(real=real, synthetic=synthetic)
    assert found["replica_nndr"].status == "not measured"
    assert found["replica_nearer"].note == "there are too few reviews"


def test_the_figures_do_not_hang_on_the_order_of_the_real_reviews():
    some = {"synthetic": PHONES[:40]}
    forth, back = figures(real=SUPPLEMENTS, **some), figures(real=SUPPLEMENTS[::-1], **some)
    assert {name: figure.value for name, figure in forth.items()} == pytest.approx(
        {name: figure.value for name, figure in back.items()}
    )
