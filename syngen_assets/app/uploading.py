"""Uploading: the part of a page that takes a person's file and shows what was read in it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from syngen_assets.app import markup
from syngen_assets.core.errors import SourceError
from syngen_assets.core.gates import gate_name
from syngen_assets.core.product_reviews import uploads
from syngen_assets.core.product_reviews.cleaning import real_reviews
from syngen_assets.core.product_reviews.domain import ProductReviews
from syngen_assets.core.product_reviews.uploads import Upload
from syngen_assets.core.tables import records, usable
from syngen_assets.core.telling import counted
from syngen_assets.core.uploads.decoding import LARGEST
from syngen_assets.storage.folders import DOMAINS, root
from syngen_assets.storage.made import LEFT_OUT

SAMPLE, MINE = "The bundled sample", "A file of mine"
MEGABYTES = LARGEST // 2**20

_ABOUT = {
    "text": "What people wrote",
    "rating": "Their rating",
    "title": "The headline",
    "product": "The product",
}
_SHOWN = 3
_LETTERS = 160


@dataclass(frozen=True)
class Source:
    """Real reviews.

    Args:
        name: what their file is called.
        real: a `tables.REAL_REVIEWS`.
        broken: the rows of the file that could not be read, as `storage.made.LEFT_OUT`.
    """

    name: str
    real: pd.DataFrame
    broken: pd.DataFrame


def source(domain: ProductReviews) -> Source | None:
    """Ask for real reviews, and show what was read; None while there are none."""
    chosen = st.segmented_control("From", [SAMPLE, MINE], default=SAMPLE, key="from", required=True)
    upload = _taken(domain) if chosen == MINE else _sample(domain)
    if upload is None:
        return None
    columns = _columns(upload, domain)
    with st.spinner(f"Reading {upload.name} …"):
        real = _real(upload.version, tuple(columns.items()), domain.version, upload, domain)
    _tell(upload, real)
    return Source(upload.name, real, _broken(upload))


def _sample(domain: ProductReviews) -> Upload:
    """The reviews that come with the domain.

    Raises:
        SourceError: it has none, or they cannot be read.
    """
    if not domain.offline_source:
        raise SourceError(f"The domain {domain.name} brings no sample; choose a file of yours.")
    file = root() / DOMAINS / domain.name / domain.offline_source
    return uploads.read(Path(file).name, file.read_bytes(), domain.columns)


def _taken(domain: ProductReviews) -> Upload | None:
    """The last file of the person's that could be read; a later one that cannot loses nothing."""
    state = st.session_state
    file = st.file_uploader(
        f"A CSV file with one review in each row, up to {MEGABYTES} MB",
        max_upload_size=MEGABYTES,
        key="file",
    )
    markup.quiet(
        "It stays on this machine; a model, if you choose one, is shown some of the reviews. "
        "E-mail addresses, names and numbers of people are taken out first."
    )
    if file is None:
        state["refused"] = ""
    elif file.file_id != state.get("looked at"):
        state["looked at"], state["refused"] = file.file_id, ""
        try:
            state["upload"] = uploads.read(file.name, file.getvalue(), domain.columns)
        except SourceError as error:
            state["refused"] = str(error)
    upload: Upload | None = state.get("upload")
    if state["refused"]:
        st.error(markup.plain(state["refused"]))
        if upload:
            st.text(f"Your earlier file {upload.name} is still in use.")
    return upload


def _columns(upload: Upload, domain: ProductReviews) -> dict[str, str | None]:
    """Our column → the file's; the person changes what was guessed wrong."""
    found = uploads.guessed(upload, domain.columns)
    told = [f"{name} ({_ABOUT[ours].lower()})" for ours, name in found.items() if name]
    with st.expander(f"Columns: {markup.plain(', '.join(told))}"):
        for ours, about in _ABOUT.items():
            choices = [*([] if ours == "text" else [None]), *upload.columns]
            found[ours] = st.selectbox(
                about,
                choices,
                index=choices.index(found[ours]),
                format_func=lambda name: "(none)" if name is None else name,
                key=f"{ours} of {upload.version}",
                width=320,
            )
    return found


@st.cache_resource(max_entries=8, show_spinner=False)
def _real(
    version: str,
    columns: tuple[tuple[str, str | None], ...],
    wording: str,
    _upload: Upload,
    _domain: ProductReviews,
) -> pd.DataFrame:
    return real_reviews(uploads.raw_reviews(_upload, dict(columns)), _domain)


def _tell(upload: Upload, real: pd.DataFrame) -> None:
    """Say what was read, what was not and why, and show the first rows."""
    good, rows = usable(real), upload.rows + len(upload.broken)
    st.text(f"{upload.name}: {counted(rows, 'row')}, {counted(len(good), 'usable review')}.")
    notes = [*upload.notes]
    if upload.rows > len(upload.lines):
        notes.append(f"{len(upload.lines):,} of the rows are used: more would hardly tell more.")
    for note in notes:
        markup.quiet(note)
    problems = _problems(upload, real)
    if problems:
        markup.table(("left out because", "rows", "the first one"), problems)
    first = [{**row, "text": _short(row["text"])} for row in records(good.head(_SHOWN))]
    if first:
        markup.reviews(first, "the first reviews")


def _problems(upload: Upload, real: pd.DataFrame) -> list[tuple[str, int, str]]:
    """Why rows were left out, how many, and which was the first."""
    found = [(row["problem"], row["row"], row["text"]) for row in records(real) if row["problem"]]
    found += [(one.problem, one.number, one.text) for one in upload.broken]
    counts = Counter(gate_name(problem) for problem, _, _ in found)
    first = {gate_name(problem): (line, text or "") for problem, line, text in reversed(found)}
    return [
        (name.replace("_", " "), count, f"line {first[name][0]:,}: {_short(first[name][1])}")
        for name, count in counts.most_common()
    ]


def _broken(upload: Upload) -> pd.DataFrame:
    rows = [(f"your file, line {one.number}", one.problem, one.text) for one in upload.broken]
    return pd.DataFrame(rows, columns=LEFT_OUT, dtype="str")


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS].rsplit(' ', 1)[0]} …"
