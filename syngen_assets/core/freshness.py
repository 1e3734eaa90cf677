"""Freshness: whether a release is as young as its domain wants it, and of the newest source."""

from dataclasses import dataclass

DAY = 24 * 60 * 60

_SHOWN = 12  # of the digits of a revision


@dataclass(frozen=True)
class Age:
    """How old a release is.

    Args:
        days: days since it was made.
        most: days that the domain allows.
        revision: the revision of the source that it is made from.
        newest: the revision at which the source was last seen, or empty.
    """

    days: float
    most: float
    revision: str
    newest: str

    @property
    def problem(self) -> str:
        """Why it is not fresh, and what to do; empty if it is."""
        found = []
        if self.days > self.most:
            found.append(
                f"the release is {self.days:.1f} days old and may be {self.most:g}"
                " (`freshness:` in domain.yaml)"
            )
        if self.newest and self.newest != self.revision:
            found.append(
                f"its source has moved from {self.revision[:_SHOWN] or 'an unknown revision'} to "
                f"{self.newest[:_SHOWN]}"
            )
        if not found:
            return ""
        said = ", and ".join(found)
        return f"{said[0].upper()}{said[1:]}. Materialise everything of the domain again."
