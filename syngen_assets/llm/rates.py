"""Rates: what may go out in a time, as a limit says or as a server was seen to let in."""

_MARGIN = 0.98  # of the rate that a server was seen to let in
_CLIMB, _SOON, _GUESSED = 0.01, 0.1, 1.2  # by which a rate rises a second: known, less, guessed
_EAGER = 10.0  # seconds without a refusal after which it rises twice as fast
_RECENT, _ENOUGH = 1.0, 50  # seconds and calls after which older ones no longer tell of a rate
_SUDDEN = 0.25  # seconds in which the calls before a first refusal are thought to have come
_LEAST = 0.05  # seconds that a rate is measured over, at the least


class Bucket:
    """A token bucket that may be overdrawn: one who takes too much makes the next ones wait.

    Args:
        rate: what flows in, a second.
        most: what it holds.
        now: the time, in seconds.
    """

    def __init__(self, rate: float, most: float, now: float) -> None:
        """Begin full."""
        self.rate, self.most = rate, most
        self._level, self._at = most, now

    def level(self, now: float) -> float:
        """What is in it; below 0 where it is overdrawn."""
        self._level = min(self.most, self._level + self.rate * max(0.0, now - self._at))
        self._at = max(self._at, now)
        return self._level

    def wait(self, now: float, amount: float = 1.0) -> float:
        """Seconds until so much can be taken, or until it is full if it never holds so much."""
        lack = min(amount, self.most) - self.level(now)
        return lack / self.rate if lack > 1e-9 else 0.0

    def take(self, now: float, amount: float = 1.0) -> None:
        """Take so much; a negative amount is given back."""
        self._level = self.level(now) - amount

    def set(self, now: float, level: float) -> None:
        """Hold so much from now on."""
        self._level, self._at = min(self.most, level), now


class LearnedRate:
    """The rate of a server that refuses calls and does not say what it allows.

    Between two refusals it lets in what it lets in, and that is measured: exactly if nothing was
    lost in the pause after the first refusal, else at most the rate without that pause. Of a long
    time the end counts, since the rate was still rising before.

    `bucket` holds calls to it, `begun` is when it refused one first, `refused_at` when last.

    Args:
        now: when it refused a call first.
        resumed: when calls go out again.
        let_in: how many calls it let in so far.
    """

    def __init__(self, now: float, resumed: float, let_in: int) -> None:
        """Guess from the calls so far; the next refusal will tell."""
        self.bucket = Bucket(max(1.0, let_in / _SUDDEN), 1.0, now)
        self._guessing = True
        self._most = float("inf")
        self.begun = now
        self._marks: list[tuple[float, int]] = []  # when, and calls let in until then
        self._climbed = resumed
        self._note(now, resumed, let_in)

    def refused(self, now: float, resumed: float, let_in: int) -> None:
        """It refused another one, that went out after the last refusal."""
        since, came = self._marks[0]
        span = max(now - since, _LEAST)
        paused = max(0.0, min(self._resumed - since, span - _LEAST))
        let_in_since = max(1, let_in - came)
        self._guessing = False
        self.bucket.rate = _MARGIN * let_in_since / span
        self._most = let_in_since / (span - paused) if self._bound else float("inf")
        self._note(now, resumed, let_in)

    def late(self) -> None:
        """It refused a call that was on its way at the last refusal, and counted as let in."""
        self._marks = [(at, let_in - 1) for at, let_in in self._marks]
        if self._guessing:
            self.bucket.rate = max(1.0, self._marks[0][1] / _SUDDEN)

    def climb(self, now: float, let_in: int) -> None:
        """Let the rate rise while it holds calls back: soon to the most that was seen."""
        span, self._climbed = now - self._climbed, max(now, self._climbed)
        if span <= 0 or not self.bucket.wait(now):
            return
        self._bound = True
        speed = _CLIMB * 2 ** min(8.0, (now - self.refused_at) / _EAGER)
        if self.bucket.rate < _MARGIN * self._most:
            speed = max(speed, _SOON if self._most < float("inf") else _GUESSED)
        self.bucket.rate *= 1 + speed * span
        self.bucket.most = max(1.0, self.bucket.rate / 100)  # timers are not exact
        since, before = self._marks[-1]
        if now - since >= _RECENT and let_in - before >= _ENOUGH:
            self._marks = [self._marks[-1], (now, let_in)]

    def _note(self, now: float, resumed: float, let_in: int) -> None:
        self.refused_at, self._resumed = now, resumed
        self._marks = [(now, let_in)]
        self._climbed = resumed
        self._bound = False  # whether the rate held calls back since then
