"""Row gates: each says why a text or a pair may not be released, or nothing."""

from syngen_assets.core.gates.answers import (
    answer_gate,
    answer_reference_gate,
    contradiction_gate,
    echo_gate,
    ending_gate,
    short_answer_gate,
)
from syngen_assets.core.gates.couples import length_gate, likeness_gate, pair_gate
from syngen_assets.core.gates.names import (
    CUT_OFF,
    EMPTY,
    FILTERED,
    NO_JSON,
    NO_REPLY,
    REFUSED,
    USELESS,
    WRONG_LANGUAGE,
    WRONG_SCHEMA,
    gate_name,
)
from syngen_assets.core.gates.originals import (
    SourceQuestions,
    copied_answer_gate,
    copied_question_gate,
    fresh_answer_gates,
    fresh_question_gates,
    held_out_gate,
)
from syngen_assets.core.gates.questions import question_gate, reference_gate
from syngen_assets.core.gates.texts import (
    FORMULA,
    formula_gate,
    language_gate,
    leak_gate,
    personal_gate,
)
from syngen_assets.core.gates.together import (
    answer_gates,
    pair_gates,
    question_gates,
    question_problems,
    text_gates,
)

__all__ = [
    "CUT_OFF",
    "EMPTY",
    "FILTERED",
    "FORMULA",
    "NO_JSON",
    "NO_REPLY",
    "REFUSED",
    "USELESS",
    "SourceQuestions",
    "WRONG_LANGUAGE",
    "WRONG_SCHEMA",
    "answer_gate",
    "answer_gates",
    "answer_reference_gate",
    "contradiction_gate",
    "copied_answer_gate",
    "copied_question_gate",
    "echo_gate",
    "ending_gate",
    "formula_gate",
    "fresh_answer_gates",
    "fresh_question_gates",
    "gate_name",
    "held_out_gate",
    "language_gate",
    "leak_gate",
    "length_gate",
    "likeness_gate",
    "pair_gate",
    "pair_gates",
    "personal_gate",
    "question_gate",
    "question_gates",
    "question_problems",
    "reference_gate",
    "short_answer_gate",
    "text_gates",
]
