"""Gates against texts that a new one must not repeat: sources, and what models are tested on."""

from collections.abc import Callable, Mapping

import pandas as pd

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates.names import shown
from syngen_assets.core.held_out import HeldOut
from syngen_assets.core.replicas import RUN, Sources, is_copied_answer, is_copied_question
from syngen_assets.core.runs import plain_words
from syngen_assets.core.settings import Settings


class SourceQuestions:
    """The questions of a source, of which a synthetic one is to differ."""

    def __init__(self, cleaned: pd.DataFrame) -> None:
        """Take in the rows of a `tables.CLEAN_QUESTIONS` that give a question."""
        rows = cleaned.loc[cleaned["problem"].isna()]
        self.normalized = frozenset(rows["normalized"])
        long = rows.loc[rows["normalized"].str.count(" ") >= RUN - 1]
        self.long = Sources(long["display"].tolist())
        ids = long["question_id"].tolist()
        self.places: Mapping[str, int] = {id: place for place, id in enumerate(ids)}


def copied_question_gate(question: str, sources: SourceQuestions, own: str) -> None:
    """Let a synthetic question pass that no question of the source is, in whole or in part.

    Short questions share most of their words by nature, so only a long one can be a copy in part:
    13 words together, or four fifths of its words in their order. The question that it was made
    of shares that by design.

    Args:
        question: the question as a person would write it.
        sources: the questions of the source.
        own: the id of the one that it was made of.

    Raises:
        ReplyError: it is a copy.
    """
    if normalize(question) in sources.normalized:
        raise ReplyError("copied_source: the source has this question, word for word")
    length = len(plain_words(question))
    if length >= RUN:
        found = sources.long.shared(question, but=sources.places.get(own))
        if found and is_copied_question(found, length):
            raise ReplyError(
                f"copied_source: a source question has {found.run} of its words together, and "
                f"{found.likeness:.0%} in their order: {shown(question)}"
            )


def copied_answer_gate(answer: str, sources: Sources) -> None:
    """Let an answer of a model pass that does not recite its sources.

    A grounded answer may share sentences with its reference, but no 50 words together. Answers
    that are excerpts by design are not held against this.

    Raises:
        ReplyError: it has such a run of words.
    """
    found = sources.shared(answer)
    if found and is_copied_answer(found):
        raise ReplyError(f"copied_source: {found.run} words together stand in a source")


def fresh_question_gates(
    cleaned: pd.DataFrame, settings: Settings, held_out: HeldOut
) -> Callable[[str, str], None]:
    """What holds a synthetic question, with the id of its own source, against all others.

    Args:
        cleaned: the clean questions.
        settings: say which gates act.
        held_out: what models will be tested on.
    """
    gates, sources = settings.domain.row_gates, SourceQuestions(cleaned)

    def look(question: str, own: str) -> None:
        if gates.copied_source:
            copied_question_gate(question, sources, own)
        held_out_gate(question, held_out)

    return look


def fresh_answer_gates(
    cleaned: pd.DataFrame, settings: Settings, held_out: HeldOut
) -> Callable[[str], None]:
    """What holds an answer against the sources and the held-out texts.

    Offline answers are excerpts by design, so that only a model's are held against the sources.

    Args:
        cleaned: the clean questions.
        settings: say which gates act.
        held_out: what models will be tested on.
    """
    gates = settings.domain.row_gates
    written = gates.copied_source and not settings.offline
    sources = Sources(cleaned["answer"].dropna().tolist() if written else [])

    def look(answer: str) -> None:
        copied_answer_gate(answer, sources)
        held_out_gate(answer, held_out)

    return look


def held_out_gate(text: str, held_out: HeldOut) -> None:
    """Let a text pass that no held-out benchmark has.

    Raises:
        ReplyError: it overlaps one, see `HeldOut`.
    """
    if overlap := held_out.overlap(text):
        raise ReplyError(f"held_out_overlap: {overlap}")
