"""A source that moved is a reason for one run, for a few more if that fails, and for no other."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.watching import GAPS, Origin, Try, Watched, reason_to_wait, run_key

OLD, NEW = Origin("acme/questions", "a" * 40), Origin("acme/questions", "b" * 40)
MOVED = Watched("healthcare", NEW, OLD)
NOW = 1_000_000.0


def failed(*ended: float) -> Watched:
    tries = [Try(f"run-{place}", True, time) for place, time in enumerate(ended)]
    return replace(MOVED, tries=tries)


def test_a_source_that_moved_asks_for_a_run():
    assert reason_to_wait(MOVED, NOW) == ""


@pytest.mark.parametrize(
    ("watched", "said"),
    [
        (replace(MOVED, source=OLD), "healthcare is released as its source stands"),
        (replace(MOVED, released=None), "was never released. Make it once by hand"),
        (replace(MOVED, released=Origin("sample.csv", "c")), "made from sample.csv at c"),
        (replace(MOVED, running="run-7"), "A run of healthcare is in progress: run-7."),
        (
            replace(MOVED, tries=[Try("run-1", False, 0, "batch-1")]),
            "its calls are in batch batch-1",
        ),
        (replace(MOVED, tries=[Try("run-1", False, 0)]), "run run-1 ended without a release"),
    ],
)
def test_there_are_reasons_to_wait_and_each_is_said(watched: Watched, said: str):
    assert said in reason_to_wait(watched, NOW)


def test_an_older_release_that_does_not_name_its_data_set_is_no_reason_to_wait():
    assert reason_to_wait(replace(MOVED, released=Origin("", OLD.revision)), NOW) == ""


@pytest.mark.parametrize("place", range(len(GAPS)))
def test_a_failed_run_is_asked_again_after_a_gap_that_grows(place: int):
    watched = failed(*[NOW] * (place + 1))
    assert "It is tried again in" in reason_to_wait(watched, NOW + GAPS[place] - 1)
    assert reason_to_wait(watched, NOW + GAPS[place]) == ""
    assert sorted(GAPS) == list(GAPS)


def test_after_three_more_tries_nothing_is_asked_for_and_it_says_what_to_do():
    said = reason_to_wait(failed(1, 2, 3, 4), NOW * NOW)
    assert "4 runs failed, the last one is run-3. It is not tried again" in said
    assert "make healthcare by hand" in said


def test_a_run_after_a_failed_one_that_left_its_calls_in_a_batch_is_waited_for():
    tries = [Try("run-1", True, 1), Try("run-2", False, 2, "batch-2")]
    assert "batch-2" in reason_to_wait(replace(MOVED, tries=tries), NOW)


def test_a_run_that_failed_after_its_batch_landed_is_left_to_who_goes_on_after_batches():
    tries = [Try("run-1", False, 1, "batch-1"), Try("run-2", True, 2)]
    said = reason_to_wait(replace(MOVED, tries=tries), NOW)
    assert "batches_landed goes on with them, and tries again what failed since" in said


@given(st.integers(0, 3), st.integers(0, 3), st.integers(1, 9), st.integers(1, 9))
def test_a_key_stands_for_one_revision_one_try_and_one_release(
    tries: int, others: int, release: int, later: int
):
    one, other = failed(*range(tries)), failed(*range(others))
    assert (run_key(one, release) == run_key(other, later)) == ((tries, release) == (others, later))
    assert run_key(one, release) != run_key(replace(one, source=OLD), release)
