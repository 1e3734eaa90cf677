"""Colouring: which persona asks, reads and judges what, and how an offline question then sounds."""

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.cleaning import display
from syngen_assets.core.gates import question_gates
from syngen_assets.core.personas.by_rule import question
from syngen_assets.core.personas.colouring import AS, Line, coloured, voice
from syngen_assets.core.personas.domain import Personas
from syngen_assets.core.tables import PERSONAS
from syngen_assets.core.templates import load
from syngen_tests.test_answering import CLEAN, DOMAIN


def people(count: int, sources: int = 3) -> pd.DataFrame:
    """So many personas, found in so many rows of the source."""
    rows = [
        {"persona_id": f"{place:012x}", "source_id": f"source {place % sources}", "role": "nurse"}
        for place in range(count)
    ]
    return PERSONAS.frame(rows)


def lines(count: int, sources: int = 40) -> list[Line]:
    return [Line(f"line {place}", f"source {place % sources}") for place in range(count)]


@given(st.integers(1, 12), st.integers(0, 90))
def test_every_persona_has_a_line_before_any_has_two_however_far_one_reads(count, read):
    found = coloured(lines(90), people(count), 1.0, 0)
    uses = Counter(found[f"line {place}"] for place in range(read))
    most = max(uses.values(), default=0)
    assert most - min((uses[who] for who in people(count)["persona_id"]), default=0) <= 1


@pytest.mark.parametrize(
    ("share", "low", "high"), [(0.0, 0, 0), (0.3, 500, 700), (1.0, 2000, 2000)]
)
def test_about_the_share_of_the_lines_is_coloured(share, low, high):
    assert low <= len(coloured(lines(2000), people(50), share, 0)) <= high


def test_a_larger_share_takes_no_line_out():
    some = coloured(lines(200), people(9), 0.3, 0)
    more = coloured(lines(200), people(9), 0.6, 0, some)
    assert some.items() <= more.items()
    assert len(more) > len(some)


def test_without_personas_and_without_lines_nothing_is_coloured():
    assert coloured(lines(20), people(0), 1.0, 0) == {}
    assert coloured([], people(5), 1.0, 0) == {}


def test_only_personas_without_a_problem_colour():
    spoiled = people(4)
    spoiled.loc[:2, "problem"] = "near duplicate (words): nearly the same as 0"
    assert set(coloured(lines(20), spoiled, 1.0, 0).values()) == {f"{3:012x}"}


def test_a_line_of_the_row_that_a_persona_was_found_in_has_that_persona():
    found = coloured(lines(60, sources=60), people(60, sources=60), 1.0, 0)
    assert found == {f"line {place}": f"{place:012x}" for place in range(60)}


def test_what_earlier_runs_drew_stays_and_counts_as_fair():
    whole = coloured(lines(60), people(12), 1.0, 0)
    before = {line.id: whole[line.id] for line in lines(60)[10:40]}
    again = coloured(lines(60)[::-1], people(12), 1.0, 0, before)
    assert before.items() <= again.items()
    assert set(Counter(again.values()).values()) == {5}


def test_a_persona_that_is_gone_is_drawn_anew():
    before = {"line 1": "f" * 12, "line 2": f"{1:012x}"}
    found = coloured(lines(4), people(3), 1.0, 0, before)
    assert found["line 2"] == f"{1:012x}"
    assert found["line 1"] in set(people(3)["persona_id"])


def test_a_line_that_comes_in_between_moves_few_others():
    plan = lines(300)
    once = coloured(plan, people(100), 1.0, 0)
    again = coloured([*plan[:150], Line("new", "elsewhere"), *plan[150:]], people(100), 1.0, 0)
    moved = [line.id for line in plan if once[line.id] != again[line.id]]
    assert len(moved) < 60
    assert all(once[line.id] == again[line.id] for line in plan[:150])


@pytest.mark.parametrize(("plain", "coloured"), AS.items())
def test_a_coloured_request_asks_for_the_same_reply_and_tells_the_persona_beside(plain, coloured):
    one, other = load(plain), load(coloured)
    assert other.blanks == sorted([*one.blanks, "persona"])
    assert other.fields == one.fields


# Offline questions.


def every_question() -> list[str]:
    topics = sorted(set(CLEAN["topic"].dropna()), key=len)
    personas = DOMAIN.personas
    return [
        said["question"]
        for role in personas.roles
        for modification in personas.asks
        for topic in (topics[0], topics[-1], "a stroke", "gallstones")
        for place in range(21)
        if (
            said := question(
                voice({"role": role}, modification, personas) | {"topic": topic, "chance": [0]},
                place,
            )
        )
    ]


def test_every_coloured_question_that_can_be_made_offline_passes_the_gates():
    made = every_question()
    assert len(set(made)) == len(made) == len(DOMAIN.personas.roles) * 6 * 4 * 21
    for said in made:
        question_gates(display(said), DOMAIN)
        assert display(said) == said


def test_an_offline_question_begins_as_the_persona_does_and_ends_as_the_modification_asks():
    facts = voice({"role": "coach"}, "treatments", DOMAIN.personas)
    said = question({**facts, "topic": "gout", "chance": [0]}, 0)
    assert said == question({**facts, "topic": "gout", "chance": [0]}, 21)
    begin, end = said["question"].split(". ")
    assert begin.replace("gout", "$topic") + "." in DOMAIN.personas.roles["coach"].openings
    assert end in DOMAIN.personas.asks["treatments"]


def test_who_is_no_role_of_the_domain_has_no_voice_and_no_question():
    nobody = voice({"role": "a very old pirate"}, "treatments", DOMAIN.personas)
    assert question({**nobody, "topic": "gout", "chance": [0]}, 0) is None
    assert voice({"role": None}, "sing", Personas()) == {"openings": [], "asks": []}
    facts = voice({"role": "coach"}, "treatments", DOMAIN.personas)
    assert question({**facts, "topic": "", "chance": [0]}, 0) is None
