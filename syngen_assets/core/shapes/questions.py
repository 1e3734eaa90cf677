"""Real questions: the reference beside which a preference set is measured."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice

import pandas as pd

from syngen_assets.core.errors import UsageError
from syngen_assets.core.shapes.reading import LOOKED_AT, read
from syngen_assets.core.shapes.recognising import Columns, Row

_QUESTIONS = ("prompt", "question", "instruction", "query", "text", "input")
_ANSWERS = ("chosen", "answer", "response", "output", "completion")


def questions(
    names: Sequence[str], rows: Iterable[Row], mapping: Mapping[str, str]
) -> pd.DataFrame:
    """Real questions, with their answers where there are some; rows without a question are none.

    A preference set serves too: its prompts, and the better answers.

    Args:
        names: the columns of the file.
        rows: its rows, in order.
        mapping: our column name → the file's, where the user named it.

    Raises:
        UsageError: no column holds questions; says which there are, and what to do.
    """
    rest = iter(rows)
    first = list(islice(rest, LOOKED_AT))
    columns = Columns(names, first, mapping)
    question, answer = columns.find(*_QUESTIONS), columns.find(*_ANSWERS)
    everything = chain(first, rest)
    if columns.find("chosen") and columns.find("rejected"):
        pairs = read(names, everything, mapping).pairs
        table = pairs[["prompt", "chosen"]]
    elif question and columns.kind(question) == "text":
        table = _texts(everything, question, answer)
    else:
        raise UsageError(
            f"The reference has no column of questions; its columns are {', '.join(names)}. Name "
            "it with --reference-column prompt=NAME."
        )
    return table.loc[table["prompt"].str.strip() != ""].reset_index(drop=True)


def _texts(rows: Iterable[Row], question: str, answer: str | None) -> pd.DataFrame:
    found = [(_text(row.get(question)), _text(row.get(answer or ""))) for row in rows]
    return pd.DataFrame(found, columns=["prompt", "chosen"], dtype="str")


def _text(value: object) -> str:
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""
