"""What the pairs must fulfil as a whole, so that they teach the fact and nothing else."""

from collections.abc import Iterator

import dagster as dg
import pandas as pd

from syngen_assets.assets.partitions import PREFERENCES
from syngen_assets.core.gating import measured
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.settings import Settings
from syngen_assets.core.table_gates import LIMITS, sentence
from syngen_assets.meanings import Comparing

_LISTED = 5


@dg.multi_asset_check(
    name="pairs_pass_table_gates",
    specs=[
        dg.AssetCheckSpec(
            name,
            asset="pairs",
            additional_deps=["clean_questions"],
            description=f"The table gate {name}; its limit stands in domain.yaml or is our own.",
            blocking=True,
            partitions_def=PREFERENCES,
        )
        for name in LIMITS
    ],
    ins={"pairs": dg.AssetIn("pairs"), "clean_questions": dg.AssetIn("clean_questions")},
)
def table_gates(
    pairs: pd.DataFrame,
    clean_questions: pd.DataFrame,
    settings: dg.ResourceParam[Settings],
    comparing: dg.ResourceParam[Comparing],
) -> Iterator[dg.AssetCheckResult]:
    """One verdict for each gate, with the figure, its interval and the first rows at fault."""
    with comparing("pairs") as meanings:
        found = measured(pairs, clean_questions, settings, meanings)
    figures = {figure.name: figure for figure in found}
    sound = pairs.loc[pairs["problem"].isna(), "pair_id"].tolist()
    for name in LIMITS:
        yield verdict(name, figures.get(name), sound)


def verdict(name: str, figure: Figure | None, ids: list[str]) -> dg.AssetCheckResult:
    """What a gate says of its figure; what was not measured is no pass.

    Args:
        name: the gate.
        figure: what was measured, if it was.
        ids: the pairs that were measured, for the places that the figure names.
    """
    if figure is None or figure.status in ("none", "not measured"):
        ignored = figure is not None and figure.status == "none"
        said = "ignored: the domain says so" if ignored else "not measured"
        why = f": {figure.note}" if figure and figure.note and not ignored else ""
        return dg.AssetCheckResult(
            check_name=name,
            asset_key="pairs",
            passed=ignored,
            severity=dg.AssetCheckSeverity.WARN,
            description=f"{said}{why}",
        )
    passed = figure.status == "passed"
    return dg.AssetCheckResult(
        check_name=name,
        asset_key="pairs",
        passed=passed,
        severity=dg.AssetCheckSeverity.ERROR
        if figure.status == "failed"
        else dg.AssetCheckSeverity.WARN,
        description=None if passed else sentence(figure),
        metadata=_evidence(figure, ids),
    )


def _evidence(figure: Figure, ids: list[str]) -> dict[str, float | int | str | list[str]]:
    numbers = {
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "real_questions": figure.floor,
        "compared": figure.compared,
    }
    shown = [ids[place] for place in figure.places[:_LISTED]]
    return {
        **{key: number for key, number in numbers.items() if number is not None},
        "limit": figure.gate,
        "rows": figure.rows,
        "how": figure.estimator,
        **({"first_pairs": shown} if shown else {}),
    }
