"""Presets: servers known by name, each with its address, its key and what it cannot do."""

import re

import pytest

from syngen_assets.core.errors import UsageError
from syngen_assets.core.presets import PRESETS, preset
from syngen_assets.core.settings import gather
from syngen_assets.core.templates import Template
from syngen_assets.llm.chat import Request
from syngen_assets.models import chat_model
from syngen_tests.homes import REPOSITORY, syngen
from syngen_tests.servers.openai import FakeOpenAI
from syngen_tests.test_domains import colds

DOMAIN = colds()
ANSWER = Template("answer", 'Answer this: $question\nIn this form: {"answer": "Yes."}')


@pytest.mark.parametrize("known", PRESETS.values(), ids=PRESETS)
def test_a_preset_is_whole(known):
    assert preset(known.name) is known
    assert re.fullmatch(r"(https://[a-z.]+|http://localhost:\d+)(/[a-z0-9]+)+", known.base_url)
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)+", known.key_variable)
    assert known.note
    body = chat_model(
        gather(DOMAIN, {"preset": known.name}, {}), {known.key_variable: "sk-test-123"}
    ).body(Request(ANSWER, {"question": "How?"}))
    assert set(known.lacks) <= {*body, "max_completion_tokens"}
    assert set(known.lacks.values()) <= {None, "max_tokens"}


def test_the_presets_of_the_readme_are_those_of_the_code():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| `(http.+?)` \| `(\w+)` \| (.+) \|$", readme, re.MULTILINE)
    assert rows == [(p.name, p.base_url, p.key_variable, p.note) for p in PRESETS.values()]


@pytest.mark.parametrize(
    ("given", "environ"), [({"preset": "mistral"}, {}), ({}, {"SYNGEN_PRESET": "mistral"})]
)
def test_the_address_comes_from_the_preset(given, environ):
    settings = gather(DOMAIN, given, environ)
    assert settings.preset is PRESETS["mistral"]
    assert settings.base_url == PRESETS["mistral"].base_url
    assert settings.overrides == {"preset": "mistral"}


def test_an_address_that_is_given_wins():
    given = {"preset": "vllm", "base_url": "http://gpu:8000/v1"}
    assert gather(DOMAIN, given, {}).base_url == "http://gpu:8000/v1"
    ours = {"SYNGEN_BASE_URL": "http://other/v1"}
    assert gather(DOMAIN, {"preset": "vllm"}, ours).base_url == "http://other/v1"


def test_the_key_of_a_preset_is_not_shown_to_the_server_that_openai_s_variable_names():
    settings = gather(DOMAIN, {"preset": "mistral"}, {"OPENAI_BASE_URL": "http://other/v1"})
    assert settings.base_url == PRESETS["mistral"].base_url
    assert settings.overrides == {"preset": "mistral"}


def test_a_flag_wins_over_the_variable():
    settings = gather(DOMAIN, {"preset": "cohere"}, {"SYNGEN_PRESET": "mistral"})
    assert settings.preset is PRESETS["cohere"]


def test_an_unknown_name_is_one_sentence_with_all_that_are_known():
    with pytest.raises(UsageError) as caught:
        gather(DOMAIN, {}, {"SYNGEN_PRESET": "opnai"})
    assert str(caught.value).startswith("--preset (or SYNGEN_PRESET) is 'opnai'; there are openai,")
    assert all(name in str(caught.value) for name in PRESETS)


def test_a_preset_and_no_model_at_all_do_not_go_together():
    with pytest.raises(UsageError, match="--preset would ask no model"):
        gather(DOMAIN, {"preset": "ollama"}, {"SYNGEN_OFFLINE": "1"})


@pytest.mark.parametrize("name", [name for name, known in PRESETS.items() if not known.local])
def test_a_missing_key_is_named_and_that_of_another_server_is_never_sent(name):
    settings = gather(DOMAIN, {"preset": name}, {})
    others = {p.key_variable: "sk-other" for p in PRESETS.values() if p.name != name}
    with pytest.raises(UsageError, match=f"set {PRESETS[name].key_variable}, or run with"):
        chat_model(settings, others)


@pytest.mark.parametrize("name", ["ollama", "vllm", "llamacpp"])
def test_a_server_on_ones_own_machine_needs_no_key(name):
    assert PRESETS[name].local
    assert chat_model(gather(DOMAIN, {"preset": name}, {}), {"OPENAI_API_KEY": "sk-other"}).name


def test_what_a_server_lacks_is_left_out_from_the_first_call_on():
    with FakeOpenAI() as server:
        for name, sent in (("cohere", False), ("vllm", True)):
            known = PRESETS[name]
            settings = gather(DOMAIN, {"preset": name, "base_url": server.url}, {})
            chat = chat_model(settings, {known.key_variable: server.key})
            request = Request(ANSWER, {"question": "How?"})
            list(chat.ask([request]))
            assert ("response_format" in server.log[-1]) is sent
            assert "response_format" in chat.body(request)


def test_an_unknown_preset_ends_the_command_with_2(home, capsys: pytest.CaptureFixture[str]):
    assert syngen("run", "--preset", "clippy") == 2
    assert "there are openai, ollama, vllm" in capsys.readouterr().err
