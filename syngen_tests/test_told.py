"""A run that nobody types is told what the last release was told, under today's environment."""

import pytest

from syngen_assets.core.again import as_before
from syngen_assets.core.settings import gather
from syngen_assets.storage.folders import read_domain
from syngen_assets.told import by_itself, config
from syngen_tests.homes import REPOSITORY, syngen

DOMAIN = read_domain(REPOSITORY, "healthcare")


def test_what_the_environment_says_now_goes_before_what_was_said_then():
    told = {"questions": "20", "model": "small"}
    assert as_before(told, False, {}) == told
    now = {"SYNGEN_MODEL": "large"}
    assert as_before(told, False, now) == {"questions": "20"}


def test_a_release_without_a_model_is_made_again_without_one():
    assert as_before({"seed": "5"}, True, {}) == {"seed": "5", "offline": "1"}
    assert as_before({"seed": "5"}, True, {"SYNGEN_MODEL": "large"}) == {"seed": "5"}


def test_an_environment_that_says_offline_leaves_out_what_only_a_model_needs():
    told = {"questions": "20", "model": "small", "max_usd": "1"}
    now = {"SYNGEN_OFFLINE": "1"}
    assert gather(DOMAIN, as_before(told, False, now), now).questions == 20
    judged = as_before({**told, "judge": "strict"}, False, now)
    assert judged == {"questions": "20", "max_usd": "1", "judge": "strict"}


@pytest.mark.slow
def test_a_run_that_starts_by_itself_has_the_settings_of_the_last_release(home):
    assert by_itself("healthcare", {}).questions == 300
    assert syngen("run", "--offline", "--questions", 20, "--seed", 3) == 0
    settings = by_itself("healthcare", {})
    assert (settings.questions, settings.seed, settings.offline) == (20, 3, True)
    told = config(settings)["resources"]["settings"]["config"]
    assert (told["questions"], told["seed"], told["offline"]) == (20, 3, True)
