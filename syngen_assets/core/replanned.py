"""Replanned: why a plan that nobody pays for, and that is made anew each time, has other rows."""

from collections import Counter
from collections.abc import Iterator

from syngen_assets.core.between import Between, Reason
from syngen_assets.core.settings import OFFLINE_NAME

_HAPPENED = {"new": "new", "back": "returned", "changed": "changed", "gone": "removed"}


def because_replanned(between: Between) -> Reason | None:
    """What the plan was made anew for, where no model is asked and so no plan is kept."""
    if {between.one["model"], between.other["model"]} != {OFFLINE_NAME}:
        return None
    told = [*_words(between), *_source(between), *_target(between)]
    return Reason("plan made anew", f"the plan was made anew {', '.join(told)}") if told else None


def retired(between: Between) -> list[str]:
    """The modifications that experts have retired since."""
    return _said(between, "retired")


def target(between: Between) -> str:
    """How many questions are wanted, and how many were."""
    one, other = int(between.one["questions"]), int(between.other["questions"])
    return f"{other:,} questions in the place of {one:,}"


def _said(between: Between, word: str) -> list[str]:
    before, after = between.one["words"], between.other["words"]
    return sorted(name for name in after if after[name] == word != before.get(name))


def _words(between: Between) -> Iterator[str]:
    if gone := retired(between):
        yield f"without the modification{'s' * (len(gone) > 1)} {', '.join(gone)}"
    back = [one for one in _said(between, "approved") if between.one["words"].get(one) == "retired"]
    if back:
        yield f"with the modification{'s' * (len(back) > 1)} {', '.join(back)} again"


def _source(between: Between) -> Iterator[str]:
    counts = Counter(row["change"] for row in between.moved.values())
    parts = [f"{counts[name]:,} {word}" for name, word in _HAPPENED.items() if counts[name]]
    if parts:
        *first, last = parts
        listed = f"{', '.join(first)} and {last}" if first else last
        yield f"for {listed} source {'row' if counts.total() == 1 else 'rows'}"


def _target(between: Between) -> Iterator[str]:
    if between.one["questions"] != between.other["questions"]:
        yield f"with {target(between)}"
