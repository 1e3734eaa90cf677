"""Row gates: each says why a text or a pair may not be released, or nothing."""

from collections.abc import Collection

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.domains import Limits
from syngen_assets.core.errors import ReplyError
from syngen_assets.core.languages import foreign
from syngen_assets.core.refusals import declines_within
from syngen_assets.core.text import tokens, words

NO_REPLY = "no_reply"  # the server's fault, which may be mended: nobody is excluded for it
EMPTY = "empty_reply"
REFUSED = "refused_reply"
CUT_OFF = "cut_off_reply"
FILTERED = "filtered_reply"
NO_JSON = "no_json"
WRONG_SCHEMA = "wrong_schema"
WRONG_LANGUAGE = "wrong_language"
USELESS = (NO_REPLY, EMPTY, REFUSED, CUT_OFF, FILTERED, NO_JSON, WRONG_SCHEMA, WRONG_LANGUAGE)
"""The gates that a reply fails which says nothing; the others fail it for what it says."""

_SHOWN = 60


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
        start = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        raise ReplyError(f"{WRONG_LANGUAGE}: {other} in place of {language}: {start!r}")


def pair_gate(chosen: str, rejected: str) -> None:
    """Let a pair pass whose answers differ in more than case and punctuation.

    Raises:
        ReplyError: they do not.
    """
    if normalize(chosen) == normalize(rejected):
        raise ReplyError("identical_answers: chosen and rejected say the same words")


def gate_name(problem: str) -> str:
    """The gate that a problem comes from: the name before its colon."""
    return problem.partition(":")[0]
