"""Rehearsing: the steps of a run that ask a model, gone through without a call."""

from collections import deque
from collections.abc import Mapping, Sequence

import pandas as pd

from syngen_assets.core.pairs import join
from syngen_assets.core.personas.cast import Cast
from syngen_assets.core.prompts import plan
from syngen_assets.core.questions import choose, clean
from syngen_assets.core.repeats import WORDS_ONLY, drawn
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.spoiling import with_flaw
from syngen_assets.core.tables import (
    CHOSEN_RESPONSES,
    PAIRS,
    PERSONA_TEXTS,
    PERSONAS,
    PROMPTS,
    QUESTIONS,
    REJECTED_RESPONSES,
    SYNTHETIC_QUESTIONS,
    VERDICTS,
)
from syngen_assets.core.text import tokens
from syngen_assets.llm.answering import answer_well
from syngen_assets.llm.chat import ChatModel
from syngen_assets.llm.flawed import answer_badly
from syngen_assets.llm.judging import JUDGE, judge_pairs
from syngen_assets.llm.offline import OfflineChat
from syngen_assets.llm.personas import FROM_TEXT, grow, texts
from syngen_assets.llm.rehearsal import LookUp, RehearsedChat
from syngen_assets.llm.rewriting import rewrite
from syngen_assets.models import chat_model, judge_model, unasked
from syngen_assets.resources import archived, exclusions
from syngen_assets.storage.held_out import held_out
from syngen_assets.storage.spool import spool

STEPS = ("synthetic_questions", "chosen_responses", "rejected_responses")

Rehearsed = tuple[str, Settings, RehearsedChat]
"""A step, the settings of who is asked in it, and what would be asked."""


def clean_source(settings: Settings, raw: pd.DataFrame) -> pd.DataFrame:
    """The clean questions that the run would come to."""
    return with_flaw(clean(raw, settings.domain, held_out(settings)), settings)


def rehearse(settings: Settings, look_up: LookUp, cleaned: pd.DataFrame) -> list[Rehearsed]:
    """The steps of a run that ask a paid model, in order.

    Args:
        settings: what the run would be told.
        look_up: the stored replies to some keys.
        cleaned: its clean questions.
    """
    done, chats = _chats(settings, look_up, cleaned)
    personas = PERSONAS.frame([])
    if settings.coloured:
        personas = PERSONAS.frame(grow(chats[PERSONAS.name], cleaned, settings))
        if settings.domain.personas.forms:
            deque(texts(chats[PERSONA_TEXTS.name], personas, cleaned, settings), maxlen=0)
    pairs, asked = _pairs(settings, cleaned, personas, [chats[step] for step in STEPS])
    if not settings.judging:
        return done
    judge = unasked(settings.judging, judge_model)
    chat = RehearsedChat(judge, look_up, tokens(JUDGE.example))
    cast = Cast.of(personas, settings, "judging")
    deque(judge_pairs(chat, pairs, asked, cleaned, cast), maxlen=0)
    return [*done, (VERDICTS.name, settings.judging, chat)]


def _chats(
    settings: Settings, look_up: LookUp, cleaned: pd.DataFrame
) -> tuple[list[Rehearsed], Mapping[str, ChatModel]]:
    """Who is rehearsed of those that cost something, and who is asked in each step."""
    if settings.offline:
        return [], dict.fromkeys((PERSONAS.name, PERSONA_TEXTS.name, *STEPS), OfflineChat())
    question, answer = _lengths(settings, cleaned)
    model = unasked(settings, chat_model)
    lengths = dict(zip(STEPS, (question, answer, answer), strict=True))
    if settings.coloured:
        sentence = tokens(FROM_TEXT.example) * 2 // 3  # the rest tells of the person
        forms = {PERSONA_TEXTS.name: answer} if settings.domain.personas.forms else {}
        lengths = {PERSONAS.name: sentence} | forms | lengths
    chats = {step: RehearsedChat(model, look_up, length) for step, length in lengths.items()}
    return [(step, settings, chat) for step, chat in chats.items()], chats


def _pairs(
    settings: Settings,
    cleaned: pd.DataFrame,
    personas: pd.DataFrame,
    chats: Sequence[ChatModel],
) -> tuple[Rows, pd.DataFrame]:
    """The pairs that the run would come to, and their questions."""
    rewriting, answering, spoiling = chats
    without, held = exclusions(settings).ids(), held_out(settings)
    archive = archived(settings)
    planned = plan(cleaned, settings, without, archive.asked.lines(), personas)
    prompts, cast = Rows.of(PROMPTS, planned), Cast.of(personas, settings, "rewriting")
    known = (settings, without, WORDS_ONLY, held, cast)
    rewritten = rewrite(rewriting, prompts, cleaned, *known)
    synthetic = SYNTHETIC_QUESTIONS.frame(rewritten)
    _, repeated = drawn(cleaned, settings, without)
    asked = choose(cleaned, synthetic, settings, without, repeated)
    questions = Rows.of(QUESTIONS, asked)
    cast = Cast.of(personas, settings, "answering")
    answered = answer_well(answering, questions, cleaned, settings, held, cast)
    chosen = spool(CHOSEN_RESPONSES, answered)
    foretell = archive.doublings.foretell
    spoiled = answer_badly(spoiling, questions, chosen, cleaned, settings, held, foretell)
    pairs = join(asked, chosen.frame(), REJECTED_RESPONSES.frame(spoiled), settings.domain)
    there = pairs["chosen"].notna() & pairs["rejected"].notna()  # a stand-in may fail a gate
    return Rows.of(PAIRS, PAIRS.frame(pairs.loc[there].assign(problem=None))), asked


def _lengths(settings: Settings, cleaned: pd.DataFrame) -> tuple[int, int]:
    """Tokens of a usual question, and of an answer as long as models are asked for."""
    limits = settings.domain.limits
    shown = cleaned["display"].dropna()
    usual = round(sum(map(tokens, shown)) / max(len(shown), 1))
    least, most = limits.question_words
    answer = min(limits.answer_words * 4 // 3, limits.answer_tokens - 1)
    return max(least, min(usual, most)), answer
