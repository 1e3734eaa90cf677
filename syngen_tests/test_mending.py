"""A mended plan: what is paid for stays, what is new is few, and it is fair all the same."""

from collections import Counter
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syngen_assets.core.mending import Asked, last, mended, merged
from syngen_assets.core.plan import Cell, Entry, Lines, Planned

SIX = {name: [name] for name in "abcdef"}
ASKS_FOR = {"a": ["a", "a2"], "b": ["b"], "c": ["c"]}
ROWS = [Entry(f"q{number}") for number in range(140)]
NEW = [Entry(f"new{number}") for number in range(20)]
CELLED = st.lists(
    st.builds(
        Entry,
        st.integers(0, 99).map(str),
        st.sampled_from(["flu", "gout", "acne", ""]),
        st.sampled_from(["a", "a2", "b", "c", "other", ""]),
    ),
    max_size=25,
    unique_by=lambda entry: entry.id,
)


def plan(entries, wanted, earlier=(), asks_for=SIX, taken=()) -> list[Planned]:
    """As many lines as are asked if each gives a question."""
    lines = Lines(entries, {}, asks_for, taken=taken, seed=0, known=last(earlier))
    return list(islice(mended(lines, earlier, wanted), wanted))


def asked(lines, entries=ROWS, failed=()) -> list[Asked]:
    """What a run that asked these lines remembers."""
    idle = {entry.id for entry in entries} - {line.source_id for line in lines}
    return [
        *(Asked(line.source_id, line.modification, n in failed) for n, line in enumerate(lines)),
        *(Asked(id, "") for id in sorted(idle)),
    ]


def fresh(after, before) -> list[str]:
    """The questions of the lines that are in the later plan only."""
    return sorted(line.source_id for line in {*after} - {*before})


def uses(lines) -> Counter[str]:
    return Counter(line.source_id for line in lines)


BEFORE = plan(ROWS, 160)


def spread(lines, asks_for=SIX) -> int:
    counts = Counter(line.modification for line in lines)
    return max(counts[name] for name in asks_for) - min(counts[name] for name in asks_for)


def test_without_an_earlier_plan_it_is_the_plan():
    lines = Lines(ROWS, {}, SIX, taken=(), seed=0)
    assert plan(ROWS, 160) == list(islice(iter(lines.draw, None), 160))


@pytest.mark.parametrize("wanted", [60, 140, 160, 500])
def test_where_nothing_changed_it_is_the_same_plan_with_the_same_lines_to_spare(wanted: int):
    before = plan(ROWS, wanted)
    assert plan(ROWS, wanted, asked(before)) == before
    lines = Lines(ROWS, {}, SIX, taken=(), seed=0)
    longer = list(islice(mended(lines, asked(before), wanted), wanted + 30))
    assert longer == plan(ROWS, wanted + 30)


@pytest.mark.parametrize("gone", [0, 3, 5])
def test_questions_that_come_pay_for_those_that_go(gone: int):
    before = BEFORE
    after = plan([*ROWS[gone:], *NEW[:7]], 160, asked(before))
    assert fresh(after, before) == sorted(entry.id for entry in NEW[:7])
    assert spread(after) <= 1
    assert set(uses(after)) == {entry.id for entry in [*ROWS[gone:], *NEW[:7]]}


@pytest.mark.parametrize("gone", [1, 5, 40])
def test_where_more_go_than_come_old_questions_are_changed_once_more_for_each_lost_line(gone: int):
    before = BEFORE
    lost = sum(line.source_id in {entry.id for entry in ROWS[:gone]} for line in before)
    after = plan(ROWS[gone:], 160, asked(before))
    assert len(fresh(after, before)) == lost
    assert spread(after) <= 1
    assert max(uses(after).values()) <= 2


@settings(max_examples=25)
@given(st.sets(st.integers(0, 139), max_size=30), st.integers(0, 20), st.integers(150, 170))
def test_any_change_pays_for_new_questions_and_for_what_is_missing_only(gone, come, wanted):
    before = BEFORE
    left = [entry for place, entry in enumerate(ROWS) if place not in gone]
    after = plan([*left, *NEW[:come]], wanted, asked(before))
    kept = len({*after} & {*before})
    of_old = [id for id in fresh(after, before) if not id.startswith("new")]
    assert len(of_old) <= max(0, wanted - kept - come)
    assert spread(after) <= 1
    assert max(uses(after).values()) == 1 or len(uses(after)) == len(left) + come


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 139), st.integers(1, 7)), min_size=1, max_size=4))
def test_over_many_revisions_it_stays_fair_and_settles_at_once(steps):
    entries, remembered = ROWS, asked(BEFORE)
    for number, (gone, come) in enumerate(steps):
        entries = [e for e in entries if e.id != f"q{gone}"]
        entries = [*entries, *(Entry(f"new {number} {n}") for n in range(come))]
        lines = plan(entries, 160, remembered)
        remembered = merged(asked(lines, entries), remembered)
        assert plan(entries, 160, remembered) == lines
        assert spread(lines) <= 1


def test_a_question_that_comes_back_finds_its_line():
    before = BEFORE
    without = plan([*ROWS[1:], NEW[0]], 160, asked(before))
    remembered = merged(asked(without, [*ROWS[1:], NEW[0]]), asked(before))
    back = plan([*ROWS, NEW[0]], 160, remembered)
    assert fresh(back, [*before, *without]) == []


def test_a_small_trial_in_between_forgets_nothing():
    before = BEFORE
    trial = plan(ROWS, 10, asked(before))
    assert trial == before[:10]
    assert plan(ROWS, 160, merged(asked(trial), asked(before))) == before


def test_a_line_that_failed_keeps_its_place_and_another_fills_it():
    before = plan(ROWS, 165)
    earlier = asked(before, failed={3, 50, 80, 120, 140})
    lines = Lines(ROWS, {}, SIX, taken=(), seed=0)
    assert list(islice(mended(lines, earlier, 160), 165)) == before


def test_a_new_modification_takes_its_share_of_each_other():
    before = BEFORE
    after = plan(ROWS, 160, asked(before), asks_for={**SIX, "g": ["g"]})
    assert spread(after, {**SIX, "g": ["g"]}) <= 1
    assert Counter(line.modification for line in {*after} - {*before}) == {"g": 22}


def test_a_modification_that_is_gone_leaves_its_lines_to_the_others():
    before = BEFORE
    five = {name: SIX[name] for name in "abcde"}
    after = plan(ROWS, 160, asked(before), asks_for=five)
    assert {line.modification for line in after} == set(five)
    assert spread(after, five) <= 1
    kept = {line for line in before if line.modification != "f"}
    assert kept <= {*after}


def test_a_new_question_that_can_have_no_line_leaves_the_plan_as_it_is():
    old, full = Entry("old"), Entry("new", "flu", "other")
    taken = [Cell("flu", aspect) for aspect in ("a", "b")]
    two = {name: SIX[name] for name in "ab"}
    before = plan([old], 2, asks_for=two, taken=taken)
    assert plan([old, full], 2, asked(before, [old]), two, taken) == before


@given(CELLED, CELLED, st.integers(0, 30))
def test_with_cells_no_cell_is_filled_twice_and_a_second_look_changes_nothing(one, other, wanted):
    taken = {Cell("flu", "b")}
    before = asked(plan(one, wanted, asks_for=ASKS_FOR, taken=taken), one)
    lines = plan(other, wanted, before, ASKS_FOR, taken)
    cells = [Cell(line.topic, line.aspect) for line in lines if line.topic]
    assert len(cells) == len(set(cells))
    assert not taken & set(cells)
    remembered = merged(asked(lines, other), before)
    assert set(plan(other, wanted, remembered, ASKS_FOR, taken)) == set(lines)
