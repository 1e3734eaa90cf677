"""Gates for the two answers of a pair, held against each other."""

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.echoes import says_the_same
from syngen_assets.core.edits import is_matched
from syngen_assets.core.errors import ReplyError
from syngen_assets.core.text import words


def pair_gate(chosen: str, rejected: str) -> None:
    """Let a pair pass whose answers differ in more than case and punctuation.

    Raises:
        ReplyError: they do not.
    """
    if normalize(chosen) == normalize(rejected):
        raise ReplyError("identical_answers: chosen and rejected say the same words")


def likeness_gate(chosen: str, rejected: str) -> None:
    """Let a pair pass whose answers differ in a word that matters; one is enough.

    Raises:
        ReplyError: they differ in order, spelling, endings or filler words alone.
    """
    if says_the_same(chosen, rejected):
        raise ReplyError("nearly_identical_answers: no word that matters differs")


def length_gate(chosen: str, rejected: str) -> None:
    """Let a pair pass whose rejected answer has about as many words as the chosen one.

    Raises:
        ReplyError: it has not.
    """
    if not is_matched(rejected, chosen):
        counts = f"{len(words(rejected))} words beside {len(words(chosen))}"
        raise ReplyError(f"unmatched_length: {counts}, allowed are 25% more or fewer")
