"""Folds share no text, so that a model of answers finds style and remembers nothing."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.measures.answer_only import answer_only
from syngen_assets.core.measures.folds import FOLDS, components, folded
from syngen_assets.core.measures.sample import Sample
from syngen_tests.planted import table

THINGS = st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=3), max_size=40)


@given(THINGS)
def test_rows_with_a_thing_in_common_are_in_one_component(rows: list[list[int]]):
    component = components(rows)
    owners = {thing: component[place] for place, things in enumerate(rows) for thing in things}
    assert all(
        component[place] == owners[thing] for place, things in enumerate(rows) for thing in things
    )


@given(THINGS)
def test_rows_that_nothing_joins_are_apart(rows: list[list[int]]):
    component = components(rows)
    groups = [
        {thing for place in np.flatnonzero(component == number) for thing in rows[place]}
        for number in np.unique(component)
    ]
    assert sum(map(len, groups)) == len({thing for things in rows for thing in things})


def test_a_chain_of_rows_is_one_component():
    assert components([["a", "b"], ["c"], ["b", "d"], ["e", "d"]]).tolist() == [0, 1, 0, 0]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60))
def test_components_stay_whole_and_folds_are_about_as_full(numbers: list[int]):
    component = components([[number] for number in numbers])
    fold = folded(component)
    assert all(len(set(fold[component == number])) == 1 for number in set(component.tolist()))
    fullness = np.bincount(fold, minlength=FOLDS)
    assert fullness.max() - fullness.min() <= np.bincount(component).max()


def told(rows: pd.DataFrame) -> float:
    value = answer_only(Sample.of(rows))[0].value
    assert value is not None
    return value


def test_answers_that_come_again_are_not_remembered():
    rows = table(rows=90)
    again = [rows.assign(prompt=rows["prompt"] + f" Part {part}.") for part in range(3)]
    assert abs(told(pd.concat(again, ignore_index=True)) - told(rows)) < 0.1


def test_answers_that_come_again_on_the_other_side_are_not_remembered():
    rows = table(rows=120)
    rows["rejected"] = np.roll(rows["chosen"], 1)
    rows.loc[::4, "rejected"] = table(rows=240)["rejected"].iloc[120:150].to_numpy()
    assert 0.35 < told(rows) < 0.65
