"""A rehearsal: a step is gone through without a call, to see which calls it would make."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from syngen_assets.core.identity import digest
from syngen_assets.core.templates import Template
from syngen_assets.core.text import tokens, words
from syngen_assets.llm.chat import ChatModel, Keep, Pulse, Reply, Request, ignore, key

_BATCH = 500  # keys in one look into the store
_BYTES = 3  # of a prompt that make at least one token, in all languages that we know of
_AROUND = 64  # tokens at most that a server puts around a prompt
_FEWEST = 0.9  # of our own count; tokenizers differ
_STAND_IN = re.compile(r"\b9\d{5}(?: 9\d{5}){2,}\b")

LookUp = Callable[[list[str]], Mapping[str, Reply]]


class RehearsedChat:
    """A chat model that gives the replies that are stored and stand-ins for all others.

    A stand-in is a row of numbers: it passes the row gates of any language, and is like no other.

    Args:
        inner: the model that would be asked.
        look_up: the stored replies to some keys.
        length: tokens of a stand-in.
    """

    def __init__(self, inner: ChatModel, look_up: LookUp, length: int) -> None:
        """Begin with empty books."""
        self._inner, self._look_up, self.length = inner, look_up, length
        self._asked: set[str] = set()
        self.held = self.unknown = 0
        self.sizes: Counter[tuple[int, int]] = Counter()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._inner.name

    @property
    def pulse(self) -> Pulse:
        """Nothing is ever on its way."""
        return Pulse()

    @property
    def calls(self) -> int:
        """How many calls would be made; `unknown` of them hang on replies that are not there."""
        return self.sizes.total()

    def body(self, request: Request) -> dict[str, Any]:
        """The model's body."""
        return self._inner.body(request)

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """The replies, in order."""
        stream = iter(requests)
        while batch := list(islice(stream, _BATCH)):
            keys = [key(self._inner, request) for request in batch]
            stored = self._look_up(keys)
            for request, name in zip(batch, keys, strict=True):
                reply = stored.get(name) or self._missing(request, name)
                self.held += name in stored
                keep(request, reply)
                yield reply

    def _missing(self, request: Request, name: str) -> Reply:
        if name not in self._asked:
            self._asked.add(name)
            unknown = [len(found.split()) for found in _STAND_IN.findall(request.prompt)]
            self.sizes[_size(request, sum(unknown))] += 1
            self.unknown += bool(unknown)
        spoiled = request.values.get("answer")  # what is made of it has as many words
        places = range(len(words(spoiled)) if spoiled else self.length)
        numbers = " ".join(f"9{int(digest(name, n, length=8), 16) % 10**5:05}" for n in places)
        return Reply(name, _stand_in(request.template, f"{numbers}."))


def _stand_in(template: Template, numbers: str) -> str:
    """A reply as the template shows one, with the numbers for the first text that may be any."""
    shown = json.loads(template.example)
    free = (
        field
        for field, value in shown.items()
        if isinstance(value, str) and field not in template.choices
    )
    return json.dumps(shown | dict.fromkeys(islice(free, 1), numbers))


def _size(request: Request, unknown: int) -> tuple[int, int]:
    """The fewest and the most tokens that are likely sent, if so many of them stand in for others.

    What stands in for a reply is as long as replies are asked to be; half of it may come.
    """
    prompt, schema = request.prompt, str(request.template.schema)
    fewest = _FEWEST * (tokens(prompt) - unknown / 2)
    return round(fewest), len((prompt + schema).encode(errors="replace")) // _BYTES + _AROUND
