"""Origins: of which columns each column is made, or what bears it where it is made of none."""

from collections.abc import Iterator, Mapping

from syngen_assets.core.opinions import AXES
from syngen_assets.core.tables.origin import Origin
from syngen_assets.core.tables.origin import born as _by
from syngen_assets.core.tables.origin import made_of as _of
from syngen_assets.core.tables.origin import same as _same
from syngen_assets.core.tables.review_origins import REVIEW_ORIGINS

_ASKED = (
    *("template", "template_version", "model", "request", "attempt", "earlier"),
    *("prompt_tokens", "completion_tokens"),
)
_CALL = _by("the call of a model", *_ASKED)

_TOLD = "clean_questions.display clean_questions.answer clean_questions.topic"
_SAID = "clean_questions.display prompts.modification prompts.topic personas.persona"
_QUESTIONS = {
    "raw_questions": _by(
        "the source, word for word",
        *("row", "question", "answer", "topic", "aspect", "synonyms"),
        *("dataset", "config", "split", "revision"),
    ),
    "clean_questions": {
        **_same("raw_questions", "row", "aspect", "synonyms", "answer"),
        "question_id": _of(
            "raw_questions.question raw_questions.topic raw_questions.aspect raw_questions.answer "
            "raw_questions.row",
            "a digest",
        ),
        **dict.fromkeys(
            ("normalized", "display"),
            _of("raw_questions.question raw_questions.topic raw_questions.answer", "cleaning"),
        ),
        "topic": _of("raw_questions.topic raw_questions.answer", "cleaning"),
        "excerpt": _of("raw_questions.answer raw_questions.topic", "cutting whole sentences"),
        "flaw": _of(
            "raw_questions.answer raw_questions.topic raw_questions.aspect raw_questions.synonyms",
            "a trial of the offline rules",
        ),
        "problem": _of("raw_questions.question raw_questions.answer", "the gates"),
    },
    "personas": {
        "persona_id": _of(_TOLD, "a digest of a model's reply"),
        **dict.fromkeys(
            ("persona", "role", "age", "literacy", "goal"), _of(_TOLD, "a model, or its parent")
        ),
        **_by("the growing of personas", "origin", "relation", "iteration"),
        "source_id": _of("clean_questions.question_id"),
        **_same("clean_questions", "topic"),
        "parent_id": _of(_TOLD, "a digest of a model's earlier reply"),
        **_CALL,
        "problem": _of(_TOLD, "the gates of the reply"),
    },
    "persona_texts": {
        "text_id": _of("personas.persona_id", "a digest with the form"),
        **_same("personas", "persona_id"),
        **_by("the domain's file", "form"),
        "text": _of("personas.persona clean_questions.display", "a model"),
        **_CALL,
        "problem": _of("personas.persona", "the gates of the reply"),
    },
    "prompts": {
        "prompt_id": _of("clean_questions.question_id", "a digest with the modification"),
        "position": _of(
            "clean_questions.question_id clean_questions.topic clean_questions.aspect", "the plan"
        ),
        **dict.fromkeys(("source_id", "reference_id"), _of("clean_questions.question_id")),
        "modification": _of(
            "clean_questions.question_id clean_questions.topic clean_questions.aspect", "the plan"
        ),
        **_same("clean_questions", "topic", "aspect"),
        "persona_id": _of("personas.persona_id", "a draw"),
        "prompt": _of(
            "clean_questions.display personas.persona", "the template and the modification"
        ),
        **_by("the wording", "template", "template_version"),
    },
    "synthetic_questions": {
        **_same("prompts", "prompt_id", "source_id", "modification", "topic", "aspect"),
        **_same("prompts", "reference_id", "persona_id"),
        "display": _of(_SAID, "a model"),
        "normalized": _of(_SAID, "a model and cleaning"),
        "question_id": _of(_SAID, "a digest of a model's reply"),
        **_CALL,
        "problem": _of("clean_questions.normalized prompts.source_id", "the gates of the reply"),
    },
    "questions": {
        "question_id": _of("clean_questions.question_id synthetic_questions.question_id"),
        "question": _of(
            "clean_questions.normalized clean_questions.display synthetic_questions.normalized "
            "synthetic_questions.display"
        ),
        "normalized": _of("clean_questions.normalized synthetic_questions.normalized"),
        "display": _of("clean_questions.display synthetic_questions.display"),
        **_by("the choice of this step", "origin"),
        "source_id": _of("clean_questions.question_id synthetic_questions.source_id"),
        **_same("synthetic_questions", "prompt_id", "request", "modification", "persona_id"),
        "topic": _of("clean_questions.topic synthetic_questions.topic"),
        "aspect": _of("clean_questions.aspect synthetic_questions.aspect"),
        "reference_id": _of("clean_questions.question_id synthetic_questions.reference_id"),
    },
}

_WELL = "questions.display questions.topic clean_questions.answer personas.persona"
_BADLY = "chosen_responses.chosen questions.display questions.topic questions.aspect"
_SPOILT = f"{_BADLY} clean_questions.answer"
_JUDGED = "questions.display pairs.chosen pairs.rejected clean_questions.answer personas.persona"
_SIDES = "pairs.chosen pairs.rejected"
_RELEASED = (
    "questions_and_responses.prompt questions_and_responses.chosen "
    "questions_and_responses.rejected questions_and_responses.flaw "
    "questions_and_responses.modification questions_and_responses.origin "
    "questions_and_responses.verified"
)
_REAL = "clean_questions.normalized clean_questions.display clean_questions.excerpt"
_OPINIONS = (
    *("preferred", "chosen_incorrect", "rejected_incorrect", "inverted"),
    *("chosen_first", "rejected_first"),
    *(f"{side}_{axis}" for side in ("chosen", "rejected") for axis in AXES),
)
_PAIRS = {
    "chosen_responses": {
        **_same("questions", "question_id"),
        "chosen": _of(_WELL, "a model"),
        **_CALL,
        "problem": _of(_WELL, "the gates of the reply"),
    },
    "rejected_responses": {
        **_same("questions", "question_id"),
        "rejected": _of(_SPOILT, "a model"),
        "flaw": _of("questions.question_id questions.aspect chosen_responses.chosen", "the plan"),
        **dict.fromkeys(("before", "after"), _of(_SPOILT, "a model")),
        "donor_id": _of("clean_questions.question_id"),
        **_CALL,
        "problem": _of(_SPOILT, "the gates of the reply"),
    },
    "pairs": {
        "pair_id": _of(
            "questions.question chosen_responses.chosen rejected_responses.rejected", "a digest"
        ),
        **_same("questions", "question_id", "origin", "modification", "source_id"),
        "prompt": _of("questions.question"),
        **_same("chosen_responses", "chosen", "model"),
        **_same("rejected_responses", "rejected", "flaw", "before", "after", "donor_id"),
        "verified": _of(
            "chosen_responses.chosen rejected_responses.rejected rejected_responses.flaw "
            "rejected_responses.before rejected_responses.after clean_questions.answer",
            "the verifier",
        ),
        "chosen_request": _of("chosen_responses.request"),
        "rejected_request": _of("rejected_responses.request"),
        **dict.fromkeys(
            ("gate", "problem"),
            _of("chosen_responses.problem rejected_responses.problem", "the gates of pairs"),
        ),
        **_by("a judge or a reviewer", "note"),
    },
    "verdicts": {
        **_same("pairs", "pair_id", "question_id"),
        **dict.fromkeys(_OPINIONS, _of(_JUDGED, "a judge")),
        **_by("the call of a judge", "model", "template", "template_version"),
        **_by("the call of a judge", "chosen_first_request", "rejected_first_request"),
        **_by("the call of a judge", "chosen_first_earlier", "rejected_first_earlier"),
        **_by("the call of a judge", "prompt_tokens", "completion_tokens"),
        "problem": _of(_JUDGED, "the reading of the judge's reply"),
    },
    "questions_and_responses": {
        **_same("pairs", "pair_id", "question_id", "prompt", "origin", "modification"),
        **_same("pairs", "source_id", "model"),
        **dict.fromkeys(
            ("chosen", "rejected"), _of(f"{_SIDES} verdicts.inverted", "the judge, who may swap")
        ),
        "flaw": _of("pairs.flaw verdicts.inverted", "the judge, who may swap"),
        "verified": _of("pairs.verified verdicts.inverted", "the judge, who may swap"),
        "split": _of("pairs.source_id", "a draw"),
        "note": _of("pairs.flaw verdicts.inverted", "the judge, who may swap"),
    },
    "audit": {
        **_by("the measure", "name", "group", "unit", "about", "estimator"),
        **dict.fromkeys(("value", "low", "high", "rows"), _of(_RELEASED, "the measure")),
        **dict.fromkeys(("floor", "compared"), _of(f"{_RELEASED} {_REAL}", "the measure")),
        **_by("the limits of the domain", "gate"),
        **dict.fromkeys(("status", "note"), _of(f"{_RELEASED} {_REAL}", "the limits")),
    },
}

ORIGINS: Mapping[str, Mapping[str, Origin]] = {**_QUESTIONS, **_PAIRS, **REVIEW_ORIGINS}
"""Table → column → its origin, for every table of the graph."""


def ancestry(table: str, column: str) -> Iterator[tuple[int, str]]:
    """All columns that a column goes back to, each once, with the steps between, nearest first."""
    reached, edge, steps = {f"{table}.{column}"}, [f"{table}.{column}"], 0
    while edge:
        steps += 1
        parents = (of for name in edge for of in origin(name).of)
        edge = [name for name in dict.fromkeys(parents) if name not in reached]
        reached.update(edge)
        yield from ((steps, name) for name in edge)


def origin(name: str) -> Origin:
    """The origin of a column that is named as `table.column`."""
    table, _, column = name.partition(".")
    return ORIGINS[table][column]
