"""A chat model that answers from a script, for tests and demonstrations."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from syngen_assets.llm.chat import Keep, Pulse, Reply, Request, ignore, key


class ScriptedChat:
    """Answers as it is told; `asked` holds every request it got.

    Args:
        answer: what to say to a request, or texts by prompt; None is a reply with a problem.
        name: the model's name on the rows.
    """

    def __init__(
        self,
        answer: Callable[[Request], str | None] | Mapping[str, str],
        name: str = "scripted",
    ) -> None:
        """Begin with nothing asked."""
        self.name = name
        self.asked: list[Request] = []
        self._answer = answer

    @property
    def pulse(self) -> Pulse:
        """Nothing is ever on its way."""
        return Pulse()

    def body(self, request: Request) -> dict[str, Any]:
        """All that the script may look at."""
        return {"model": self.name, "prompt": request.prompt, "facts": dict(request.facts)}

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """The replies, in order, one request at a time."""
        for request in requests:
            self.asked.append(request)
            reply = self._reply(request)
            if reply.problem is None:
                keep(request, reply)
            yield reply

    def _reply(self, request: Request) -> Reply:
        name, script = key(self, request), self._answer
        text = script.get(request.prompt) if isinstance(script, Mapping) else script(request)
        if text is None:
            return Reply(name, "", finish="error", problem="the script has no answer")
        return Reply(name, text)
