"""Flags: what they and the variables of the same meaning say, as values."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from syngen_assets.core.errors import UsageError
from syngen_assets.core.nearest import perhaps

_SUCH_AS = {"question": "Query", "text": "Review"}
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("", "0", "false", "no", "off")

# flag → the variables that may say the same, in order of preference
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "offline": ("SYNGEN_OFFLINE",),
    "source": ("SYNGEN_SOURCE",),
    "column": ("SYNGEN_COLUMN",),
    "held_out": ("SYNGEN_HELD_OUT",),
    "questions": ("SYNGEN_QUESTIONS",),
    "reviews": ("SYNGEN_REVIEWS",),
    "kinds": ("SYNGEN_KINDS",),
    "seed": ("SYNGEN_SEED",),
    "personas": ("SYNGEN_PERSONAS",),
    "model": ("SYNGEN_MODEL",),
    "preset": ("SYNGEN_PRESET",),
    "base_url": ("SYNGEN_BASE_URL", "OPENAI_BASE_URL"),
    "judge": ("SYNGEN_JUDGE",),
    "judge_preset": ("SYNGEN_JUDGE_PRESET",),
    "judge_base_url": ("SYNGEN_JUDGE_BASE_URL",),
    "embedder": ("SYNGEN_EMBEDDER",),
    "embedder_base_url": ("SYNGEN_EMBEDDER_BASE_URL",),
    "concurrency": ("SYNGEN_CONCURRENCY",),
    "requests_per_minute": ("SYNGEN_REQUESTS_PER_MINUTE",),
    "tokens_per_minute": ("SYNGEN_TOKENS_PER_MINUTE",),
    "requests_per_second": ("SYNGEN_REQUESTS_PER_SECOND",),
    "timeout": ("SYNGEN_TIMEOUT",),
    "max_usd": ("SYNGEN_MAX_USD",),
    "max_tokens": ("SYNGEN_MAX_TOKENS",),
    "max_calls": ("SYNGEN_MAX_CALLS",),
    "max_candidates": ("SYNGEN_MAX_CANDIDATES",),
    "prices": ("SYNGEN_PRICES",),
    "output": ("SYNGEN_OUTPUT",),
    "mode": ("SYNGEN_MODE",),
    "batch_lines": ("SYNGEN_BATCH_LINES",),
}


def said(given: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, str]:
    """What flags and environment say, flags first; an empty variable says nothing."""
    words: dict[str, str] = {}
    for name, variables in VARIABLES.items():
        found = given.get(name)
        for variable in variables:
            found = environ.get(variable) or None if found is None else found
        if found is not None:
            words[name] = str(found)
    return words


def truth(word: str) -> bool:
    """Whether `--offline` is meant.

    Raises:
        UsageError: the word is none for it, as with all that follow.
    """
    if word.lower() in _TRUE + _FALSE:
        return word.lower() in _TRUE
    raise UsageError(f"--offline (or SYNGEN_OFFLINE) is {word!r}; set it to 1, or to 0 or nothing.")


def flag(name: str) -> str:
    """How a setting is written on the command line."""
    return f"--{name.replace('_', '-')}"


def some(words: Mapping[str, str], name: str) -> int | None:
    """A whole number from 1 on, or None where nothing was said."""
    return whole(words, name, 0, least=1) if name in words else None


def whole(words: Mapping[str, str], name: str, default: int, least: int | None) -> int:
    """A whole number, no smaller than the least one."""
    word = words.get(name, str(default))
    try:
        number = int(word)
    except ValueError:
        number = None
    if number is None or (least is not None and number < least):
        bound = "" if least is None else f" from {least} on"
        raise UsageError(
            f"{flag(name)} (or {VARIABLES[name][0]}) is {word!r}; give a whole number{bound}."
        )
    return number


def candidates(words: Mapping[str, str], target: int) -> int | None:
    """How many questions may be tried, or None where nothing was said.

    Args:
        words: what was said.
        target: how many are wanted where nobody says how many.
    """
    allowed = some(words, "max_candidates")
    wanted = whole(words, "questions", target, least=1)
    if allowed is not None and allowed < wanted:
        raise UsageError(
            f"--max-candidates (or SYNGEN_MAX_CANDIDATES) is {allowed:,}, fewer than the "
            f"{wanted:,} questions that are wanted; give as many at least."
        )
    return allowed


def amount(words: Mapping[str, str], name: str) -> float | None:
    """An amount above 0, or None where nothing was said."""
    return _number(words, name, lambda amount: 0 < amount < float("inf"), "an amount above 0")


def share(words: Mapping[str, str], name: str) -> float | None:
    """A part of the whole, or None where nothing was said."""
    return _number(words, name, lambda part: 0 <= part <= 1, "a share from 0 to 1")


def _number(
    words: Mapping[str, str], name: str, fits: Callable[[float], bool], wanted: str
) -> float | None:
    if name not in words:
        return None
    try:
        number = float(words[name])
    except ValueError:
        number = float("nan")  # which fits nothing
    if not fits(number):
        raise UsageError(
            f"{flag(name)} (or {VARIABLES[name][0]}) is {words[name]!r}; give {wanted}."
        )
    return number


def one_of(words: Mapping[str, str], name: str, known: Sequence[str]) -> str:
    """One of the known words, the first of them where nothing was said."""
    word = words.get(name, known[0])
    if word not in known:
        raise UsageError(
            f"{flag(name)} (or {VARIABLES[name][0]}) is {word!r}; give "
            f"{' or '.join(known)}{perhaps(word, known)}."
        )
    return word


def address(words: Mapping[str, str], name: str) -> str | None:
    """The address of a server, or None where nothing was said."""
    word = words.get(name)
    if word and re.match(r"\w+://[^/]*@", word):
        raise UsageError(
            f"{flag(name)} (or {VARIABLES[name][-1]}) holds a name or password before the @, which "
            "would stand in logs and cards; give the address alone, and the key in a variable such "
            "as OPENAI_API_KEY."
        )
    if word and not re.match(r"\s*https?://\S", word):
        raise UsageError(
            f"{flag(name)} (or {VARIABLES[name][-1]}) is {word!r}; give an address such as "
            "http://127.0.0.1:11434/v1."
        )
    return word


def several(words: Mapping[str, str], name: str, known: Sequence[str]) -> list[str]:
    """Some of the known words, with commas between; none where nothing was said."""
    chosen = [word.strip() for word in words.get(name, "").split(",") if word.strip()]
    for word in chosen:
        if word not in known or chosen.count(word) > 1:
            raise UsageError(
                f"{flag(name)} (or {VARIABLES[name][0]}) is {words[name]!r}; give some of "
                f"{', '.join(known)}, each once, with commas between{perhaps(word, known)}."
            )
    return chosen


def columns(word: str, ours: Sequence[str]) -> dict[str, str]:
    """Our column name → the source's, from pairs with a comma between.

    Args:
        word: what was said.
        ours: the columns that the recipe knows, the one that it cannot do without first.
    """
    pairs = list(filter(None, (part.strip() for part in word.split(","))))
    return mapped("--column (or SYNGEN_COLUMN)", pairs, ours, f"{ours[0]}={_SUCH_AS[ours[0]]}")


def mapped(flag: str, pairs: Iterable[str], ours: Collection[str], such_as: str) -> dict[str, str]:
    """Our column name → the other's, from texts of the form OURS=THEIRS.

    Args:
        flag: what the user wrote them with.
        pairs: the texts.
        ours: the names that may stand before the sign.
        such_as: an example for the error text.

    Raises:
        UsageError: a text has another form or another name.
    """
    columns: dict[str, str] = {}
    for pair in pairs:
        name, equals, theirs = (part.strip() for part in pair.partition("="))
        if not equals or name not in ours or not theirs:
            raise UsageError(
                f"{flag} is {pair!r}; write OURS=THEIRS, where OURS is one of "
                f"{', '.join(ours)}, such as {such_as}{perhaps(name, set(ours) - {name})}."
            )
        columns[name] = theirs
    return columns
