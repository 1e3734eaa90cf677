"""Recognising: which columns of a preference set hold what, and in what form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syngen_assets.core.errors import UsageError
from syngen_assets.core.shapes.messages import CellError, is_list, kind, transcript, written

OURS = ("prompt", "chosen", "rejected")
MAPPABLE = (*OURS, "completion", "label", "flaw", "modification", "origin", "source_id")

_PROMPTS = ("prompt", "question", "instruction", "query", "input")
_ANSWERS = (
    ("chosen", "rejected"),
    ("chosen_response", "rejected_response"),
    ("preferred_output", "non_preferred_output"),
)
_DIALOGUES = ("conversations", "messages")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Form:
    """How a file writes its pairs.

    Args:
        name: what the form is called.
        about: what it looks like, in words.
        prompt: the column of the prompt; none where both answers begin with it.
        chosen: the column of the better answer; of the only one, where `label` judges it; of all,
            where `ratings` do.
        rejected: the column of the worse answer.
        more: a column whose text stands below the prompt's.
        label: the column that says whether an answer is the better one.
        ratings: the column of one rating for each answer.
        spelled: columns whose texts spell out messages.
        transcripts: both answers are texts with "Human:" and "Assistant:".
    """

    name: str
    about: str
    prompt: str | None
    chosen: str
    rejected: str
    more: str | None = None
    label: str | None = None
    ratings: str | None = None
    spelled: frozenset[str] = frozenset()
    transcripts: bool = False

    @property
    def columns(self) -> list[str]:
        """The columns that are read for the three texts."""
        named = (self.prompt, self.chosen, self.rejected, self.more, self.label, self.ratings)
        return list(dict.fromkeys(name for name in named if name))


class Columns:
    """The columns of a file as its first rows show them, and what the user called them."""

    def __init__(self, names: Sequence[str], rows: Sequence[Row], mapping: Mapping[str, str]):
        """Look at the first rows.

        Raises:
            UsageError: the user named a column that is not there.
        """
        self.names, self._rows, self.mapping = list(names), rows, mapping
        self._there = {name.casefold(): name for name in reversed(self.names)}
        for ours, theirs in mapping.items():
            if theirs not in self.names:
                raise UsageError(
                    f"--column {ours}={theirs} names no column of the file, which has "
                    f"{', '.join(self.names)}."
                )

    def find(self, *wanted: str) -> str | None:
        """The first of some names that is there, as the file spells it."""
        for name in wanted:
            if name in self.mapping:
                return self.mapping[name]
            if name.casefold() in self._there:
                return self._there[name.casefold()]
        return None

    def kind(self, name: str | None) -> str:
        """What a column holds: `text`, `spelled` messages, `messages`, one `message`, or another.

        What most of the first cells that are not empty hold decides; a few may be damaged.
        """
        cells = [row.get(name) for row in self._rows] if name else []
        kinds = [_kind(cell) for cell in cells if cell is not None and cell != ""]
        return max(sorted(set(kinds)), key=kinds.count) if kinds else "nothing"

    def begins(self, name: str) -> bool:
        """Whether most texts of a column are transcripts."""
        texts = [row[name] for row in self._rows if isinstance(row.get(name), str) and row[name]]
        return 2 * sum(map(_is_transcript, texts)) > len(texts)


def _kind(cell: Any) -> str:
    if isinstance(cell, str):
        return "text" if written(cell) is None else "spelled"
    if isinstance(cell, Mapping):
        return "messages" if "messages" in cell else "message"
    return "messages" if is_list(cell) else kind(cell)


def _is_transcript(text: str) -> bool:
    try:
        return bool(transcript(text))
    except CellError:
        return False


def recognise(names: Sequence[str], rows: Sequence[Row], mapping: Mapping[str, str]) -> Form:
    """The form of a preference set.

    Args:
        names: its columns.
        rows: its first rows.
        mapping: our column name → the file's, where the user named it.

    Raises:
        UsageError: it is none that is known; says which columns there are, and what to do.
    """
    columns = Columns(names, rows, mapping)
    form = _rated(columns) or _paired(columns) or _judged(columns)
    if form is None:
        raise UsageError(
            f"The file has no pairs in a form that is known; its columns are {', '.join(names)}. "
            "Name those with the question, the better and the worse answer: --column prompt=NAME "
            "--column chosen=NAME --column rejected=NAME."
        )
    return form


def _rated(columns: Columns) -> Form | None:
    prompt, answers = columns.find("instruction", "prompt"), columns.find("generations")
    ratings = columns.find("ratings")
    if not (prompt and answers and ratings) or columns.find("chosen"):
        return None
    about = "generations with ratings: the best is chosen, the worst rejected"
    return Form("distilabel", about, prompt, answers, answers, ratings=ratings)


def _judged(columns: Columns) -> Form | None:
    prompt, answer = columns.find(*_PROMPTS), columns.find("completion")
    label = columns.find("label")
    if not (prompt and answer and label):
        return None
    about = "unpaired answers with a label, joined by prompt in their order"
    spelled = _spelled(columns, prompt, answer)
    return Form("kto", about, prompt, answer, answer, label=label, spelled=spelled)


def _paired(columns: Columns) -> Form | None:
    answers = [(columns.find(good), columns.find(bad)) for good, bad in _ANSWERS]
    chosen, rejected = next((both for both in answers if all(both)), (None, None))
    if not (chosen and rejected):
        return None
    kinds = {columns.kind(chosen), columns.kind(rejected)} - {"nothing"}
    prompt = _prompt(columns, kinds)
    more = columns.find("input") if prompt == columns.find("instruction") else None
    more = more if more != prompt and columns.kind(more) in ("text", "nothing") else None
    transcripts = prompt is None and kinds == {"text"}
    if transcripts and not (columns.begins(chosen) and columns.begins(rejected)):
        return None
    named = _named(columns, prompt, kinds, transcripts)
    spelled = _spelled(columns, prompt, chosen, rejected)
    more = None if named[0] != "alpaca" else more
    return Form(*named, prompt, chosen, rejected, more, spelled=spelled, transcripts=transcripts)


def _prompt(columns: Columns, answers: Iterable[str]) -> str | None:
    """The column of the prompt; a dialogue is one only beside answers of one message each."""
    if "prompt" in columns.mapping:
        return columns.mapping["prompt"]
    dialogue = columns.find(*_DIALOGUES)
    if dialogue and (set(answers) == {"message"} or not columns.find(*_PROMPTS)):
        alone = set(answers) <= {"message", "spelled", "text"}
        return dialogue if alone else None
    return columns.find(*_PROMPTS)


def _named(
    columns: Columns, prompt: str | None, kinds: Iterable[str], transcripts: bool
) -> tuple[str, str]:
    """What the form is called, and what it looks like."""
    asked, texts = columns.kind(prompt), set(kinds) <= {"text"}
    folded = (prompt or "").casefold()
    if transcripts:
        return "transcript", 'dialogues as texts of "Human:" and "Assistant:"'
    if prompt is None:
        return "implicit", "conversations that begin alike, without a prompt of their own"
    if folded == "input" and asked == "messages":
        return "openai", "a conversation as input, with a preferred and a non-preferred output"
    if folded == "conversations":
        return "sharegpt", "conversations, each with one better and one worse message"
    if folded == "messages":
        return "axolotl", "messages, each list with one better and one worse message"
    if asked in ("text", "nothing") and not texts:
        return "h4", "a prompt as text, and conversations as answers"
    if not texts or asked not in ("text", "nothing"):
        return "trl", "conversations with a prompt of their own"
    if folded == "instruction":
        return "alpaca", "an instruction, perhaps with an input, and two answers as texts"
    if folded == "question":
        system = " a system message," if columns.find("system") else ""
        return "intel", f"{system} a question and two answers as texts".strip()
    return "standard", "a prompt and two answers as texts"


def _spelled(columns: Columns, *names: str | None) -> frozenset[str]:
    return frozenset(name for name in names if name and columns.kind(name) == "spelled")
