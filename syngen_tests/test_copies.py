"""Copies of the store: what goes out comes back the same, and nothing else comes in."""

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from syngen_assets.core.errors import StorageError, UsageError
from syngen_assets.core.identity import digest
from syngen_assets.llm.chat import Reply, Usage
from syngen_assets.llm.copies import Exported, Loaded
from syngen_assets.llm.store import ResponseStore
from syngen_tests.replies import body, fill, keys, reply


@pytest.fixture
def store(tmp_path: Path):
    with ResponseStore(tmp_path / "replies.sqlite") as store:
        yield store


@pytest.fixture
def other(tmp_path: Path):
    with ResponseStore(tmp_path / "other.sqlite") as store:
        yield store


def rows(store: ResponseStore) -> list[tuple]:
    store.flush()
    with closing(sqlite3.connect(store.path)) as db:
        return db.execute("select * from replies order by key").fetchall()


@pytest.mark.parametrize("name", ["copy.jsonl", "copy.jsonl.gz"])
def test_what_is_exported_and_imported_is_the_same(
    store: ResponseStore, other: ResponseStore, tmp_path: Path, name: str
):
    fill(store, range(2500))
    strange = {"b": [1, 2.5, None, True], "a": {"ü": "\ud83d", "\n": " "}}
    key = digest(strange, 3, length=32)
    store.put(strange, 3, "gpt ü", Reply(key, "half \udc00, \0 and\nmore", "length", Usage(1, 2)))
    assert store.export(tmp_path / name) == Exported(2501)
    assert other.load(tmp_path / name) == Loaded(2501, 2501)
    assert rows(other) == rows(store)
    found = other.stored(key)
    assert found
    assert (found.body, found.attempt) == (strange, 3)
    assert found.reply.text == "half \udc00, \0 and\nmore"


def test_a_reply_that_was_only_just_put_is_exported_too(store: ResponseStore, tmp_path: Path):
    fill(store, range(5))
    assert store.export(tmp_path / "copy.jsonl").replies == 5
    assert len((tmp_path / "copy.jsonl").read_bytes().splitlines()) == 5


def test_the_file_is_packed_where_its_name_says_so(store: ResponseStore, tmp_path: Path):
    fill(store, range(50))
    for name in ("a.jsonl", "a.jsonl.gz"):
        store.export(tmp_path / name)
    assert (
        gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes())
        == (tmp_path / "a.jsonl").read_bytes()
    )


def test_an_import_takes_only_what_is_new(
    store: ResponseStore, other: ResponseStore, tmp_path: Path
):
    fill(store, range(30))
    fill(other, range(20, 40))
    before = other.stored(keys(range(25, 26))[0])
    store.export(tmp_path / "copy.jsonl")
    assert other.load(tmp_path / "copy.jsonl") == Loaded(30, 20)
    assert other.load(tmp_path / "copy.jsonl") == Loaded(30, 0)
    assert len(rows(other)) == 40
    assert other.stored(keys(range(25, 26))[0]) == before


def test_an_empty_store_gives_an_empty_file(
    store: ResponseStore, other: ResponseStore, tmp_path: Path
):
    assert store.export(tmp_path / "copy.jsonl") == Exported(0)
    assert other.load(tmp_path / "copy.jsonl") == Loaded(0, 0)


def line(number: int, **changed: object) -> str:
    usage = {"prompt": 1, "completion": 2, "cached": 0, "reasoning": 0}
    tokens = {f"{name}_tokens": count for name, count in usage.items()}
    plain = {"key": reply(number).key, "body": body(number), "attempt": 0, "text": "x"}
    rest = {"finish": "stop", "model": "m", "created": "2026-11-20T10:00:00+00:00"}
    return json.dumps({**plain, **tokens, **rest, **changed}) + "\n"


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (line(3, key="0" * 32), "is not that of its body and attempt"),
        (line(3, body=body(4)), "is not that of its body and attempt"),
        (line(3, attempt=1), "is not that of its body and attempt"),
        (line(3, text=None), "text is not of the type str"),
        (line(3, prompt_tokens=True), "prompt_tokens is not of the type int"),
        (line(3, created="yesterday"), "isoformat"),
        ('{"key": "k"}\n', "'model'"),
        ("[1, 2]\n", "a line is a JSON object"),
        ("not JSON\n", "Expecting value"),
    ],
)
def test_a_line_that_is_no_reply_is_refused_with_its_number(
    store: ResponseStore, tmp_path: Path, broken: str, words: str
):
    file = tmp_path / "copy.jsonl"
    file.write_text(line(1) + line(2) + broken + line(5))
    with pytest.raises(UsageError, match=r"copy\.jsonl, line 3: .*import the file again") as error:
        store.load(file)
    assert words in str(error.value)
    assert keys(range(3, 4))[0] not in store.get_many(keys(range(10)))
    file.write_text(line(1) + line(2) + "\n" + line(5))
    store.load(file)
    assert set(store.get_many(keys(range(10)))) == {reply(number).key for number in (1, 2, 5)}


def test_a_packed_file_that_is_cut_off_is_said_to_be(
    store: ResponseStore, other: ResponseStore, tmp_path: Path
):
    fill(store, range(500))
    file = tmp_path / "copy.jsonl.gz"
    store.export(file)
    file.write_bytes(file.read_bytes()[:-2000])
    with pytest.raises(UsageError, match=r"cannot be read beyond line \d+"):
        other.load(file)


def test_a_file_that_is_not_there_is_named(store: ResponseStore, tmp_path: Path):
    with pytest.raises(UsageError, match=r"There is no .*nowhere\.jsonl; give a file"):
        store.load(tmp_path / "nowhere.jsonl")


def test_an_export_that_fails_leaves_the_earlier_file(store: ResponseStore, tmp_path: Path):
    fill(store, range(5))
    (tmp_path / "taken.jsonl").mkdir()
    with pytest.raises(StorageError, match=r"taken\.jsonl cannot be written"):
        store.export(tmp_path / "taken.jsonl")
    with pytest.raises(StorageError, match="cannot be written"):
        store.export(tmp_path / "no folder" / "copy.jsonl")
    assert not list(tmp_path.glob(".*"))
