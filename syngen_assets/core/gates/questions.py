"""Gates for one question."""

from collections.abc import Collection

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates.names import shown
from syngen_assets.core.pointers import unresolved_in_question
from syngen_assets.core.preferences import Limits


def question_gate(question: str, limits: Limits, taken: Collection[str] = ()) -> None:
    """Let a question pass that is long enough, short enough and new.

    Args:
        question: the question as a person would write it.
        limits: the domain's limits.
        taken: normalised questions that are there already.

    Raises:
        ReplyError: it is too short, too long, or there already.
    """
    least, most = limits.question_words
    normalized = normalize(question)
    count = len(normalized.split())
    if not least <= count <= most:
        raise ReplyError(f"question_length: {count} words, allowed are {least} to {most}")
    if normalized in taken:
        raise ReplyError("duplicate_question: the data set has this question already")


def reference_gate(question: str) -> None:
    """Let a question pass that can be understood by itself.

    Raises:
        ReplyError: it points at something that it does not name, such as "this condition".
    """
    if pointer := unresolved_in_question(question):
        raise ReplyError(f"unresolved_reference: {pointer!r} points at nothing: {shown(question)}")
