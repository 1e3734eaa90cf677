"""Why a data set cannot be read: the libraries' errors in our words."""

import re


def why(error: Exception, name: str, config: str | None, revision: str | None) -> str:
    """What went wrong and what to do: the end of a sentence that begins with the data set."""
    from datasets.data_files import EmptyDatasetError
    from datasets.exceptions import DataFilesNotFoundError, DatasetNotFoundError
    from huggingface_hub import constants, get_token
    from huggingface_hub import errors as hub
    from pandas.errors import EmptyDataError

    causes: list[BaseException] = [error]
    while causes[-1].__cause__:
        causes.append(causes[-1].__cause__)

    def among(*kinds: type[BaseException]) -> bool:
        return any(isinstance(cause, kinds) for cause in causes)

    kind = type(causes[-1]).__name__
    text = str(causes[-1]).replace(get_token() or "\0", "…").strip()
    # Without the part before an @, where a user may have put a password.
    server = constants.ENDPOINT.rpartition("@")[2]
    status = next((c.response.status_code for c in causes if isinstance(c, hub.HfHubHTTPError)), 0)
    # The errors of the HTTP client have no base class that outlived its renaming to httpx2.
    cut = any(type(cause).__module__.startswith("httpx") for cause in causes)
    if among(hub.OfflineModeIsEnabled):
        return "needs the Hub, but HF_HUB_OFFLINE is set: unset it, or give a local file."
    if among(hub.GatedRepoError) or "is a gated dataset" in text:
        return f"is gated: accept its terms on the Hub ({server}) and set HF_TOKEN."
    if among(hub.RevisionNotFoundError):
        return f'has no revision "{revision}": give a branch, a tag or a commit of it.'
    if among(hub.RepositoryNotFoundError, DatasetNotFoundError, hub.HFValidationError):
        return "is not on the Hub, or is private: check the name, or set HF_TOKEN."
    if status in (401, 403):
        return f"was refused by the Hub (HTTP {status}): set a valid HF_TOKEN, or unset it."
    if status or cut or among(ConnectionError, TimeoutError, hub.LocalEntryNotFoundError):
        seen = f"HTTP {status}" if status else kind
        return f"cannot be read now: no answer from the Hub ({server}, {seen}). Try again later."
    if among(EmptyDatasetError, DataFilesNotFoundError):
        return "has no data files that can be read; choose another one."
    # What these libraries say of no rows: arrow of a Parquet file, datasets of the rest.
    if among(StopIteration, EmptyDataError) or re.search("BatchSize|corresponds to no data", text):
        return "has no rows; choose another one."
    if "Dataset scripts" in text:
        return "is made by a script, which is not run; choose one with data files."
    if configs := re.search(r"(?:Available|configs): \[(.*)\]", text):
        lack = f'has no config "{config}"' if config else "needs a config"
        return f"{lack}; it has {configs[1]}. Give {name}:CONFIG."
    if among(UnicodeDecodeError) or "Invalid UTF8" in text:
        return "is not UTF-8 text; save it as UTF-8."
    reason = text.partition("\n")[0].rstrip(".") or kind
    return f"cannot be read: {reason}. Repair it, or choose another one."
