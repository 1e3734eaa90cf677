"""Tables: each is declared once, for DuckDB, Dagster, Great Expectations and the files alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from syngen_assets.core.opinions import AXES

Kind = Literal["text", "integer", "number"]

_DTYPES: Mapping[Kind, Any] = {"text": "str", "integer": "Int64", "number": "Float64"}
ID = r"^[0-9a-f]{12}$"
KEY = r"^[0-9a-f]{32}$"


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds, and what every usable row must fulfil in it.

    Args:
        optional: the cell may be missing.
        unique: no two usable rows share a value.
        among: the allowed values; all, if there are none.
        pattern: a regular expression that every value matches.
    """

    name: str
    about: str
    kind: Kind = "text"
    optional: bool = False
    unique: bool = False
    among: tuple[str, ...] = ()
    pattern: str | None = None


@dataclass(frozen=True)
class Table:
    """A table: what one row is, its columns, and what its rows must fulfil together.

    Args:
        name: the asset's name.
        row: what one row is.
        columns: in order.
        shown: the columns that a preview has.
        differ: pairs of columns that never hold the same in a row.
        may_be_empty: having no rows is no fault.
        stored_as: the table's name in the warehouse, where it is another one.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    shown: tuple[str, ...] = ()
    differ: tuple[tuple[str, str], ...] = ()
    may_be_empty: bool = False
    stored_as: str = ""

    @property
    def stored(self) -> str:
        """The table's name in the warehouse."""
        return self.stored_as or self.name

    @property
    def names(self) -> list[str]:
        """The column names, in order."""
        return [column.name for column in self.columns]

    def frame(self, rows: pd.DataFrame | Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """The rows as this table: its columns in order, its types, a plain index.

        A column that is absent is all missing. A missing text is NaN, never the text "nan".
        """
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
        frame = frame.reindex(columns=self.names).reset_index(drop=True)
        return frame.astype({column.name: _DTYPES[column.kind] for column in self.columns})


def usable(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with no problem, on a plain index: the only filter in the pipeline."""
    return table.loc[table["problem"].isna()].reset_index(drop=True)


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries in which a missing cell is None."""
    plain = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


_PROBLEM = Column("problem", "Why the row cannot be used; empty when it can", optional=True)
_SOURCE_ID = Column("source_id", "The source question it goes back to", pattern=ID)
_TOPIC = Column("topic", "What the question is about", optional=True)
_ASPECT = Column("aspect", "What is asked of the topic", optional=True)
_SYNONYMS = Column("synonyms", "Other names of the topic, with | between them", optional=True)
_REFERENCE = Column("reference_id", "The row whose reference answer it rests on", optional=True)
_MODIFICATION = Column("modification", "The named way in which the source question was changed")
_NOTE = Column("note", "What else one must know, such as that a judge moved it", optional=True)
_VERIFIED = Column(
    "verified",
    "Whether a program found the flaw in the rejected answer",
    optional=True,
    among=("yes", "no", "unknown"),
)
_CALL = (
    Column("template", "The template of the request"),
    Column("template_version", "A digest of the template's wording", pattern=ID),
    Column("model", "The model that answered"),
    Column("request", "The request's key in the response store", pattern=KEY, optional=True),
    Column("attempt", "0 for the first try of this row", kind="integer"),
    Column("prompt_tokens", "Tokens sent", kind="integer"),
    Column("completion_tokens", "Tokens received", kind="integer"),
)

RAW_QUESTIONS = Table(
    "raw_questions",
    "A row of the source, word for word, with where it stood",
    (
        Column("row", "The row's number in the source, from 0", kind="integer", unique=True),
        Column("question", "The question as it stands in the source", optional=True),
        Column("answer", "The reference answer", optional=True),
        _TOPIC,
        _ASPECT,
        _SYNONYMS,
        Column("dataset", "The Hub id or file"),
        Column("config", "The data set's configuration", optional=True),
        Column("split", "The data set's split"),
        Column("revision", "The commit, or a digest of the file", pattern=r"^[0-9a-f]{40}$"),
    ),
    shown=("row", "question", "topic", "aspect", "answer"),
)

CLEAN_QUESTIONS = Table(
    "clean_questions",
    "A distinct source question, or a source row that gives none, with the reason",
    (
        Column("question_id", "A digest of the question", unique=True, pattern=ID),
        Column("row", "The row's number in the source", kind="integer"),
        Column("normalized", "Lower case, punctuation out, words never glued", unique=True),
        Column("display", "The question as a person would write it"),
        _TOPIC,
        _ASPECT,
        _SYNONYMS,
        Column("answer", "The reference answer", optional=True),
        Column("excerpt", "Whole sentences of it that fit the limit", optional=True),
        Column("flaw", "A flaw that can be made of the excerpt offline", optional=True),
        _PROBLEM,
    ),
    shown=("normalized", "display", "topic", "aspect", "problem"),
)

PROMPTS = Table(
    "prompts",
    "A rewriting prompt: a source question and a modification, in a fixed fair order",
    (
        Column(
            "prompt_id", "A digest of source question and modification", unique=True, pattern=ID
        ),
        Column("position", "The place in the plan, from 0", kind="integer", unique=True),
        _SOURCE_ID,
        _MODIFICATION,
        _TOPIC,
        _ASPECT,
        _REFERENCE,
        Column("prompt", "The text that is sent"),
        Column("template", "The template of the prompt"),
        Column("template_version", "A digest of the template's wording", pattern=ID),
    ),
    shown=("position", "modification", "topic", "prompt"),
    may_be_empty=True,  # source questions may fill every cell
)

SYNTHETIC_QUESTIONS = Table(
    "synthetic_questions",
    "A reply to a rewriting prompt: a new question, or its problem",
    (
        Column("prompt_id", "The prompt it answers", unique=True, pattern=ID),
        Column("question_id", "A digest of the question", unique=True, pattern=ID),
        Column("normalized", "Lower case, punctuation out, words never glued", unique=True),
        Column("display", "The question as a person would write it"),
        _SOURCE_ID,
        _MODIFICATION,
        _TOPIC,
        _ASPECT,
        _REFERENCE,
        *_CALL,
        _PROBLEM,
    ),
    shown=("display", "modification", "topic", "problem"),
    may_be_empty=True,
)

QUESTIONS = Table(
    "questions",
    "A distinct question of the data set, source or synthetic",
    (
        Column("question_id", "A digest of the question", unique=True, pattern=ID),
        Column("question", "The question as it is released", unique=True),
        Column("normalized", "Lower case, punctuation out, words never glued", unique=True),
        Column("display", "The question as models read it"),
        Column("origin", "Where it comes from", among=("source", "synthetic")),
        _SOURCE_ID,
        Column("prompt_id", "The rewriting prompt, if it is synthetic", optional=True),
        Column("modification", "The modification, if it is synthetic", optional=True),
        _TOPIC,
        _ASPECT,
        _REFERENCE,
    ),
    shown=("question", "origin", "modification", "topic"),
)

CHOSEN_RESPONSES = Table(
    "chosen_responses",
    "The correct answer to a question, or its problem",
    (
        Column("question_id", "The question", unique=True, pattern=ID),
        Column("chosen", "The correct answer"),
        *_CALL,
        _PROBLEM,
    ),
    shown=("chosen", "template", "attempt", "problem"),
)

REJECTED_RESPONSES = Table(
    "rejected_responses",
    "An answer with exactly one named flaw, or its problem",
    (
        Column("question_id", "The question", unique=True, pattern=ID),
        Column("rejected", "The deliberately wrong answer"),
        Column("flaw", "The one way in which it is wrong"),
        Column("before", "The words that were changed, where a program did it", optional=True),
        Column("after", "What stands there now", optional=True),
        Column("donor_id", "The row whose answer was taken, if one was", optional=True),
        *_CALL,
        _PROBLEM,
    ),
    shown=("rejected", "flaw", "before", "after", "problem"),
)

PAIRS = Table(
    "pairs",
    "A question with both answers, or why it is in quarantine",
    (
        Column("pair_id", "A digest of the three texts", unique=True, pattern=ID),
        Column("question_id", "The question", unique=True, pattern=ID),
        Column("prompt", "The question as it is released", unique=True),
        Column("chosen", "The correct answer"),
        Column("rejected", "The deliberately wrong answer"),
        Column("flaw", "The one way in which it is wrong"),
        _VERIFIED,
        Column("before", "The words that were changed, where a program did it", optional=True),
        Column("after", "What stands there now", optional=True),
        Column("donor_id", "The row whose answer was taken, if one was", optional=True),
        Column("origin", "Where the question comes from", among=("source", "synthetic")),
        Column("modification", "The modification, if it is synthetic", optional=True),
        _SOURCE_ID,
        Column("chosen_request", "The chosen answer's key in the response store", pattern=KEY),
        Column("rejected_request", "The rejected answer's key in the response store", pattern=KEY),
        Column("model", "The model that answered"),
        Column("gate", "The gate that it failed, if any", optional=True),
        _NOTE,
        _PROBLEM,
    ),
    shown=("prompt", "chosen", "rejected", "flaw", "problem"),
    differ=(("chosen", "rejected"), ("chosen_request", "rejected_request")),
)

_SIDES = ("chosen", "rejected")
_PREFERRED = (*_SIDES, "tie", "inconsistent")
_AGREED = ("yes", "no", "inconsistent")

VERDICTS = Table(
    "verdicts",
    "A judge's word on a pair, asked in both orders",
    (
        Column("pair_id", "The pair", unique=True, pattern=ID),
        Column("question_id", "The question", unique=True, pattern=ID),
        Column("preferred", "The better answer, if both orders say so", among=_PREFERRED),
        Column("chosen_incorrect", "Whether the chosen answer is clearly incorrect", among=_AGREED),
        Column("rejected_incorrect", "Whether the rejected one is", among=_AGREED),
        Column("inverted", "Whether the rejected answer is preferred", among=("yes", "no")),
        Column("chosen_first", "The better one with the chosen first", among=_PREFERRED[:3]),
        Column("rejected_first", "The better one with it second", among=_PREFERRED[:3]),
        *(
            Column(f"{side}_{axis}", f"The {axis} of the {side} answer, 1 to 5 (best)", "number")
            for side in _SIDES
            for axis in AXES
        ),
        Column("model", "The model that judged"),
        Column("template", "The template of the requests"),
        Column("template_version", "A digest of the template's wording", pattern=ID),
        Column("chosen_first_request", "The first request's key", pattern=KEY, optional=True),
        Column("rejected_first_request", "The second request's key", pattern=KEY, optional=True),
        Column("prompt_tokens", "Tokens sent", kind="integer"),
        Column("completion_tokens", "Tokens received", kind="integer"),
        _PROBLEM,
    ),
    shown=("preferred", "chosen_incorrect", "rejected_incorrect", "problem"),
    may_be_empty=True,  # without a judge
)

QUESTIONS_AND_RESPONSES = Table(
    "questions_and_responses",
    "A released pair",
    (
        Column("pair_id", "A digest of the three texts", unique=True, pattern=ID),
        Column("question_id", "The question", unique=True, pattern=ID),
        Column("prompt", "The question", unique=True),
        Column("chosen", "The correct answer"),
        Column("rejected", "The deliberately wrong answer"),
        Column("flaw", "The one way in which the rejected answer is wrong"),
        _VERIFIED,
        Column("origin", "Where the question comes from", among=("source", "synthetic")),
        Column("modification", "The modification, if it is synthetic", optional=True),
        _SOURCE_ID,
        Column("split", "The half for trainers, by source question", among=("train", "test")),
        Column("model", "The model that answered"),
        _NOTE,
    ),
    shown=("prompt", "chosen", "rejected", "flaw", "split"),
    differ=(("chosen", "rejected"),),
    stored_as="released_pairs",
)

AUDIT = Table(
    "audit",
    "A measured figure of the release, beside that of real questions",
    (
        Column("name", "The measure", unique=True),
        Column("group", "The heading that it stands under"),
        Column("value", "The figure; missing where it was not measured", "number", optional=True),
        Column("low", "The lower end of its 95% interval", "number", optional=True),
        Column("high", "The upper end of it", "number", optional=True),
        Column("floor", "The same of as many real questions", "number", optional=True),
        Column("compared", "What is held against the limit, if not the value", "number", True),
        Column("unit", "What it counts"),
        Column("rows", "How many rows it rests on", "integer"),
        Column("gate", "The limit, if it has one", optional=True),
        Column("status", "Whether it keeps to the limit"),
        Column("about", "What it tells"),
        Column("estimator", "How it was measured", optional=True),
        Column("note", "What else one must know", optional=True),
    ),
    shown=("name", "value", "gate", "status"),
)

EXCLUSIONS = Table(
    "exclusions",
    "A question that the data set goes without, with the pair that failed a gate",
    (
        Column("question_id", "The question", pattern=ID),
        Column("scope", "A digest of domain, templates and model, for which it holds"),
        Column("gate", "The gate that it failed"),
        Column("problem", "What the gate said"),
        Column("prompt", "The question as it would have been released"),
        Column("chosen", "The correct answer", optional=True),
        Column("rejected", "The deliberately wrong answer", optional=True),
        Column("chosen_request", "The chosen answer's key", optional=True),
        Column("rejected_request", "The rejected answer's key", optional=True),
        Column("excluded_at", "When, in UTC"),
    ),
)

SPEND = Table(
    "spend",
    "What the paid calls of a day, run, step and model have cost",
    (
        Column("day", "The day, in UTC", pattern=r"^\d{4}-\d{2}-\d{2}$"),
        Column("run", "The run that they are charged to", optional=True),
        Column("step", "The asset that they were made for", optional=True),
        Column("model", "The model that was asked"),
        Column("calls", "Calls that were paid for", kind="integer"),
        Column("prompt_tokens", "Tokens sent", kind="integer"),
        Column("completion_tokens", "Tokens received", kind="integer"),
        Column("cached_tokens", "Of those sent, the ones in the server's cache", kind="integer"),
        Column("reasoning_tokens", "Of those received, the ones not shown", kind="integer"),
        Column("usd", "US dollars, as far as prices are known", kind="number", optional=True),
        Column("unpriced", "Calls of unknown price, which are not in usd", kind="integer"),
    ),
    may_be_empty=True,
)

ALL = (
    RAW_QUESTIONS,
    CLEAN_QUESTIONS,
    PROMPTS,
    SYNTHETIC_QUESTIONS,
    QUESTIONS,
    CHOSEN_RESPONSES,
    REJECTED_RESPONSES,
    PAIRS,
    VERDICTS,
    QUESTIONS_AND_RESPONSES,
    AUDIT,
)
BY_NAME = {table.name: table for table in (*ALL, EXCLUSIONS, SPEND)}
