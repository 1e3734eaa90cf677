"""Why a row differs between two releases: each reason by example, from what was recorded."""

import json

import pytest

from syngen_assets.core.differences import Difference, differences, text, told
from syngen_assets.core.tables import records
from syngen_assets.core.tables.history import RELEASE_ROWS

OLD, NEW = "a" * 40, "b" * 40
JSON = ("wording", "domain_parts", "words", "overrides")


def release(number: int, **facts) -> dict:
    told = {
        "release": number,
        "released_at": f"2026-11-0{number}T00:00:00+00:00",
        "dataset": "owner/set",
        "revision": OLD if number == 1 else NEW,
        "model": "some-model",
        "questions": 2,
        "seed": 0,
        "pairs": 2,
        **dict.fromkeys(JSON, {}),
        **facts,
    }
    return told | {name: json.dumps(told[name]) for name in JSON}


def row(question: str, **cells) -> dict:
    told = {
        "question_id": question,
        "pair_id": f"pair of {question}",
        "prompt": f"what about {question}",
        "chosen": "It takes 7 days.",
        "rejected": "It takes 7 weeks.",
        "flaw": "wrong_number",
        "origin": "source",
        "source_id": question,
        "split": "train",
        "model": "some-model",
        "chosen_template": "answer_well",
        "chosen_version": "1",
        "rejected_template": "answer_badly",
        "rejected_version": "1",
        "chosen_request": "c1",
        "rejected_request": "r1",
        **cells,
    }
    return records(RELEASE_ROWS.frame([told]))[0]


def event(question: str, change: str) -> dict:
    moved = {"before": OLD, "after": NEW, "seen_at": "2026-11-02T00:00:00+00:00"}
    return {"question_id": question, "change": change, **moved}


def left(question: str, gate: str) -> dict:
    return row(question, release=2, change="left", gate=gate, why=f"{gate}: it says why")


def compared(one, other, *, events=(), moved=(), before=(), after=()) -> list[Difference]:
    sides = (release(1, **dict(before)), one), (release(2, **dict(after)), other)
    return differences(*sides, events, moved)


def only(found: list[Difference]) -> tuple[str, str, str]:
    (one,) = found
    assert one.reason
    return one.change, *one.reason


def changed(was: dict, now: dict, **more) -> tuple[str, str]:
    change, kind, why = only(compared([row("q", **was)], [row("q", **now)], **more))
    assert change == "changed"
    return kind, why


def test_another_share_of_personas_is_why_synthetic_questions_come_and_go_and_no_others():
    made, plain = row("m", origin="synthetic", modification="causes"), row("s")
    told = compared([plain], [made, plain], after={"overrides": {"personas": "0.5"}})
    assert only(told)[1:] == (
        "personas",
        "personas colour another share of the questions: as the domain says → 0.5",
    )
    told = compared([made], [], before={"overrides": {"personas": "0.5"}})
    assert only(told)[1] == "personas"
    told = compared([plain], [], before={"overrides": {"personas": "0.5"}})
    assert told[0].reason is None or told[0].reason.kind != "personas"


def test_two_releases_of_the_same_rows_do_not_differ():
    assert compared([row("q"), row("r")], [row("r"), row("q")]) == []


@pytest.mark.parametrize(
    ("change", "kind", "why"),
    [
        ("new", "source row new", "its source row is new (revision aaaaaaaa → bbbbbbbb)"),
        ("back", "source row back", "its source row is back (revision aaaaaaaa → bbbbbbbb)"),
        ("changed", "source row changed", "its source row was changed (revision aaaaaaaa → b"),
    ],
)
def test_a_row_is_added_since_its_source_row_came(change, kind, why):
    found = only(compared([], [row("q")], moved=[event("q", change)]))
    assert found[:2] == ("added", kind)
    assert found[2].startswith(why)


def test_a_row_is_removed_since_its_source_row_went():
    found = compared([row("q")], [], moved=[event("q", "gone")])
    assert only(found) == (
        "removed",
        "source row gone",
        "its source row is gone (revision aaaaaaaa → bbbbbbbb)",
    )


def test_what_happened_to_the_source_before_is_no_reason():
    earlier = event("q", "gone") | {"seen_at": "2026-10-01T00:00:00+00:00", "after": "0" * 40}
    assert only(compared([row("q")], [], moved=[earlier]))[1] == "unknown"


def test_a_source_row_that_the_earlier_release_had_not_looked_at_is_new():
    seen = event("q", "new") | {"seen_at": "2026-10-01T00:00:00+00:00"}
    found = compared([], [row("q")], moved=[seen], before={"revision": NEW})
    assert only(found)[1] == "source row new"


@pytest.mark.parametrize(
    ("gate", "kind"),
    [
        ("source_gone", "source row gone"),
        ("reviewers_say_inverted", "reviewers"),
        ("reviewers_say_harmful", "reviewers"),
        ("retired_modification", "modification retired"),
        ("inverted_pair", "judge"),
        ("refused_reply", "gate failed"),
    ],
)
def test_a_row_is_removed_by_the_gate_that_holds_it_back(gate: str, kind: str):
    found = only(compared([row("q")], [], events=[left("q", gate)]))
    assert found[:2] == ("removed", kind)
    assert "it says why" in found[2]


def test_a_row_takes_the_place_of_one_that_failed():
    rows = [row("q", modification="causes"), row("r", modification="risks")]
    come = row("s", modification="risks")
    events = [left("q", "refused_reply"), left("r", "leaked_prompt")]
    found = {one.row["question_id"]: one.reason for one in compared(rows, [come], events=events)}
    assert found["s"] == (
        "took a place",
        "took the place of pair of r: it failed a gate since: leaked_prompt: it says why",
    )


def test_a_row_gives_its_place_to_one_that_is_new():
    found = compared([row("q")], [row("n")], moved=[event("n", "new")])
    assert [one.reason.kind for one in found if one.reason] == ["source row new", "gave its place"]
    assert found[1].reason
    assert found[1].reason.text.startswith("gave its place to pair of n: its source row is new")


def test_a_row_that_a_gate_held_back_before_is_back():
    found = compared([], [row("q")], events=[left("q", "refused_reply")])
    assert only(found)[1] == "gate passed"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ({"seed": 0}, {"seed": 7}, "another seed"),
        ({"dataset": "owner/set"}, {"dataset": "mine.csv"}, "another data set"),
        ({"model": "some"}, {"model": "other"}, "another model"),
        (
            {"wording": {"rewrite_question": "1"}},
            {"wording": {"rewrite_question": "2"}},
            "template edited",
        ),
        (
            {"domain_parts": {"modifications.risks": "1"}},
            {"domain_parts": {"modifications.risks": "2"}},
            "domain.yaml edited",
        ),
        (
            {"domain_parts": {"limits": "1"}},
            {"domain_parts": {"limits": "2"}},
            "domain.yaml edited",
        ),
    ],
)
def test_other_settings_are_the_reason_on_both_sides(before, after, kind):
    was = row("q", origin="synthetic", modification="risks", source_id="s")
    now = row("n", origin="synthetic", modification="risks", source_id="s")
    found = compared([was], [now], before=before, after=after)
    assert [one.reason.kind for one in found if one.reason] == [kind, kind]


@pytest.mark.parametrize("rules", ["cleaning rules", "planning rules", "gate rules"])
def test_other_rules_of_the_program_bring_and_take_rows(rules: str):
    told = {"before": {"wording": {rules: "1" * 9}}, "after": {"wording": {rules: "2" * 9}}}
    for found in (compared([], [row("q")], **told), compared([row("q")], [], **told)):
        assert only(found)[1:] == ("rules edited", f"the {rules} were edited (11111111 → 22222222)")


def test_rules_that_one_of_the_releases_does_not_tell_of_are_no_reason():
    told = {"after": {"wording": {"gate rules": "2"}}}
    assert only(compared([], [row("q")], **told))[1] == "unknown"


def test_edits_of_the_domain_and_of_the_rules_are_told_together():
    one = {"wording": {"gate rules": "1"}, "domain_parts": {"limits": "1"}}
    other = {"wording": {"gate rules": "2"}, "domain_parts": {"limits": "2"}}
    found = only(compared([], [row("q")], before=one, after=other))
    assert found[1] == "domain.yaml edited"
    assert found[2].endswith("limits was edited; the gate rules were edited (1 → 2)")


def test_a_nearer_reason_stands_before_other_rules():
    told = {"before": {"wording": {"gate rules": "1"}}, "after": {"wording": {"gate rules": "2"}}}
    found = compared([row("q")], [], events=[left("q", "refused_reply")], **told)
    assert only(found)[1] == "gate failed"
    assert only(compared([], [row("q")], moved=[event("q", "new")], **told))[1] == "source row new"


def test_more_or_fewer_questions_are_wanted():
    assert only(compared([], [row("q")], after={"questions": 300}))[2] == (
        "the plan has 300 questions in the place of 2"
    )
    assert only(compared([row("q")], [], after={"questions": 1}))[1] == "another target"


@pytest.mark.parametrize("change", ["added", "removed"])
def test_a_modification_came_or_went_with_the_domains_file(change: str):
    one, other = {"domain_parts": {}}, {"domain_parts": {"modifications.risks": "1"}}
    rows = [row("q", modification="risks")]
    found = (
        compared([], rows, before=one, after=other)
        if change == "added"
        else compared(rows, [], before=other, after=one)
    )
    assert only(found) == (
        change,
        "domain.yaml edited",
        f"domain.yaml: the modification risks was {change}",
    )


def test_experts_approve_a_modification_again():
    words = {"words": {"risks": "retired"}}, {"words": {"risks": "approved"}}
    found = compared([], [row("q", modification="risks")], before=words[0], after=words[1])
    assert only(found)[1] == "modification approved"


def test_a_row_that_was_there_and_not_needed_is_added_since_more_are_wanted():
    seen = event("q", "new") | {"seen_at": "2026-10-01T00:00:00+00:00"}
    told = {"before": {"revision": NEW}, "after": {"questions": 3}}
    assert only(compared([], [row("q")], moved=[seen], **told))[1] == "another target"


OFFLINE = {"model": "offline"}


def test_offline_a_retired_modification_takes_its_rows_and_moves_the_others():
    words = {"words": {"key_term": "retired", "treatments": "retired"}}
    rows = [row("q", modification="key_term"), row("r", modification="risks")]
    found = compared(rows, [row("n")], before=OFFLINE, after=OFFLINE | words)
    anew = "the plan was made anew without the modifications key_term, treatments"
    assert {one.row["question_id"]: one.reason for one in found} == {
        "q": ("modification retired", "experts have retired the modification key_term"),
        "r": ("plan made anew", anew),
        "n": ("plan made anew", anew),
    }


def test_offline_rows_move_for_others_of_the_source_and_for_another_target():
    changes = {"a": "new", "b": "new", "c": "changed", "d": "gone"}
    moved = [event(id, change) for id, change in changes.items()]
    found = compared([], [row("n")], moved=moved, before=OFFLINE, after=OFFLINE | {"questions": 1})
    assert only(found)[2] == (
        "the plan was made anew for 2 new, 1 changed and 1 removed source rows, "
        "with 1 questions in the place of 2"
    )


def test_a_plan_that_was_paid_for_is_not_said_to_be_made_anew():
    assert only(compared([], [row("n")], moved=[event("a", "new")]))[1] == "unknown"


def test_offline_nothing_that_differs_is_still_unknown():
    assert only(compared([], [row("n")], before=OFFLINE, after=OFFLINE))[1] == "unknown"


@pytest.mark.parametrize("part", ["source", "reference"])
def test_no_reason_names_another_revision_where_there_is_none(part: str):
    was, now = ({f"{part}_digest": digest} for digest in "12")
    kind, why = changed(was, now | {"chosen": "x"}, after={"revision": OLD})
    assert kind.endswith("read otherwise")
    assert "revision" not in why


def test_nothing_recorded_is_said_to_be_unknown():
    assert only(compared([row("q")], []))[1:] == (
        "unknown",
        "unknown: nothing that was recorded tells why",
    )


@pytest.mark.parametrize(
    ("was", "now", "more", "kind"),
    [
        ({}, {"note": "flipped: it was so"}, {}, "judge"),
        ({}, {"chosen": "x", "model": "other"}, {}, "another model"),
        ({}, {"chosen": "x", "chosen_template": "answer_from_reference"}, {}, "another template"),
        ({"source_digest": "1"}, {"chosen": "x", "source_digest": "2"}, {}, "source row changed"),
        (
            {"reference_id": "f", "reference_digest": "1"},
            {"reference_id": "f", "reference_digest": "2", "chosen": "x"},
            {},
            "reference changed",
        ),
        ({"reference_id": "f"}, {"reference_id": "g", "chosen": "x"}, {}, "another reference"),
        (
            {},
            {"chosen": "x", "chosen_version": "2"},
            {
                "before": {"wording": {"answer_well": "1"}},
                "after": {"wording": {"answer_well": "2"}},
            },
            "template edited",
        ),
        (
            {},
            {"rejected": "x", "rejected_version": "2"},
            {
                "before": {"wording": {"answer_badly": "1"}},
                "after": {"wording": {"answer_badly": "2"}},
            },
            "template edited",
        ),
        (
            {},
            {"chosen": "x"},
            {"before": {"domain_parts": {}}, "after": {"domain_parts": {"answer_rules": "2"}}},
            "domain.yaml edited",
        ),
        (
            {},
            {"rejected": "x"},
            {
                "before": {"domain_parts": {"flaws.overclaim": "1"}},
                "after": {"domain_parts": {"flaws.overclaim": "2"}},
            },
            "domain.yaml edited",
        ),
        ({"donor_id": "d"}, {"rejected": "x"}, {"moved": [event("d", "gone")]}, "lent answer gone"),
        ({}, {"chosen": "x"}, {}, "read otherwise"),
        ({}, {"chosen": "x", "chosen_request": "c2"}, {}, "unknown"),
        (
            {},
            {"chosen": "x", "chosen_request": "c2"},
            {
                "before": {"wording": {"gate rules": "1"}},
                "after": {"wording": {"gate rules": "2"}},
            },
            "rules edited",
        ),
        (
            {},
            {"chosen": "x", "chosen_request": "c2"},
            {
                "before": {"wording": {"offline rules": "1"}},
                "after": {"wording": {"offline rules": "2"}},
            },
            "rules edited",
        ),
        ({}, {"split": "test"}, {}, "marks"),
        ({}, {"rejected": "x", "rejected_request": "r2"}, {"after": {"seed": 1}}, "another seed"),
        ({}, {"model": "other"}, {"after": {"model": "other"}}, "another model"),
    ],
)
def test_a_question_has_other_answers_for_a_reason(was, now, more, kind):
    assert changed(was, now, **more)[0] == kind


def test_offline_flaws_are_evened_out_when_other_rows_come():
    one = [row("q", model="offline")]
    other = [row("q", model="offline", rejected="x", rejected_request="r2"), row("n")]
    found = compared(one, other, moved=[event("n", "new")])
    assert [one.reason.kind for one in found if one.reason] == [
        "source row new",
        "flaws evened out",
    ]


def test_what_is_told_counts_by_reason_first_and_then_names_the_rows():
    one = [row("q", modification="risks"), row("same")]
    found = compared(one, [row("n"), row("same")], moved=[event("q", "gone"), event("n", "new")])
    record = told("healthcare", release(1), release(2), found, 1)
    assert (record["added"], record["removed"], record["changed"], record["same"]) == (1, 1, 0, 1)
    assert text(record).splitlines() == [
        "healthcare: release 1 (2026-11-01, revision aaaaaaaa, 2 pairs) → release 2 (2026-11-02, "
        "revision bbbbbbbb, 2 pairs)",
        "1 added, 1 removed, 0 changed, 1 the same",
        "",
        "     1 added    source row new",
        "     1 removed  source row gone",
        "",
        "added:",
        "  pair of n what about n",
        "      its source row is new (revision aaaaaaaa → bbbbbbbb)",
        "",
        "removed:",
        "  pair of q what about q [risks]",
        "      its source row is gone (revision aaaaaaaa → bbbbbbbb)",
    ]
