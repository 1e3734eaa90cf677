"""A budget: what calls may cost together, made sure of before each of them is sent."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from syngen_assets.core.domains import Caps
from syngen_assets.core.errors import UsageError
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.tariffs import Tariff

AROUND = 64  # tokens that a server may put around what it is sent: roles, a header
_PARTS = 10**12  # of a dollar; whole numbers add up without an error


@dataclass(frozen=True)
class Spent:
    """What calls have cost: US dollars, tokens sent and received, and how many they were."""

    usd: float = 0.0
    tokens: int = 0
    calls: int = 0


@dataclass(frozen=True)
class Cap:
    """The most that may be spent by someone in some time.

    Args:
        whose: what it is the budget of, such as `this run`.
        most: US dollars, tokens and calls, each None for no cap.
        before: what was spent of it before this budget began.
        ways: `usd`, `tokens` or `calls` → how to go on when that is used up.
    """

    whose: str
    most: Caps
    before: Spent
    ways: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Hold:
    """What is set aside for one call in flight; an object is settled once."""

    most: "_Sums"
    tariff: Tariff | None


class Budget:
    """What calls may cost together, under one or more caps; for any number of threads.

    A call is let out if the most that it can cost fits beside what is spent and the most that all
    calls in flight can cost: a token for each byte that is sent, and a reply as long as its
    ceiling. So in whatever order they land, no cap is passed, if servers keep to ceilings.

    Args:
        model: its name, for messages.
        tariff: gives the model's tariff now, or None while it is unknown; a call keeps the one
            it began with.
        caps: all of them hold.

    Raises:
        UsageError: there is a cap on dollars, and the model's price is unknown.
    """

    def __init__(
        self, model: str, tariff: Callable[[], Tariff | None], caps: Sequence[Cap]
    ) -> None:
        """Begin with nothing in flight."""
        if any(cap.most.usd is not None for cap in caps) and tariff() is None:
            raise UsageError(
                f"The price of {model} is not known, so a budget in dollars (--max-usd, "
                "SYNGEN_MAX_USD, or budget: in domain.yaml) cannot be kept. Name the price in "
                "data/prices.yaml, or in a file for --prices (SYNGEN_PRICES), 0 if it costs "
                "nothing; or set --max-tokens or --max-calls in its place."
            )
        self.caps, self._tariff = tuple(caps), tariff
        self._rooms = [(cap, _room(cap)) for cap in caps]
        self._spent = self._held = _Sums()
        self._refused: tuple[Cap, str, Hold] | None = None
        self._flight: set[Hold] = set()
        self._lock = threading.Lock()

    @property
    def idle(self) -> bool:
        """Whether nothing is in flight: then nothing that is set aside can come free."""
        return not self._flight

    @property
    def spent(self) -> Spent:
        """What the calls of this budget have cost, without those in flight."""
        sums = self._spent
        return Spent(sums.parts / _PARTS, sums.tokens, sums.calls)

    def reserve(self, prompt_bytes: int, ceiling: int) -> Hold | None:
        """Set aside the most that a call can cost; None where it does not fit now.

        Args:
            prompt_bytes: UTF-8 bytes of all that is sent, a reply schema included.
            ceiling: the most tokens that the reply may have.
        """
        tariff, prompt = self._tariff(), prompt_bytes + AROUND
        dearest = tariff.most(prompt, ceiling) if tariff else 0.0
        hold = Hold(_Sums(round(dearest * _PARTS), prompt + ceiling, 1), tariff)
        with self._lock:
            taken = self._spent.plus(self._held).plus(hold.most)
            for cap, room in self._rooms:
                for kind, most in room.items():
                    if taken.of(kind) > most:
                        self._refused = cap, kind, hold
                        return None
            self._held = self._held.plus(hold.most)
            self._flight.add(hold)
        return hold

    def settle(self, hold: Hold, usage: Usage | None, lost: bool = False) -> None:
        """Put what a call really cost in the place of what was set aside for it.

        Args:
            hold: what `reserve` gave; each is settled once.
            usage: the tokens of the call, where they are known.
            lost: whether the call may have been billed without our knowing: then it counts with
                the most that it can cost. With neither usage nor loss it cost nothing.
        """
        cost = hold.most if lost else _Sums()
        if usage is not None:
            usd = hold.tariff.usd(usage) if hold.tariff else 0.0
            cost = _Sums(round(usd * _PARTS), usage.prompt + usage.completion, 1)
        with self._lock:
            self._flight.remove(hold)
            self._held = self._held.plus(hold.most, -1)
            self._spent = self._spent.plus(cost)

    def reason(self) -> str:
        """Why the last call that was refused did not fit, and how to go on, for people."""
        if not self._refused:
            return "No call was refused."
        cap, kind, hold = self._refused
        spent = getattr(cap.before, kind) + getattr(self.spent, kind)
        most = getattr(cap.most, kind)
        used = {
            "usd": f"${spent:.4f} of ${most:g} are spent, and the next call could cost "
            f"${hold.most.parts / _PARTS:.4f}",
            "tokens": f"{spent:,} of {most:,} tokens are used, and the next call could take "
            f"{hold.most.tokens:,}",
            "calls": f"{spent:,} of {most:,} calls are made",
        }
        return (
            f"The budget of {cap.whose} is used up: {used[kind]}. All paid replies are kept; to go "
            f"on from here {cap.ways[kind]}."
        )


@dataclass(frozen=True)
class _Sums:
    """Whole parts of a dollar, tokens and calls."""

    parts: int = 0
    tokens: int = 0
    calls: int = 0

    def plus(self, more: "_Sums", times: int = 1) -> "_Sums":
        return _Sums(
            self.parts + times * more.parts,
            self.tokens + times * more.tokens,
            self.calls + times * more.calls,
        )

    def of(self, kind: str) -> int:
        return self.parts if kind == "usd" else self.tokens if kind == "tokens" else self.calls


def _room(cap: Cap) -> dict[str, int]:
    """What is left of a cap for this budget, by kind, where there is one."""
    room: dict[str, int] = {}
    if cap.most.usd is not None:
        room["usd"] = round((cap.most.usd - cap.before.usd) * _PARTS)
    if cap.most.tokens is not None:
        room["tokens"] = cap.most.tokens - cap.before.tokens
    if cap.most.calls is not None:
        room["calls"] = cap.most.calls - cap.before.calls
    return room
