"""Parts of a domain: an edit of `domain.yaml` is named by what it touched."""

from syngen_assets.core.domain_parts import edits, parts, shape
from syngen_tests.test_domains import colds

PLAIN = colds("")


def told(more: str) -> list[str]:
    return [str(edit) for edit in edits(parts(PLAIN), parts(colds(more)))]


def test_an_edit_is_named_by_the_key_that_it_touched():
    assert told("limits: {answer_tokens: 60}") == ["limits was edited"]
    before, after = parts(colds("target: 20")), parts(colds("target: 30"))
    assert [str(edit) for edit in edits(before, after)] == ["target was edited"]


def test_modifications_flaws_and_table_gates_are_named_one_by_one():
    before = {"modifications.a": "1", "flaws.b": "1", "table_gates.c": "1"}
    after = {"modifications.a": "2", "modifications.d": "1", "table_gates.c": "1"}
    assert [str(edit) for edit in edits(before, after)] == [
        "the flaw b was removed",
        "the modification d was added",
        "the modification a was edited",
    ]


def test_a_comment_a_default_that_is_written_down_and_a_budget_are_no_edits():
    for idle in ("# a remark", "source_share: 0.47", "limits: {answer_tokens: 70}"):
        assert told(idle) == []
    assert told("budget: {month: {usd: 1}}") == []
    assert shape(colds("# a remark")) == shape(PLAIN) != shape(colds("target: 20"))
