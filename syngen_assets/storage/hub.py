"""The source data set: a Hub id or local files in, one table of texts and its revision out."""

import hashlib
import logging
import os
import re
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from syngen_assets.core.errors import SourceError, UsageError
from syngen_assets.storage.causes import why
from syngen_assets.storage.texts import texts

if TYPE_CHECKING:
    import pandas as pd

_T = TypeVar("_T")

READERS = {".csv": "csv", ".json": "json", ".jsonl": "json", ".parquet": "parquet"}

_FILES = f"a local file ({', '.join(READERS)}) or a folder of such files"
_HUB_ID = re.compile(r"([\w.-]+/[\w.-]+)(?::([^@\s]+))?(?:@(\S+))?", re.ASCII)


@dataclass(frozen=True)
class Spec:
    """Which data set is meant: `owner/name:config@revision` on the Hub, or a local path."""

    name: str
    config: str | None = None
    split: str = "train"
    revision: str | None = None

    @classmethod
    def parse(cls, text: str, config: str | None = None, split: str = "train") -> "Spec":
        """What the user's text means; `config` and `split` are defaults, and for the Hub only.

        Raises:
            UsageError: if the text is neither a Hub id nor a local path.
        """
        if cls(text).is_local:
            return cls(text)
        if not (found := _HUB_ID.fullmatch(text)):
            hub = "a Hub id (owner/name, owner/name:config, owner/name@revision)"
            raise UsageError(f'"{text}" names no data set; give {hub}, {_FILES}.')
        return cls(found[1], found[2] or config, split, found[3])

    @property
    def is_local(self) -> bool:
        """Whether the name looks like a path, or is one; the Hub is then not asked."""
        path = self.name.startswith((".", "/", "~")) or self.name.lower().endswith(tuple(READERS))
        return path or os.path.exists(self.name)


@dataclass(frozen=True)
class Source:
    """The rows as they came, and where from: a Hub commit, or a digest of the local files.

    `table` has question, answer, topic and aspect (texts, "" for none) and row (from 0); `names`
    says from which of the data set's columns, where it has them.
    """

    table: "pd.DataFrame"
    dataset: str
    config: str | None
    split: str
    revision: str
    names: Mapping[str, str]


def load(
    spec: Spec, columns: Mapping[str, Sequence[str]], required: Sequence[str] = ("question",)
) -> Source:
    """The data set's rows, verbatim; `columns` lists source names for each of ours, best first.

    Raises:
        SourceError: if the data set cannot be read, or holds no text where it is needed.
    """
    (table, names), revision = _taken(spec, lambda data: texts(data, columns, required))
    return Source(table, spec.name, spec.config, spec.split, revision, names)


def arrow(spec: Spec) -> Any:
    """All columns of the data set, as an Arrow table.

    Raises:
        SourceError: if the data set cannot be read.
    """
    return _taken(spec, lambda data: data.with_format("arrow")[:])[0]


def revision(spec: Spec) -> str:
    """The revision that the name stands for at this moment; nothing is downloaded.

    Raises:
        SourceError: if the Hub does not answer, or has no such data set that we may read.
    """
    with _named(spec, []):
        return _digest(_files(spec.name)) if spec.is_local else _commit(spec, readable=True)


def _taken(spec: Spec, take: Callable[[Any], _T]) -> tuple[_T, str]:
    """What is taken of a data set, and its revision."""
    seen: list[str] = []
    # The library falls back to an old cache when the Hub is away, so its cache of tables is
    # new each time; downloads stay in the Hub's own cache, each under its commit.
    with _named(spec, seen), tempfile.TemporaryDirectory() as cache:
        files = _files(spec.name) if spec.is_local else []
        revision = _digest(files) if files else _commit(spec)
        seen.append(f"at revision {revision}")
        data = _read_files(files, cache) if files else _read_hub(spec, revision, cache)
        return take(data), revision


@contextmanager
def _named(spec: Spec, seen: list[str]) -> Iterator[None]:
    """Whatever goes wrong, told of the data set and of what was seen of it by then."""

    def told(rest: str) -> SourceError:
        return SourceError(" ".join([f'Data set "{spec.name}"', *seen, rest]))

    try:
        with _quiet():
            yield
    except SourceError as error:
        raise told(str(error)) from error.__cause__
    except Exception as error:
        # The libraries raise builtins and errors of httpx, pyarrow and pandas, and promise none.
        raise told(why(error, spec.name, spec.config, spec.revision)) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """No progress bars, logs or warnings of the libraries until the end."""
    import datasets
    from huggingface_hub import utils as hub
    from pandas.errors import ParserWarning

    with ExitStack() as undo:
        undo.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        # pandas only warns where a CSV row has more fields than the header, and drops them.
        warnings.simplefilter("error", ParserWarning)
        for logger in map(logging.getLogger, ("datasets", "huggingface_hub")):
            undo.callback(logger.setLevel, logger.level)
            logger.setLevel(logging.CRITICAL + 1)
        for library in (datasets, hub):
            if not library.are_progress_bars_disabled():
                undo.callback(library.enable_progress_bars)
                library.disable_progress_bars()
        yield


def _files(name: str) -> list[Path]:
    """The files behind a local path, all of one kind, in the order of their names."""
    path = Path(name).expanduser().absolute()
    if not path.exists():
        raise SourceError(f"does not exist: there is no {path}. Check the path.")
    found = [path] if path.is_file() else sorted(file for file in path.iterdir() if file.is_file())
    files = [file for file in found if file.suffix.lower() in READERS]
    kinds = sorted({file.suffix.lower() for file in files})
    if not files:
        raise SourceError(f"holds no data files; give {_FILES}.")
    if len(kinds) > 1:
        raise SourceError(f"mixes {' and '.join(kinds)} files; give one kind only.")
    return files


def _digest(files: Sequence[Path]) -> str:
    """40 hex digits that change exactly when a name or a byte of the files does."""
    digest = hashlib.sha256()
    for file in files:
        if file.stat().st_size == 0:
            raise SourceError(f"has an empty file, {file.name}; fill it or take it away.")
        with file.open("rb") as opened:
            content = hashlib.file_digest(opened, "sha256").hexdigest()
        digest.update(f"{file.name}\0{content}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:40]


def _read_files(files: Sequence[Path], cache: str) -> Any:
    from datasets import Dataset

    kind = READERS[files[0].suffix.lower()]
    options = _as_texts(files[0]) if kind == "csv" else {}
    paths = [escape(str(file)) for file in files]
    return getattr(Dataset, f"from_{kind}")(paths, cache_dir=cache, keep_in_memory=True, **options)


def _as_texts(file: Path | str, **settings: Any) -> dict[str, Any]:
    """Options with which the CSV reader keeps each cell as it is written: 007, NA, 1.50."""
    import pandas as pd
    from datasets import Features, Value

    options: dict[str, Any] = {"keep_default_na": False, "index_col": False}
    header = pd.read_csv(file, **{**settings, **options, "nrows": 0, "chunksize": None})
    return options | {"features": Features({str(name): Value("string") for name in header})}


def _commit(spec: Spec, readable: bool = False) -> str:
    """The commit that the revision names now; only the Hub can say.

    Where its files are to be readable too, it is asked whether they are: it tells everyone the
    commits of a gated data set.
    """
    from datasets import config
    from huggingface_hub import HfApi, constants
    from huggingface_hub.errors import OfflineModeIsEnabled

    if config.HF_HUB_OFFLINE:
        raise OfflineModeIsEnabled
    patience = constants.HF_HUB_ETAG_TIMEOUT
    info = HfApi().dataset_info(spec.name, revision=spec.revision, timeout=patience)
    if not info.sha:
        raise ConnectionError("the Hub named no commit")
    if readable and info.gated:
        HfApi().auth_check(spec.name, repo_type="dataset")
    return info.sha


def _read_hub(spec: Spec, sha: str, cache: str) -> Any:
    from datasets import DownloadManager, load_dataset_builder

    at = {"path": spec.name, "name": spec.config, "revision": sha, "cache_dir": cache}
    builder = load_dataset_builder(**at)
    files = builder.config.data_files
    if spec.split not in files:
        splits = ", ".join(map(str, files))
        raise SourceError(f'has no split "{spec.split}"; set one that it has: {splits}.')
    if hasattr(builder.config, "pd_read_csv_kwargs"):
        manager = DownloadManager()
        paths = manager.iter_files(manager.download_and_extract(files[spec.split][:1]))
        options = _as_texts(next(iter(paths)), **builder.config.pd_read_csv_kwargs)
        builder = load_dataset_builder(**at, **options)
    if builder.hash != sha:
        raise ConnectionError(f"the library offered revision {builder.hash}")
    builder.download_and_prepare()
    return builder.as_dataset(split=spec.split, in_memory=True)
