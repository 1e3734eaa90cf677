"""The page that tells how far reviewers agree, and what is still to be reviewed."""

import streamlit as st

from syngen_assets.app import markup
from syngen_assets.app.visit import Visit
from syngen_assets.core import agreement, tallies, telling
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.tallies import OfReviewer
from syngen_assets.core.telling import counted

_HOW = (
    f"Alpha is Krippendorff's: 1 where all say the same, 0 where they agree no more than by "
    f"chance. From {agreement.FIRM:.2f} on it is firm, from {agreement.TENTATIVE:.3f} on "
    "tentative; below that the guideline needs rewriting before anything is concluded. Intervals "
    "are 95% intervals over the pairs."
)


def page(here: Visit) -> None:
    """Show the figures, the reviewers and the kinds of pairs."""
    st.title("Agreement")
    said, pairs = here.said(), here.released()
    kinds = tallies.of_kinds(pairs, said)
    once, twice = sum(one.once for one in kinds), sum(one.twice for one in kinds)
    st.write(
        f"Of {counted(len(pairs), 'released pair')} {once:,} are reviewed, {twice:,} of them by "
        "two or more people."
    )
    with here.store() as store:
        figures = _figures(here, store.version(here.domain))
    markup.table(
        ("what", "alpha", "95% interval", "pairs", "what it allows"), [_row(one) for one in figures]
    )
    markup.quiet(_HOW)
    _people(tallies.of_reviewers(said))
    st.header("What is reviewed")
    markup.table(
        ("modification", "flaw", "pairs", "reviewed", "by two or more", "wrong one preferred"),
        [(one.modification, one.flaw, one.pairs, one.once, one.twice, one.misled) for one in kinds],
    )


def _people(people: list[OfReviewer]) -> None:
    st.header("Reviewers")
    if not people:
        st.write("Nobody yet.")
        return
    markup.table(
        ("name", "pairs", "not my field", "settled", "last"),
        [(one.name, one.pairs, one.foreign, one.settled, one.last) for one in people],
    )


@st.cache_data(max_entries=8, show_spinner=False)
def _figures(_here: Visit, version: str) -> list[Figure]:
    """Measured again only when something more was said."""
    return agreement.agreement(_here.reviews())


def _row(figure: Figure) -> tuple[str, ...]:
    name = figure.name.removeprefix("alpha_")
    pairs = f"{figure.rows:,}" if figure.rows else telling.NOTHING
    return name, telling.value(figure), telling.interval(figure), pairs, figure.note
