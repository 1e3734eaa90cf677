"""A persona colours a line of the plan, its question, its answer and its verdict, and no other."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from syngen_assets.core.domain_parts import parts
from syngen_assets.core.errors import GateError
from syngen_assets.core.held_out import NOTHING
from syngen_assets.core.mending import Asked, merged
from syngen_assets.core.personas.cast import NOBODY, Cast, expect_somebody, templates
from syngen_assets.core.prompts import plan
from syngen_assets.core.questions import choose
from syngen_assets.core.repeats import WORDS_ONLY
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import PAIRS, PERSONAS, VERDICTS, records, usable
from syngen_assets.llm.chat import Request
from syngen_assets.llm.judging import judge_pairs
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.personas import grow
from syngen_assets.llm.scripted import ScriptedChat
from syngen_assets.resources import exclusions
from syngen_assets.storage.asked import AskedLines
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests import tables
from syngen_tests.test_answering import CLEAN, DOMAIN

SETTINGS = Settings(DOMAIN, questions=60, personas=0.5)
OFF = replace(SETTINGS, personas=None)
SOME = CLEAN.head(150)


@cache
def people() -> pd.DataFrame:
    """The personas of the domain, by rule."""
    return PERSONAS.frame(grow(OfflineChat(), SOME, SETTINGS))


def persona(id: str) -> str:
    """Who it is, in a sentence."""
    said = dict(zip(people()["persona_id"], people()["persona"], strict=True))
    return str(said[id])


def says(text: Callable[[Request], str]) -> ScriptedChat:
    return ScriptedChat(lambda request: json.dumps({request.template.fields[0]: text(request)}))


def asked(lines: pd.DataFrame, count: int = 60) -> list[Asked]:
    """The first lines of a plan, as a run remembers them."""
    return [
        Asked(row["source_id"], row["modification"], persona_id=row["persona_id"] or "")
        for row in records(lines.head(count))
    ]


def test_a_line_with_a_persona_is_sent_in_its_words_and_all_others_as_before():
    plain = plan(SOME, OFF, ())
    lines = plan(SOME, SETTINGS, (), (), people())
    coloured = lines["persona_id"].notna()
    assert 0.3 < coloured.mean() < 0.7
    assert plain["persona_id"].isna().all()
    same = [name for name in lines.columns if not name.startswith(("persona", "template"))]
    same.remove("prompt")
    assert lines[same].equals(plain[same])
    assert lines.loc[~coloured].equals(plain.loc[~coloured])
    assert set(lines.loc[coloured, "template"]) == {"rewrite_question_as"}
    for row in records(lines.loc[coloured]):
        assert persona(row["persona_id"]) in row["prompt"]


def test_personas_that_do_not_colour_questions_leave_their_prompts_as_they_are():
    only = DOMAIN.personas.model_copy(update={"colour": ["answering"]})
    domain = DOMAIN.model_copy(update={"personas": only})
    lines = plan(SOME, replace(SETTINGS, domain=domain), (), (), people())
    assert lines["persona_id"].notna().any()
    assert set(lines["template"]) == {"rewrite_question"}


def test_a_row_more_in_the_source_moves_no_persona_of_a_line_that_was_asked():
    before = plan(SOME, SETTINGS, (), (), people())
    kept = dict(zip(before["prompt_id"], before["persona_id"].fillna(""), strict=True))
    more = plan(CLEAN.head(158), SETTINGS, (), asked(before), people())
    after = dict(zip(more["prompt_id"], more["persona_id"].fillna(""), strict=True))
    first = before["prompt_id"].head(60)
    stayed = [id for id in first if id in after]
    assert len(stayed) > 50
    assert [after[id] for id in stayed] == [kept[id] for id in stayed]


def test_without_a_memory_the_same_row_moves_some():
    before, more = (plan(rows, SETTINGS, (), (), people()) for rows in (SOME, CLEAN.head(158)))
    both = before.merge(more, on="prompt_id").dropna(subset=["persona_id_x"])
    assert (both["persona_id_x"] != both["persona_id_y"]).any()


def test_the_persona_of_a_line_is_remembered_with_it(tmp_path: Path):
    memory = AskedLines(Warehouse(tmp_path / "tables.duckdb"), "colds", "scope")
    rows = [
        {"source_id": "a" * 12, "modification": "causes", "problem": None, "persona_id": "b" * 12},
        {"source_id": "c" * 12, "modification": "causes", "problem": "no", "persona_id": None},
    ]
    memory.keep(rows, [])
    assert [line.persona_id for line in memory.lines()] == ["b" * 12, ""]
    assert [line.persona_id for line in merged([], memory.lines())] == ["b" * 12, ""]


def test_a_coloured_question_is_asked_as_the_persona_would_and_keeps_its_id():
    lines = plan(SOME, SETTINGS, (), (), people())
    cast = Cast.of(people(), SETTINGS, "rewriting")
    chat = says(lambda request: f"What of number {len(chat.asked)} in this row here?")
    rows = tables.rewritten(chat, lines, SOME, SETTINGS, (), WORDS_ONLY, NOTHING, cast)
    for row, request in zip(records(rows), chat.asked, strict=False):
        who = row["persona_id"]
        assert (row["template"] == "rewrite_question_as") == (who is not None)
        assert who is None or persona(who) in request.prompt
    chosen = choose(SOME, rows, SETTINGS, ())
    kept = chosen.loc[chosen["origin"] == "synthetic", "persona_id"].tolist()
    assert kept == usable(rows)["persona_id"].head(len(kept)).tolist()
    assert chosen.loc[chosen["origin"] == "source", "persona_id"].isna().all()


def test_an_answer_is_written_for_the_persona_of_its_question_and_for_nobody_else():
    who = usable(people())["persona_id"].iat[0]
    questions = tables.questions("how long does a cold last", "how is gout treated")
    questions.loc[0, "persona_id"] = who
    chat = says(lambda request: "Most people get well soon.")
    cast = Cast.of(people(), SETTINGS, "answering")
    rows = tables.answered_well(chat, questions, SOME, SETTINGS, NOTHING, cast)
    assert rows["template"].tolist() == ["answer_well_as", "answer_well"]
    assert [persona(who) in request.prompt for request in chat.asked] == [True, False]


def test_a_pair_is_judged_as_the_persona_of_its_question_reads_it():
    who = usable(people())["persona_id"].iat[0]
    pairs = tables.pairs(("how long", "7 days.", "9 days."), ("how old", "7 years.", "9 years."))
    questions = tables.questions("how long", "how old")
    questions["question_id"] = pairs["question_id"]
    questions.loc[0, "persona_id"] = who
    chat = ScriptedChat(lambda request: request.template.example)
    cast = Cast.of(people(), SETTINGS, "judging")
    rows = VERDICTS.frame(judge_pairs(chat, Rows.of(PAIRS, pairs), questions, SOME, cast))
    assert rows["template"].tolist() == ["judge_pair_as", "judge_pair"]
    assert [persona(who) in request.prompt for request in chat.asked] == [True, True, False, False]


@pytest.mark.parametrize(
    "settings", [OFF, replace(SETTINGS, personas=0.0)], ids=["unsaid", "said to be none"]
)
def test_nobody_is_cast_where_personas_are_off(settings: Settings):
    assert Cast.of(people(), settings, "rewriting") == NOBODY
    assert templates(settings) == []
    assert plan(SOME, settings, (), (), people())["persona_id"].isna().all()


def test_a_step_that_the_domain_leaves_plain_casts_nobody():
    only = DOMAIN.personas.model_copy(update={"colour": ["rewriting"]})
    own = replace(SETTINGS, domain=DOMAIN.model_copy(update={"personas": only}))
    assert Cast.of(people(), own, "answering") == NOBODY
    names = [template.name for template in templates(own)]
    assert names == ["persona_from_text", "persona_from_persona", "rewrite_question_as"]


def test_copies_of_personas_colour_nothing():
    ids = set(Cast.of(people(), SETTINGS, "rewriting").personas)
    assert ids == set(usable(people())["persona_id"])
    assert len(ids) < len(people())


def test_a_run_that_shall_have_personas_and_has_none_ends_and_says_why():
    expect_somebody(people(), SETTINGS)
    with pytest.raises(GateError, match=r"no clean question has the text in its column question"):
        expect_somebody(PERSONAS.frame([]), SETTINGS)
    failed = people().assign(problem="no_json: the reply is not JSON")
    with pytest.raises(GateError, match=r"of \d+ replies none can be used, the first for no_json"):
        expect_somebody(failed, SETTINGS)


def test_what_the_domain_says_of_personas_that_are_off_shapes_nothing():
    share = DOMAIN.personas.model_copy(update={"share": 0.5})
    assert DOMAIN.personas.roles
    assert "personas" not in parts(DOMAIN)
    assert "personas" in parts(DOMAIN.model_copy(update={"personas": share}))


def test_what_failed_without_personas_may_do_better_with_them(home: Path):
    scopes = [exclusions(settings)._scope for settings in (OFF, SETTINGS)]
    assert scopes[0] != scopes[1]
