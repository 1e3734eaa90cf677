"""A visit: who is here, which domain they look at, and where its tables are."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from syngen_assets.core.settings import OUTPUT
from syngen_assets.core.tables import QUESTIONS, QUESTIONS_AND_RESPONSES
from syngen_assets.storage.folders import TABLES, root
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

    def store(self) -> ReviewStore:
        """The reviews; to be closed after use."""
        return ReviewStore(self.output / REVIEWS_FILE)

    def released(self) -> pd.DataFrame:
        """The released pairs, with the question as a person would write it; not to be changed."""
        path = self.output / TABLES
        return _released(str(path), path.stat().st_mtime_ns, self.domain)


def output() -> Path:
    """The folder of all results."""
    return root() / (os.environ.get("SYNGEN_OUTPUT") or OUTPUT)


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


@st.cache_resource(max_entries=8, show_spinner=False)
def _released(path: str, changed: int, domain: str) -> pd.DataFrame:
    """Read again only when the file has changed."""
    tables = Warehouse(Path(path))
    pairs = tables.table(QUESTIONS_AND_RESPONSES, domain)
    asked: Any = tables.table(QUESTIONS, domain).set_index("question_id")["display"]
    return pairs.assign(question=pairs["question_id"].map(asked).fillna(pairs["prompt"]))
