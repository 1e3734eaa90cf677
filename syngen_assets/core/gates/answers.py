"""Gates for one answer, chosen or rejected."""

from syngen_assets.core.contradictions import contradicts
from syngen_assets.core.echoes import repeats
from syngen_assets.core.endings import unfinished
from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates.names import EMPTY, REFUSED, shown
from syngen_assets.core.pointers import unresolved_in_answer
from syngen_assets.core.preferences import Limits
from syngen_assets.core.refusals import declines_within
from syngen_assets.core.text import tokens, words


def answer_gate(answer: str, limits: Limits) -> None:
    """Let an answer pass that says something and fits the limit.

    Raises:
        ReplyError: it is empty, a refusal, or not under the token limit.
    """
    if not words(answer):
        raise ReplyError(f"{EMPTY}: the answer holds no word")
    if declines_within(answer):
        raise ReplyError(f"{REFUSED}: the answer declines to answer")
    count = tokens(answer)
    if count >= limits.answer_tokens:
        raise ReplyError(
            f"answer_length: about {count} tokens, allowed are fewer than {limits.answer_tokens}"
        )


def short_answer_gate(answer: str, limits: Limits) -> None:
    """Let an answer pass that has enough words to say something.

    Raises:
        ReplyError: it has too few.
    """
    count = len(words(answer))
    if count < limits.answer_least_words:
        raise ReplyError(
            f"short_answer: {count} words, the least are {limits.answer_least_words}: "
            f"{shown(answer)}"
        )


def ending_gate(answer: str) -> None:
    """Let an answer pass whose last sentence is whole.

    Raises:
        ReplyError: it breaks off.
    """
    if why := unfinished(answer):
        raise ReplyError(f"unfinished_answer: {why}: {shown(answer[-40:])}")


def echo_gate(question: str, answer: str) -> None:
    """Let an answer pass that says more than its question does.

    Raises:
        ReplyError: it repeats the question.
    """
    if repeats(question, answer):
        raise ReplyError(f"repeated_question: the answer only repeats it: {shown(answer)}")


def contradiction_gate(question: str, answer: str) -> None:
    """Let an answer pass that does not say a thing and its opposite.

    Raises:
        ReplyError: it does.
    """
    if contradicts(question, answer):
        raise ReplyError(f"self_contradiction: the answer says both: {shown(answer)}")


def answer_reference_gate(question: str, answer: str) -> None:
    """Let an answer pass that points at nothing which neither it nor its question names.

    Raises:
        ReplyError: it does.
    """
    if pointer := unresolved_in_answer(question, answer):
        raise ReplyError(f"unresolved_reference: {pointer!r} points at nothing: {shown(answer)}")
