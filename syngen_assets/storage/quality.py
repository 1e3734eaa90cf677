"""A declared table becomes a Great Expectations suite; what it finds becomes plain findings."""

import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from syngen_assets.core.tables import Column, Table, usable

if TYPE_CHECKING:
    import pandas as pd

_LISTED = 5


@dataclass(frozen=True)
class Finding:
    """A rule that a table breaks.

    Args:
        rule: the rule in words, such as `chosen is never empty`.
        rows: the places of the rows that break it, from 0; empty for a rule about the whole table.
        seen: up to five of the offending values.
    """

    rule: str
    rows: tuple[int, ...]
    seen: tuple[str, ...] = ()


def findings(table: Table, rows: "pd.DataFrame") -> list[Finding]:
    """What is wrong with the usable rows of a table; nothing, if it is sound.

    Args:
        table: the declaration.
        rows: the rows; those with a problem are left out, as everywhere.
    """
    checked = usable(rows) if "problem" in rows.columns else rows.reset_index(drop=True)
    rules = dict(_rules(table))
    held = _validate(checked, rules, "BOOLEAN_ONLY")  # in half the time of all evidence
    broken = {rule: rules[rule] for rule in rules if not held[rule].success}
    evidence = _validate(checked, broken, "COMPLETE") if broken else {}
    return [_finding(rule, evidence[rule]) for rule in broken]


def _validate(rows: "pd.DataFrame", rules: dict[str, Any], evidence: str) -> dict[str, Any]:
    """Rule → what Great Expectations says of it."""
    import great_expectations as gx

    batch = _batches().get_batch(batch_parameters={"dataframe": rows})
    suite = gx.ExpectationSuite(name="declared", expectations=list(rules.values()))
    result = batch.validate(suite, result_format={"result_format": evidence})
    return {one.expectation_config.meta["rule"]: one for one in result.results}


@cache
def _batches() -> Any:
    """What makes a batch of a data frame; made once, since each context makes a folder."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("tables")
    return source.add_dataframe_asset("table").add_batch_definition_whole_dataframe("all")


def _rules(table: Table) -> list[tuple[str, Any]]:
    """Every rule of the declaration with its expectation, in words that are unique."""
    from great_expectations import expectations as gxe

    rules: list[tuple[str, Any]] = []

    def add(rule: str, kind: Any, **arguments: Any) -> None:
        rules.append((rule, kind(meta={"rule": rule}, **arguments)))

    if not table.may_be_empty:
        add(f"{table.name} has rows", gxe.ExpectTableRowCountToBeBetween, min_value=1)
    add(
        f"{table.name} has its declared columns",
        gxe.ExpectTableColumnsToMatchOrderedList,
        column_list=table.names,
    )
    for column in table.columns:
        _column_rules(column, gxe, add)
    for left, right in table.differ:
        add(
            f"{left} never equals {right}",
            gxe.ExpectSelectColumnValuesToBeUniqueWithinRecord,
            column_list=[left, right],
            ignore_row_if="any_value_is_missing",
        )
    return rules


def _column_rules(column: Column, gxe: Any, add: Any) -> None:
    name = column.name
    if not column.optional:
        add(f"{name} is never missing", gxe.ExpectColumnValuesToNotBeNull, column=name)
    if column.kind == "text" and not column.among and not column.pattern:
        add(
            f"{name} is never empty",
            gxe.ExpectColumnValuesToMatchRegex,
            column=name,
            regex=r"\S",
        )
    if column.unique:
        add(f"{name} is never there twice", gxe.ExpectColumnValuesToBeUnique, column=name)
    if column.among:
        add(
            f"{name} is one of {', '.join(column.among)}",
            gxe.ExpectColumnValuesToBeInSet,
            column=name,
            value_set=list(column.among),
        )
    if column.pattern:
        add(
            f"{name} matches {column.pattern}",
            gxe.ExpectColumnValuesToMatchRegex,
            column=name,
            regex=column.pattern,
        )


def _finding(rule: str, result: Any) -> Finding:
    if result.exception_info and result.exception_info.get("raised_exception"):
        raise RuntimeError(f"{rule}: {result.exception_info['exception_message']}")
    detail = result.result or {}
    rows = tuple(int(place) for place in detail.get("unexpected_index_list") or ())
    seen = tuple(str(value) for value in (detail.get("partial_unexpected_list") or [])[:_LISTED])
    return Finding(rule, rows, seen)


def broken_rows(table: Table, rows: "pd.DataFrame") -> dict[int, str]:
    """Place among the usable rows → the problem of a row that breaks a rule of its own."""
    broken: dict[int, str] = {}
    for found in findings(table, rows):
        for place in found.rows:
            broken.setdefault(place, f"unsound_row: {found.rule}")
    return broken
