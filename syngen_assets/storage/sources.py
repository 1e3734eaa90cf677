"""The source of a run: whatever its settings name, as the first table of its recipe."""

from typing import TYPE_CHECKING

from syngen_assets.core.domains import Domain
from syngen_assets.core.errors import UsageError
from syngen_assets.core.flow import FLOWS
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import RAW_QUESTIONS, Table
from syngen_assets.storage.folders import DOMAINS
from syngen_assets.storage.hub import Source, Spec, load, revision

if TYPE_CHECKING:
    import pandas as pd


def spec(settings: Settings[Domain]) -> Spec:
    """Where the source is: as the user said, or the domain's own for this kind of run.

    Raises:
        UsageError: the run is offline and the domain has no source for that.
    """
    domain, source = settings.domain, settings.domain.source
    if settings.source:
        asked = Spec.parse(settings.source)
        if asked.name != source.dataset:
            return asked
        return Spec.parse(settings.source, source.config, source.split)
    if not settings.offline:
        return Spec(source.dataset, source.config, source.split, source.revision)
    if not domain.offline_source:
        raise UsageError(
            f"The domain {domain.name} names no offline_source; name a file with --source, or run "
            "with a model."
        )
    return Spec(str(DOMAINS / domain.name / domain.offline_source))


def revision_now(settings: Settings[Domain]) -> str:
    """The revision of the source as it stands: a Hub commit, or a digest of local files.

    Raises:
        SourceError: it cannot be found out.
        UsageError: the run is offline and the domain has no source for that.
    """
    return revision(spec(settings))


def read_source(settings: Settings[Domain]) -> "pd.DataFrame":
    """The rows of the source, as the first table of the recipe."""
    return as_rows(read(settings), FLOWS[settings.domain.recipe].source)


def read(settings: Settings[Domain]) -> Source:
    """The source as it is found, with the names that its columns have there."""
    return load(spec(settings), settings.candidates, settings.domain.columns.required)


def as_rows(found: Source, table: Table = RAW_QUESTIONS) -> "pd.DataFrame":
    """A source as a `tables.RAW_QUESTIONS`, or as that of another recipe."""
    named = found.table.replace({"": None}).assign(
        dataset=found.dataset, config=found.config, split=found.split, revision=found.revision
    )
    return table.frame(named)
