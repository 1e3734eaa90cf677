"""Gates for one answer, chosen or rejected."""

from syngen_assets.core.domains import Limits
from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates.names import EMPTY, REFUSED, WRONG_LANGUAGE, shown
from syngen_assets.core.languages import foreign
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


def language_gate(text: str, language: str) -> None:
    """Let a question or an answer pass that is not clearly in another language.

    Args:
        text: what was read in a reply.
        language: the domain's, as its ISO 639-1 code.

    Raises:
        ReplyError: it is.
    """
    other = foreign(text, language)
    if other:
        raise ReplyError(f"{WRONG_LANGUAGE}: {other} in place of {language}: {shown(text)}")
