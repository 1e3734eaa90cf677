"""The store's file: older versions, damage, and folders that cannot be written."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp

import pytest

from syngen_assets.core.errors import StorageError
from syngen_assets.llm.copies import export
from syngen_assets.llm.database import VERSION
from syngen_assets.llm.rows import plain_json
from syngen_assets.llm.store import ResponseStore
from syngen_assets.sqlite import reason
from syngen_tests.replies import body, fill, keys, reply

VERSION_1 = """
create table replies (
    key text primary key, body text not null, attempt integer not null,
    text text not null, finish text not null,
    prompt_tokens integer not null, completion_tokens integer not null,
    cached_tokens integer not null, reasoning_tokens integer not null,
    model text not null, created text not null
)"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "replies.sqlite"


@pytest.fixture
def old(path: Path) -> Path:
    """A store as version 1 wrote it, with 200 replies."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("pragma journal_mode = wal")
        db.execute(VERSION_1)
        for number in range(200):
            usage = reply(number).usage
            tokens = (usage.prompt, usage.completion, usage.cached, usage.reasoning)
            row = (reply(number).key, plain_json(body(number)), 0, reply(number).text, "stop")
            end = ("gpt-4o-mini", "2026-11-20T10:00:00+00:00")
            db.execute("insert into replies values (?,?,?,?,?,?,?,?,?,?,?)", (*row, *tokens, *end))
        db.execute("pragma user_version = 1")
    return path


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("pragma user_version").fetchone()[0])


def test_an_older_store_is_brought_up_to_date_with_all_its_replies(old: Path):
    with ResponseStore(old) as store:
        found = store.get_many(keys(range(200)))
        assert [found[key].text for key in keys(range(200))] == [f"answer {n}" for n in range(200)]
        assert found[keys(range(5, 6))[0]].usage == reply(5).usage
        kept = store.stored(keys(range(1))[0])
        assert kept
        assert (kept.body, kept.created) == (body(0), "2026-11-20T10:00:00+00:00")
        assert store.spend() == []
        fill(store, range(200, 210))
    assert version(old) == VERSION
    with ResponseStore(old) as again:
        assert len(again.get_many(keys(range(210)))) == 210


KILLED = """
import os, signal, sys
from syngen_assets.llm.store import ResponseStore
left = int(sys.argv[2])
def count(frame, event, called):
    global left
    if event == "c_call" and called.__name__ == "execute":
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.setprofile(count)
ResponseStore(sys.argv[1])
sys.setprofile(None)
os._exit(0)
"""


def test_a_kill_at_any_step_of_the_way_leaves_a_store_that_opens(old: Path, tmp_path: Path):
    seen = set()
    for step in range(30):
        copy = tmp_path / f"{step}.sqlite"
        shutil.copy(old, copy)
        done = subprocess.run([sys.executable, "-c", KILLED, str(copy), str(step)], timeout=30)
        seen.add(version(copy))
        with closing(sqlite3.connect(copy)) as db:  # as an older program reads it
            assert db.execute("select count(key) from replies").fetchone() == (200,)
        with ResponseStore(copy) as store:
            assert len(store.get_many(keys(range(200)))) == 200
        if done.returncode == 0:
            break
    assert done.returncode == 0
    assert step > 8
    assert seen == {1, VERSION}


def test_a_database_of_another_program_is_left_alone_whatever_its_version(path: Path):
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("create table recipes (name text)")
        db.execute("pragma user_version = 1")
    with pytest.raises(StorageError, match="another program's database"):
        ResponseStore(path)
    assert version(path) == 1


# Damage. What was read is right or refused, never wrong.


@pytest.fixture
def sound(path: Path) -> Path:
    """A store of 400 replies, short and long."""
    with ResponseStore(path) as store:
        fill(store, range(300))
        fill(store, range(100), size=9000)
    return path


WANTED = {
    **{reply(number).key: reply(number).text for number in range(300)},
    **{reply(number, 9000).key: reply(number, 9000).text for number in range(100)},
}
PAGE = 4096


def damages(page: bytes, other: bytes, chance: random.Random) -> Iterator[bytes]:
    yield b"\xff" * PAGE
    yield bytes(PAGE)
    yield chance.randbytes(PAGE)
    yield other
    at = chance.randrange(PAGE - 512)
    yield page[:at] + bytes(512) + page[at + 512 :]


def looked_up(path: Path) -> dict[str, str]:
    """All that the store says, key by key, without what it refuses."""
    found, said = {}, set()
    try:
        with ResponseStore(path) as store:
            for key in WANTED:
                try:
                    found |= {key: reply.text for key, reply in store.get_many([key]).items()}
                except StorageError as error:
                    said.add(str(error))
    except StorageError as error:
        said.add(str(error))
    assert all("is no sound response store" in sentence for sentence in said), said
    return found


def test_whatever_page_is_damaged_no_reply_is_wrong_and_an_export_saves_the_rest(
    sound: Path, tmp_path: Path
):
    chance = random.Random(5)
    data = sound.read_bytes()
    pages = [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
    copy, saved = tmp_path / "damaged.sqlite", tmp_path / "saved.jsonl"
    for number in [0, 1, 2, 3, *chance.sample(range(4, len(pages)), 6)]:
        for damage in damages(pages[number], chance.choice(pages[4:]), chance):
            copy.write_bytes(data[: number * PAGE] + damage + data[(number + 1) * PAGE :])
            found = looked_up(copy)
            assert found.items() <= WANTED.items()
            exported = export(copy, saved)
            assert exported.replies >= len(WANTED) - 12
            with ResponseStore(tmp_path / "new.sqlite") as new:
                assert new.load(saved).new == exported.replies
                again = new.get_many(WANTED)
            assert all(again[key].text == WANTED[key] for key in again)
            assert exported.replies + exported.lost == len(WANTED)
            for file in tmp_path.glob("new.sqlite*"):
                file.unlink()


@pytest.mark.parametrize("part", [0.3, 0.7, 0.98])
def test_a_file_that_is_cut_off_is_said_to_be_damaged_and_what_is_left_is_saved(
    sound: Path, tmp_path: Path, part: float
):
    data = sound.read_bytes()
    sound.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(StorageError, match="syngen store export FILE, move it aside"):
        ResponseStore(sound)
    exported = export(sound, tmp_path / "saved.jsonl")
    assert exported.replies > 400 * part * 0.8
    assert exported.lost > 0


@pytest.mark.parametrize("seed", range(8))
def test_damage_all_over_the_file_makes_no_reply_wrong(sound: Path, tmp_path: Path, seed: int):
    chance = random.Random(seed)
    data = bytearray(sound.read_bytes())
    for _ in range(20):
        at, size = chance.randrange(len(data)), chance.choice([1, 4, 100, 600, PAGE])
        harm = chance.choice([bytes(size), b"\xff" * size, chance.randbytes(size)])
        data[at : at + size] = harm[: len(data) - at]
    sound.write_bytes(data)
    assert looked_up(sound).items() <= WANTED.items()
    saved = tmp_path / "saved.jsonl"
    exported = export(sound, saved)
    assert exported.damaged
    assert 250 < exported.replies <= 400 - exported.lost
    with ResponseStore(tmp_path / "new.sqlite") as new:
        assert new.load(saved).new == exported.replies
        again = new.get_many(WANTED)
    assert all(again[key].text == WANTED[key] for key in again)


def leaves(data: bytes) -> list[int]:
    """The pages that hold replies."""
    return [number for number in range(1, len(data) // PAGE) if data[number * PAGE] == 13]


@pytest.mark.parametrize("to", ["another leaf", "the root"])
def test_a_page_in_the_place_of_another_one_is_found_out(sound: Path, tmp_path: Path, to: str):
    data = bytearray(sound.read_bytes())
    one, other = leaves(data)[3:5]
    at = (other if to == "another leaf" else 1) * PAGE
    data[at : at + PAGE] = data[one * PAGE : (one + 1) * PAGE]
    sound.write_bytes(data)
    exported = export(sound, tmp_path / "saved.jsonl")
    assert exported.damaged
    assert 388 <= exported.replies == 400 - exported.lost


def test_a_request_that_was_changed_in_the_store_is_not_exported(sound: Path, tmp_path: Path):
    with closing(sqlite3.connect(sound)) as db, db:
        db.execute("update replies set body = '{}' where rowid = 7")
    exported = export(sound, tmp_path / "saved.jsonl")
    assert (exported.replies, exported.lost, exported.damaged) == (399, 1, True)


def killed_with_replies(path: Path, count: int = 200) -> None:
    """Leave a store as a kill does: what came last lies ahead of the file."""
    program = """
import os, signal, sys
from syngen_assets.llm.store import ResponseStore
from syngen_tests.replies import fill
store = ResponseStore(sys.argv[1])
fill(store, range(int(sys.argv[2])))
store.flush()
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program, str(path), str(count)], timeout=30)
    assert done.returncode == -signal.SIGKILL
    assert path.with_name(f"{path.name}-wal").stat().st_size > count * 500


def test_what_a_killed_process_wrote_ahead_is_found(path: Path):
    killed_with_replies(path)
    with ResponseStore(path) as store:
        assert len(store.get_many(keys(range(200)))) == 200


def test_what_was_written_ahead_of_a_damaged_file_is_saved(path: Path, tmp_path: Path):
    killed_with_replies(path)
    path.write_bytes(b"\xff" * path.stat().st_size)
    assert export(path, tmp_path / "saved.jsonl").replies == 200


def test_what_was_written_ahead_is_saved_with_what_is_left_of_the_file(path: Path, tmp_path: Path):
    with ResponseStore(path) as store:
        fill(store, range(1000, 1300))
    leaf = leaves(path.read_bytes())[2]
    killed_with_replies(path)
    with path.open("r+b") as file:
        file.seek(leaf * PAGE)
        file.write(b"\xff" * PAGE)
    exported = export(path, tmp_path / "saved.jsonl")
    assert 488 <= exported.replies == 500 - exported.lost < 500
    with ResponseStore(tmp_path / "new.sqlite") as new:
        new.load(tmp_path / "saved.jsonl")
        assert len(new.get_many(keys(range(200)))) == 200


def test_what_was_written_ahead_is_saved_where_the_file_cannot_even_be_opened(
    path: Path, tmp_path: Path
):
    with ResponseStore(path) as store:
        fill(store, range(1000, 1300))
    killed_with_replies(path, count=1)
    with path.open("r+b") as file:
        file.write(bytes(PAGE))
    with pytest.raises(StorageError, match="is no sound response store"):
        ResponseStore(path)
    assert export(path, tmp_path / "saved.jsonl").replies == 301


def test_a_torn_end_of_what_was_written_ahead_costs_the_torn_part_only(path: Path):
    killed_with_replies(path)
    ahead = path.with_name(f"{path.name}-wal")
    ahead.write_bytes(ahead.read_bytes()[: -PAGE // 2])
    with ResponseStore(path) as store:
        found = store.get_many(keys(range(200)))
    assert 100 <= len(found) < 200
    assert set(found) == set(keys(range(len(found))))


def test_nothing_can_be_saved_of_what_is_no_store(path: Path, tmp_path: Path):
    path.write_text("id,question\n" * 5000)
    with pytest.raises(StorageError, match="No reply can be read from .*move it aside"):
        export(path, tmp_path / "saved.jsonl")
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_may_not_be_written_is_named():
    folder = Path(mkdtemp(dir="/tmp"))
    with ResponseStore(folder / "replies.sqlite") as store:
        fill(store, range(3))
    (folder / "replies.sqlite").chmod(0o444)
    folder.chmod(0o555)
    program = """
import os, sys
from syngen_assets.core.errors import StorageError
from syngen_assets.llm.store import ResponseStore
if os.getuid() == 0:
    os.setuid(65534)  # root may write everywhere
for name in ("replies.sqlite", "new.sqlite"):
    try:
        ResponseStore(sys.argv[1] + "/" + name)
    except StorageError as error:
        print(error)
"""
    command = [sys.executable, "-c", program, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    folder.chmod(0o755)
    shutil.rmtree(folder)
    assert done.stdout.count("Check the rights and the free space of its folder") == 2, done.stderr
    assert f"{folder}/replies.sqlite" in done.stdout


def test_the_bytes_of_a_damaged_text_are_not_shown():
    said = sqlite3.OperationalError("Could not decode to UTF-8 column 'text' with text '5~\ufffd'")
    assert reason(said) == "Could not decode to UTF-8 column 'text'"
