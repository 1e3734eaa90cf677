"""Why a data set cannot be read: the libraries' errors in our words."""

import re
from collections.abc import Sequence


def why(error: Exception, name: str, config: str | None, revision: str | None) -> str:
    """What went wrong and what to do: the end of a sentence that begins with the data set."""
    from huggingface_hub import get_token

    causes: list[BaseException] = [error]
    while causes[-1].__cause__:
        causes.append(causes[-1].__cause__)
    text = str(causes[-1]).replace(get_token() or "\0", "…").strip()
    at_hub = _at_hub(causes, text, revision)
    return at_hub or _in_files(causes, text, config and f'has no config "{config}"', name)


def _at_hub(causes: Sequence[BaseException], text: str, revision: str | None) -> str | None:
    """What the Hub did not give, if it is the Hub."""
    from datasets.exceptions import DatasetNotFoundError
    from huggingface_hub import errors as hub

    if _among(causes, hub.OfflineModeIsEnabled):
        return "needs the Hub, but HF_HUB_OFFLINE is set: unset it, or give a local file."
    if _among(causes, hub.GatedRepoError) or "is a gated dataset" in text:
        return f"is gated: accept its terms on the Hub ({_server()}) and set HF_TOKEN."
    if _among(causes, hub.RevisionNotFoundError):
        return f'has no revision "{revision}": give a branch, a tag or a commit of it.'
    if _among(causes, hub.RepositoryNotFoundError, DatasetNotFoundError, hub.HFValidationError):
        return "is not on the Hub, or is private: check the name, or set HF_TOKEN."
    status = next((c.response.status_code for c in causes if isinstance(c, hub.HfHubHTTPError)), 0)
    if status in (401, 403):
        return f"was refused by the Hub (HTTP {status}): set a valid HF_TOKEN, or unset it."
    # The errors of the HTTP client have no base class that outlived its renaming to httpx2.
    cut = any(type(cause).__module__.startswith("httpx") for cause in causes)
    if status or cut or _among(causes, ConnectionError, TimeoutError, hub.LocalEntryNotFoundError):
        seen = f"{_server()}, {f'HTTP {status}' if status else type(causes[-1]).__name__}"
        return f"cannot be read now: no answer from the Hub ({seen}). Try again later."
    return None


def _in_files(causes: Sequence[BaseException], text: str, lack: str | None, name: str) -> str:
    """What the files do not hold."""
    from datasets.data_files import EmptyDatasetError
    from datasets.exceptions import DataFilesNotFoundError
    from pandas.errors import EmptyDataError

    if _among(causes, EmptyDatasetError, DataFilesNotFoundError):
        return "has no data files that can be read; choose another one."
    # What these libraries say of no rows: arrow of a Parquet file, datasets of the rest.
    none = re.search("BatchSize|corresponds to no data", text)
    if none or _among(causes, StopIteration, EmptyDataError):
        return "has no rows; choose another one."
    if "Dataset scripts" in text:
        return "is made by a script, which is not run; choose one with data files."
    if configs := re.search(r"(?:Available|configs): \[(.*)\]", text):
        return f"{lack or 'needs a config'}; it has {configs[1]}. Give {name}:CONFIG."
    if _among(causes, UnicodeDecodeError) or "Invalid UTF8" in text:
        return "is not UTF-8 text; save it as UTF-8."
    if ragged := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", text):
        return (
            f"has {ragged[3]} cells in line {ragged[2]} and {ragged[1]} in those before; put "
            "texts that hold commas into quotation marks."
        )
    reason = text.partition("\n")[0].rstrip(".") or type(causes[-1]).__name__
    return f"cannot be read: {reason}. Repair it, or choose another one."


def _among(causes: Sequence[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in causes)


def _server() -> str:
    """The Hub's address, without the part before an @: a user may have put a password there."""
    from huggingface_hub import constants

    return constants.ENDPOINT.rpartition("@")[2]
