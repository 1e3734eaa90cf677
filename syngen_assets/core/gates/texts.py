"""Gates for any text: a question, a chosen answer, a rejected one."""

from collections.abc import Collection

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates.names import WRONG_LANGUAGE, shown
from syngen_assets.core.languages import foreign
from syngen_assets.core.leaks import leaks
from syngen_assets.core.personal import found
from syngen_assets.core.personal_forms import KINDS, Kind

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def language_gate(text: str, language: str) -> None:
    """Let a question or an answer pass that is not clearly in another language.

    Args:
        text: what was read in a reply.
        language: the domain's, as its ISO 639-1 code.

    Raises:
        ReplyError: it is.
    """
    other = foreign(text, language)
    if other:
        raise ReplyError(f"{WRONG_LANGUAGE}: {other} in place of {language}: {shown(text)}")


def leak_gate(text: str) -> None:
    """Let a text pass that does not speak of the task it was written for.

    Raises:
        ReplyError: it does, such as "As requested, here is an incorrect answer".
    """
    if leaks(text):
        raise ReplyError(f"prompt_leak: the text speaks of its task: {shown(text)}")


def personal_gate(text: str, kinds: Collection[Kind] = KINDS) -> None:
    """Let a text pass that holds nothing by which a person can be reached or known.

    The problem names the kinds, and never repeats what was found.

    Args:
        text: any text.
        kinds: what is held back.

    Raises:
        ReplyError: it holds personal data of one of the kinds.
    """
    pieces = found(text, kinds)
    if pieces:
        named = ", ".join(dict.fromkeys(piece.kind for piece in pieces))
        raise ReplyError(f"personal_data: the text holds {named}")


def formula_gate(text: str) -> None:
    """Let a text pass that no spreadsheet would run as a formula.

    Raises:
        ReplyError: it begins as a formula does.
    """
    if text.startswith(FORMULA):
        raise ReplyError(f"formula_cell: a spreadsheet would run it: {shown(text)}")
