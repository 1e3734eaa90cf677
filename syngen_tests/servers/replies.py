"""What OpenAI's server says in answer to a call: completions, refusals, tokens."""

import json
import random
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

Body = dict[str, Any]
Raw = tuple[int, dict[str, str], bytes]

JSON = {"content-type": "application/json"}

_HOW, _CAN, _WHO, _VERB, _KIND, _THING, _LINK, _END = (
    words.split()
    for words in (
        "how why when where",
        "can could should might",
        "children adults toddlers teenagers parents nurses athletes smokers travellers",
        "notice treat prevent avoid manage reduce measure describe explain relieve",
        "mild severe sudden chronic common unusual early late seasonal hidden painful",
        "fever cough asthma anaemia migraine eczema arthritis diabetes nausea fatigue insomnia "
        "measles sinusitis tonsillitis gout shingles vertigo bronchitis dermatitis heartburn",
        "after before during without despite alongside",
        "surgery exercise pregnancy travel winter vaccination childbirth stress fasting dialysis",
    )
)


def completion(text: str | None, finish: str = "stop", **message: Any) -> Body:
    """A whole answer; more of the message, such as `refusal`, may be given."""
    return choices([text], finish, **message)


def choices(texts: Sequence[str | None], finish: str = "stop", **message: Any) -> Body:
    """A whole answer of as many choices as texts."""
    words = sum(len((text or "").split()) for text in texts)
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "gpt-4o-mini",
        "choices": [
            {
                "index": index,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text, **message},
            }
            for index, text in enumerate(texts)
        ],
        "usage": {
            "prompt_tokens": 50,
            "completion_tokens": words,
            "total_tokens": 50 + words,
            "prompt_tokens_details": {"cached_tokens": 20},
            "completion_tokens_details": {"reasoning_tokens": 3},
        },
    }


def counted(body: Body, said: Body) -> Body:
    """Usage that grows with the texts: a token for every four letters, none cached."""
    prompt = sum(len(str(message.get("content"))) for message in body["messages"]) // 4 + 1
    texts = [choice["message"].get("content") or "" for choice in said["choices"]]
    answer = sum(len(text) // 4 + 1 for text in texts)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": answer,
        "total_tokens": prompt + answer,
        "prompt_tokens_details": {"cached_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0},
    }


def refusal(
    status: int, text: str, code: str | None = None, param: str | None = None, **headers: str
) -> Raw:
    """An error as OpenAI words it; the client is asked to try again after a millisecond."""
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    return error(status, text, code, param, headers={"retry-after-ms": "1", **asked})


def error(
    status: int,
    text: str,
    code: str | None = None,
    param: str | None = None,
    kind: str = "invalid_request_error",
    headers: Mapping[str, str] | None = None,
) -> Raw:
    """An error as OpenAI words it, with no word of when to try again."""
    said = {"error": {"message": text, "type": kind, "param": param, "code": code}}
    return status, {**JSON, **(headers or {})}, json.dumps(said).encode()


def wrong_key(shown: str) -> Raw:
    """The refusal of a key, of which a part is shown."""
    seen = f"{shown[:8]}{'*' * 8}{shown[-4:]}"
    text = (
        f"Incorrect API key provided: {seen}. You can find your API key at "
        "https://platform.openai.com/account/api-keys."
    )
    return refusal(401, text, "invalid_api_key")


def no_model(name: str | None) -> Raw:
    """The refusal of a model that there is not."""
    text = f"The model `{name}` does not exist or you do not have access to it."
    return refusal(404, text, "model_not_found")


def no_quota() -> Raw:
    """The refusal of an account that is spent."""
    text = (
        "You exceeded your current quota, please check your plan and billing details. For more "
        "information on this error, read the docs: "
        "https://platform.openai.com/docs/guides/error-codes/api-errors."
    )
    return error(429, text, "insufficient_quota", kind="insufficient_quota")


def by_schema(body: Body, choice: int = 0) -> str:
    """JSON with every field of the asked schema, always the same for the same prompt and choice."""
    prompt = f"{body['messages'][-1]['content']}" + (f"\n{choice}" if choice else "")
    forms = _forms(body)
    return json.dumps({field: _filled(field, forms[field], prompt) for field in forms})


def fields(body: Body) -> list[str]:
    """The names of the fields of the asked schema; `answer` where there is none."""
    return list(_forms(body))


def _forms(body: Body) -> dict[str, Body]:
    form = (body.get("response_format") or {}).get("json_schema") or {}
    schema = form.get("schema") or {}
    return dict(schema.get("properties") or {"answer": {"type": "string"}})


def _filled(field: str, form: Body, prompt: str) -> Any:
    kind = form.get("type")
    choices = form.get("enum") or {"boolean": [True, False], "integer": range(1, 6)}.get(str(kind))
    if not choices:
        return _words(field, prompt)
    seed = blake2b(f"{field}\n{prompt}".encode("utf-8", "surrogatepass")).digest()
    return random.Random(seed).choice(choices)


def _words(field: str, prompt: str) -> str:
    seed = blake2b(f"{field}\n{prompt}".encode("utf-8", "surrogatepass")).digest()
    choice = random.Random(seed).choice
    can, *rest = map(choice, (_CAN, _WHO, _VERB, _KIND, _THING, _LINK, _KIND, _END))
    more = list(map(choice, (_VERB, _KIND, _THING)))
    if field == "question":
        return " ".join([choice(_HOW), can, *rest, *more[1:]]) + "?"
    who, *rest = rest
    last = map(choice, (_LINK, _END))
    return " ".join([who, can, *rest, "and", *more, *last]).capitalize() + "."
