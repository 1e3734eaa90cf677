"""Notices: which failed runs were told to whom, and which are still to be told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

OVERLAP = 60 * 60
"""Seconds that are looked at twice, since a run may be written down later than it ended."""

KEPT = 24 * 60 * 60
"""Seconds for which a message that cannot be delivered is tried again."""


@dataclass(frozen=True)
class Notices:
    """What a sensor remembers from one tick to the next.

    Args:
        began: when it began to look, in seconds; what failed before is not told.
        looked: when it looked last.
        seen: run → when it was seen first, of those that were seen lately.
        left: run → who is still to be told of it.
    """

    began: float
    looked: float
    seen: Mapping[str, float] = field(default_factory=dict)
    left: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None, now: float) -> "Notices":
        """What was remembered; nothing at the first tick."""
        return cls(**json.loads(text)) if text else cls(now, now)

    @property
    def text(self) -> str:
        """What is to be remembered."""
        return json.dumps(vars(self))

    @property
    def since(self) -> float:
        """From when on failed runs are looked for."""
        return max(self.began, self.looked - OVERLAP)

    def with_failed(
        self, failed: Mapping[str, float], names: Sequence[str], now: float
    ) -> "Notices":
        """With the runs that failed since, and without what could not be told for too long.

        Args:
            failed: run → when it ended.
            names: who is to be told.
            now: the time, in seconds.
        """
        fresh = [run for run, ended in failed.items() if ended >= self.since]
        new = {run: now for run in fresh if run not in self.seen}
        seen = {**self.seen, **new}
        known = {run: [name for name in to if name in names] for run, to in self.left.items()}
        left = {**known, **dict.fromkeys(new, list(names))}
        return replace(
            self,
            looked=now,
            seen={run: at for run, at in seen.items() if at > now - KEPT - OVERLAP},
            left={run: to for run, to in left.items() if to and seen[run] > now - KEPT},
        )

    def left_for(self, name: str) -> list[str]:
        """The runs of which someone is still to be told, oldest first."""
        return [run for run, to in self.left.items() if name in to]

    def told(self, run: str, name: str) -> "Notices":
        """Without that one message."""
        to = [other for other in self.left[run] if other != name]
        left = {**self.left, run: to}
        return replace(self, left={one: names for one, names in left.items() if names})
