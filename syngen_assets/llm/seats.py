"""Seats: how many calls in flight serve a server best, found by trying."""

from math import ceil

START, MOST = 32, 256
_WORTH = 0.3  # of the rate that more seats promise, the part that they must bring
_SLOWED = 1.2  # a reply so much slower than the best ones may have waited in the server's queue
_LONGEST = 8  # epochs at rest between two tries
_LEAST, _FEW = 24, 4  # calls in an epoch, however few the seats are; while they still double


class Seats:
    """A number of seats that follows the server.

    By Little's law a server whose seats are all taken answers `seats / latency` calls a second.
    An epoch measures that over two calls per seat; the next one tries more seats, and keeps them
    only while the rate grows with them. A server that queues, and never says 429, answers no
    faster for more seats: then they are given back, and fewer are tried.

    `count` is the number of seats now.

    Args:
        fixed: a number that never changes, or None to find one.
    """

    def __init__(self, fixed: int | None = None) -> None:
        """Begin with few, so that a small server is not flooded."""
        self.count = fixed or START
        self._fixed = fixed is not None
        self._step = 2.0
        self._kept: tuple[int, float] | None = None  # seats and calls a second before this try
        self._best = float("inf")  # the least mean latency of an epoch
        self._rest = self._patience = 0
        self._fewer = False
        self._begin(0.0)

    def landed(self, now: float, sent: float, busy: bool) -> None:
        """A call has landed.

        Args:
            now: the time, in seconds.
            sent: when the call was made.
            busy: whether another call waited for its seat; an idle seat teaches nothing.
        """
        if self._fixed:
            return
        if not busy:
            self._begin(now)
        elif sent >= self._since:
            self._landed += 1
            self._seconds += now - sent
            if self._landed >= max(2 * self.count, _LEAST if self._step < 2 else _FEW):
                self._judge(self._seconds / self._landed)
                self._begin(now)

    def refused(self, now: float, taken: int) -> None:
        """The server refused one call for load while it worked on `taken` others."""
        if self._fixed or taken >= self.count:
            return
        self.count = max(1, taken)
        if self._kept:
            self._settle()
        self._begin(now)

    def _begin(self, now: float) -> None:
        self._since, self._landed, self._seconds = now, 0, 0.0

    def _judge(self, latency: float) -> None:
        rate = self.count / max(latency, 1e-9)
        slowed = latency > _SLOWED * self._best
        self._best = min(self._best, latency)
        if self._kept is None:
            self._rest -= 1
            if self._rest < 0:
                self._try(rate, fewer=self._fewer or (self.count == MOST and slowed))
            return
        before, rate_before = self._kept
        gained = (rate / rate_before - 1) / (self.count / before - 1) >= _WORTH
        if gained == (self.count > before):  # more seats paid off, or fewer cost nothing
            self._step = min(2.0, self._step * 1.25)
            self._patience = 0
            self._try(rate, fewer=self.count < before)
        else:
            self._fewer = self.count > before
            self.count = before
            self._settle()

    def _try(self, rate: float, fewer: bool) -> None:
        wanted = self.count / self._step if fewer else self.count * self._step
        count = max(1, min(MOST, int(wanted) if fewer else ceil(wanted)))
        self._kept = (self.count, rate) if count != self.count else None
        self.count = count

    def _settle(self) -> None:
        """Rest, longer each time, before the next try, which will be a smaller one."""
        self._kept, self._step = None, 1.25
        self._patience = min(_LONGEST, 2 * self._patience or 1)
        self._rest = self._patience
