"""Rehearsing: the steps of a run that ask a model, gone through without a call."""

from collections import deque
from collections.abc import Callable

import pandas as pd

from syngen_assets.core.pairs import join
from syngen_assets.core.prompts import plan
from syngen_assets.core.questions import choose, clean
from syngen_assets.core.repeats import drawn
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import Settings
from syngen_assets.core.spoiling import with_flaw
from syngen_assets.core.tables import (
    CHOSEN_RESPONSES,
    PAIRS,
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
from syngen_assets.llm.rehearsal import LookUp, RehearsedChat
from syngen_assets.llm.rewriting import rewrite
from syngen_assets.models import chat_model, judge_model
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
    if settings.offline:
        offline = OfflineChat()
        pairs, asked = _pairs(settings, cleaned, [offline] * len(STEPS))
        done: list[Rehearsed] = []
    else:
        question, answer = _lengths(settings, cleaned)
        model = _nobody(settings, chat_model)
        chats = [RehearsedChat(model, look_up, length) for length in (question, answer, answer)]
        pairs, asked = _pairs(settings, cleaned, chats)
        done = [(step, settings, chat) for step, chat in zip(STEPS, chats, strict=True)]
    if not settings.judging:
        return done
    judge = _nobody(settings.judging, judge_model)
    chat = RehearsedChat(judge, look_up, tokens(JUDGE.example))
    deque(judge_pairs(chat, pairs, asked, cleaned), maxlen=0)
    return [*done, (VERDICTS.name, settings.judging, chat)]


def _pairs(
    settings: Settings, cleaned: pd.DataFrame, chats: "list[ChatModel] | list[RehearsedChat]"
) -> tuple[Rows, pd.DataFrame]:
    """The pairs that the run would come to, and their questions."""
    rewriting, answering, spoiling = chats
    without, held = exclusions(settings).ids(), held_out(settings)
    archive = archived(settings)
    prompts = Rows.of(PROMPTS, plan(cleaned, settings, without, archive.asked.lines()))
    rewritten = rewrite(rewriting, prompts, cleaned, settings, without, held_out=held)
    synthetic = SYNTHETIC_QUESTIONS.frame(rewritten)
    _, repeated = drawn(cleaned, settings, without)
    asked = choose(cleaned, synthetic, settings, without, repeated)
    questions = Rows.of(QUESTIONS, asked)
    chosen = spool(CHOSEN_RESPONSES, answer_well(answering, questions, cleaned, settings, held))
    known = (cleaned, settings, held, archive.doublings.foretell)
    spoiled = answer_badly(spoiling, questions, chosen, *known)
    pairs = join(asked, chosen.frame(), REJECTED_RESPONSES.frame(spoiled), settings.domain)
    there = pairs["chosen"].notna() & pairs["rejected"].notna()  # a stand-in may fail a gate
    return Rows.of(PAIRS, PAIRS.frame(pairs.loc[there].assign(problem=None))), asked


def _nobody(settings: Settings, model_of: Callable[..., ChatModel]) -> ChatModel:
    """Who is asked in the run, to see what would be sent; it is never asked and needs no key."""
    variable = settings.preset.key_variable if settings.preset else "OPENAI_API_KEY"
    return model_of(settings, {variable: "none"})


def _lengths(settings: Settings, cleaned: pd.DataFrame) -> tuple[int, int]:
    """Tokens of a usual question, and of an answer as long as models are asked for."""
    limits = settings.domain.limits
    shown = cleaned["display"].dropna()
    usual = round(sum(map(tokens, shown)) / max(len(shown), 1))
    least, most = limits.question_words
    answer = min(limits.answer_words * 4 // 3, limits.answer_tokens - 1)
    return max(least, min(usual, most)), answer
