"""Product reviews without a model: put together from a domain's phrases and its real reviews."""

import json
from collections import Counter
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syngen_assets.core.errors import DomainError
from syngen_assets.core.identity import draw
from syngen_assets.core.product_reviews.aspects import Aspects
from syngen_assets.core.product_reviews.cleaning import real_reviews
from syngen_assets.core.product_reviews.domain import KINDS, Kind, ProductReviews
from syngen_assets.core.product_reviews.grades import grades
from syngen_assets.core.product_reviews.phrasing import Phrases, expanded, spread
from syngen_assets.core.product_reviews.pieces import Piece, from_phrases, from_reviews, unlike
from syngen_assets.core.product_reviews.plan import Plan
from syngen_assets.core.product_reviews.recombining import Pool, facts
from syngen_assets.core.product_reviews.wanted import Call, Wanted
from syngen_assets.core.product_reviews.wording import graded, written
from syngen_assets.core.recipes import parse
from syngen_assets.core.replicas import RUN, Sources
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import usable
from syngen_assets.core.text import words
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.product_reviews import write
from syngen_assets.storage.folders import DOMAINS
from syngen_tests.kettles import domain as kettles
from syngen_tests.kettles import real as real_kettles
from syngen_tests.test_domains import HOME

SHIPPED = ("supplement_reviews", "smartphone_reviews")
MANY = 120


@cache
def shipped(name: str) -> ProductReviews:
    file = HOME / DOMAINS / name / "domain.yaml"
    found = parse(name, file.read_text(encoding="utf-8"), "domain.yaml")
    assert isinstance(found, ProductReviews)
    return found


@cache
def sample(name: str) -> pd.DataFrame:
    file = HOME / DOMAINS / name / "sample.csv"
    rows = pd.read_csv(file, dtype=str, keep_default_na=False)
    return real_reviews(rows.assign(row=range(len(rows))), shipped(name))


@cache
def pool(name: str) -> Pool:
    return Pool.of(sample(name), shipped(name))


@cache
def made(name: str, kind: Kind) -> list[tuple[Wanted, dict]]:
    """What is wanted of each review, and what is made of it."""
    plan = Plan(sample(name), Settings(shipped(name), offline=True, questions=MANY))
    return [
        both
        for call in plan.planned(kind)
        for both in zip(call.wanted, written(facts(call, pool(name))), strict=True)
    ]


def all_pieces(name: str) -> list[Piece]:
    return [*from_phrases(shipped(name)), *from_reviews(sample(name), shipped(name))]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_sample_is_spread_over_ratings_and_lengths(name):
    real = usable(sample(name))
    ratings = real["rating"].value_counts()
    assert len(real) >= 150
    assert ratings[5] == ratings.max()
    assert min(ratings[1], ratings[4]) > max(ratings[2], ratings[3])
    assert real["words"].min() >= 8
    assert real["words"].max() > 90


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_planted_in_the_sample_is_found(name):
    cleaned = sample(name)
    problems = Counter(str(problem).partition(":")[0] for problem in cleaned["problem"].dropna())
    removed = Counter[str]()
    for cell in cleaned["removed"].dropna():
        removed.update(json.loads(cell))
    assert problems == {"repeated_review": 2, "near_duplicate_review": 1}
    assert removed["email"] == 1
    assert removed["phone"] == 1
    assert cleaned["rating"].notna().all()


@pytest.mark.parametrize("name", SHIPPED)
def test_each_phrase_speaks_of_its_aspect_and_of_no_other(name):
    domain = shipped(name)
    said = [phrase for aspect in domain.aspects.values() for phrase in aspect.said]
    kept = {piece.text for piece in from_phrases(domain)}
    assert [phrase for phrase in (*said, *domain.phrases.all()) if phrase not in kept] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_aspect_can_be_praised_and_blamed_in_few_and_in_many_words(name):
    domain = shipped(name)
    for aspect in domain.aspects.values():
        for phrases in (aspect.praise, aspect.blame):
            sizes = [len(words(expanded(phrase, blanks(domain), ()))) for phrase in phrases]
            assert min(sizes) <= 6
            assert max(sizes) >= 11


def blanks(domain: ProductReviews) -> dict[str, str]:
    return {name: fillings[0] for name, fillings in domain.phrases.blanks.items()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SHIPPED)
def test_reviews_have_the_rating_the_length_and_the_aspects_asked_for(name, kind):
    aspects = Aspects(shipped(name).aspects)
    for wanted, review in made(name, kind):
        low, high = wanted.words
        assert review["rating"] == wanted.rating
        assert review["title"]
        assert low <= len(words(review["text"])) <= high
        assert set(wanted.aspects) <= set(aspects.of(review["text"]))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_best_rating_only_praises_and_the_worst_only_blames(name):
    for rating, mood in ((5, "praise"), (1, "blame")):
        for place in range(60):
            wanted = Wanted(rating, title=True, words=(15, 120))
            assert {piece.mood for piece in pool(name).pieces(wanted, (place,))} == {mood}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_middling_review_says_good_and_bad_and_turns_between_the_two(name):
    aspects = tuple(shipped(name).aspects)[:2]
    turned = 0
    for place in range(30):
        wanted = Wanted(3, title=False, aspects=aspects, words=(40, 90))
        pieces = pool(name).pieces(wanted, (place,))
        moods = {piece.aspect: piece.mood for piece in pieces if piece.part == "aspect"}
        assert {"praise", "blame"} == set(moods.values())
        turned += any(piece.part == "turn" for piece in pieces)
    assert turned == 30


@pytest.mark.parametrize("name", SHIPPED)
def test_a_review_is_of_one_variant_one_writer_and_takes_one_sentence_of_a_real_review(name):
    for place in range(100):
        wanted = Wanted(1 + place % 5, title=False, words=(40, 120))
        pieces = pool(name).pieces(wanted, (place,))
        sources = [piece.source for piece in pieces if piece.source]
        suited = [piece.variants for piece in pieces if piece.variants]
        assert len(sources) == len(set(sources))
        assert sum(piece.personal for piece in pieces) <= 1
        assert not suited or frozenset.intersection(*suited)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_run_of_words_makes_a_review_a_replica(name):
    real = Sources(usable(sample(name))["text"].tolist())
    for kind in KINDS:
        for _, review in made(name, kind):
            shared = real.shared(review["text"])
            assert shared is None or shared.run < RUN


@pytest.mark.parametrize("name", SHIPPED)
def test_as_many_reviews_come_as_are_wanted_and_hardly_one_is_made_in_vain(name):
    chosen = Settings(shipped(name), offline=True, questions=300)
    rows = pd.DataFrame(write(OfflineChat(), sample(name), chosen, ["diversity"]))
    good = usable(rows)
    assert len(good) == 300
    assert good["text"].is_unique
    assert len(rows) <= 310


def test_a_review_may_be_asked_for_in_any_school_grade():
    asked = [1 + place % 14 for place in range(140)]
    wanted = [
        Wanted(1 + n % 5, False, words=(40, 90), grade=grade) for n, grade in enumerate(asked)
    ]
    call = Call("lang_complexity", 0, tuple(wanted))
    texts = [review["text"] for review in written(facts(call, pool("smartphone_reviews")))]
    found = grades(texts)
    assert np.corrcoef(asked, found)[0, 1] > 0.85
    assert np.mean(np.abs(np.array(asked) - found)) < 2


def test_prompts_for_diversity_bring_more_openings():
    def openings(kind):
        return {review["text"].partition(".")[0] for _, review in made("smartphone_reviews", kind)}

    assert len(openings("diversity")) > len(openings("base"))


def test_the_same_wish_and_chance_give_the_same_pieces_and_another_chance_others():
    wanted = Wanted(4, title=True, aspects=("battery", "camera"), words=(30, 60))
    one, same, other = (pool("smartphone_reviews").pieces(wanted, (n,)) for n in (1, 1, 2))
    assert one == same != other


def test_what_a_reply_is_made_of_stands_in_its_request():
    call = Call("base", 0, (Wanted(5, title=True, words=(30, 60)),))
    found = facts(call, pool("smartphone_reviews"))
    (review,) = found["reviews"]
    (reply,) = written(json.loads(json.dumps(found)))
    assert reply["title"] == review["pieces"][0]["text"]
    assert reply["text"] == " ".join(piece["text"] for piece in review["pieces"][1:])


def test_a_domain_without_phrases_lives_on_its_real_reviews_alone():
    name = "smartphone_reviews"
    bare = {"phrases": Phrases(), "variants": {}, "aspects": kettles().aspects}
    domain = shipped(name).model_copy(update=bare)
    real = sample(name)
    rows = pd.DataFrame(write(OfflineChat(), real, Settings(domain, offline=True, questions=60)))
    said = " ".join(usable(real)["text"])
    good = usable(rows)
    assert len(good) == 60
    assert all(review["text"].split(". ")[0] in said for review in good.to_dict("records"))


def test_where_nothing_can_be_said_no_review_is_made():
    nothing = Pool.of(real_kettles(3).iloc[:0], kettles())
    call = Call("base", 0, (Wanted(5, title=True),))
    assert written(facts(call, nothing)) == []


def test_a_phrase_takes_one_of_each_choice_and_fills_its_blanks():
    phrase = "$who says it is (quick|swift)(| and (light|small))."
    said = {expanded(phrase, {"who": "my aunt"}, (n,)) for n in range(40)}
    assert said == {
        f"My aunt says it is {one}{two}."
        for one in ("quick", "swift")
        for two in ("", " and light", " and small")
    }


@given(st.integers())
@settings(max_examples=25)
def test_all_that_a_phrase_may_say_is_looked_through(number):
    domain = shipped("supplement_reviews")
    phrases = [*domain.phrases.all()]
    phrase = phrases[int(draw("which", number) * len(phrases))]
    may_say = set(words(spread(phrase, domain.phrases.blanks).casefold()))
    assert set(words(expanded(phrase, blanks(domain), (number,)).casefold())) <= may_say


def test_a_blank_that_nothing_fills_is_told_with_its_phrase():
    text = (HOME / DOMAINS / "smartphone_reviews" / "domain.yaml").read_text(encoding="utf-8")
    with pytest.raises(DomainError, match=r"'The battery of \$whom.*has \$whom, which is no blank"):
        parse("phones", text.replace("Great battery.", "The battery of $whom is great."), "it")


def test_pieces_of_one_source_one_phrase_or_two_people_do_not_join():
    said = [Piece("My wife likes it.", "remark", "praise", source="a", phrase="$who likes it.")]
    assert not unlike(said, Piece("It shines.", "remark", "praise", source="a"))
    assert not unlike(
        said, Piece("A friend likes it.", "remark", "praise", phrase="$who likes it.")
    )
    assert not unlike(said, Piece("My husband hates it.", "remark", "blame"))
    assert unlike(said, Piece("It shines.", "remark", "praise", source="b"))


def test_hard_texts_are_joined_and_easy_ones_cut():
    said = ["The screen is good.", "The sound is fair, and it is loud."]
    assert graded(said, -3, (1, 99)) == "The screen is good. The sound is fair. It is loud."
    assert graded(said, 12, (1, 99)) == (
        "The screen is satisfactory, and the sound is fair, and it is loud."
    )
