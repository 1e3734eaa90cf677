"""The guides in docs/, as a program reads them: their blocks, in order, and what each is marked.

A comment before a block says `by hand: REASON` where no test can run it, `file: PATH` where the
reader writes it into a file, `exits: CODE` where the command does not end with 0.
"""

import re
from typing import NamedTuple

from syngen_tests.homes import REPOSITORY

FOLDER = REPOSITORY / "docs"
GUIDES = ("quickstart", "dagster", "experts", "operations")

_BLOCK = re.compile(r"(?:<!-- (.*?) -->\n\n?)?```(\w+)\n(.*?)```", re.DOTALL)


class Block(NamedTuple):
    """A block of a guide: its language, its text, and its mark."""

    language: str
    text: str
    mark: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether a reader runs it and no test does."""
        return self.mark.startswith("by hand: ")

    @property
    def file(self) -> str:
        """The file that the reader writes it into, if it says so."""
        return self.mark.removeprefix("file: ") if self.mark.startswith("file: ") else ""

    @property
    def exits(self) -> int:
        """The exit code of its last command."""
        return int(self.mark.removeprefix("exits: ")) if self.mark.startswith("exits: ") else 0

    @property
    def lines(self) -> list[str]:
        """The commands, one to a line."""
        return [line for line in self.text.splitlines() if line and not line.startswith("#")]


def text(guide: str) -> str:
    """The whole guide."""
    return (FOLDER / f"{guide}.md").read_text(encoding="utf-8")


def blocks(guide: str) -> list[Block]:
    """The blocks of a guide, in its order."""
    return [Block(language, body, mark) for mark, language, body in _BLOCK.findall(text(guide))]
