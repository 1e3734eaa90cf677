"""An output folder in which one pair has a whole life, with refused replies, a judge and people."""

import json
from pathlib import Path
from typing import Any

from syngen_assets.core.identity import digest
from syngen_assets.core.tables import (
    CHOSEN_RESPONSES,
    CLEAN_QUESTIONS,
    PAIRS,
    QUESTIONS,
    QUESTIONS_AND_RESPONSES,
    RAW_QUESTIONS,
    REJECTED_RESPONSES,
    SYNTHETIC_QUESTIONS,
    VERDICTS,
)
from syngen_assets.lineage.papers import Papers
from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.prices import Price, Prices
from syngen_assets.llm.store import REPLIES, ResponseStore
from syngen_assets.storage.folders import TABLES
from syngen_assets.storage.warehouse import Warehouse

DOMAIN, MODEL, REVISION = "healthcare", "gpt-4o-mini", "c0ffee" + "0" * 34
SOURCE = digest("what is hay fever")
QUESTION = "How is hay fever prevented?"
PROMPT = "how is hay fever prevented"
GOOD = "Keep windows shut when the pollen count is high and rinse your nose afterwards."
BAD = "Keep windows open when the pollen count is high and rinse your nose afterwards."
PAIR = digest(PROMPT, GOOD, BAD)
REFUSAL = "refused_reply: the reply declines to answer"
FACTS = {
    "dataset": "owner/asked", "revision": REVISION, "model": MODEL, "domain_version": "0" * 12,
    "questions": 1, "seed": 0, "wording": {}, "domain_parts": {}, "words": {}, "overrides": {},
}  # fmt: skip
PRICES = Prices({MODEL: Price(input=1.0, output=2.0)})


class Replies:
    """Puts replies into a response store, each the answer to a message of its own.

    Each has cost 100 tokens sent and 10 received.
    """

    def __init__(self, store: ResponseStore) -> None:
        self._store = store

    def put(self, message: str, text: str, attempt: int = 0, **more: Any) -> str:
        """Keep a reply, and return its key."""
        body = {"model": MODEL, "messages": [{"role": "user", "content": message}]}
        key = digest(body, attempt, length=32)
        reply = Reply(key, text, usage=Usage(100, 10), seconds=more.get("seconds"))
        self._store.put(body, attempt, MODEL, reply, usd=more.get("usd"))
        return key


def call(request: str, *earlier: tuple[str, str], template: str = "answer_well") -> dict[str, Any]:
    """The columns of a call, the last of several tries."""
    return {
        "template": template,
        "template_version": "0" * 12,
        "model": MODEL,
        "request": request,
        "attempt": len(earlier),
        "earlier": json.dumps(earlier) if earlier else None,
        "prompt_tokens": 100,
        "completion_tokens": 10,
    }


def stock(root: Path) -> Papers:
    """The papers of a project folder, made with all tables and replies of one pair."""
    folder = root / "data" / "output"
    tables = Warehouse(folder / TABLES)
    with ResponseStore(folder / REPLIES) as store:
        asked = Replies(store)
        wrote = asked.put("Rewrite it", f'{{"question": "{QUESTION}"}}', usd=0.25, seconds=0.5)
        refused = asked.put("Answer it well", "I cannot help.", usd=0.5, seconds=1.0)
        good = asked.put("Answer it well", GOOD, attempt=1, usd=0.5, seconds=1.5)
        bad = asked.put("Answer it badly", BAD)
        judged = [
            asked.put(f"Judge it, {side} first", "A", usd=0.125, seconds=0.5) for side in "cr"
        ]
    question = {
        "question_id": digest(PROMPT),
        "question": PROMPT,
        "normalized": PROMPT,
        "display": QUESTION,
        "origin": "synthetic",
        "source_id": SOURCE,
        "prompt_id": digest("prompt"),
        "request": wrote,
        "modification": "prevention",
        "topic": "hay fever",
        "reference_id": SOURCE,
    }
    pair = {
        "pair_id": PAIR,
        "question_id": digest(PROMPT),
        "prompt": PROMPT,
        "chosen": GOOD,
        "rejected": BAD,
        "flaw": "negated_claim",
        "origin": "synthetic",
        "modification": "prevention",
        "source_id": SOURCE,
        "chosen_request": good,
        "rejected_request": bad,
        "model": MODEL,
        "split": "train",
    }
    verdict = {
        "pair_id": PAIR,
        "question_id": digest(PROMPT),
        "preferred": "chosen",
        "model": "judge",
        "template": "judge_pair",
        "template_version": "1" * 12,
        "chosen_first_request": judged[0],
        "rejected_first_request": judged[1],
    }
    source = {"row": 7, "question": "What is hay fever?", "answer": "An allergy to pollen."}
    whence = {"dataset": "owner/asked", "split": "train", "revision": REVISION}
    clean = {**source, "question_id": SOURCE, "normalized": "what is hay fever", "display": "?"}
    for table, row in (
        (RAW_QUESTIONS, {**source, **whence}),
        (CLEAN_QUESTIONS, clean),
        (QUESTIONS, question),
        (SYNTHETIC_QUESTIONS, {**question, **call(wrote, template="rewrite_question")}),
        (CHOSEN_RESPONSES, {**pair, **call(good, (refused, REFUSAL))}),
        (REJECTED_RESPONSES, {**pair, **call(bad, template="answer_badly")}),
        (PAIRS, pair),
        (VERDICTS, verdict),
        (QUESTIONS_AND_RESPONSES, pair),
    ):
        tables.replace(table, DOMAIN, table.frame([row]))
    return Papers(root, folder, PRICES)
