"""Endings: whether a text comes to its end, or stops before."""

import re

from syngen_assets.core.patterns import any_of

_CLOSING = "\"'”’»)]}*_` \n\u00a0"  # may stand after the last mark
_MARKS = ".!?。！？।؟۔։"  # of all scripts
_TRAILING = re.compile(r"(?:\.\.+|…)$")
_DANGLING = re.compile(  # words that no English sentence ends with
    rf"""\b(?:{any_of("and or but nor the a an than because although your my our their very")}
    |e\.g|i\.e|such\ as|as\ well\ as|includ(?:e|es|ing)|consists?\ of|caused\ by
    |(?:due|owing|according)\ to
    )[.!?]*$""",
    re.VERBOSE,  # hepatitis A is one
)


def unfinished(text: str) -> str | None:
    """Why a text looks cut off, in a few words; None if it comes to an end.

    It must end in the mark of a sentence, with closing quotes or brackets after it at most, must
    not trail off, must close each bracket that it opens, and its last word must be one that a
    sentence can end with.
    """
    body = text.rstrip(_CLOSING)
    if body[-1:] not in tuple(_MARKS):
        return "it ends without the mark of a sentence"
    if _TRAILING.search(body):
        return "it trails off"
    if text.count("(") > text.count(")") or text.count("“") > text.count("”"):
        return "a bracket or a quotation stays open"
    if dangling := _DANGLING.search(body):
        return f"no sentence ends with {dangling.group().rstrip('.!?')!r}"
    return None
