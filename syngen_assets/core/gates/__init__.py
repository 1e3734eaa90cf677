"""Row gates: each says why a text or a pair may not be released, or nothing."""

from syngen_assets.core.gates.answers import answer_gate, language_gate
from syngen_assets.core.gates.couples import pair_gate
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
from syngen_assets.core.gates.questions import question_gate

__all__ = [
    "CUT_OFF",
    "EMPTY",
    "FILTERED",
    "NO_JSON",
    "NO_REPLY",
    "REFUSED",
    "USELESS",
    "WRONG_LANGUAGE",
    "WRONG_SCHEMA",
    "answer_gate",
    "gate_name",
    "language_gate",
    "pair_gate",
    "question_gate",
]
