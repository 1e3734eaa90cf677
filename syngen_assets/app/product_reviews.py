"""The page on which reviews are made that are like those of a person's own file."""

import streamlit as st

from syngen_assets.app import generating, markup, shelf, uploading, wishing
from syngen_assets.core.errors import DomainError, UsageError
from syngen_assets.core.product_reviews.domain import PRODUCT_REVIEWS, ProductReviews
from syngen_assets.storage.folders import domains_of, read_domain, root

SYNTHETIC = (
    "What is made here is synthetic: nobody has said it, and nobody has used the product. Use it "
    "for tests, for teaching and for training. Never publish it as what real people say."
)


def page() -> None:
    """Take real reviews and wishes, make new reviews, and show what they are like."""
    st.title("Make reviews")
    st.write(
        "Give some real reviews, and get as many new ones as you want, modelled on their "
        "ratings, lengths and subjects."
    )
    markup.notice(SYNTHETIC)
    domain = _domain()
    st.header("Real reviews")
    source = uploading.source(domain)
    st.header("What to make")
    wishes, offline = wishing.wishes(domain)
    if source:
        generating.offer(domain, source, wishes, offline)
    shelf.show(domain)


def _domain() -> ProductReviews:
    """The domain that the reviews belong to.

    Raises:
        UsageError: there is none.
    """
    names = domains_of(root(), PRODUCT_REVIEWS)
    if not names:
        raise UsageError(
            "No domain makes product reviews: data/domains has none with the line "
            "recipe: product_reviews."
        )
    name = st.selectbox(
        "Reviews of",
        names,
        format_func=lambda name: name.removesuffix("_reviews").replace("_", " "),
        key="subject",
        bind="query-params",
        width=320,
    )
    domain = read_domain(root(), name)
    if not isinstance(domain, ProductReviews):
        raise DomainError(f"The domain {name} has another recipe now: reload this page.")
    return domain
