"""Gates for the two answers of a pair, held against each other."""

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.errors import ReplyError


def pair_gate(chosen: str, rejected: str) -> None:
    """Let a pair pass whose answers differ in more than case and punctuation.

    Raises:
        ReplyError: they do not.
    """
    if normalize(chosen) == normalize(rejected):
        raise ReplyError("identical_answers: chosen and rejected say the same words")
