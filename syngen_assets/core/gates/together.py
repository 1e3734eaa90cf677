"""All gates of a domain, one after the other: the first that a text fails names its problem."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice

from syngen_assets.core.errors import ReplyError
from syngen_assets.core.gates.answers import (
    answer_gate,
    answer_reference_gate,
    contradiction_gate,
    echo_gate,
    ending_gate,
    short_answer_gate,
)
from syngen_assets.core.gates.couples import length_gate, likeness_gate, pair_gate
from syngen_assets.core.gates.questions import question_gate, reference_gate
from syngen_assets.core.gates.texts import formula_gate, language_gate, leak_gate, personal_gate
from syngen_assets.core.held_out import NOTHING, HeldOut
from syngen_assets.core.preferences import Preferences

_BATCH = 20_000

# The name of a gate in `domain.yaml` → how it looks at a text of the domain, or at two.
TEXT: Mapping[str, Callable[[str, Preferences], None]] = {
    "wrong_language": lambda text, domain: language_gate(text, domain.language),
    "prompt_leak": lambda text, domain: leak_gate(text),
    "personal_data": lambda text, domain: personal_gate(text, domain.row_gates.personal_data),
}
ANSWER: Mapping[str, Callable[[str, str, Preferences], None]] = {
    "short_answer": lambda question, answer, domain: short_answer_gate(answer, domain.limits),
    "unfinished_answer": lambda question, answer, domain: ending_gate(answer),
    "repeated_question": lambda question, answer, domain: echo_gate(question, answer),
    "self_contradiction": lambda question, answer, domain: contradiction_gate(question, answer),
    "unresolved_reference": lambda question, answer, domain: answer_reference_gate(
        question, answer
    ),
    "formula_cell": lambda question, answer, domain: formula_gate(answer),
}
PAIR: Mapping[str, Callable[[str, str], None]] = {
    "nearly_identical_answers": likeness_gate,
    "unmatched_length": length_gate,
}


def text_gates(text: str, domain: Preferences) -> None:
    """Let any text pass all gates of the domain for one.

    Raises:
        ReplyError: it fails one.
    """
    for name, gate in TEXT.items():
        if getattr(domain.row_gates, name):
            gate(text, domain)


def question_gates(question: str, domain: Preferences, taken: Collection[str] = ()) -> None:
    """Let a question pass all gates of the domain for one.

    Args:
        question: the question as a person would write it.
        domain: says which gates act, and how.
        taken: normalised questions that are there already.

    Raises:
        ReplyError: it fails one.
    """
    text_gates(question, domain)
    question_gate(question, domain.limits, taken)
    if domain.row_gates.unresolved_reference:
        reference_gate(question)
    if domain.row_gates.formula_cell and domain.style == "natural":
        formula_gate(question)


def answer_gates(question: str, answer: str, domain: Preferences) -> None:
    """Let an answer pass all gates of the domain for one, chosen or rejected.

    Raises:
        ReplyError: it fails one.
    """
    if domain.row_gates.wrong_language:
        language_gate(answer, domain.language)
    answer_gate(answer, domain.limits)
    for name, look in TEXT.items():
        if getattr(domain.row_gates, name) and name != "wrong_language":
            look(answer, domain)
    for name, gate in ANSWER.items():
        if getattr(domain.row_gates, name):
            gate(question, answer, domain)


def pair_gates(chosen: str, rejected: str, domain: Preferences) -> None:
    """Let a pair pass all gates of the domain for its two answers beside each other.

    Raises:
        ReplyError: it fails one.
    """
    pair_gate(chosen, rejected)
    for name, gate in PAIR.items():
        if getattr(domain.row_gates, name):
            gate(chosen, rejected)


def question_problems(
    questions: Iterable[str], domain: Preferences, held_out: HeldOut = NOTHING
) -> Iterator[str | None]:
    """Why each question may not be released, or None: the question gates for very many.

    Those that are held against other questions of the set are `near_duplicates`' task.

    Args:
        questions: the questions, in any number; some thousands of them are held at a time.
        domain: says which gates act, and how.
        held_out: what no question may overlap.
    """
    stream = iter(questions)
    while batch := list(islice(stream, _BATCH)):
        for question, overlap in zip(batch, held_out.overlaps(batch), strict=True):
            try:
                question_gates(question, domain)
            except ReplyError as error:
                yield str(error)
            else:
                yield f"held_out_overlap: {overlap}" if overlap else None
