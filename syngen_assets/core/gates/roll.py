"""The roll of gates: how a pair stands at each of them, and not only at the first that it fails."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates.answers import answer_gate
from syngen_assets.core.gates.couples import pair_gate
from syngen_assets.core.gates.questions import question_gate, reference_gate
from syngen_assets.core.gates.together import ANSWER, PAIR, TEXT
from syngen_assets.core.preferences import Preferences

Of = Literal["question", "chosen", "rejected", "pair"]


@dataclass(frozen=True)
class Stand:
    """How one text, or a pair, stands at one gate.

    Args:
        gate: the gate's name.
        of: what stands there.
        word: whether it passes; `off` where the domain has switched the gate off.
        problem: what the gate says, if it does not.
    """

    gate: str
    of: Of
    word: Literal["passed", "failed", "off"]
    problem: str = ""


def roll(question: str, chosen: str, rejected: str, domain: Preferences) -> list[Stand]:
    """How a pair stands at every row gate that needs no more than its texts.

    Args:
        question: as a person would write it.
        chosen: the correct answer.
        rejected: the deliberately wrong answer.
        domain: says which gates act now, and how.
    """
    found = list(_question(question, domain))
    found += _answer("chosen", question, chosen, domain)
    found += _answer("rejected", question, rejected, domain)
    found.append(_stand("identical_answers", "pair", partial(pair_gate, chosen, rejected)))
    for name, gate in PAIR.items():
        found.append(_stand(name, "pair", partial(gate, chosen, rejected), domain))
    return found


def _question(question: str, domain: Preferences) -> Iterator[Stand]:
    length = partial(question_gate, question, domain.limits)
    yield _stand("question_length", "question", length)
    yield _stand("unresolved_reference", "question", partial(reference_gate, question), domain)
    for name, gate in TEXT.items():
        yield _stand(name, "question", partial(gate, question, domain), domain)


def _answer(of: Of, question: str, answer: str, domain: Preferences) -> Iterator[Stand]:
    yield _stand("answer_length", of, partial(answer_gate, answer, domain.limits))
    for name, gate in TEXT.items():
        yield _stand(name, of, partial(gate, answer, domain), domain)
    for name, look in ANSWER.items():
        yield _stand(name, of, partial(look, question, answer, domain), domain)


def _stand(name: str, of: Of, look: Callable[[], None], domain: Preferences | None = None) -> Stand:
    """How it stands at a gate; one without a domain has no switch."""
    if domain and not getattr(domain.row_gates, name):
        return Stand(name, of, "off")
    try:
        look()
    except ReplyError as error:
        return Stand(name, of, "failed", str(error))
    return Stand(name, of, "passed")
