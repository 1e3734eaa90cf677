"""Release rows: a released pair with all that tells later why it is as it is."""

from typing import Any

import pandas as pd

from syngen_assets.core.identity import digest
from syngen_assets.core.outcome import Ingredients, Outcome
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import records
from syngen_assets.core.tables.history import RELEASE_ROWS

_USED = ("display", "answer", "topic", "aspect", "synonyms")


def release_rows(released: pd.DataFrame, made_of: Ingredients, pairs: pd.DataFrame) -> pd.DataFrame:
    """The rows of a release as they are kept, a `tables.RELEASE_ROWS`.

    Args:
        released: a `tables.QUESTIONS_AND_RESPONSES`.
        made_of: what its pairs are made of.
        pairs: a `tables.PAIRS`.
    """
    said = _digests(made_of.clean_questions)
    rows = (
        released.merge(_asked(made_of.questions), "left")
        .merge(pairs[["question_id", "donor_id", "chosen_request", "rejected_request"]], "left")
        .merge(_calls(made_of.chosen_responses, "chosen"), "left")
        .merge(_calls(made_of.rejected_responses, "rejected"), "left")
    )
    return RELEASE_ROWS.frame(
        rows.assign(
            **{
                f"{name}_digest": rows[f"{name}_id"].map(said)
                for name in ("source", "reference", "donor")
            }
        )
    )


def release_facts(settings: Settings) -> dict[str, Any]:
    """What a release was told, beside what it was made from."""
    return {
        "run": settings.run or None,
        "domain_version": settings.domain.version,
        "overrides": dict(settings.overrides),
    }


def held(outcome: Outcome) -> dict[str, tuple[str, str]]:
    """Question → the gate that holds it back, and what that said."""
    pairs = outcome.pairs
    rows = [*records(outcome.excluded), *records(pairs.loc[pairs["problem"].notna()])]
    return {row["question_id"]: (row["gate"], row["problem"]) for row in rows}


def _digests(cleaned: pd.DataFrame) -> dict[str, str]:
    """Source row → a digest of what is used of it."""
    cells = cleaned[list(_USED)].fillna("").to_numpy().tolist()
    return {id: digest(said) for id, said in zip(cleaned["question_id"], cells, strict=True)}


def _asked(questions: pd.DataFrame) -> pd.DataFrame:
    """Question → what it was made of."""
    made = questions[["question_id", "prompt_id", "request", "persona_id", "reference_id"]]
    return made.rename(columns={"request": "question_request"})


def _calls(answers: pd.DataFrame, side: str) -> pd.DataFrame:
    """Question → the template of its answer."""
    names = {"template": f"{side}_template", "template_version": f"{side}_version"}
    return answers[["question_id", *names]].rename(columns=names)
