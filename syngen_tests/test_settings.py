"""Settings: flags over environment over defaults, and a sentence for every wrong word."""

import pytest

from syngen_assets.core.embedders import Embedding
from syngen_assets.core.errors import UsageError
from syngen_assets.core.flags import VARIABLES, said
from syngen_assets.core.personas.domain import Personas
from syngen_assets.core.settings import MODEL, OFFLINE_NAME, OUTPUT, gather
from syngen_tests.test_domains import colds

DOMAIN = colds("offline_license: MIT\ntarget: 12\ncolumns: {question: [query, ask]}")


def test_where_nothing_is_said_the_domain_and_the_defaults_decide():
    settings = gather(DOMAIN, {}, {})
    assert (settings.questions, settings.seed, settings.concurrency) == (12, 0, None)
    assert (settings.model, settings.output) == (MODEL, OUTPUT)
    assert (settings.source, settings.base_url, settings.max_usd) == (None, None, None)
    assert settings.offline is False
    assert (settings.columns, settings.overrides) == ({}, {})


@pytest.mark.parametrize(
    ("flag", "attribute", "low", "high"),
    [
        ("source", "source", "a/b", "c/d"),
        ("questions", "questions", 5, 7),
        ("seed", "seed", -3, 0),
        ("model", "model", "small", "large"),
        ("base_url", "base_url", "http://a", "http://b"),
        ("concurrency", "concurrency", 1, 2),
        ("max_usd", "max_usd", 0.01, 1.5),
        ("max_tokens", "max_tokens", 100, 5000),
        ("max_calls", "max_calls", 1, 20),
        ("prices", "prices", "mine.yaml", "/tmp/theirs.yaml"),
        ("output", "output", "/tmp/a", "/tmp/b"),
        ("offline", "offline", True, False),
    ],
)
def test_a_flag_speaks_before_its_variable_and_the_variable_before_the_default(
    flag, attribute, low, high
):
    (variable, *_) = VARIABLES[flag]
    assert getattr(gather(DOMAIN, {}, {variable: str(low)}), attribute) == low
    assert getattr(gather(DOMAIN, {flag: None}, {variable: str(low)}), attribute) == low
    assert getattr(gather(DOMAIN, {flag: high}, {variable: str(low)}), attribute) == high
    assert getattr(gather(DOMAIN, {flag: low}, {variable: str(high)}), attribute) == low


def test_an_embedder_is_at_the_models_server_unless_it_has_one_of_its_own():
    assert gather(DOMAIN, {}, {}).embedding == Embedding()
    assert not gather(
        DOMAIN, {"base_url": "http://a"}, {"SYNGEN_EMBEDDER": "local"}
    ).embedding.served
    beside = gather(DOMAIN, {"embedder": "small", "base_url": "http://a"}, {}).embedding
    assert (beside.served, beside.base_url) == (True, "http://a")
    at_preset = gather(DOMAIN, {"embedder": "small", "preset": "mistral"}, {}).embedding
    assert at_preset.preset
    assert at_preset.preset.key_variable == "MISTRAL_API_KEY"
    own = {"embedder": "small", "preset": "mistral", "embedder_base_url": "http://b"}
    assert gather(DOMAIN, own, {}).embedding == Embedding("small", None, "http://b")


@pytest.mark.parametrize("name", [None, "local", "none", "local:some/model"])
def test_a_server_for_an_embedder_that_needs_none_is_a_mistake(name):
    with pytest.raises(UsageError, match="--embedder-base-url.* and no model; name it with"):
        gather(DOMAIN, {"embedder": name, "embedder_base_url": "http://b"}, {})


def test_what_a_run_may_cost_stands_in_the_domain_and_a_flag_speaks_before_it():
    capped = colds("budget: {run: {usd: 2, tokens: 9, calls: 7}, month: {usd: 1}}")
    settings = gather(capped, {}, {})
    assert (settings.max_usd, settings.max_tokens, settings.max_calls) == (2, 9, 7)
    assert settings.overrides == {}
    settings = gather(capped, {"max_usd": 5}, {"SYNGEN_MAX_CALLS": "8"})
    assert (settings.max_usd, settings.max_tokens, settings.max_calls) == (5, 9, 8)
    assert settings.overrides == {"max_usd": "5", "max_calls": "8"}


@pytest.mark.parametrize("variable", [name for names in VARIABLES.values() for name in names])
def test_an_empty_variable_says_nothing(variable):
    assert gather(DOMAIN, {}, {variable: ""}) == gather(DOMAIN, {}, {})


def test_the_usual_name_of_the_server_is_read_after_our_own():
    ours, usual = {"SYNGEN_BASE_URL": "http://a"}, {"OPENAI_BASE_URL": "http://b"}
    assert gather(DOMAIN, {}, usual).base_url == "http://b"
    assert gather(DOMAIN, {}, usual | ours).base_url == "http://a"
    assert gather(DOMAIN, {}, usual | {"SYNGEN_BASE_URL": ""}).base_url == "http://b"
    assert gather(DOMAIN, {"base_url": "http://c"}, usual | ours).base_url == "http://c"


@pytest.mark.parametrize("word", ["1", "true", "YES", "On"])
def test_offline_is_said_in_many_words(word):
    assert gather(DOMAIN, {}, {"SYNGEN_OFFLINE": word}).offline is True


@pytest.mark.parametrize("word", ["0", "false", "NO", "Off", ""])
def test_online_is_said_in_many_words(word):
    assert gather(DOMAIN, {}, {"SYNGEN_OFFLINE": word}).offline is False


@pytest.mark.parametrize(
    ("flag", "wrong", "allowed"),
    [
        ("questions", "0", "give a whole number from 1 on"),
        ("questions", "many", "give a whole number from 1 on"),
        ("questions", "1.5", "give a whole number from 1 on"),
        ("seed", "x", "give a whole number."),
        ("concurrency", "0", "give a whole number from 1 on"),
        ("max_usd", "0", "give an amount above 0"),
        ("max_usd", "-1", "give an amount above 0"),
        ("max_usd", "nan", "give an amount above 0"),
        ("max_usd", "inf", "give an amount above 0"),
        ("max_usd", "1 dollar", "give an amount above 0"),
        ("max_tokens", "0", "give a whole number from 1 on"),
        ("max_tokens", "1e6", "give a whole number from 1 on"),
        ("max_calls", "-1", "give a whole number from 1 on"),
        ("max_calls", "few", "give a whole number from 1 on"),
        ("personas", "1.1", "give a share from 0 to 1"),
        ("personas", "-0.1", "give a share from 0 to 1"),
        ("personas", "nan", "give a share from 0 to 1"),
        ("personas", "half", "give a share from 0 to 1"),
        ("column", "question", "write OURS=THEIRS"),
        ("column", "question=", "write OURS=THEIRS"),
        ("column", "=Query", "write OURS=THEIRS"),
        ("column", "title=Query", "one of question, answer, topic, aspect, synonyms"),
    ],
)
def test_a_wrong_value_is_refused_with_its_flag_its_variable_and_what_is_allowed(
    flag, wrong, allowed
):
    (variable, *_) = VARIABLES[flag]
    for given, environ in (({flag: wrong}, {}), ({}, {variable: wrong})):
        with pytest.raises(UsageError) as caught:
            gather(DOMAIN, given, environ)
        named = f"--{flag.replace('_', '-')} (or {variable}) is {wrong!r}; "
        assert str(caught.value).startswith(named)
        assert allowed in str(caught.value)
        assert caught.value.exit_code == 2


@pytest.mark.parametrize(("word", "share"), [(None, 0.25), ("0", 0), ("0.5", 0.5), ("1", 1)])
def test_the_domain_says_how_many_questions_personas_colour_unless_the_run_does(word, share):
    own = DOMAIN.model_copy(update={"personas": Personas(share=0.25)})
    assert gather(own, {"personas": word}, {}).coloured == share
    assert gather(DOMAIN, {}, {}).coloured == 0


def test_a_wrong_word_for_offline_is_refused_with_its_variable():
    with pytest.raises(UsageError, match=r"--offline \(or SYNGEN_OFFLINE\) is 'maybe'; set"):
        gather(DOMAIN, {}, {"SYNGEN_OFFLINE": "maybe"})


def test_a_column_that_the_user_names_takes_the_place_of_the_names_of_the_domain():
    settings = gather(DOMAIN, {"column": " question = My Query , topic=a=b,"}, {})
    assert settings.columns == {"question": "My Query", "topic": "a=b"}
    assert settings.candidates == {
        "question": ["My Query"],
        "answer": ["answer"],
        "topic": ["a=b"],
        "aspect": ["aspect"],
        "synonyms": ["synonyms"],
    }
    assert gather(DOMAIN, {}, {}).candidates["question"] == ["query", "ask"]


def test_the_name_on_every_row_is_the_model_that_answers():
    assert gather(DOMAIN, {"model": "small"}, {}).model_name == "small"
    assert gather(DOMAIN, {"model": "small", "offline": True}, {}).model_name == OFFLINE_NAME


def test_the_licence_is_that_of_the_source_that_is_read():
    domain = colds("  license: CC0-1.0\noffline_license: MIT\nmodifications:", "modifications:")
    assert gather(domain, {}, {}).license == "CC0-1.0"
    assert gather(domain, {"offline": True}, {}).license == "MIT"
    assert gather(DOMAIN, {"offline": True, "source": "a.csv"}, {}).license == "unknown"


def test_what_was_said_is_told_but_not_where_it_went_nor_how_fast():
    given = {"questions": 5, "output": "/tmp/a", "concurrency": 2, "offline": True, "prices": "p"}
    settings = gather(DOMAIN, given, {"SYNGEN_MODEL": "small"})
    assert settings.overrides == {"questions": "5", "model": "small"}


def test_words_that_nobody_asked_for_are_not_taken():
    assert said({"colour": "red"}, {"SYNGEN_COLOUR": "red"}) == {}


def test_limits_of_one_s_own_are_amounts_above_0():
    told = gather(DOMAIN, {"requests_per_minute": "90.5"}, {"SYNGEN_TIMEOUT": "7"})
    assert told.pace == {"requests_per_minute": 90.5, "timeout": 7}
    with pytest.raises(UsageError, match=r"--tokens-per-minute .* is '0'; give an amount above 0"):
        gather(DOMAIN, {"tokens_per_minute": "0"}, {})


def test_fewer_candidates_than_questions_are_refused():
    said = {"questions": "20", "max_candidates": "19"}
    with pytest.raises(UsageError, match="is 19, fewer than the 20 questions"):
        gather(DOMAIN, said, {})
    assert gather(DOMAIN, {**said, "max_candidates": "20"}, {}).candidates_allowed == 20
    assert gather(DOMAIN, {"questions": "20"}, {}).candidates_allowed == 60


def test_batches_are_asked_for_by_flag_or_variable():
    assert gather(DOMAIN, {}, {}).mode == "direct"
    assert gather(DOMAIN, {"mode": "batch"}, {}).mode == "batch"
    assert gather(DOMAIN, {}, {"SYNGEN_MODE": "batch", "SYNGEN_BATCH_LINES": "7"}).batch_lines == 7


def test_how_calls_are_sent_is_no_property_of_what_is_made():
    assert gather(DOMAIN, {"mode": "batch", "batch_lines": "9"}, {}).overrides == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"mode": "fast"}, "--mode .* is 'fast'; give direct or batch"),
        ({"mode": "batch", "offline": True}, "--offline .* makes none"),
        ({"mode": "batch", "preset": "ollama"}, "ollama takes no batches"),
        ({"mode": "batch", "batch_lines": "0"}, "--batch-lines .* from 1 on"),
    ],
)
def test_a_mode_that_cannot_be_is_refused(given: dict[str, object], said: str):
    with pytest.raises(UsageError, match=said):
        gather(DOMAIN, given, {})


def test_a_judge_whose_server_takes_no_batches_is_asked_directly():
    judged = gather(DOMAIN, {"mode": "batch", "judge": "m", "judge_preset": "ollama"}, {})
    assert judged.judging is not None
    assert (judged.mode, judged.judging.mode) == ("batch", "direct")
