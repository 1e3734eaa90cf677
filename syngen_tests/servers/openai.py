"""A server on loopback that speaks OpenAI's chat completions, well or badly, as it is told."""

import json
import random
import threading
import time
from collections.abc import Callable, Collection
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
Raw = tuple[int, dict[str, str], bytes]
Answer = Callable[[Body], "str | Body | Raw | None"]

_HOW = "how why when where"
_CAN = "can could should might"
_WHO = "children adults toddlers teenagers parents nurses athletes smokers travellers"
_VERB = "notice treat prevent avoid manage reduce measure describe explain relieve"
_KIND = "mild severe sudden chronic common unusual early late seasonal hidden painful"
_THING = (
    "fever cough asthma anaemia migraine eczema arthritis diabetes nausea fatigue insomnia "
    "measles sinusitis tonsillitis gout shingles vertigo bronchitis dermatitis heartburn"
)
_LINK = "after before during without despite alongside"
_END = "surgery exercise pregnancy travel winter vaccination childbirth stress fasting dialysis"


class FakeOpenAI:
    """A server for a `with` block; `url` ends in /v1, `log` holds the bodies that came.

    An answer may be the text of a reply, a whole JSON body, a (status, headers, bytes) triple, or
    None for the default: every field of the asked schema filled, always alike for the same body.
    One that raises ConnectionError breaks the connection off.

    Args:
        answer: what to answer to a body.
        models: the models there are; none means any.
        key: the only key that is let in.
        latency: seconds until an answer goes out, or the least and the most of them.
    """

    def __init__(
        self,
        answer: Answer = lambda body: None,
        models: Collection[str] = ("gpt-4o-mini",),
        key: str = "sk-test-123",
        latency: float | tuple[float, float] = 0,
    ) -> None:
        self.answer, self.models, self.key, self.latency = answer, models, key, latency
        self.log: list[Body] = []
        self.now = self.most = 0
        self._lock = threading.Lock()

    def __enter__(self) -> "FakeOpenAI":
        handler = type("Bound", (_Handler,), {"fake": self})
        self._http = _Http(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._http.server_port}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    @property
    def prompts(self) -> list[str]:
        return [body["messages"][-1]["content"] for body in self.log]

    def respond(self, path: str, shown_key: str, body: Body) -> Raw:
        if shown_key != self.key:
            seen = f"{shown_key[:8]}{'*' * 8}{shown_key[-4:]}"
            text = (
                f"Incorrect API key provided: {seen}. You can find your API key at "
                "https://platform.openai.com/account/api-keys."
            )
            return refusal(401, text, "invalid_api_key")
        if path != "/v1/chat/completions":
            return refusal(404, f"Invalid URL (POST {path})")
        with self._lock:
            self.log.append(body)
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            return self._respond(body)
        finally:
            with self._lock:
                self.now -= 1

    def _respond(self, body: Body) -> Raw:
        if self.models and body["model"] not in self.models:
            text = f"The model `{body['model']}` does not exist or you do not have access to it."
            return refusal(404, text, "model_not_found")
        least, most = self.latency if isinstance(self.latency, tuple) else (self.latency,) * 2
        if most:
            time.sleep(random.uniform(least, most))
        said = self.answer(body)
        if isinstance(said, tuple):
            return said
        if not isinstance(said, dict):
            said = completion(by_schema(body) if said is None else said)
        return 200, {"content-type": "application/json"}, json.dumps(said).encode()


def completion(text: str | None, finish: str = "stop", **message: Any) -> Body:
    """A whole answer; more of the message, such as `refusal`, may be given."""
    words = len((text or "").split())
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "gpt-4o-mini",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": text, **message},
            }
        ],
        "usage": {
            "prompt_tokens": 50,
            "completion_tokens": words,
            "total_tokens": 50 + words,
            "prompt_tokens_details": {"cached_tokens": 20},
            "completion_tokens_details": {"reasoning_tokens": 3},
        },
    }


def refusal(
    status: int, text: str, code: str | None = None, param: str | None = None, **headers: str
) -> Raw:
    """An error as OpenAI words it; the client is asked to try again after a millisecond."""
    error = {"message": text, "type": "invalid_request_error", "param": param, "code": code}
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    return (
        status,
        {"content-type": "application/json", "retry-after-ms": "1", **asked},
        json.dumps({"error": error}).encode(),
    )


def by_schema(body: Body) -> str:
    """JSON with every field of the asked schema, always the same for the same prompt."""
    schema = body.get("response_format", {}).get("json_schema", {}).get("schema", {})
    prompt = body["messages"][-1]["content"]
    fields = schema.get("properties") or {"answer": {}}
    return json.dumps({field: _words(field, prompt) for field in fields})


def _words(field: str, prompt: str) -> str:
    chance = random.Random(blake2b(f"{field}\n{prompt}".encode()).digest())

    def some(*lists: str) -> list[str]:
        return [chance.choice(words.split()) for words in lists]

    subject = some(_CAN, _WHO, _VERB, _KIND, _THING, _LINK, _KIND, _END)
    more = some(_VERB, _KIND, _THING)
    if field == "question":
        return " ".join([*some(_HOW), *subject, *more[1:]]) + "?"
    can, who, *rest = subject
    return " ".join([who, can, *rest, "and", *more, *some(_LINK, _END)]).capitalize() + "."


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the play."""


class _Handler(BaseHTTPRequestHandler):
    fake: FakeOpenAI
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65_536

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        shown = self.headers.get("authorization", "").removeprefix("Bearer ")
        status, headers, data = self.fake.respond(self.path, shown, body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: tests are quiet."""
