"""Rates: what may go out in a time, as a limit says or as a server was seen to let in."""

_CUT = 0.99  # of a rate that is kept at a refusal …
_CLIMB = 1e-4  # … and by which it rises with each call: so one call in a hundred is refused
_EAGER = 10.0  # seconds without a refusal after which it rises twice as fast
_GUESSED = 1.2  # by which a rate that is but guessed rises a second
_SUDDEN = 0.25  # seconds in which calls before a first refusal came, at the least
_CLOSELY, _FEW = 1.5, 5  # seconds, or calls let in, within which one refusal follows another
_MANY = 20  # calls let in that make a measured rate more than a guess
_LEAST = 0.15  # seconds that a rate is measured over, at the least
_FAR = 0.5  # seconds within which a refusal follows where the rate is much too high


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

    Between two refusals that follow closely it lets in what it lets in, and that is measured. A
    rate that is but a little too high is cut by a hundredth, and rises again with each call. A
    refusal that stands alone tells nothing of a rate: some servers refuse by chance.

    `bucket` holds calls to the rate, `begun` is when one was refused first, `refused_at` when last.

    Args:
        now: when it refused a call first.
        resumed: when calls go out again.
        let_in: how many calls it let in so far.
        began: when the first of them went out.
    """

    def __init__(self, now: float, resumed: float, let_in: int, began: float) -> None:
        """Guess from the calls so far; the next refusal will tell."""
        self._before = max(now - began, _SUDDEN)
        self.bucket = Bucket(max(1.0, let_in / self._before), 1.0, now)
        self.begun = self.refused_at = self._since = now
        self._resumed = self._climbed = resumed
        self._let_in = self._risen = let_in  # until `since`; until the rate rose last
        self._measured = False
        self._guessed = True
        self._holds = False  # whether it held a call back when last looked at
        self._bound = False  # whether it ever did since the last refusal

    def refused(self, now: float, resumed: float, let_in: int) -> None:
        """It refused another one, that went out after the last refusal."""
        span, came = now - self._since, max(let_in - self._let_in, 0.5)
        closely = now - self._resumed <= _CLOSELY or (self._bound and came <= _FEW)
        self.refused_at = now
        if closely and span < _LEAST:  # too short to be measured well, long enough to slow down
            self.bucket.rate, self._guessed = min(self.bucket.rate, came / _LEAST), True
            return
        if closely:
            active = span - min(self._resumed - self._since, span / 2)
            self.bucket.rate = _CUT * came / (span if active < _FAR else active)
            self._measured, self._guessed = True, came < _MANY or not self._bound
        self._since, self._let_in, self._resumed = now, let_in, resumed
        self._climbed, self._risen, self._bound = resumed, let_in, False

    def late(self) -> None:
        """It refused a call that was on its way at the last refusal, and counted as let in."""
        self._let_in -= 1
        if not self._measured:
            self.bucket.rate = max(1.0, self._let_in / self._before)

    def climb(self, now: float, let_in: int) -> None:
        """Let the rate rise for the time in which it held calls back."""
        span, calls = now - self._climbed, let_in - self._risen
        if span > 0:
            if self._holds:
                self._bound = True
                eager = _CLIMB * calls * 2 ** min(8.0, (now - self.refused_at) / _EAGER)
                self.bucket.rate *= 1 + (_GUESSED * span if self._guessed else eager)
                self.bucket.most = max(1.0, self.bucket.rate / 100)  # timers are not exact
            self._climbed, self._risen = now, let_in
        self._holds = self.bucket.wait(now) > 0
