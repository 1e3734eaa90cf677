"""Estimates: what a run would ask of a model, and what that may cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from syngen_assets.core.charts import table


@dataclass(frozen=True)
class StepEstimate:
    """What one step would ask.

    Args:
        step: the asset.
        calls: how many calls are expected.
        cached: how many replies the store holds already.
        unknown: of the calls, those whose prompts hang on replies that are not there yet.
        again: of the calls, those expected for replies that cannot be used.
        prompt_tokens: the fewest and the most that are likely sent.
        completion_tokens: the fewest and the most that are likely received.
        usd: the least and the most US dollars, or None where the price is unknown.
        in_batches: the same if the calls went in batches; None where they do, or cannot.
    """

    step: str
    calls: int
    cached: int
    unknown: int
    again: int
    prompt_tokens: tuple[int, int]
    completion_tokens: tuple[int, int]
    usd: tuple[float, float] | None
    in_batches: tuple[float, float] | None = None


@dataclass(frozen=True)
class Estimate:
    """What a run would ask, step by step.

    Args:
        domain: its name.
        questions: how many questions, or rows of another kind, were asked for.
        source: where they come from.
        model: which model would be asked.
        steps: in flow order.
        by: whose prices they are.
        rate: calls per second of the last run that made any, or None.
        notes: what else a person should know.
        judge: which model would judge, if one would.
        unpriced: the models whose prices are unknown.
        size: what is counted.
    """

    domain: str
    questions: int
    source: str
    model: str
    steps: Sequence[StepEstimate]
    by: str
    rate: float | None = None
    notes: Sequence[str] = ()
    judge: str = ""
    unpriced: Sequence[str] = ()
    size: str = "questions"

    @property
    def calls(self) -> int:
        """All calls."""
        return sum(step.calls for step in self.steps)

    @property
    def cached(self) -> int:
        """All replies that the store holds already."""
        return sum(step.cached for step in self.steps)

    @property
    def usd(self) -> tuple[float, float] | None:
        """The least and the most US dollars of all steps, or None where a price is unknown."""
        return _sum([step.usd for step in self.steps])

    @property
    def in_batches(self) -> tuple[float, float] | None:
        """The same if all calls went in batches; None where that cannot be, or is so already.

        A judge may be asked at a server that has no batches; its calls cost then what they cost.
        """
        if not any(step.in_batches for step in self.steps):
            return None
        return _sum([step.in_batches or step.usd for step in self.steps])

    @property
    def dollars(self) -> str:
        """The same in words."""
        return _dollars(self.usd)

    @property
    def seconds(self) -> float | None:
        """How long the calls would take at the rate of the last run, or None."""
        return self.calls / self.rate if self.rate else None

    def figures(self) -> dict[str, Any]:
        """Plain values, for programs."""
        return {
            "domain": self.domain,
            self.size: self.questions,
            "model": self.model,
            **({"judge": self.judge} if self.judge else {}),
            "calls": self.calls,
            "cached": self.cached,
            **_range("usd", self.usd),
            **(_range("usd_in_batches", self.in_batches) if self.in_batches else {}),
            "calls_per_second": self.rate,
            "seconds": self.seconds,
            "steps": [_step(step) for step in self.steps],
            "notes": list(self.notes),
        }

    def text(self) -> str:
        """A few lines, for people."""
        who = f"{self.model}, judge {self.judge}" if self.judge else self.model
        lines = [
            f"{self.domain}: {self.questions:,} {self.size} from {self.source}, model {who}",
            *map(_line, self.steps),
            f"in all: {self.calls:,} calls, {_dollars(self.usd, self.by)}{self._time()}",
        ]
        if self.calls and self.in_batches:
            lines.append(f"in batches (--mode batch): {_dollars(self.in_batches)}, within a day")
        return "\n".join([*lines, *self.notes])

    def table(self) -> str:
        """The steps as a Markdown table."""
        headings = ["step", "calls", "in the store", "tokens sent", "received", "US dollars"]
        rows = [_cells(step) for step in self.steps]
        whole = ["in all", f"{self.calls:,}", f"{self.cached:,}", "", "", _dollars(self.usd)]
        return table(headings, [*rows, whole])

    def _time(self) -> str:
        if self.seconds is None or self.rate is None:
            return ""
        return f", about {self.seconds:,.0f} s at {self.rate:,.1f} calls/s as in the last run"


def _step(step: StepEstimate) -> Mapping[str, Any]:
    return {
        "step": step.step,
        "calls": step.calls,
        "cached": step.cached,
        "unknown": step.unknown,
        "again": step.again,
        **_range("prompt_tokens", step.prompt_tokens),
        **_range("completion_tokens", step.completion_tokens),
        **_range("usd", step.usd),
    }


def _range(name: str, values: tuple[float, float] | None) -> dict[str, float | None]:
    low, high = values or (None, None)
    return {f"{name}_low": low, f"{name}_high": high}


def _line(step: StepEstimate) -> str:
    told = [f"{step.calls:,} calls"]
    if step.again:
        told[0] += f" ({step.again:,} of them again, as often as in the last run)"
    if step.cached:
        told.append(f"{step.cached:,} replies in the store")
    if step.unknown:
        told.append(f"{step.unknown:,} not known yet, as they hang on replies to come")
    if step.calls:
        told.append(f"{_span(step.prompt_tokens)} tokens sent")
        told.append(f"{_span(step.completion_tokens)} received")
    return f"  {step.step.replace('_', ' ')}: {', '.join(told)}"


def _cells(step: StepEstimate) -> list[str]:
    spans = map(_span, (step.prompt_tokens, step.completion_tokens))
    return [step.step, f"{step.calls:,}", f"{step.cached:,}", *spans, _dollars(step.usd)]


def _sum(prices: Sequence[tuple[float, float] | None]) -> tuple[float, float] | None:
    known = [price for price in prices if price is not None]
    if len(known) < len(prices):
        return None
    return sum(low for low, _ in known), sum(high for _, high in known)


def _span(values: tuple[int, int]) -> str:
    return f"{values[0]:,}–{values[1]:,}"


def _dollars(usd: tuple[float, float] | None, by: str = "") -> str:
    if usd is None:
        return "price unknown"
    return f"${usd[0]:.4f}–${usd[1]:.4f}" + (f" by {by}" if by else "")
