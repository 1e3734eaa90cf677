"""Tells: words by which a rejected answer is known without knowing whether it is true."""

import re
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from syngen_assets.core.contradictions import contradicts
from syngen_assets.core.leaks import leaks
from syngen_assets.core.measures.absurdities import is_absurd
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.shares import share
from syngen_assets.core.patterns import union
from syngen_assets.core.refusals import declines_within

_GROUP = "tells"
_BODY = (
    r"(?:health|energy|mood|memory|vision|eyesight|hearing|sleep|appetite|strength|stamina"
    r"|well-?being|fitness|performance|creativity|intelligence|immunity|balance|concentration"
    r"|focus|athletic\w*|flexibility|libido|mobility|agility|hair growth|happiness|confidence"
    r"|quality of life|immune systems?|life ?(?:span|expectancy))"
)

# A rule is a name and a pattern that is searched for without case; to add one, add a line.
FLIPS = {
    "nothing happens": r"\b(?:has|have|had|having|with|is|are) (?:absolutely |almost |little to |"
    r"really )?no (?:real |known |significant |negative |noticeable |adverse |lasting )?"
    r"(?:effects?|impact|consequences|influence|bearing)\b(?! on\b.{0,40}\b(?:survival|gene))"
    r"|\b(?:does|do|will|can) not (?:really |significantly )?(?:affect|impact|influence) (?:a "
    r"|the |"
    r"your |one's |an? individual'?s )?(?:\w+ )?(?:daily|life|quality|health)",
    "more of the good": rf"\b(?:increased|improved|enhanced|better|boosted|heightened|greater"
    rf"|excess"
    rf"|sudden|extra|more) {_BODY}\b(?! (?:care|problems|risk|services|professional|outcomes))",
    "it does good": rf"\b(?:improves?|enhanc(?:es?|ing)|boosts?|increases?|strengthens?|promotes?)"
    rf" (?:a |the |your |one's |their |an? (?:individual|person)'?s )?(?:overall |general "
    rf"|physical |"
    rf"mental |cognitive |natural )*{_BODY}\b",
    "it is good": r"\b(?:completely|perfectly|totally|entirely|generally|actually"
    r"|very) (?:harmless"
    r"|beneficial|healthy|safe)\b|\bis (?:a )?(?:harmless|beneficial|healthy sign|good sign)\b"
    r"|\bno need to (?:worry|treat|seek|see|be treated|take)|\bgo(?:es)? away on (?:its"
    r"|their) own "
    r"(?:with(?:in|out)|over ?night)",
}
_FLIP = union(FLIPS.values(), re.IGNORECASE)

Marks = npt.NDArray[np.bool_]


def flips_polarity(text: str) -> bool:
    """Whether an answer has one of the phrases that simply turn bad into good."""
    return _FLIP.search(text) is not None


def tells(sample: Sample) -> list[Figure]:
    """How often answers have wording that gives them away."""
    return [
        _worded(sample, "absurd_share", _marks(is_absurd, sample.rejected), "rejected", _ABSURD),
        _worded(sample, "absurd_chosen", _marks(is_absurd, sample.chosen), "chosen", _ABSURD),
        _worded(
            sample,
            "polarity_flip_share",
            _marks(flips_polarity, sample.rejected),
            "rejected",
            "phrases that turn bad into good (no effect, increased energy, improves your sleep)",
        ),
        _either(sample, "refusal_share", declines_within, "in which a model declines to answer"),
        _either(sample, "leak_share", leaks, "that speaks of the task it was written for"),
        _contradicting(sample),
    ]


_ABSURD = "words or phrases that no earnest answer has (unicorns, pickles, dancing, magic)"


def _marks(has: Callable[[str], bool], texts: Iterable[str]) -> Marks:
    return np.array([has(text) for text in texts], dtype=bool)


def _worded(sample: Sample, name: str, marks: Marks, side: str, what: str) -> Figure:
    return share(
        sample,
        marks,
        name=name,
        group=_GROUP,
        about=f"How many {side} answers have {what}.",
        how=f"share of {side} answers that match a list of patterns",
    )


def _either(sample: Sample, name: str, has: Callable[[str], bool], what: str) -> Figure:
    return share(
        sample,
        _marks(has, sample.chosen) | _marks(has, sample.rejected),
        name=name,
        group=_GROUP,
        about=f"How many pairs have an answer {what}.",
        how="share of pairs of which either answer matches a list of patterns",
    )


def _contradicting(sample: Sample) -> Figure:
    return share(
        sample,
        np.array(list(map(contradicts, sample.prompts, sample.rejected)), dtype=bool),
        name="self_contradiction_share",
        group=_GROUP,
        about="How many rejected answers contradict themselves: one finds them without knowledge.",
        how="share of rejected answers that open with yes or no and go on with the opposite, or "
        "make a statement with and without a negation, by rules",
    )
