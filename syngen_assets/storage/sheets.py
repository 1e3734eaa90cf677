"""Sheets: the files in which reviews come back from people and from other tools."""

from datetime import datetime, timedelta
from pathlib import Path

from syngen_assets.core.errors import SourceError, UsageError
from syngen_assets.core.exchange import Filled, read
from syngen_assets.storage.records import kind, records

LEEWAY = timedelta(minutes=5)  # by which the clocks of two machines may differ


def filled(file: Path, *, name: str, who: str, at: str) -> Filled:
    """What a sheet holds, its rows numbered as an editor shows them.

    Args:
        file: the sheet.
        name: what it is called in an error.
        who: the reviewer where a row names none.
        at: the time now.

    Raises:
        SourceError, UsageError: it cannot be read, or is no sheet.
    """
    heading = kind(file) in (".csv", ".tsv")
    latest = (datetime.fromisoformat(at) + LEEWAY).isoformat()
    try:
        return read(records(file), who=who, at=at, latest=latest, first=1 + heading)
    except (SourceError, UsageError) as error:
        raise type(error)(f"{name} {error}") from error
