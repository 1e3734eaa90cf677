"""Messages: the turns of a conversation, in whatever way a data set writes them."""

import ast
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

USER, ASSISTANT, SYSTEM = "user", "assistant", "system"
_ROLES = {"human": USER, "gpt": ASSISTANT, "bot": ASSISTANT, "model": ASSISTANT}
_SPOKEN = re.compile(r"(?:^|\n\n)(Human|Assistant):[ ]?", re.ASCII)
_PARTS = 2  # a transcript begins with two turns: nothing less tells that it is one


class CellError(ValueError):
    """A cell does not hold what its column should; the message says what it holds."""


class Turn(NamedTuple):
    """What one side of a conversation says at a time."""

    role: str
    text: str


def turns(value: Any) -> list[Turn]:
    """The turns of a conversation.

    Args:
        value: a message, a list of messages, or an object with the list under `messages`; a
            message has role and content, or from and value.

    Raises:
        CellError: it is none of these.
    """
    if isinstance(value, Mapping) and "messages" in value:
        return turns(value["messages"])
    if isinstance(value, Mapping):
        return [_turn(value)]
    if not is_list(value):
        raise CellError(f"it holds {kind(value)}, not messages")
    return [_turn(message) for message in value]


def _turn(message: Any) -> Turn:
    for role, text in (("role", "content"), ("from", "value")):
        if isinstance(message, Mapping) and role in message and text in message:
            name = str(message[role]).lower()
            return Turn(_ROLES.get(name, name), _content(message[text]))
    raise CellError(f"it holds {kind(message)} where a message with role and content should be")


def _content(value: Any) -> str:
    """What a message says; of parts, those that are texts."""
    if isinstance(value, str):
        return value
    if is_list(value):
        texts = [part.get("text") for part in value if isinstance(part, Mapping)]
        found = [text for text in texts if isinstance(text, str)]
        if found and len(found) == len(value):
            return "\n".join(found)
    raise CellError(f"a message holds {kind(value)} in the place of a text")


def is_list(value: Any) -> bool:
    """Whether the value is a list, and no text."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def written(text: str) -> Any:
    """The messages that a text spells out, as JSON or as Python prints them; else None."""
    if not text.lstrip().startswith(("[", "{")):
        return None
    for parse in (json.loads, ast.literal_eval):
        try:
            value = parse(text.strip())
            found = turns(value)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
        return value if found else None
    return None


def transcript(text: str) -> list[Turn]:
    """The turns of a text in which "Human:" and "Assistant:" begin a paragraph each.

    Raises:
        CellError: it does not begin with one of them, or has one of them only.
    """
    start, *parts = _SPOKEN.split(text)
    if start.strip() or len(parts) < 2 * _PARTS:
        raise CellError('it is no transcript of "Human:" and "Assistant:"')
    roles = (_ROLES.get(role.lower(), role.lower()) for role in parts[::2])
    return [Turn(role, said.strip()) for role, said in zip(roles, parts[1::2], strict=True)]


def common(first: Sequence[Turn], second: Sequence[Turn]) -> int:
    """How many turns two conversations begin with alike; each keeps one of its own."""
    most = min(len(first), len(second)) - 1
    return next((n for n in range(max(most, 0)) if first[n] != second[n]), max(most, 0))


def told(conversation: Sequence[Turn]) -> str:
    """The conversation as one text: a lone turn as it is, several as lines of "role: text".

    What the system says is left out, as it is the same in all rows of most sets.
    """
    heard = [turn for turn in conversation if turn.role != SYSTEM]
    if not heard:
        raise CellError("it holds no turn of a user or an assistant")
    if len(heard) == 1:
        return heard[0].text
    return "\n".join(f"{turn.role}: {turn.text}" for turn in heard)


def kind(value: Any) -> str:
    """What a value is, in words for an error."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return "text"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if is_list(value) else f"a {type(value).__name__}"
