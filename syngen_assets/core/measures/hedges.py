"""Hedges: the advice to see a doctor, which must not tell the chosen answer from the rejected."""

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.resampling import BY_PROMPT, Interval, apart
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.shares import share
from syngen_assets.core.patterns import union

_GROUP = "tells"
_FEW = r"(?:[^\s.;:!?]+ ){0,4}?"
_FIELD = r"(?:medical|health|mental health|health-?care|health care|care|dental|trained|qualified)"
_WHO = (
    r"(?:(?:doctor|physician|gp|general practitioner|clinician|nurse|pharmacist|dentist|surgeon"
    r"|(?:psycho|physio)?therapist|counsell?or|p(?:a)?ediatrician|orthodontist|podiatrist"
    r"|chiropractor|obstetrician|midwife|psychiatrist|optometrist|diet[ie][ct]ian|nutritionist"
    r"|specialist|professional|\w+ologist|\w+iatrist"
    rf"|{_FIELD} (?:provider|practitioner|expert|team|worker))s?"
    r"|emergency (?:room|department|services)|urgent care|911)"
)
_MEDICAL = r"(?:medical|professional|emergency|immediate|prompt|urgent|expert|clinical)"
_HELP = (
    r"(?:attention|advice|help|care|evaluation|assistance|guidance|treatment|opinion|assessment"
    r"|consultation|support)"
)

# A rule is a name and a pattern that is searched for without case; to add one, add a line.
RULES = {
    "see one": r"\b(?:consult(?:ing|ation)?|see(?:ing)?|visit(?:ing)?|contact(?:ing)?|call(?:ing)?"
    r"|ask(?:ing)?|tell(?:ing)?|seek(?:ing)?|inform(?:ing)?|notify(?:ing)?) "
    rf"(?:with |out )?{_FEW}{_WHO}\b",
    "talk to one": r"\b(?:talk|speak|check|discuss|consult|meet|work|follow up|get in touch|reach "
    rf"out|go|schedule|make)(?:ing|ation)? {_FEW}(?:to|with|for) {_FEW}{_WHO}\b",
    "seek help": rf"\bseek(?:ing)? {_FEW}{_HELP}\b"
    rf"|\b(?:get|getting|obtain|obtaining) {_FEW}{_MEDICAL} {_FEW}{_HELP}\b",
    "its name": r"\b(?:professional medical|medical professional|medical attention)\b"
    r"|\bprofessional (?:advice|help|guidance|evaluation|medical)\b"
    r"|(?<!provide )\bmedical advice\b",
    "under one": rf"\bunder (?:the )?(?:guidance|supervision|care|direction) of {_FEW}{_WHO}\b",
    "help to be sought": rf"\b{_MEDICAL} {_HELP} (?:should|must|needs to) be sought\b",
    "one should be asked": rf"\b{_WHO} should be (?:consulted|contacted|seen|called|informed)\b",
}
_HEDGE = union(RULES.values(), re.IGNORECASE)
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
