"""Folders of the user: the project root, its domains, and who is writing to an output folder."""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from syngen_assets.core.domains import NAME, Domain
from syngen_assets.core.errors import DomainError, StorageError, UsageError
from syngen_assets.core.nearest import perhaps
from syngen_assets.core.preferences import PREFERENCES, Preferences
from syngen_assets.core.recipes import RECIPES, parse
from syngen_assets.core.settings import Settings

DOMAINS = Path("data", "domains")
TABLES = "syngen.duckdb"  # the tables' name in an output folder


def home() -> Path:
    """`SYNGEN_HOME`, or the current folder, whatever it holds."""
    return Path(os.environ.get("SYNGEN_HOME") or ".").expanduser().resolve()


def root() -> Path:
    """The project root.

    Raises:
        UsageError: the folder holds no domains.
    """
    folder = home()
    if not (folder / DOMAINS).is_dir():
        raise UsageError(
            f"{folder} is no project root: it has no folder {DOMAINS}. Go to the project's folder, "
            "or set SYNGEN_HOME to it."
        )
    return folder


def output_folder(settings: Settings[Domain]) -> Path:
    """The folder of all results."""
    return root() / settings.output


def domain_names(root: Path) -> list[str]:
    """The folders under `data/domains/`, sorted, usable or not."""
    folder = root / DOMAINS
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if (entry / "domain.yaml").exists())


def know_domain(root: Path, name: str) -> None:
    """Refuse a name that no folder under `data/domains/` has.

    Raises:
        DomainError: there is none; says which there are.
    """
    names = domain_names(root)
    if name not in names:
        there = ", ".join(names) or "none"
        raise DomainError(
            f"There is no domain {name!r} under {DOMAINS}; there are: "
            f"{there}{perhaps(name, names)}."
        )


def read_domain(root: Path, name: str) -> Domain:
    """The domain called `name`.

    Raises:
        DomainError: there is none, or its `domain.yaml` cannot be used; says why.
    """
    file = DOMAINS / name / "domain.yaml"
    know_domain(root, name)
    try:
        text = (root / file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DomainError(f"{file} cannot be read as UTF-8 text: {error}.") from error
    domain = parse(name, text, str(file))
    if domain.offline_source and not (root / DOMAINS / name / domain.offline_source).is_file():
        raise DomainError(
            f"{file}: offline_source is {domain.offline_source!r}, but the folder "
            f"{DOMAINS / name} has no such file."
        )
    return domain


def read_preferences(root: Path, name: str) -> Preferences:
    """The domain called `name`, for what only preference data has: pairs, their gates and reviews.

    Raises:
        DomainError: it cannot be used, or follows another recipe.
    """
    domain = read_domain(root, name)
    if not isinstance(domain, Preferences):
        raise DomainError(
            f"{name} follows the recipe {domain.recipe}, and has no pairs; name a domain of "
            f"{PREFERENCES}: {', '.join(domains_of(root)) or 'there is none'}."
        )
    return domain


def domains_of(root: Path, recipe: str = PREFERENCES) -> list[str]:
    """The domains that follow a recipe, those that cannot be read included.

    A broken domain stays in the list so that a run of it says what is broken; one whose name
    Dagster could not bear is left to `syngen domains`.
    """
    names = filter(re.compile(NAME).fullmatch, domain_names(root))
    return [name for name in names if _recipe(root, name) == recipe]


def _recipe(root: Path, name: str) -> str:
    """The recipe of a domain; of a broken one that which its file seems to name."""
    try:
        return read_domain(root, name).recipe
    except DomainError:
        with suppress(OSError, UnicodeDecodeError):
            text = (root / DOMAINS / name / "domain.yaml").read_text(encoding="utf-8")
            said = re.search(r"^recipe:\s*(\w+)\s*$", text, re.MULTILINE)
            if said and said[1] in RECIPES:
                return said[1]
        return PREFERENCES


def make_folder(folder: Path) -> None:
    """Make a folder for results, if it is not there.

    Raises:
        StorageError: it cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(None, "it is read-only")
    except OSError as error:
        raise StorageError(
            f"The output folder {folder} cannot be written: {error.strerror}. Make it writable, "
            "or choose another with --output."
        ) from error


@contextmanager
def only_run(
    output: Path, run: str, waits: Callable[[str], None], died: Callable[[str], None]
) -> Iterator[None]:
    """Hold the output folder alone for the length of a run; the kernel frees it on a kill.

    Args:
        output: the folder.
        run: the id of this run.
        waits: is told once, in a sentence, if another run holds the folder.
        died: is told the id of a run that held the folder and was killed.

    Raises:
        StorageError: the folder cannot be written.
    """
    make_folder(output)
    handle = os.open(output / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waits(f"Another run ({_holder(handle) or 'starting'}) is writing to {output}; waiting.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        left = _holder(handle)
        if left and left != run:
            died(left)
        _hold(handle, run)
        try:
            yield
        finally:
            _hold(handle, "")
    finally:
        os.close(handle)


@contextmanager
def between_runs(output: Path) -> Iterator[None]:
    """Hold the output folder while no run writes to it; one that starts meanwhile waits.

    Raises:
        StorageError: a run writes to it, or it cannot be written.
    """
    make_folder(output)
    handle = os.open(output / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StorageError(
                f"A run ({_holder(handle) or 'starting'}) is writing to {output}. Let it end first."
            ) from error
        yield
    finally:
        os.close(handle)


def held(output: Path) -> tuple[bool, str]:
    """Whether a run holds the output folder, and the last one that said so and did not end.

    Where nobody holds it, that run was killed.
    """
    try:
        handle = os.open(output / ".lock", os.O_RDONLY)
    except OSError:
        return False, ""
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True, _holder(handle)
        return False, _holder(handle)
    finally:
        os.close(handle)


def _holder(handle: int) -> str:
    return os.pread(handle, 200, 0).decode("utf-8", "replace").strip()


def _hold(handle: int, run: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, run.encode(), 0)
