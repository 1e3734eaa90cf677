"""ScriptedChat: the model of tests and demonstrations."""

from itertools import count, islice

from syngen_assets.core.templates import Template
from syngen_assets.llm.chat import Request, key
from syngen_assets.llm.scripted import ScriptedChat

ECHO = Template("echo", "Say $word")


def asked(*words: str) -> list[Request]:
    return [Request(ECHO, {"word": word}) for word in words]


def test_a_function_answers_and_every_request_is_remembered():
    chat = ScriptedChat(lambda request: request.values["word"].upper())
    requests = asked("a", "b")
    assert [reply.text for reply in chat.ask(requests)] == ["A", "B"]
    assert chat.asked == requests


def test_a_mapping_answers_by_prompt():
    chat = ScriptedChat({"Say a": "A"}, name="parrot")
    good, bad = chat.ask(asked("a", "b"))
    assert (good.text, good.problem) == ("A", None)
    assert (bad.text, bad.finish, bad.problem) == ("", "error", "the script has no answer")
    assert chat.name == "parrot"


def test_an_empty_text_is_an_answer():
    (reply,) = ScriptedChat({"Say a": ""}).ask(asked("a"))
    assert reply.problem is None


def test_only_answers_are_kept():
    kept = []
    list(ScriptedChat({"Say a": "A"}).ask(asked("a", "b"), lambda *both: kept.append(both)))
    assert [(request.prompt, reply.text) for request, reply in kept] == [("Say a", "A")]


def test_no_more_is_taken_from_a_stream_than_is_read():
    chat = ScriptedChat(lambda request: "ok")
    stream = (Request(ECHO, {"word": str(number)}) for number in count())
    assert len(list(islice(chat.ask(stream), 3))) == 3
    assert len(chat.asked) == 3


def test_the_key_tells_scripts_prompts_facts_and_attempts_apart():
    (request,) = asked("a")
    other = Request(ECHO, {"word": "a"}, facts={"topic": "flu"})
    again = Request(ECHO, {"word": "a"}, attempt=1)
    one, two = ScriptedChat({}), ScriptedChat({}, name="two")
    assert len({key(one, request), key(two, request), key(one, other), key(one, again)}) == 4
    assert key(one, request) == key(one, *asked("a"))
