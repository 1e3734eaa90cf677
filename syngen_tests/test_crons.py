"""A schedule of a domain is one that Dagster can keep, and a wrong one says what is wrong."""

import pytest
from dagster._utils.schedules import is_valid_cron_schedule
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.crons import WEEKLY, cron
from syngen_assets.core.errors import DomainError
from syngen_assets.core.recipes import parse
from syngen_tests.homes import REPOSITORY

HEALTHCARE = (REPOSITORY / "data/domains/healthcare/domain.yaml").read_text(encoding="utf-8")
WORDS = st.sampled_from(
    ["*", "*/2", "*/70", "0", "1", "7", "12", "30", "31", "59", "60", "1-5", "5-1", "1-5/2", "1,3"]
    + ["mon", "jan", "mon-fri", "-", "x", "1/2", "0-6", "٣"]
)


@given(st.lists(WORDS, min_size=4, max_size=6))
def test_what_we_take_for_a_schedule_dagster_does_too(words: list[str]):
    try:
        taken = cron(" ".join(words))
    except ValueError:
        return
    assert is_valid_cron_schedule(taken)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 4 * *", "has 4 fields and a schedule has five"),
        ("@daily", "has 1 fields"),
        ("0 24 * * 1", "hour is '24', which is not between 0 and 23"),
        ("0 4 * * 8", "weekday is '8', which is not between 0 and 6"),
        ("0 4 30 2 *", "never comes"),
        ("0 4 * * fri-mon", "from the smaller to the greater"),
        ("*/0 4 * * 1", "a step is between 1 and 59"),
        ("often 4 * * 1", "minute is 'often'"),
        ("0 4 L * 1", "day is 'l'"),
    ],
)
def test_what_is_no_schedule_is_refused_with_the_field_that_is_wrong(text: str, said: str):
    with pytest.raises(ValueError, match="(?s).*") as refused:
        cron(text)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", [WEEKLY, "15 3 1,15 * *", "0 */6 * * mon-fri", "0 0 29 2 *"])
def test_usual_schedules_are_taken_as_they_are(text: str):
    assert cron(text) == text


def test_a_domain_says_when_it_is_made_again_and_how_old_it_may_be():
    plain = parse("healthcare", HEALTHCARE, "domain.yaml")
    assert (plain.schedule, plain.freshness.days) == (WEEKLY, 8)
    told = f"{HEALTHCARE}\nschedule: 30 2 * * tue\nfreshness: {{days: 3}}\n"
    domain = parse("healthcare", told, "domain.yaml")
    assert (domain.schedule, domain.freshness.days) == ("30 2 * * tue", 3)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("schedule: 0 99 * * 1", "hour is '99'"),
        ("freshness: {days: 0}", "freshness"),
        ("freshness: {weeks: 2}", "days"),
    ],
)
def test_a_wrong_schedule_or_age_makes_the_domain_say_so(line: str, said: str):
    with pytest.raises(DomainError, match=r"domain\.yaml") as refused:
        parse("healthcare", f"{HEALTHCARE}\n{line}\n", "domain.yaml")
    assert said in str(refused.value)
