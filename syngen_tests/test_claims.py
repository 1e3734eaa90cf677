"""Claims: a key is asked for by one at a time, whoever the others are."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from syngen_assets.core.errors import StorageError
from syngen_assets.llm.chat import Reply
from syngen_assets.llm.claims import KERNEL, Claims, Lock, posix_lock
from syngen_assets.llm.store import ResponseStore

HOLDER = """
import sys
from pathlib import Path
from syngen_assets.llm.claims import KERNEL, Claims, posix_lock
claims = Claims(Path(sys.argv[1]), posix_lock if sys.argv[2] == "posix" else KERNEL)
print(*sorted(claims.claim(sys.argv[3:])), flush=True)
sys.stdin.readline()
"""


@pytest.fixture(params=[KERNEL, posix_lock], ids=["kernel", "posix"])
def lock(request: pytest.FixtureRequest) -> Lock:
    return request.param


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "claims"


def elsewhere(file: Path, lock: Lock, *keys: str) -> subprocess.Popen[str]:
    """Another process that has claimed what it could, and holds it until a line comes."""
    kind = "posix" if lock is posix_lock else "kernel"
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file), kind, *keys],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout
    return process.stdout.readline().split()


def test_what_one_has_another_one_does_not_get_until_it_is_released(file: Path, lock: Lock):
    one, other = Claims(file, lock), Claims(file, lock)
    assert one.claim(["a", "b"]) == {"a", "b"}
    assert other.claim(["b", "c"]) == {"c"}
    one.release(["b"])
    assert other.claim(["a", "b"]) == {"b"}
    one.close()
    assert other.claim(["a"]) == {"a"}
    other.close()


def test_a_key_that_is_held_is_not_given_twice_to_its_holder_either(file: Path, lock: Lock):
    one = Claims(file, lock)
    assert one.claim(["a", "a"]) == {"a"}
    assert one.claim(["a"]) == set()
    one.close()


def test_nobody_frees_what_another_one_has(file: Path, lock: Lock):
    one, other = Claims(file, lock), Claims(file, lock)
    one.claim(["a"])
    other.release(["a"])
    other.close()
    with elsewhere(file, lock, "a") as third:
        assert told(third) == []
        third.communicate("\n")
    one.close()


def test_of_many_threads_one_gets_a_key(file: Path, lock: Lock):
    holders = [Claims(file, lock) for _ in range(2)]
    got: list[str] = []
    start = threading.Barrier(8)

    def take(number: int) -> None:
        start.wait()
        for key in range(200):
            got.extend(holders[number % 2].claim([str(key)]))

    threads = [threading.Thread(target=take, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got, key=int) == [str(key) for key in range(200)]
    for holder in holders:
        holder.close()


def test_of_two_processes_one_gets_a_key(file: Path, lock: Lock):
    here = Claims(file, lock)
    here.claim(["a", "b"])
    with elsewhere(file, lock, "b", "c") as other:
        assert told(other) == ["c"]
        assert here.claim(["c", "d"]) == {"d"}
        other.communicate("\n")
    assert here.claim(["c"]) == {"c"}
    here.close()


def test_what_a_killed_process_had_is_free(file: Path, lock: Lock):
    here = Claims(file, lock)
    with elsewhere(file, lock, "a") as other:
        assert told(other) == ["a"]
        assert here.claim(["a"]) == set()
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
        assert here.claim(["a"]) == {"a"}
    here.close()


def test_a_forked_child_keeps_nothing_of_its_dead_parent(file: Path, lock: Lock):
    program = """
import os, sys
from pathlib import Path
from syngen_assets.llm.claims import KERNEL, Claims, posix_lock
claims = Claims(Path(sys.argv[1]), posix_lock if sys.argv[2] == "posix" else KERNEL)
claims.claim(["a"])
told, tell = os.pipe()
if os.fork() == 0:
    os.write(tell, b"x")
    sys.stdin.readline()
    os._exit(0)
os.read(told, 1)
print("left", flush=True)
os._exit(0)
"""
    kind = "posix" if lock is posix_lock else "kernel"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(file), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert told(parent) == ["left"]
        parent.wait()
        here = Claims(file, lock)
        assert here.claim(["a"]) == {"a"}
        here.close()
        assert parent.stdin
        parent.stdin.close()


# Through the store.


def test_stores_of_one_file_exclude_each_other_and_a_close_frees(tmp_path: Path):
    path = tmp_path / "replies.sqlite"
    with ResponseStore(path) as other:
        with ResponseStore(path) as store:
            assert store.claim(["a", "b"]) == {"a", "b"}
            assert other.claim(["a", "c"]) == {"c"}
            store.release(["a"])
            assert other.claim(["a", "b"]) == {"a"}
        assert other.claim(["b"]) == {"b"}


def test_a_key_is_free_for_others_only_when_they_can_see_its_reply(tmp_path: Path):
    path = tmp_path / "replies.sqlite"
    with ResponseStore(path) as store, ResponseStore(path) as other:
        for number in range(20):
            key = f"key {number}"
            assert store.claim([key]) == {key}
            store.put({}, 0, "gpt", Reply(key, "x"))
            store.release([key])
            deadline = time.monotonic() + 30
            while not other.claim([key]):
                assert time.monotonic() < deadline
            assert key in other.get_many([key])


BUYER = """
import sys, time
from syngen_assets.llm.chat import Reply
from syngen_assets.llm.store import ResponseStore
with ResponseStore(sys.argv[1]) as store:
    left = {str(number) for number in range(300)}
    while left:
        left -= set(store.get_many(left))
        mine = store.claim(list(left)[:20])
        known = store.get_many(mine)
        for key in mine - set(known):
            print(key, flush=True)
            store.put({}, 0, "gpt", Reply(key, "x"))
        store.release(mine)
"""


def test_what_several_processes_want_at_once_is_bought_once(tmp_path: Path):
    command = [sys.executable, "-c", BUYER, str(tmp_path / "replies.sqlite")]
    buyers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    bought = [key for buyer in buyers for key in buyer.communicate(timeout=60)[0].split()]
    assert [buyer.returncode for buyer in buyers] == [0, 0, 0]
    assert sorted(bought, key=int) == [str(number) for number in range(300)]


def test_claims_that_cannot_be_made_are_said_so(tmp_path: Path):
    with ResponseStore(tmp_path / "replies.sqlite") as store:
        (tmp_path / "replies.sqlite-claims").mkdir()
        with pytest.raises(StorageError, match="cannot be written or read"):
            store.claim(["a"])
