"""A run that goes on with what an earlier one made is told what that one was told."""

from syngen_assets.core.again import as_told
from syngen_assets.core.settings import gather
from syngen_assets.storage.folders import read_domain
from syngen_tests.homes import REPOSITORY

DOMAIN = read_domain(REPOSITORY, "healthcare")
KEY = {"OPENAI_API_KEY": "sk-1", "SYNGEN_OUTPUT": "elsewhere"}


def test_flags_and_environment_of_then_hold_and_those_of_now_do_not():
    then = gather(DOMAIN, {"seed": "5"}, {"SYNGEN_MODEL": "small", "SYNGEN_QUESTIONS": "12"})
    now = KEY | {"SYNGEN_SEED": "7", "SYNGEN_JUDGE": "judge", "OPENAI_BASE_URL": "http://x/v1"}
    again = as_told(DOMAIN, then.overrides, then.offline, now)
    assert (again.seed, again.model, again.questions) == (5, "small", 12)
    assert (again.judge, again.base_url) == (None, None)
    assert again.overrides == then.overrides


def test_an_offline_run_stays_offline_and_another_one_online():
    then = gather(DOMAIN, {"offline": True, "seed": 3}, {})
    assert as_told(DOMAIN, then.overrides, True, KEY).offline
    assert not as_told(DOMAIN, {}, False, {"SYNGEN_OFFLINE": "1"}).offline


def test_a_server_known_by_name_is_the_one_of_then():
    then = gather(
        DOMAIN, {"preset": "ollama", "model": "small"}, {"OPENAI_BASE_URL": "http://y/v1"}
    )
    again = as_told(DOMAIN, then.overrides, False, KEY | {"OPENAI_BASE_URL": "http://z/v1"})
    assert again.base_url == then.base_url


def test_what_changes_no_result_is_that_of_now():
    assert as_told(DOMAIN, {"seed": "5"}, False, KEY).output == "elsewhere"
