"""Release rows: a released pair with all that tells later why it is as it is."""

from typing import Any

import pandas as pd

from syngen_assets.core.identity import digest
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import records
from syngen_assets.core.tables.history import RELEASE_ROWS

_USED = ("display", "answer", "topic", "aspect", "synonyms")


def release_rows(
    released: pd.DataFrame,
    questions: pd.DataFrame,
    chosen: pd.DataFrame,
    rejected: pd.DataFrame,
    pairs: pd.DataFrame,
    cleaned: pd.DataFrame,
) -> pd.DataFrame:
    """The rows of a release as they are kept, a `tables.RELEASE_ROWS`.

    Args:
        released: a `tables.QUESTIONS_AND_RESPONSES`.
        questions: a `tables.QUESTIONS`.
        chosen: a `tables.CHOSEN_RESPONSES`.
        rejected: a `tables.REJECTED_RESPONSES`.
        pairs: a `tables.PAIRS`.
        cleaned: a `tables.CLEAN_QUESTIONS`.
    """
    said = _digests(cleaned)
    rows = (
        released.merge(_asked(questions), "left")
        .merge(pairs[["question_id", "donor_id", "chosen_request", "rejected_request"]], "left")
        .merge(_calls(chosen, "chosen"), "left")
        .merge(_calls(rejected, "rejected"), "left")
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


def held(pairs: pd.DataFrame, excluded: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Question → the gate that holds it back, and what that said.

    Args:
        pairs: a `tables.PAIRS`, after all words on it.
        excluded: a `tables.EXCLUSIONS`.
    """
    rows = [*records(excluded), *records(pairs.loc[pairs["problem"].notna()])]
    return {row["question_id"]: (row["gate"], row["problem"]) for row in rows}


def _digests(cleaned: pd.DataFrame) -> dict[str, str]:
    """Source row → a digest of what is used of it."""
    cells = cleaned[list(_USED)].fillna("").to_numpy().tolist()
    return {id: digest(said) for id, said in zip(cleaned["question_id"], cells, strict=True)}


def _asked(questions: pd.DataFrame) -> pd.DataFrame:
    """Question → what it was made of."""
    made = questions[["question_id", "prompt_id", "request", "reference_id"]]
    return made.rename(columns={"request": "question_request"})


def _calls(answers: pd.DataFrame, side: str) -> pd.DataFrame:
    """Question → the template of its answer."""
    names = {"template": f"{side}_template", "template_version": f"{side}_version"}
    return answers[["question_id", *names]].rename(columns=names)
