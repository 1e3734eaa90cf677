"""Standing: every reason for which a release would come out otherwise, by example."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from syngen_assets.core.domain_parts import edits
from syngen_assets.core.flow import PREFERENCES
from syngen_assets.core.grounds import (
    CLEANING,
    GATES,
    PEOPLE,
    PLANNING,
    RULES,
    Ground,
    Grounded,
    from_row,
    ground,
)
from syngen_assets.core.settings import Settings
from syngen_assets.core.standing import again, merged, reasons
from syngen_assets.core.tables import records
from syngen_assets.core.tables.grounds import GROUNDS
from syngen_assets.grounds import wording
from syngen_tests.test_domains import colds

SOURCE = {"dataset": "owner/colds", "revision": "a" * 40}
WORDING = {"rewrite_question": "1", "answer_well": "1", "answer_badly": "1", "judge_pair": "1"}


SAID = {"seed": "0", "base_url": "http://one/v1"}


def grounded(more: str = "", **changes: object) -> Ground:
    """What a release of colds is made from, but for some changes."""
    found = ground(Settings(colds(more), model="m"), WORDING, SOURCE, reviews="1")
    return replace(found, **changes)  # type: ignore[arg-type]


def made(then: Ground, **others: Ground) -> dict[str, Grounded]:
    """All assets as one run made them, but for some that were made at other times."""
    contents = {asset: f"rows of {asset}" for asset in PREFERENCES.names}
    return {
        asset: Grounded(
            asset,
            others.get(asset, then),
            contents[asset],
            {before: contents[before] for before in PREFERENCES.names[:place]},
            "2026-11-20T10:00:00+00:00",
            "r",
            SAID,
        )
        for place, asset in enumerate(PREFERENCES.names)
    }


THEN = grounded()
MADE = made(THEN)


def why(made: Mapping[str, Grounded], now: Ground, newer: int = 0, missing: int = 0):
    """The reasons where the same was said then and now."""
    return reasons(made, now, SAID, newer, missing)


def told(now: Ground, newer: int = 0) -> list[tuple[str, str]]:
    """Each reason in words, with the first asset that comes out otherwise."""
    return [(reason.text, reason.first) for reason in why(MADE, now, newer)]


def test_where_nothing_has_changed_there_is_nothing_to_do():
    assert why(MADE, grounded()) == []
    assert again([]) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"revision": "b" * 40},
            ("the source has a new revision: aaaaaaaa → bbbbbbbb", "raw_questions"),
        ),
        ({"dataset": "x.csv"}, ("another source: owner/colds → x.csv", "raw_questions")),
        ({"model": "n"}, ("another model: m → n", "synthetic_questions")),
        ({"judge": "j"}, ("another judge: none → j", "verdicts")),
        ({"questions": 20}, ("other questions: 300 → 20", "prompts")),
        ({"seed": 7}, ("another seed: 0 → 7", "prompts")),
    ],
)
def test_each_thing_that_shapes_a_release_is_a_reason(
    changes: dict[str, object], reason: tuple[str, str]
):
    assert told(grounded(**changes)) == [reason]


def test_personas_that_were_never_made_are_missed_only_where_they_are_on():
    older = {asset: one for asset, one in MADE.items() if not asset.startswith("persona")}
    assert why(older, grounded()) == []
    on = grounded("personas: {share: 0.5}\n")
    assert ("personas was never made", "personas") in [
        (reason.text, reason.first) for reason in why(older, on)
    ]
    assert reasons(older, grounded(), SAID | {"personas": "0.5"})


def test_an_edit_of_personas_counts_where_they_are_on_by_whomever():
    domain = colds()
    edited = domain.model_copy(update={"personas": domain.personas.model_copy(update={"most": 9})})
    off, on = (
        [wording(Settings(each, personas=share)).get(PEOPLE) for each in (domain, edited)]
        for share in (None, 0.5)
    )
    assert off == [None, None]
    assert None not in on
    assert on[0] != on[1]
    assert PEOPLE not in wording(Settings(colds("personas: {share: 0.5}\n")))


def test_what_is_written_for_personas_makes_nothing_else_stale():
    assert "persona_texts" not in PREFERENCES.earlier("prompts")
    assert "personas" in PREFERENCES.earlier("prompts")


@pytest.mark.parametrize(
    ("template", "first"),
    [
        ("rewrite_question", "prompts"),
        ("answer_well", "chosen_responses"),
        ("answer_badly", "rejected_responses"),
        ("judge_pair", "verdicts"),
    ],
)
def test_an_edited_template_is_named_with_the_step_that_it_shapes(template: str, first: str):
    edited = grounded(wording=WORDING | {template: "2"})
    assert told(edited) == [(f"template {template} has changed", first)]


@pytest.mark.parametrize(
    ("rules", "first"),
    [(CLEANING, "clean_questions"), (RULES, "synthetic_questions"), (GATES, "pairs")]
    + [(PLANNING, "prompts"), (PEOPLE, "personas")],
)
def test_the_rules_of_the_program_are_wording_too(rules: str, first: str):
    then, now = ({**WORDING, rules: version} for version in "12")
    (found,) = why(made(grounded(wording=then)), grounded(wording=now))
    assert (found.text, found.first) == (f"the {rules} have changed", first)


@pytest.mark.parametrize(
    ("line", "text", "first"),
    [
        ("limits: {answer_tokens: 60}", "limits was edited", "clean_questions"),
        ("source_share: 0.2", "source_share was edited", "prompts"),
        ("answer_rules: Be kind.", "answer_rules was edited", "chosen_responses"),
        ("notice: Mind.", "notice was edited", "questions_and_responses"),
    ],
)
def test_an_edited_domain_file_is_a_reason_by_the_part_that_was_edited(
    line: str, text: str, first: str
):
    assert told(grounded(line)) == [(f"domain.yaml: {text}", first)]


def test_modifications_and_flaws_that_come_go_and_change_are_named():
    parts = dict(THEN.domain_parts)
    gone = next(name for name in parts if name.startswith("modifications."))
    flaw = next(name for name in parts if name.startswith("flaws."))
    del parts[gone]
    now = grounded(domain_parts=parts | {flaw: "2", "modifications.diet": "1"})
    name, spoiled = gone.partition(".")[2], flaw.partition(".")[2]
    assert told(now) == [
        (f"domain.yaml: the modification {name} was removed", "prompts"),
        ("domain.yaml: the modification diet was added", "prompts"),
        (f"domain.yaml: the flaw {spoiled} was edited", "rejected_responses"),
    ]


def test_what_people_said_since_is_a_reason_for_the_tail_alone():
    assert told(grounded(reviews="2"), newer=3) == [("3 newer reviews", "questions_and_responses")]
    assert told(grounded(reviews="2")) == [
        ("people have said other things", "questions_and_responses")
    ]


def test_a_retired_modification_is_a_reason_for_another_plan_and_an_approved_one_for_a_card():
    assert told(grounded(words={"diet": "retired", "sleep": "approved"})) == [
        ("experts have retired the modification diet", "prompts"),
        ("experts have approved the modification sleep", "questions_and_responses"),
    ]
    then = grounded(words={"diet": "retired"})
    (back,) = why(made(then), grounded(words={"diet": "approved"}))
    assert back.first == "prompts"
    assert why(made(then), then) == []


def test_pairs_that_are_missing_are_a_reason():
    (reason,) = why(MADE, THEN, missing=2)
    assert (reason.text, reason.first) == ("2 pairs of it are missing", "prompts")


def test_all_that_follows_the_first_asset_is_made_again():
    found = why(MADE, grounded(judge="j", model="n"))
    assert again(found) == list(PREFERENCES.names[PREFERENCES.names.index("synthetic_questions") :])
    assert again(why(MADE, grounded(reviews="2"), 1)) == ["questions_and_responses", "audit"]


def test_an_asset_goes_into_a_row_and_comes_out_the_same():
    for one in (MADE["pairs"], replace(MADE["raw_questions"], overrides={}, inputs={})):
        (row,) = records(GROUNDS.frame([one.row()]))
        assert from_row(row) == one


def test_a_release_that_was_made_alone_does_not_hide_what_it_rests_on():
    edited = grounded("target: 20")
    alone = made(THEN, questions_and_responses=edited, audit=edited)
    assert [reason.text for reason in why(alone, edited)] == ["domain.yaml: target was edited"]
    assert why(alone, THEN) == []


def test_what_was_made_alone_before_the_release_is_a_reason_if_it_came_out_otherwise():
    assert why(MADE | {"prompts": replace(MADE["prompts"], run="s")}, THEN) == []
    other = MADE | {"prompts": replace(MADE["prompts"], content="other rows")}
    (reason,) = why(other, THEN)
    assert reason.text == "prompts came out otherwise since synthetic_questions was made"
    assert reason.first == "synthetic_questions"


def test_an_asset_that_was_never_made_is_a_reason():
    (reason,) = why({name: one for name, one in MADE.items() if name != "audit"}, THEN)
    assert (reason.text, reason.first) == ("audit was never made", "audit")


def test_a_new_model_is_told_once_wherever_it_was_not_asked_yet():
    new = grounded(model="n")
    half = made(THEN, synthetic_questions=new)
    assert [(one.text, one.first) for one in why(half, new)] == [
        ("another model: m → n", "chosen_responses")
    ]


@pytest.mark.parametrize(
    ("said", "text", "first"),
    [
        ({"base_url": "http://two/v1"}, "--base-url: http://one/v1 → http://two/v1", "synthetic"),
        ({"embedder": "local"}, "--embedder: none → local", "synthetic"),
        ({"held_out": "benchmark.csv"}, "--held-out: none → benchmark.csv", "clean"),
        ({"judge_preset": "groq"}, "--judge-preset: none → groq", "verdicts"),
    ],
)
def test_another_server_embedder_or_benchmark_is_a_reason(
    said: dict[str, str], text: str, first: str
):
    (found,) = reasons(MADE, THEN, SAID | said)
    assert found.text == f"another {text}"
    assert found.first.startswith(first)


def test_offline_a_server_that_nobody_asks_is_none():
    offline = grounded(model="offline")
    assert reasons(made(offline), offline, SAID | {"base_url": "http://two/v1"}) == []


def test_what_a_release_is_made_from_is_what_its_parts_were_made_from():
    assert merged(MADE, THEN) == THEN
    now = replace(
        grounded("target: 20\nnotice: Mind.", model="n", seed=7, reviews="2"),
        wording=WORDING | {"answer_badly": "2"},
    )
    alone = merged(MADE, now)
    edited = [str(edit) for edit in edits(THEN.domain_parts, alone.domain_parts)]
    assert edited == ["notice was edited"]
    assert (alone.model, alone.seed, alone.wording) == ("m", 0, WORDING)
    assert alone.reviews == "2"
    whole = made(now)
    del whole["questions_and_responses"]
    assert merged(whole, now) == now
