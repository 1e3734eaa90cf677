"""Preference sets in files: cells are read as they stand, or a sentence says why not."""

import csv
import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syngen_assets.core.errors import SourceError, SynGenError, UsageError
from syngen_assets.storage import files
from syngen_assets.storage.preferences import find
from syngen_tests.servers.hub import FakeHub

ROWS = [
    {"prompt": "how long is flu", "chosen": "A week, mostly.", "rejected": "NA"},
    {"prompt": 'what is "NA"', "chosen": "007\nor so", "rejected": "Größe – 1.50"},
]


def rows(path: object, split: str = "train") -> list[Mapping[str, object]]:
    return list(find(str(path), split).rows())


def lines(*objects: object) -> str:
    return "".join(json.dumps(one) + "\n" for one in objects)


def as_csv(separator: str = ",") -> str:
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row.values()] for row in ROWS]
    return "\n".join(separator.join(cells) for cells in [list(ROWS[0]), *quoted]) + "\n"


COLUMNS = {name: [row[name] for row in ROWS] for name in ROWS[0]}
TEXTS = {
    "a.csv": as_csv(),
    "bom.csv": "\ufeff" + as_csv(),
    "german.csv": as_csv(";"),
    "windows.csv": as_csv().replace('"\n', '"\r\n'),
    "a.tsv": as_csv("\t"),
    "a.jsonl": lines(*ROWS),
    "spaced.jsonl": "\n" + lines(ROWS[0]) + "\n" + lines(ROWS[1]),
    "a.json": json.dumps(ROWS, indent=1),
    "bom.json": "\ufeff" + json.dumps(ROWS),
    "lines.json": lines(*ROWS),
    "inside.json": json.dumps({"version": 1, "data": ROWS}),
    "columns.json": json.dumps(COLUMNS),
    "pandas.json": json.dumps(
        {k: {str(n): v for n, v in enumerate(c)} for k, c in COLUMNS.items()}
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_file_gives_its_cells_as_they_stand(tmp_path: Path, name: str):
    (tmp_path / name).write_text(TEXTS[name], encoding="utf-8", newline="")
    assert rows(tmp_path / name) == ROWS


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json"])
def test_a_packed_file_is_read_too(tmp_path: Path, name: str):
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(TEXTS[name].encode()))
    assert rows(tmp_path / f"{name}.gz") == ROWS


def test_parquet_and_arrow_files_are_read(tmp_path: Path):
    import pyarrow as pa
    from datasets import Dataset

    frame = pd.DataFrame(ROWS)
    frame.to_parquet(tmp_path / "a.parquet")
    assert rows(tmp_path / "a.parquet") == ROWS
    with pa.OSFile(str(tmp_path / "a.arrow"), "wb") as sink:
        table = pa.Table.from_pylist(ROWS)
        with pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
    assert rows(tmp_path / "a.arrow") == ROWS
    Dataset.from_list(ROWS).save_to_disk(str(tmp_path / "saved"))
    assert rows(tmp_path / "saved") == ROWS


def test_one_object_of_messages_is_one_row(tmp_path: Path):
    row = {"input": {"messages": []}, "preferred_output": [1], "non_preferred_output": [2]}
    (tmp_path / "a.json").write_text(json.dumps(row))
    assert rows(tmp_path / "a.json") == [row]


def test_columns_that_come_late_are_seen(tmp_path: Path):
    (tmp_path / "a.jsonl").write_text(lines({"a": 1}, {"b": 2}))
    assert find(str(tmp_path / "a.jsonl")).columns == ["a", "b"]


def test_a_short_row_lacks_its_last_cells(tmp_path: Path):
    (tmp_path / "a.csv").write_text("prompt,chosen,rejected\na,b\n")
    assert rows(tmp_path / "a.csv") == [{"prompt": "a", "chosen": "b", "rejected": None}]


def test_a_huge_cell_is_a_cell(tmp_path: Path):
    (tmp_path / "a.csv").write_text(f"prompt\n{'x' * 1_000_000}\n")
    assert len(str(rows(tmp_path / "a.csv")[0]["prompt"])) == 1_000_000


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@settings(max_examples=40)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1))
def test_a_csv_that_we_write_reads_back(tmp_path_factory: pytest.TempPathFactory, cells):
    folder = tmp_path_factory.mktemp("csv")
    frame = pd.DataFrame(cells, columns=["prompt", "chosen"])
    files.publish(folder, {"t.csv": files.csv(frame)})
    assert [tuple(row.values()) for row in rows(folder / "t.csv")] == cells


def test_a_folder_is_all_its_files_in_the_order_of_their_names(tmp_path: Path):
    for name, row in zip(("b.jsonl", "a.jsonl"), ROWS, strict=True):
        (tmp_path / name).write_text(lines(row))
    (tmp_path / "README.md").write_text("about")
    (tmp_path / "dataset_info.json").write_text("{}")
    assert rows(tmp_path) == ROWS[::-1]
    deep = tmp_path / "deep"
    (deep / "data").mkdir(parents=True)
    (tmp_path / "a.jsonl").rename(deep / "data" / "train-00000-of-00001.jsonl")
    assert rows(deep) == ROWS[1:]


def test_files_that_are_not_of_one_set_are_refused(tmp_path: Path):
    (tmp_path / "a.csv").write_text("prompt,chosen\na,b\n")
    (tmp_path / "b.csv").write_text("question\na\n")
    with pytest.raises(UsageError, match=r"a\.csv has prompt, chosen, but b\.csv has question"):
        rows(tmp_path)
    (tmp_path / "c.jsonl").write_text("{}")
    with pytest.raises(UsageError, match=r"mixes \.csv and \.jsonl files \(a\.csv, b\.csv"):
        rows(tmp_path)


BROKEN = {
    "latin.csv": ("prompt\nGröße\n".encode("latin-1"), "is not UTF-8 text; save it as UTF-8"),
    "latin.jsonl": ('{"a": "Größe"}\n'.encode("latin-1"), "is not UTF-8 text"),
    "empty.csv": (b"", "is empty; fill it"),
    "header.csv": (b"prompt,chosen\n", "has no rows; choose another one"),
    "none.json": (b"[]", "has no rows"),
    "open.csv": (b'prompt\n"never closed\n', "is not CSV in line 2: .*Repair that line"),
    "wide.csv": (b"prompt\na,b\n", r"has 2 cells in line 2 and 1 columns"),
    "cut.jsonl": (b'{"a": 1}\n{"a":\n', "is not JSON in line 2"),
    "list.jsonl": (b"[1]\n", "has no object in line 1"),
    "cut.json": (b'[{"a": 1}', "is not JSON: .*line 1"),
    "words.json": (b'"words"', "holds no rows"),
    "not.parquet": (b"prompt,chosen\n", "is no sound Parquet file"),
    "not.arrow": (b"prompt,chosen\n", "is no sound Arrow file"),
    "not.jsonl.gz": (b'{"a": 1}\n', "cannot be read"),
    "cut.csv.gz": (gzip.compress(b"prompt\n" + b"a\n" * 999)[:-9], "cannot be read"),
    "table.xlsx": (b"PK", "is a spreadsheet; save it as CSV"),
    "notes.txt": (b"a", "holds no data in a form that is known; give a file"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_a_sentence(tmp_path: Path, name: str):
    content, says = BROKEN[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SynGenError, match=says) as caught:
        rows(tmp_path / name)
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ["gone.csv", "./gone", "gone/gone.jsonl", "gone", "a b/c"])
def test_what_is_not_there_is_a_sentence(tmp_path: Path, monkeypatch, name: str):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="does not exist|names no data set"):
        rows(name)


def test_an_empty_folder_is_a_sentence(tmp_path: Path):
    with pytest.raises(UsageError, match="holds no data in a form that is known"):
        rows(tmp_path)


def test_a_set_on_the_hub_is_read_with_all_its_columns(hub: FakeHub):
    card = b"---\nconfigs:\n- config_name: default\n  data_files:\n"
    card += b"  - {split: train_prefs, path: a.jsonl}\n---\n"
    hub.publish("acme/prefs-read", {"README.md": card, "a.jsonl": lines(*ROWS).encode()})
    assert rows("acme/prefs-read", "train_prefs") == ROWS
    with pytest.raises(SourceError, match='has no split "train"; set one that it has: train_prefs'):
        rows("acme/prefs-read")


def test_the_csv_of_another_writer_reads_back(tmp_path: Path):
    with (tmp_path / "a.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(ROWS)
    assert rows(tmp_path / "a.csv") == ROWS
