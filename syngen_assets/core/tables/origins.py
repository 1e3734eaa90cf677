"""Origins: of which columns each column is made, or what bears it where it is made of none."""

from collections.abc import Iterator, Mapping

from syngen_assets.core.opinions import AXES
from syngen_assets.core.tables.origin import Origin, born, made_of, same
from syngen_assets.core.tables.review_origins import REVIEW_ORIGINS

_ASKED = (
    *("template", "template_version", "model", "request", "attempt", "earlier"),
    *("prompt_tokens", "completion_tokens"),
)
_CALL = born("the call of a model", *_ASKED)

_TOLD = "clean_questions.display clean_questions.answer clean_questions.topic"
_SAID = "clean_questions.display prompts.modification prompts.topic personas.persona"
_QUESTIONS = {
    "raw_questions": born(
        "the source, word for word",
        *("row", "question", "answer", "topic", "aspect", "synonyms"),
        *("dataset", "config", "split", "revision"),
    ),
    "clean_questions": {
        **same("raw_questions", "row", "aspect", "synonyms", "answer"),
        "question_id": made_of(
            "raw_questions.question raw_questions.topic raw_questions.aspect raw_questions.answer "
            "raw_questions.row",
            "a digest",
        ),
        **dict.fromkeys(
            ("normalized", "display"),
            made_of("raw_questions.question raw_questions.topic raw_questions.answer", "cleaning"),
        ),
        "topic": made_of("raw_questions.topic raw_questions.answer", "cleaning"),
        "excerpt": made_of("raw_questions.answer raw_questions.topic", "cutting whole sentences"),
        "flaw": made_of(
            "raw_questions.answer raw_questions.topic raw_questions.aspect raw_questions.synonyms",
            "a trial of the offline rules",
        ),
        "problem": made_of("raw_questions.question raw_questions.answer", "the gates"),
    },
    "personas": {
        "persona_id": made_of(_TOLD, "a digest of a model's reply"),
        **dict.fromkeys(
            ("persona", "role", "age", "literacy", "goal"), made_of(_TOLD, "a model, or its parent")
        ),
        **born("the growing of personas", "origin", "relation", "iteration"),
        "source_id": made_of("clean_questions.question_id"),
        **same("clean_questions", "topic"),
        "parent_id": made_of(_TOLD, "a digest of a model's earlier reply"),
        **_CALL,
        "problem": made_of(_TOLD, "the gates of the reply"),
    },
    "persona_texts": {
        "text_id": made_of("personas.persona_id", "a digest with the form"),
        **same("personas", "persona_id"),
        **born("the domain's file", "form"),
        "text": made_of("personas.persona clean_questions.display", "a model"),
        **_CALL,
        "problem": made_of("personas.persona", "the gates of the reply"),
    },
    "prompts": {
        "prompt_id": made_of("clean_questions.question_id", "a digest with the modification"),
        "position": made_of(
            "clean_questions.question_id clean_questions.topic clean_questions.aspect", "the plan"
        ),
        **dict.fromkeys(("source_id", "reference_id"), made_of("clean_questions.question_id")),
        "modification": made_of(
            "clean_questions.question_id clean_questions.topic clean_questions.aspect", "the plan"
        ),
        **same("clean_questions", "topic", "aspect"),
        "persona_id": made_of("personas.persona_id", "a draw"),
        "prompt": made_of(
            "clean_questions.display personas.persona", "the template and the modification"
        ),
        **born("the wording", "template", "template_version"),
    },
    "synthetic_questions": {
        **same("prompts", "prompt_id", "source_id", "modification", "topic", "aspect"),
        **same("prompts", "reference_id", "persona_id"),
        "display": made_of(_SAID, "a model"),
        "normalized": made_of(_SAID, "a model and cleaning"),
        "question_id": made_of(_SAID, "a digest of a model's reply"),
        **_CALL,
        "problem": made_of(
            "clean_questions.normalized prompts.source_id", "the gates of the reply"
        ),
    },
    "questions": {
        "question_id": made_of("clean_questions.question_id synthetic_questions.question_id"),
        "question": made_of(
            "clean_questions.normalized clean_questions.display synthetic_questions.normalized "
            "synthetic_questions.display"
        ),
        "normalized": made_of("clean_questions.normalized synthetic_questions.normalized"),
        "display": made_of("clean_questions.display synthetic_questions.display"),
        **born("the choice of this step", "origin"),
        "source_id": made_of("clean_questions.question_id synthetic_questions.source_id"),
        **same("synthetic_questions", "prompt_id", "request", "modification", "persona_id"),
        "topic": made_of("clean_questions.topic synthetic_questions.topic"),
        "aspect": made_of("clean_questions.aspect synthetic_questions.aspect"),
        "reference_id": made_of("clean_questions.question_id synthetic_questions.reference_id"),
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
        **same("questions", "question_id"),
        "chosen": made_of(_WELL, "a model"),
        **_CALL,
        "problem": made_of(_WELL, "the gates of the reply"),
    },
    "rejected_responses": {
        **same("questions", "question_id"),
        "rejected": made_of(_SPOILT, "a model"),
        "flaw": made_of(
            "questions.question_id questions.aspect chosen_responses.chosen", "the plan"
        ),
        **dict.fromkeys(("before", "after"), made_of(_SPOILT, "a model")),
        "donor_id": made_of("clean_questions.question_id"),
        **_CALL,
        "problem": made_of(_SPOILT, "the gates of the reply"),
    },
    "pairs": {
        "pair_id": made_of(
            "questions.question chosen_responses.chosen rejected_responses.rejected", "a digest"
        ),
        **same("questions", "question_id", "origin", "modification", "source_id"),
        "prompt": made_of("questions.question"),
        **same("chosen_responses", "chosen", "model"),
        **same("rejected_responses", "rejected", "flaw", "before", "after", "donor_id"),
        "verified": made_of(
            "chosen_responses.chosen rejected_responses.rejected rejected_responses.flaw "
            "rejected_responses.before rejected_responses.after clean_questions.answer",
            "the verifier",
        ),
        "chosen_request": made_of("chosen_responses.request"),
        "rejected_request": made_of("rejected_responses.request"),
        **dict.fromkeys(
            ("gate", "problem"),
            made_of("chosen_responses.problem rejected_responses.problem", "the gates of pairs"),
        ),
        **born("a judge or a reviewer", "note"),
    },
    "verdicts": {
        **same("pairs", "pair_id", "question_id"),
        **dict.fromkeys(_OPINIONS, made_of(_JUDGED, "a judge")),
        **born("the call of a judge", "model", "template", "template_version"),
        **born("the call of a judge", "chosen_first_request", "rejected_first_request"),
        **born("the call of a judge", "chosen_first_earlier", "rejected_first_earlier"),
        **born("the call of a judge", "prompt_tokens", "completion_tokens"),
        "problem": made_of(_JUDGED, "the reading of the judge's reply"),
    },
    "questions_and_responses": {
        **same("pairs", "pair_id", "question_id", "prompt", "origin", "modification"),
        **same("pairs", "source_id", "model"),
        **dict.fromkeys(
            ("chosen", "rejected"),
            made_of(f"{_SIDES} verdicts.inverted", "the judge, who may swap"),
        ),
        "flaw": made_of("pairs.flaw verdicts.inverted", "the judge, who may swap"),
        "verified": made_of("pairs.verified verdicts.inverted", "the judge, who may swap"),
        "split": made_of("pairs.source_id", "a draw"),
        "note": made_of("pairs.flaw verdicts.inverted", "the judge, who may swap"),
    },
    "audit": {
        **born("the measure", "name", "group", "unit", "about", "estimator"),
        **dict.fromkeys(("value", "low", "high", "rows"), made_of(_RELEASED, "the measure")),
        **dict.fromkeys(("floor", "compared"), made_of(f"{_RELEASED} {_REAL}", "the measure")),
        **born("the limits of the domain", "gate"),
        **dict.fromkeys(("status", "note"), made_of(f"{_RELEASED} {_REAL}", "the limits")),
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
