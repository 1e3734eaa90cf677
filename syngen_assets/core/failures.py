"""Failures: what went wrong in a run, as a message that a person can act on."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

_LONGEST = 600
_SECRETS = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD", "SYNGEN_WEBHOOK", "SYNGEN_SMTP")
_SHORTEST = 6  # letters of a secret; what is shorter would blot out words


@dataclass(frozen=True)
class Message:
    """Something that a person should know: a line, the whole, and the same for a program."""

    title: str
    text: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class FailedGate:
    """A check that did not pass: what it says, and the figure, limit and first pairs it names."""

    name: str
    said: str = ""
    value: float | None = None
    limit: str = ""
    pairs: Sequence[str] = ()

    def __str__(self) -> str:
        """For people."""
        figure = f" is {self.value:g}" if self.value is not None else ""
        limit = f", limit {self.limit}" if self.limit else ""
        pairs = f" First pairs: {', '.join(self.pairs)}." if self.pairs else ""
        said = f" {self.said.rstrip('.')}." if self.said else ""
        return f"Gate {self.name}{figure}{limit}.{said}{pairs}"


@dataclass(frozen=True)
class Failure:
    """A run that failed.

    Args:
        domain: what it was to make.
        run: its id.
        cause: what started it, or empty for a person.
        step: where it ended, or empty.
        error: why, in a sentence, or empty.
        gates: the checks that it did not pass.
    """

    domain: str
    run: str
    cause: str = ""
    step: str = ""
    error: str = ""
    gates: Sequence[FailedGate] = field(default_factory=list)

    @property
    def message(self) -> Message:
        """What a person is told."""
        step = f" at {self.step}" if self.step else ""
        cause = f", started by {self.cause}," if self.cause else ""
        title = f"SynGen: {self.domain} failed{step}"
        lines = [f"{self.domain}: run {self.run}{cause} failed{step}."]
        lines += [_short(self.error)] if self.error else []
        lines += map(str, self.gates)
        lines.append(
            "The earlier release is as it was. See the run in the Dagster UI, mend what it names, "
            f"and materialise everything of {self.domain} again; what is paid stays paid."
        )
        facts = {**asdict(self), "gates": [asdict(gate) for gate in self.gates]}
        return Message(title, "\n".join(lines), facts)


def stale(domain: str, problem: str) -> Message:
    """What a person is told of a release that is not fresh.

    Args:
        domain: whose release it is.
        problem: why, and what to do.
    """
    gate = FailedGate("release_is_fresh", problem)
    facts = {"domain": domain, "run": "", "gates": [asdict(gate)]}
    return Message(f"SynGen: {domain} is stale", f"{domain}: {problem}", facts)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def hidden(text: str, environ: Mapping[str, str]) -> str:
    """The text without the secrets of an environment.

    Args:
        text: what is to be told.
        environ: where the secrets are.
    """
    for name, secret in environ.items():
        if name.endswith(_SECRETS) and len(secret) >= _SHORTEST:
            text = text.replace(secret, "…")
    return text
