"""Kinds: the kinds of prompts side by side, measure by measure, as Markdown."""

from collections.abc import Mapping, Sequence

from syngen_assets.core import charts, telling
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.proportion import wilson
from syngen_assets.core.measures.resampling import Interval

SHOWN: Mapping[str, tuple[str, ...]] = {
    "drift": (
        *("concept_drift", "aspect_by_tone_distance", "vocabulary_distance", "drift_along_calls"),
    ),
    "number of rows": (
        *("calls_exact_share", "rows_missed_per_call", "rows_usable_share", "rows_final_share"),
    ),
    "similarity": (
        *("length_ks", "sentiment_ks", "readability_ks", "rating_distance", "aspect_distance"),
        *("first_word_distance", "meaning_distance", "detector_auc"),
    ),
    "mood and rating": ("happier_when_rated_higher", "sentiment_clash_share"),
    "diversity": (
        *("distinct_1", "distinct_2", "self_bleu", "compression_ratio", "mtld", "vendi"),
        *("unique_share", "near_duplicate_share"),
    ),
    "level": ("words_mean", "grade_median", "sentiment_mean", "rating_mean"),
    "asked and got": (
        *("rating_as_asked_share", "aspects_as_asked_share", "words_as_asked_share"),
        *("grade_from_asked", "grade_follows_asked"),
    ),
    "copies": (
        *("replica_exact", "replica_window", "replica_run", "replica_pieced", "replica_lcs"),
        *("replica_rouge_l", "replica_cosine", "replica_nndr", "replica_nearer"),
    ),
    "anonymity": ("personal_data_left",),
}
"""Heading → the measures that stand under it."""

HEADLINES = (
    *("concept_drift", "length_ks", "sentiment_ks", "readability_ks", "detector_auc"),
    *("distinct_2", "self_bleu", "words_mean", "grade_median"),
)
"""The measures by which the kinds are compared with one another in words."""

FLOOR = "real against real"

READING = (
    "Each kind of prompt asked for as many reviews, and all were measured in the same way. A cell "
    "has the figure and, in brackets, its 95% interval. The last column has the same measure of "
    "real reviews: of a distance it is what two halves of the real reviews are apart, of anything "
    "else what as many real reviews come to. Small sets are never alike, so no distance is 0: a "
    "figure says something where its interval does not hold what real reviews come to; that of a "
    "share must not meet the interval that the share of real reviews has either. A distance "
    "far below that is no praise: the reviews are nearer to the real ones than those are to one "
    "another, as copies are."
)

Kinds = Mapping[str, Sequence[Figure]]


def table(figures: Kinds, shown: Mapping[str, Sequence[str]] = SHOWN) -> str:
    """The kinds side by side: a measure on a line, and what real reviews come to in a column.

    Args:
        figures: kind → its figures.
        shown: heading → the names of the measures under it; one that no kind has is left out.
    """
    lines = []
    for heading, names in shown.items():
        for name in names:
            found = [_named(some, name) for some in figures.values()]
            if any(one is not None and telling.measured(one) for one in found):
                cells = [telling.NOTHING if one is None else _cell(one) for one in found]
                lines.append([heading, _worded(name), *cells, _floor(found)])
                heading = ""
    return charts.table(["", "measure", *figures, FLOOR], lines)


def _named(figures: Sequence[Figure], name: str) -> Figure | None:
    return next((one for one in figures if one.name == name), None)


def _cell(one: Figure) -> str:
    """The value with its interval; a dash where it was not measured."""
    if not telling.measured(one):
        return telling.NOTHING
    between = telling.interval(one)
    value = telling.value(one)
    return value if between == telling.NOTHING else f"{value} ({between})"


def _floor(found: Sequence[Figure | None]) -> str:
    """What real reviews come to; from the least to the most, where the kinds differ in size."""
    there = [one for one in found if one is not None and one.floor is not None]
    if not there:
        return telling.NOTHING
    told = [
        telling.amount(one.floor, one.unit)
        for one in sorted(there, key=lambda one: one.floor or 0.0)
    ]
    return told[0] if told[0] == told[-1] else f"{told[0]} … {told[-1]}"


def beyond(figures: Sequence[Figure]) -> list[Figure]:
    """The figures whose interval does not hold what real reviews come to.

    A share of real reviews has an interval, too, since it may be 0 by chance: the two must not
    meet.
    """
    return [one for one in figures if one.floor is not None and _apart(_ends(one), _around(one))]


def _ends(one: Figure) -> Interval:
    return one.low, one.high


def _around(one: Figure) -> Interval:
    """What real reviews come to, with the interval that it has as a share."""
    if one.unit != "share" or one.floor is None:
        return one.floor, one.floor
    return wilson(round(one.floor * one.rows), one.rows)


def _apart(one: Interval, other: Interval) -> bool:
    """Whether two intervals are there and have no number in common."""
    if one[0] is None or one[1] is None or other[0] is None or other[1] is None:
        return False
    return one[1] < other[0] or other[1] < one[0]


def said(figures: Kinds, shown: Mapping[str, Sequence[str]] = SHOWN) -> list[str]:
    """What the table says: a sentence for each kind, and how the kinds differ."""
    names = [name for some in shown.values() for name in some]
    kinds = [f"`{kind}`: {_told(some, names)}" for kind, some in figures.items()]
    return [*kinds, *(_differences(figures) if len(figures) > 1 else [])]


def _differences(figures: Kinds) -> list[str]:
    """Which kind is surely nearer to real reviews than which, where any is."""
    sure, alike = [], []
    for name in HEADLINES:
        found = {kind: _named(some, name) for kind, some in figures.items()}
        there = {kind: one for kind, one in found.items() if one and one.floor is not None}
        order = sorted(there, key=lambda kind: _miss(there[kind]))
        if len(order) > 1 and _apart(_missed(there[order[0]]), _missed(there[order[-1]])):
            sure.append(
                f"In {_worded(name)} `{order[0]}` is nearer to real reviews than `{order[-1]}`, "
                "and their intervals do not meet."
            )
        elif len(order) > 1:
            alike.append(_worded(name))
    same = f"No kind is surely nearer to real reviews than another in {', '.join(alike)}."
    return [*sure, *([same] if alike else [])]


def _miss(one: Figure) -> float:
    return abs((one.value or 0.0) - (one.floor or 0.0))


def _missed(one: Figure) -> Interval:
    """The interval of how far a figure is from what real reviews come to, on either side."""
    if one.low is None or one.high is None or one.floor is None:
        return None, None
    ends = abs(one.low - one.floor), abs(one.high - one.floor)
    return 0.0 if one.low <= one.floor <= one.high else min(ends), max(ends)


def _told(figures: Sequence[Figure], names: Sequence[str]) -> str:
    """Where a kind of prompt is not as real reviews are, and how many it gave."""
    far = [one for one in beyond(figures) if one.name in names]
    sides = {
        "above": [one.name for one in far if (one.value or 0.0) > (one.floor or 0.0)],
        "below": [one.name for one in far if (one.value or 0.0) < (one.floor or 0.0)],
    }
    parts = [
        f"{side} what real reviews come to in {', '.join(map(_worded, some))}"
        for side, some in sides.items()
        if some
    ]
    final = _named(figures, "rows_final_share")
    given = [f"{final.note} reviews"] if final is not None and final.note else []
    return "; ".join([*given, *(parts or ["as real reviews are in all that has a floor"])]) + "."


def _worded(name: str) -> str:
    return name.replace("_", " ")


def legend(figures: Kinds, shown: Mapping[str, Sequence[str]] = SHOWN) -> str:
    """What each measure tells and how it was measured, as a Markdown list."""
    first: dict[str, Figure] = {}
    for some in figures.values():
        for one in some:
            if telling.measured(one):
                first.setdefault(one.name, one)
    return "\n".join(
        f"- **{_worded(name)}**: {first[name].about} Estimator: {first[name].estimator}."
        for names in shown.values()
        for name in names
        if name in first
    )
