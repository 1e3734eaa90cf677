"""Prompts: a call in words."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from syngen_assets.core.product_reviews.domain import Kind, ProductReviews
from syngen_assets.core.product_reviews.forms import Fields, lines, template
from syngen_assets.core.product_reviews.plan import Plan
from syngen_assets.core.product_reviews.wanted import Call, Wanted
from syngen_assets.core.settings import Settings
from syngen_assets.core.templates import Template

_UNLIKE = (
    "They may resemble the examples in manner and in what they tell, but copy no sentence of them.",
    "They share the manner of the examples and no sentence or story of them.",
    "They are unlike the examples: other words, other sentences, another story, another order.",
)
"""What is said of the examples, from the least `diversity` to the most."""
_LETTERS_PER_WORD = 8  # of an example, with the space after it: longer ones are cut

Row = Mapping[str, Any]


def wording(call: Call, domain: ProductReviews) -> Template:
    """The template of a call."""
    return template(call.kind, domain.reply, _fields(call))


def values(call: Call, real: Mapping[str, Row], domain: ProductReviews) -> dict[str, str]:
    """What fills the blanks of a call's template.

    Args:
        call: what is asked.
        real: the real reviews by their ids.
        domain: what is reviewed.
    """
    low, high = domain.words
    shown = [_shown(real[id], high) for id in call.examples]
    wanted = [f"{n}. {line(one, domain)}" for n, one in enumerate(call.wanted, start=1)]
    return {
        "item": domain.an_item,
        "examples": lines(shown, domain.reply, _fields(call)) or "(None is shown.)",
        "asked": str(len(call.wanted)),
        "number": str(call.number + 1),
        "wanted": "\n".join(wanted),
        "least": str(low),
        "most": str(high),
        "unlike": _UNLIKE[min(int(domain.diversity * len(_UNLIKE)), len(_UNLIKE) - 1)],
        "rules": domain.rules,
    }


def line(wanted: Wanted, domain: ProductReviews) -> str:
    """What is asked of one review, in words."""
    parts = []
    if wanted.rating is not None:
        parts.append(f"{wanted.rating} of {domain.ratings[1]} stars")
    if wanted.words != domain.words:
        parts.append("{} to {} words".format(*wanted.words))
    if wanted.grade is not None:
        parts.append(f"school grade {wanted.grade}")
    if wanted.aspects:
        parts.append("speaks of " + ", ".join(name.replace("_", " ") for name in wanted.aspects))
    if wanted.viewpoint:
        parts.append(f"written by {wanted.viewpoint}")
    if wanted.opening:
        parts.append(f"begins with {wanted.opening}")
    return "; ".join(parts) or "as you like"


def planned(
    real: pd.DataFrame, settings: Settings[ProductReviews], kinds: Sequence[Kind] = ()
) -> Iterator[dict[str, Any]]:
    """The planned calls in words: the rows of a `tables.REVIEW_PROMPTS`.

    Args:
        real: the rows of a `tables.REAL_REVIEWS`.
        settings: the run's settings.
        kinds: the kinds of prompts, or none for those of the settings.
    """
    plan, domain = Plan(real, settings), settings.domain
    for kind in kinds or settings.kinds or domain.kinds:
        for call in plan.planned(kind):
            asked = wording(call, domain)
            yield call.row | {
                "prompt": asked.fill(**values(call, plan.real, domain)),
                "template": asked.name,
                "template_version": asked.version,
            }


def _fields(call: Call) -> Fields:
    """What a review of the call has; without ratings or headlines in the source, none is asked."""
    first = call.wanted[0]
    named = {"rating": first.rating is not None, "title": first.title, "text": True}
    return tuple(name for name, there in named.items() if there)


def _shown(row: Row, words: int) -> Row:
    """A real review as an example, which is cut where it is much longer than the new ones."""
    text = textwrap.shorten(row["text"], words * _LETTERS_PER_WORD, placeholder=" …")
    return {"rating": row["rating"], "title": row["title"] or "", "text": text}
