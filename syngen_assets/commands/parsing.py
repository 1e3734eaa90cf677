"""Parsing: what was typed wrongly is one sentence, with what was probably meant."""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from syngen_assets.core.nearest import perhaps


class Parser(argparse.ArgumentParser):
    """A parser that takes no shortened flags, and whose errors are sentences."""

    def __init__(self, **settings: Any) -> None:
        """Make it as `argparse` would."""
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is, and end with exit code 2."""
        self.exit(2, f"{self.prog}: {message}. See {self.prog} --help.\n")

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """What was typed; what is unknown is said by the command that does not know it."""
        known, rest = super().parse_known_args(args, namespace)
        if rest:
            flags = (flag for flag in self._option_string_actions if flag.startswith("--"))
            near = perhaps(rest[0].partition("=")[0], flags)
            self.error(f"unrecognized arguments: {' '.join(rest)}{near}")
        return known, rest

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            there = ", ".join(map(str, action.choices))
            near = perhaps(str(value), map(str, action.choices))
            raise argparse.ArgumentError(action, f"{value!r} is none of {there}{near}")


def whole(text: str) -> int:
    """A whole number."""
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from error


def count(text: str) -> int:
    """A whole number from 1 on."""
    number = whole(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return number


def port(text: str) -> int:
    """A port of this machine."""
    number = whole(text)
    if not 0 < number < 65_536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 1 to 65535")
    return number
