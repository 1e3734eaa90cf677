"""Finding: which pair is meant, and where it stands now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.errors import UsageError
from syngen_assets.core.identity import digest
from syngen_assets.core.tables import EXCLUSIONS, PAIRS, QUESTIONS_AND_RESPONSES
from syngen_assets.core.tables.history import RELEASE_ROWS
from syngen_assets.storage.reader import Reader

_LEAST = 4  # digits of an id that may stand for all of them


@dataclass(frozen=True)
class Found:
    """A pair, as the first of the tables that has it holds it.

    Args:
        domain: whose pair it is.
        row: its row.
        standing: `released`, `waiting` for a release, in `quarantine`, `gone` since an earlier
            release, or `replaced` by another question before it ever was in one.
    """

    domain: str
    row: dict[str, Any]
    standing: str

    @property
    def pair_id(self) -> str:
        """The pair's id."""
        return str(self.row["pair_id"])


def find(asked: str, domains: Iterable[str], tables: Reader, where: object) -> Found:
    """The one pair that is meant.

    Args:
        asked: the pair's id, the first four or more digits of it, or its question.
        domains: the domains that are looked through.
        tables: the tables.
        where: what is named in an error.

    Raises:
        UsageError: there is no such pair, or more than one.
    """
    named = asked.removeprefix("#")  # so that a spreadsheet takes no id for a number
    found = [one for domain in domains for one in _of_domain(named, domain, tables)]
    if len({(one.domain, one.pair_id) for one in found}) == 1:
        return found[0]
    seen = f"{len(found)} pairs begin with" if found else "There is no pair or review"
    listed = f" ({', '.join(sorted(one.pair_id for one in found)[:5])}, …)" if found else ""
    raise UsageError(
        f"{seen} {asked!r} in {where}{listed}. Give a pair_id (see preferences/*.parquet), a "
        "prompt, or the id of a review."
    )


def search(asked: str, domain: str, tables: Reader) -> list[Found]:
    """The pairs of a domain that may be meant: by id, by question or by words of the question."""
    exact = list(_of_domain(asked, domain, tables))
    words = normalize(asked).split()
    if exact or not words:
        return exact
    return [_now(row, domain, tables) for row in tables.holding(PAIRS, domain, "prompt", words)]


def _of_domain(asked: str, domain: str, tables: Reader) -> Iterator[Found]:
    question = digest(normalize(asked))
    by_id = len(asked) >= _LEAST
    known = set[str]()
    for row in (
        *tables.where(PAIRS, domain, "question_id", question),
        *(tables.beginning(PAIRS, domain, "pair_id", asked) if by_id else []),
    ):
        if row["pair_id"] not in known:
            known.add(row["pair_id"])
            yield _now(row, domain, tables)
    if not known:
        gone = list(_gone(asked if by_id else "", question, domain, tables))
        yield from gone or _replaced(asked, question, domain, tables)


def _now(row: dict[str, Any], domain: str, tables: Reader) -> Found:
    if row["problem"]:
        return Found(domain, row, "quarantine")
    released = tables.where(QUESTIONS_AND_RESPONSES, domain, "pair_id", row["pair_id"])
    return Found(domain, row, "released" if released else "waiting")


def _gone(asked: str, question: str, domain: str, tables: Reader) -> Iterator[Found]:
    """Pairs that stood in an earlier release, as they stood there last."""
    last: dict[str, dict[str, Any]] = {}
    for row in (
        *tables.where(RELEASE_ROWS, domain, "question_id", question),
        *(tables.beginning(RELEASE_ROWS, domain, "pair_id", asked) if asked else []),
    ):
        if row["change"] == "stands":
            last[row["pair_id"]] = {**row, "gate": None}
    yield from (Found(domain, row, "gone") for row in last.values())


def _replaced(asked: str, question: str, domain: str, tables: Reader) -> Iterator[Found]:
    """Pairs that failed a gate, and whose questions others have replaced since."""
    for row in tables.every(EXCLUSIONS, domain):
        pair = digest(row["prompt"], row["chosen"], row["rejected"])
        if row["question_id"] == question or (len(asked) >= _LEAST and pair.startswith(asked)):
            yield Found(domain, {**row, "pair_id": pair}, "replaced")
