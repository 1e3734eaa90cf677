"""A visit: who is here, which domain they look at, and where its tables are."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from syngen_assets.core.domains import Domain
from syngen_assets.core.queue import Queue, queued
from syngen_assets.core.reviewed import as_made
from syngen_assets.core.reviews import Review
from syngen_assets.core.settings import OUTPUT
from syngen_assets.core.tables import (
    BY_NAME,
    CLEAN_QUESTIONS,
    PAIRS,
    QUESTIONS,
    QUESTIONS_AND_RESPONSES,
    Table,
    records,
)
from syngen_assets.storage.folders import DOMAINS, TABLES, domain_names, read_domain, root
from syngen_assets.storage.reviews import REVIEWS_FILE, ReviewStore
from syngen_assets.storage.warehouse import Warehouse

_KEPT = ("name", "domain")


@dataclass(frozen=True)
class Visit:
    """One person at one domain.

    Args:
        root: the project root.
        output: the folder of all results.
        domain: the domain's name.
        reviewer: who it is, or nothing where nobody has said.
    """

    root: Path
    output: Path
    domain: str
    reviewer: str

    @property
    def warehouse(self) -> Warehouse:
        """The tables."""
        return Warehouse(self.output / TABLES)

    @property
    def definition(self) -> Domain:
        """The domain as its file says it."""
        file = self.root / DOMAINS / self.domain / "domain.yaml"
        return _definition(str(self.root), _changed(file), self.domain)

    def store(self) -> ReviewStore:
        """The reviews; to be closed after use."""
        return reviews(self.output)

    def released(self) -> pd.DataFrame:
        """The released pairs, as `pairs`."""
        return self._texts(QUESTIONS_AND_RESPONSES)

    def pairs(self) -> pd.DataFrame:
        """All pairs, withdrawn ones too, the sides as they were made and as reviews mean them.

        `question` and `source_question` are written as a person would. Not to be changed.
        """
        return self._texts(PAIRS)

    def _texts(self, table: Table) -> pd.DataFrame:
        path = self.output / TABLES
        return _texts(str(path), _changed(path), self.domain, table.name)

    def reviews(self) -> pd.DataFrame:
        """What counts as said of the pairs."""
        with self.store() as store:
            return store.table(self.domain)

    def queue(self, who: str) -> Queue:
        """What somebody is shown next."""
        agree = self.definition.reviews.agree
        with self.store() as store:
            said, looked = store.table(self.domain), store.looked(self.domain, who)
        return queued(self.released(), said, who, seed=0, agree=agree, looked=looked)

    def said(self) -> list[Review]:
        """The same, one by one."""
        return [Review.of(row) for row in records(self.reviews())]

    def words(self) -> pd.DataFrame:
        """What was said of the modifications."""
        with self.store() as store:
            return store.words(self.domain)


def output() -> Path:
    """The folder of all results."""
    return root() / (os.environ.get("SYNGEN_OUTPUT") or OUTPUT)


def reviews(output: Path) -> ReviewStore:
    """The reviews of all domains; to be closed after use."""
    return ReviewStore(output / REVIEWS_FILE)


def remember() -> None:
    """Keep what the address says for the session, and say it in every address of the session."""
    for name in _KEPT:
        if name in st.query_params:
            st.session_state[name] = st.query_params[name]
        elif st.session_state.get(name):
            st.query_params[name] = st.session_state[name]


def arrive(name: str, domain: str) -> None:
    """Somebody says who they are and which domain they look at."""
    st.session_state.update(name=name, domain=domain)
    st.query_params.update(name=name, domain=domain)


def leave() -> None:
    """Forget who was here; what they saved stays."""
    for name in list(st.session_state):
        del st.session_state[name]
    st.query_params.clear()


def told() -> Mapping[str, str]:
    """What is known of the visitor: `name` and `domain`, empty where unknown."""
    return {name: str(st.session_state.get(name, "")) for name in _KEPT}


def now() -> str:
    """The time of what is said now, in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def domains() -> list[str]:
    """The domains that have released pairs."""
    path = output() / TABLES
    return _released(str(path), _changed(path), tuple(domain_names(root())))


def _changed(file: Path) -> int:
    """When the file was changed, so that it is read again only then; 0 where there is none."""
    return file.stat().st_mtime_ns if file.exists() else 0


@st.cache_resource(max_entries=8, show_spinner=False)
def _released(path: str, changed: int, names: tuple[str, ...]) -> list[str]:
    tables = Warehouse(Path(path))
    return [name for name in names if tables.find(QUESTIONS_AND_RESPONSES, name) is not None]


@st.cache_resource(max_entries=8, show_spinner=False)
def _definition(project: str, changed: int, name: str) -> Domain:
    return read_domain(Path(project), name)


@st.cache_resource(max_entries=8, show_spinner=False)
def _texts(path: str, changed: int, domain: str, name: str) -> pd.DataFrame:
    tables = Warehouse(Path(path))
    pairs = as_made(tables.table(BY_NAME[name], domain))
    asked = [tables.find(table, domain) for table in (QUESTIONS, CLEAN_QUESTIONS)]
    questions, sources = map(_displayed, asked)
    return pairs.assign(
        question=pairs["question_id"].map(questions).fillna(pairs["prompt"]),
        source_question=pairs["source_id"].map(sources),
    )


def _displayed(questions: pd.DataFrame | None) -> dict[str, str]:
    """Question → how a person would write it."""
    if questions is None:
        return {}
    rows = questions.dropna(subset="display")
    return dict(zip(rows["question_id"], rows["display"], strict=True))
