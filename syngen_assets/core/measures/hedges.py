"""Hedges: the advice to see a doctor, which must not tell the chosen answer from the rejected."""

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.resampling import BY_PROMPT, Interval, apart
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.shares import share

_GROUP = "tells"
_WHO = (
    r"(?:doctors?|physicians?|gps?|general practitioners?|clinicians?|(?:medical|health|mental"
    r"|care|healthcare|health-care|dental|trained|qualified|licensed)[- ](?:care[- ])?(?:"
    r"professionals?|providers?|practitioners?|experts?|teams?|specialists?|workers?)|specialists?"
    r"|professionals?|nurses?|pharmacists?|dentists?|surgeons?|therapists?|counsell?ors?"
    r"|paediatricians?|orthodontists?|podiatrists?|chiropractors?|obstetricians?|midwi(?:fe|ves)"
    r"|psychiatrists?|psychologists?|optometrists?|physiotherapists?|dietiti?[ac]ians?"
    r"|nutritionists?|(?:\w+(?:olog|iatric|iatr)ist|\w+ologist|pediatrician)s?"
    r"|emergency (?:room|department|services|doctor)|urgent care|hospital|clinic|er|911)"
)
_GAP = r"(?:[^\s.;:!?]+ ){0,4}?"
_MEDICAL = r"(?:medical|professional|emergency|immediate|prompt|urgent|expert|clinical)"
_HELP = (
    r"(?:attention|advice|help|care|evaluation|assistance|guidance|treatment|opinion|assessment"
    r"|consultation|support)"
)
_HEDGE = re.compile(
    rf"""\b(?:
    (?:consult(?:ing|ed|ation)?|see(?:ing)?|visit(?:ing)?|contact(?:ing)?|call(?:ing)?|ask(?:ing)?
      |tell(?:ing)?|seek(?:ing)?|inform(?:ing)?|notify(?:ing)?)
    \ (?:with\ |out\ )?{_GAP}{_WHO}
    | (?:talk|speak|check|discuss|go|work|meet|follow\ up|get\ in\ touch|reach\ out)(?:ing)?
    \ {_GAP}(?:to|with)\ {_GAP}{_WHO}
    | (?:seek|get|obtain|need|require|want)(?:ing|s|ed)?\ {_GAP}{_MEDICAL}\ {_GAP}{_HELP}
    | seek(?:ing)?\ {_GAP}{_HELP}
    | professional\ medical\ (?:advice|help|care|attention|treatment|guidance|evaluation|opinion)
    | medical\ advice | ask\ your\ doctor
    | (?:doctor|physician|(?:health\ ?-?care|medical|health)\ (?:professional|provider))
      s?\ (?:should|must|needs?\ to|ought\ to)\ be\ (?:consulted|contacted|seen|called|informed)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_HOW = (
    "advice to consult, see, ask or call a doctor or another professional, or to seek medical "
    "attention, by a list of phrases; advice against it has the same words and counts too"
)


def hedges(text: str) -> bool:
    """Whether a text speaks of seeing a doctor."""
    return _HEDGE.search(text) is not None


def hedge_figures(sample: Sample) -> list[Figure]:
    """How often either answer hedges, and how far apart they are."""
    chosen, rejected = _marks(sample.chosen), _marks(sample.rejected)
    difference = chosen.astype(float) - rejected
    interval = apart(sample.resamples.ratios(difference))
    sides = [("chosen", chosen), ("rejected", rejected)]
    return [
        _gap(sample, difference, interval),
        *(
            share(
                sample,
                marks,
                name=f"hedge_{side}",
                group=_GROUP,
                about=f"How many {side} answers send the reader to a doctor.",
                how=f"share of {side} answers with {_HOW}",
            )
            for side, marks in sides
        ),
    ]


def _marks(texts: Iterable[str]) -> npt.NDArray[np.bool_]:
    return np.array([hedges(text) for text in texts], dtype=bool)


def _gap(sample: Sample, difference: npt.NDArray[np.float64], interval: Interval) -> Figure:
    value = float(difference.mean())
    often = np.flatnonzero(difference * value > 0)
    return Figure(
        "hedge_gap",
        _GROUP,
        abs(value),
        "How much more often one side sends the reader to a doctor: a model would learn to hedge.",
        f"difference, without its sign, of the shares of chosen and of rejected answers with "
        f"{_HOW}; {BY_PROMPT}",
        "points",
        low=interval[0],
        high=interval[1],
        rows=len(sample),
        places=tuple(often.tolist()),
    )
