import multiprocessing
import os
import signal
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from syngen_assets.core.errors import StorageError, UsageError
from syngen_assets.storage.folders import make_folder, only_run, root


def hold(output: Path, run: str, held: Event) -> None:
    with only_run(output, run, waits=print, died=print):
        held.set()
        time.sleep(60)


def holder(output: Path, run: str) -> multiprocessing.process.BaseProcess:
    """Another process that holds the folder, until it is killed."""
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    process = context.Process(target=hold, args=(output, run, held), daemon=True)
    process.start()
    assert held.wait(30)
    return process


def test_a_kill_frees_the_folder_and_the_next_holder_hears_of_it(tmp_path: Path):
    process = holder(tmp_path, "first")
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    waited: list[str] = []
    died: list[str] = []
    with only_run(tmp_path, "second", waited.append, died.append):
        assert died == ["first"]
    with only_run(tmp_path, "third", waited.append, died.append):
        assert died == ["first"]
    assert waited == []


def test_a_run_that_failed_is_not_taken_for_killed(tmp_path: Path):
    died: list[str] = []
    with pytest.raises(ValueError, match="on purpose"), only_run(tmp_path, "a", print, print):
        raise ValueError("on purpose")
    with only_run(tmp_path, "b", print, died.append):
        assert died == []


def test_the_holder_is_named_to_whoever_waits(tmp_path: Path):
    process = holder(tmp_path, "first")
    context = multiprocessing.get_context("spawn")
    killer = context.Process(target=kill_later, args=(process.pid,), daemon=True)
    killer.start()
    waited: list[str] = []
    with only_run(tmp_path, "second", waited.append, print):
        pass
    assert waited == [f"Another run (first) is writing to {tmp_path}; waiting."]
    killer.join()
    process.join()


def kill_later(process: int) -> None:
    time.sleep(1)
    os.kill(process, signal.SIGKILL)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"file/out cannot be written.*--output"):
        make_folder(tmp_path / "file" / "out")


def test_the_root_is_the_named_home_and_must_hold_domains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SYNGEN_HOME", str(tmp_path))
    with pytest.raises(UsageError, match="no project root"):
        root()
    (tmp_path / "data/domains").mkdir(parents=True)
    assert root() == tmp_path
