"""Writing: released pairs in the shapes that trainers read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from syngen_assets.core.shapes.messages import ASSISTANT, USER

Kind = Literal["text", "flag", "message", "messages", "input", "spoken", "dialogue"]
Row = Mapping[str, Any]
Record = dict[str, Any]

ABOUT = ("pair_id", "question_id", "source_id", "flaw", "origin", "modification", "model")
"""Columns that stand beside the answers; no trainer takes one of them for something else."""


@dataclass(frozen=True)
class Target:
    """A shape that a release can be written in.

    Args:
        name: what it is called.
        readers: who reads it, and who must not.
        columns: name → kind, in order.
        write: a released pair as rows of it.
        described: the columns of `ABOUT` stand beside them.
        splits: what the two halves are called.
        formats: those that can hold it, the usual one first.
    """

    name: str
    readers: str
    columns: Mapping[str, Kind]
    write: Callable[[Row], Sequence[Record]]
    described: bool = True
    splits: tuple[str, str] = ("train", "test")
    formats: tuple[str, ...] = ("parquet", "jsonl")

    @property
    def all_columns(self) -> dict[str, Kind]:
        """All columns of a row, in order."""
        beside: dict[str, Kind] = dict.fromkeys(ABOUT, "text")
        return {**self.columns, **beside} if self.described else dict(self.columns)

    def records(self, row: Row) -> list[Record]:
        """The rows that a pair becomes."""
        beside = {name: row[name] for name in ABOUT} if self.described else {}
        return [{**record, **beside} for record in self.write(row)]


def _user(text: str) -> Record:
    return {"role": USER, "content": text}


def _assistant(text: str) -> Record:
    return {"role": ASSISTANT, "content": text}


def _trl(row: Row) -> list[Record]:
    both = {name: [_assistant(row[name])] for name in ("chosen", "rejected")}
    return [{"prompt": [_user(row["prompt"])], **both}]


def _named(prompt: str) -> Callable[[Row], list[Record]]:
    return lambda row: [
        {prompt: row["prompt"], "chosen": row["chosen"], "rejected": row["rejected"]}
    ]


def _dialogues(row: Row) -> Record:
    asked = _user(row["prompt"])
    return {name: [asked, _assistant(row[name])] for name in ("chosen", "rejected")}


def _h4(row: Row) -> list[Record]:
    return [{"prompt": row["prompt"], "prompt_id": row["question_id"], **_dialogues(row)}]


def _openai(row: Row) -> list[Record]:
    messages = [_user(row["prompt"])]
    return [
        {
            "input": {"messages": messages, "tools": [], "parallel_tool_calls": True},
            "preferred_output": [_assistant(row["chosen"])],
            "non_preferred_output": [_assistant(row["rejected"])],
        }
    ]


def _alpaca(row: Row) -> list[Record]:
    both = {name: row[name] for name in ("chosen", "rejected")}
    return [{"instruction": row["prompt"], "input": "", **both}]


def _sharegpt(row: Row) -> list[Record]:
    both = {name: {"from": "gpt", "value": row[name]} for name in ("chosen", "rejected")}
    return [{"conversations": [{"from": "human", "value": row["prompt"]}], **both}]


def _axolotl(row: Row) -> list[Record]:
    both = {name: _assistant(row[name]) for name in ("chosen", "rejected")}
    return [{"messages": [_user(row["prompt"])], **both}]


def _kto(row: Row) -> list[Record]:
    answers = ((row["chosen"], True), (row["rejected"], False))
    asked = [_user(row["prompt"])]
    return [
        {"prompt": asked, "completion": [_assistant(text)], "label": good} for text, good in answers
    ]


_ANSWERS: Mapping[str, Kind] = {"chosen": "text", "rejected": "text"}
_TALKS: Mapping[str, Kind] = {"chosen": "messages", "rejected": "messages"}
_ALL_FORMATS = ("csv", "parquet", "jsonl")

TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        target.name: target
        for target in (
            Target(
                "trl",
                "TRL (DPO, CPO, ORPO and their kin), with the chat template of the model",
                {"prompt": "messages", **_TALKS},
                _trl,
            ),
            Target(
                "standard",
                "TRL, for models without a chat template",
                {"prompt": "text", **_ANSWERS},
                _named("prompt"),
                described=False,
                formats=_ALL_FORMATS,
            ),
            Target(
                "implicit", "TRL, its reward trainer above all", _TALKS, lambda r: [_dialogues(r)]
            ),
            Target(
                "h4",
                "the alignment handbook, axolotl (chatml.ultra); not TRL, which stops at it",
                {"prompt": "text", "prompt_id": "text", **_TALKS},
                _h4,
                splits=("train_prefs", "test_prefs"),
            ),
            Target(
                "intel",
                "axolotl (chatml.intel, llama3.intel); not TRL, which sees no prompt in it",
                {"question": "text", **_ANSWERS},
                _named("question"),
                described=False,
                formats=_ALL_FORMATS,
            ),
            Target(
                "openai",
                "OpenAI and the servers that fine-tune as it does",
                {
                    "input": "input",
                    "preferred_output": "messages",
                    "non_preferred_output": "messages",
                },
                _openai,
                described=False,
                formats=("jsonl",),
            ),
            Target(
                "alpaca",
                "LLaMA-Factory",
                {"instruction": "text", "input": "text", **_ANSWERS},
                _alpaca,
                described=False,
                formats=("jsonl", "csv", "parquet"),
            ),
            Target(
                "sharegpt",
                "LLaMA-Factory",
                {"conversations": "dialogue", "chosen": "spoken", "rejected": "spoken"},
                _sharegpt,
                described=False,
                formats=("jsonl", "parquet"),
            ),
            Target(
                "axolotl",
                "axolotl (chat_template.default); not TRL, which mistakes it",
                {"messages": "messages", "chosen": "message", "rejected": "message"},
                _axolotl,
                described=False,
            ),
            Target(
                "kto",
                "TRL, its KTO and BCO trainers",
                {"prompt": "messages", "completion": "messages", "label": "flag"},
                _kto,
            ),
        )
    }
)
"""Shape → how it is written."""
