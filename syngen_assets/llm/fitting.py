"""Fitting: a body as one server takes it, learned from what it refuses."""

import re
from collections.abc import Mapping
from typing import Any

from syngen_assets.llm.faults import words

CEILINGS = ("max_tokens", "max_completion_tokens")  # one thing, by its old and its new name
_FORM = re.compile("response_?(format|schema)|json_schema|additional_?properties", re.I)
_REFUSED = (400, 422)


class Fitting:
    """What a server calls the parameters of a body, and which of them it does not take.

    Args:
        sent_as: what the server calls a parameter, or None for one that it does not know.
    """

    def __init__(self, sent_as: Mapping[str, str | None]) -> None:
        """Begin with what is known already."""
        self._sent_as = dict(sent_as)

    def fitted(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """The body as this server takes it."""
        names = {name: self._sent_as.get(name, name) for name in wanted if name != "base_url"}
        return {sent: wanted[name] for name, sent in names.items() if sent}

    def learn(self, status: int, body: Any, prompt: str) -> None:
        """Note which parameters a server says it does not take.

        Args:
            status: of its answer.
            body: of the answer.
            prompt: what was asked; patients, too, speak of temperature.
        """
        if status not in _REFUSED:
            return
        inner = body.get("error", body) if isinstance(body, dict) else body
        said = str((inner.get("param") if isinstance(inner, dict) else None) or words(inner))
        for echo in (prompt, repr(prompt)[1:-1]):
            said = said.replace(echo, "")
        if _FORM.search(said):
            self._sent_as["response_format"] = None
        if re.search(r"\btemperature\b", said):
            self._sent_as["temperature"] = None
        # A prompt that is too long for the model is the row's fault, not the parameter's.
        if re.search("|".join(CEILINGS), said) and "context length" not in str(body):
            self._sent_as.update(zip(CEILINGS, reversed(CEILINGS), strict=True))
