"""The Dagster instance that keeps the project's runs, and what its last runs tell."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
from dagster import DagsterInstance
from sqlalchemy.exc import OperationalError

from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import StorageError
from syngen_assets.core.flow import FLOWS
from syngen_assets.core.settings import OUTPUT, Settings
from syngen_assets.core.tables import VERDICTS
from syngen_assets.storage.folders import make_folder, output_folder

_ASKING = tuple(table.name for flow in FLOWS.values() for table in flow.writing)
_RUNS = 20  # so many of the last runs are looked through for one that made calls


def instance_of(settings: Settings[Domain]) -> DagsterInstance:
    """The instance that the UI shows, or one beside the results if they go elsewhere."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")  # also where dagster.yaml is missing
    if settings.output == OUTPUT:
        return DagsterInstance.from_config(str(Path.cwd()))
    folder = _folder(settings)
    make_folder(folder)
    return DagsterInstance.local_temp(str(folder), {"telemetry": {"enabled": False}})


@contextmanager
def kept(settings: Settings[Domain]) -> Iterator[DagsterInstance]:
    """The same, for a run.

    Raises:
        StorageError: what the instance keeps cannot be written, as on a full disk.
    """
    try:
        with instance_of(settings) as instance:
            yield instance
    except (OSError, OperationalError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "orig", None) or error
        raise StorageError(
            f"The history of runs in {_folder(settings)} cannot be written: {reason}. Make room on "
            "its disk, or make it writable; the same command goes on from here."
        ) from error


def _folder(settings: Settings[Domain]) -> Path:
    return output_folder(settings) / ".dagster" if settings.output != OUTPUT else Path(".dagster")


def last_rate(settings: Settings[Domain]) -> float | None:
    """Calls per second of the last run of the domain that made any with these models."""
    if not _folder(settings).exists():
        return None
    asked = {VERDICTS.name: settings.judging, **dict.fromkeys(_ASKING, settings)}
    with instance_of(settings) as instance:
        made = [
            one
            for step, who in asked.items()
            if who
            for one in _metadata(instance, step, settings.domain.name)
            if one["model"] == who.model and one["calls"]
        ]
    if not made:
        return None
    last = max(made, key=lambda one: one["at"])["run"]
    of_last = [one for one in made if one["run"] == last]
    return sum(one["calls"] for one in of_last) / sum(one["seconds"] for one in of_last)


def _metadata(instance: DagsterInstance, step: str, domain: str) -> Iterator[dict[str, Any]]:
    """What the last runs told of a step."""
    wanted = dg.AssetRecordsFilter(dg.AssetKey(step), asset_partitions=[domain])
    for record in instance.fetch_materializations(wanted, limit=_RUNS).records:
        materialization = record.asset_materialization
        told = {name: item.value for name, item in materialization.metadata.items()}
        if {"model", "calls", "seconds"} <= told.keys():
            yield told | {"run": record.run_id, "at": record.timestamp}
