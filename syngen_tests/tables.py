"""Small tables for tests, sound unless a test spoils them."""

from typing import Any

import pandas as pd

from syngen_assets.core.identity import digest
from syngen_assets.core.rows import Rows
from syngen_assets.core.tables import (
    CHOSEN_RESPONSES,
    PAIRS,
    PROMPTS,
    QUESTIONS,
    REJECTED_RESPONSES,
    SYNTHETIC_QUESTIONS,
)
from syngen_assets.llm.answering import answer_well
from syngen_assets.llm.flawed import answer_badly
from syngen_assets.llm.rewriting import rewrite

CALL = {
    "template": "answer_well",
    "template_version": "0" * 12,
    "model": "scripted",
    "attempt": 0,
    "prompt_tokens": 7,
    "completion_tokens": 5,
}


def questions(*texts: str, **columns: Any) -> pd.DataFrame:
    rows = [
        {
            "question_id": digest(text),
            "question": text,
            "normalized": text,
            "display": text.capitalize() + "?",
            "origin": "source",
            "source_id": digest(text),
            **columns,
        }
        for text in texts
    ]
    return QUESTIONS.frame(rows)


def chosen(of: pd.DataFrame, *answers: str, **columns: Any) -> pd.DataFrame:
    rows = [
        {"question_id": q, "chosen": a, "request": digest(q, "good", length=32), **CALL, **columns}
        for q, a in zip(of["question_id"], answers, strict=True)
    ]
    return CHOSEN_RESPONSES.frame(rows)


def rejected(of: pd.DataFrame, *answers: str, **columns: Any) -> pd.DataFrame:
    rows = [
        {
            "question_id": q,
            "rejected": a,
            "flaw": "wrong_number",
            "request": digest(q, "bad", length=32),
            **CALL,
            **columns,
        }
        for q, a in zip(of["question_id"], answers, strict=True)
    ]
    return REJECTED_RESPONSES.frame(rows)


def pairs(*triples: tuple[str, str, str], **columns: Any) -> pd.DataFrame:
    rows = [
        {
            "pair_id": digest(triple),
            "question_id": digest(triple[0]),
            "prompt": triple[0],
            "chosen": triple[1],
            "rejected": triple[2],
            "flaw": "wrong_number",
            "origin": "source",
            "source_id": digest(triple[0]),
            "chosen_request": digest(triple, 1, length=32),
            "rejected_request": digest(triple, 2, length=32),
            "model": "scripted",
            **columns,
        }
        for triple in triples
    ]
    return PAIRS.frame(rows)


def rewritten(chat, prompts: pd.DataFrame, *more: Any) -> pd.DataFrame:
    return SYNTHETIC_QUESTIONS.frame(rewrite(chat, Rows.of(PROMPTS, prompts), *more))


def answered_well(chat, asked: pd.DataFrame, *more: Any) -> pd.DataFrame:
    return CHOSEN_RESPONSES.frame(answer_well(chat, Rows.of(QUESTIONS, asked), *more))


def answered_badly(chat, asked: pd.DataFrame, good: pd.DataFrame, *more: Any) -> pd.DataFrame:
    rows = Rows.of(QUESTIONS, asked), Rows.of(CHOSEN_RESPONSES, good)
    return REJECTED_RESPONSES.frame(answer_badly(chat, *rows, *more))
