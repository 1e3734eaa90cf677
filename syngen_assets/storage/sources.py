"""The source of a run: whatever its settings name, as the table of raw questions."""

from typing import TYPE_CHECKING

from syngen_assets.core.errors import UsageError
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import RAW_QUESTIONS
from syngen_assets.storage.folders import DOMAINS
from syngen_assets.storage.hub import Spec, load

if TYPE_CHECKING:
    import pandas as pd


def spec(settings: Settings) -> Spec:
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


def read_source(settings: Settings) -> "pd.DataFrame":
    """The rows of the source, as a `tables.RAW_QUESTIONS`."""
    found = load(spec(settings), settings.candidates)
    named = found.table.replace({"": None}).assign(
        dataset=found.dataset, config=found.config, split=found.split, revision=found.revision
    )
    return RAW_QUESTIONS.frame(named)
