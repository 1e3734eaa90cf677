"""`syngen export`: a release is copied in the shapes that trainers read, and reads back."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from syngen_assets.core.card import Facts, card
from syngen_assets.core.errors import GateError, UsageError
from syngen_assets.core.settings import Settings
from syngen_assets.core.shapes import read
from syngen_assets.core.shapes.writing import TARGETS
from syngen_assets.core.tables import QUESTIONS_AND_RESPONSES
from syngen_assets.resources import TABLES
from syngen_assets.storage.exports import export
from syngen_assets.storage.folders import read_domain
from syngen_assets.storage.preferences import find
from syngen_assets.storage.warehouse import Warehouse
from syngen_tests.homes import REPOSITORY, syngen
from syngen_tests.tables import pairs

WAYS = [(name, form) for name, target in TARGETS.items() for form in target.formats]
TRIPLE = ["prompt", "chosen", "rejected"]


def released(count: int = 7) -> pd.DataFrame:
    triples = [(f"how long is “{n}”", f"{n} days,\nor so.", f"{n} weeks.") for n in range(count)]
    halves = ["test" if n % 3 == 2 else "train" for n in range(count)]
    return QUESTIONS_AND_RESPONSES.frame(pairs(*triples).assign(split=halves))


def card_of(rows: pd.DataFrame) -> str:
    settings = Settings(read_domain(REPOSITORY, "healthcare"))
    source = {"dataset": "a/b", "config": "", "split": "train", "revision": "0" * 40}
    return card(Facts(settings=settings, source=source, released=rows, questions=len(rows)))


def copied(folder: Path, rows: pd.DataFrame, name: str, form: str) -> list[Path]:
    return export(folder, "healthcare", rows, card_of(rows), TARGETS[name], form)


def read_back(folder: Path) -> list[list[str]]:
    found = find(str(folder))
    table = read(found.columns, found.rows(), {}).pairs[TRIPLE]
    return sorted(table.to_numpy().tolist())


@pytest.mark.parametrize(("name", "form"), WAYS)
def test_every_shape_in_every_format_reads_back_as_it_was(tmp_path: Path, name: str, form: str):
    rows = released()
    written = copied(tmp_path / "copy", rows, name, form)
    assert all(file.exists() for file in written)
    assert read_back(tmp_path / "copy/data") == sorted(rows[TRIPLE].to_numpy().tolist())


@pytest.mark.parametrize(("name", "form"), [("trl", "parquet"), ("h4", "jsonl"), ("intel", "csv")])
def test_load_dataset_takes_the_folder_with_both_halves(tmp_path: Path, name: str, form: str):
    from datasets import load_dataset

    rows = released()
    copied(tmp_path / "copy", rows, name, form)
    loaded = load_dataset(str(tmp_path / "copy"), cache_dir=str(tmp_path / "cache"))
    train, test = TARGETS[name].splits
    assert (len(loaded[train]), len(loaded[test])) == (5, 2)
    assert loaded[train].column_names == list(TARGETS[name].all_columns)


def test_the_card_of_the_copy_names_its_own_files_and_keeps_the_rest(tmp_path: Path):
    rows = released()
    copied(tmp_path, rows, "h4", "parquet")
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---")[1])
    paths = {part["split"]: part["path"] for part in front["configs"][0]["data_files"]}
    assert set(paths) == {"train_prefs", "test_prefs"}
    assert all((tmp_path / path).exists() and f"`{path}`" in text for path in paths.values())
    before = card_of(rows)
    assert front["license"] == yaml.safe_load(before.split("---")[1])["license"]
    assert "questions_and_responses.csv" in before
    assert "questions_and_responses.csv" not in text
    assert "deliberately wrong" in text
    assert "not TRL" in text


def test_a_half_without_pairs_is_no_file(tmp_path: Path):
    copied(tmp_path, released(2), "trl", "jsonl")
    assert sorted(file.name for file in (tmp_path / "data").iterdir()) == [
        "train-00000-of-00001.jsonl"
    ]


@pytest.mark.parametrize("name", ["alpaca", "sharegpt"])
def test_llama_factory_is_told_of_its_files(tmp_path: Path, name: str):
    copied(tmp_path, released(), name, "jsonl")
    info = json.loads((tmp_path / "dataset_info.json").read_text())
    assert set(info) == {"healthcare", "healthcare_test"}
    first = json.loads((tmp_path / info["healthcare"]["file_name"]).read_text().splitlines()[0])
    assert info["healthcare"]["ranking"] is True
    assert set(info["healthcare"]["columns"].values()) <= set(first)


def test_the_same_copy_is_made_again_but_no_other_beside_it(tmp_path: Path):
    copied(tmp_path, released(), "trl", "parquet")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.*")}
    copied(tmp_path, released(), "trl", "parquet")
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.*")} == before
    with pytest.raises(UsageError, match=r"holds data/test-00000-of-00001\.parquet, …, which is"):
        copied(tmp_path, released(), "trl", "jsonl")
    with pytest.raises(UsageError, match="is a file; give a folder"):
        copied(tmp_path / "README.md", released(), "trl", "jsonl")


@pytest.mark.parametrize("spoilt", [{"rejected": "0 days,\nor so."}, {"chosen": ""}])
def test_a_pair_that_teaches_nothing_is_not_exported(tmp_path: Path, spoilt: dict[str, str]):
    rows = released()
    rows.loc[0, list(spoilt)] = list(spoilt.values())
    with pytest.raises(GateError, match=f"1 released pairs .* {rows['pair_id'][0]}"):
        copied(tmp_path / "copy", rows, "trl", "parquet")
    assert not (tmp_path / "copy").exists()


@pytest.fixture
def output(home: Path) -> Path:
    """Results of a run, as far as an export looks at them."""
    folder = home / "data/output"
    rows = released()
    Warehouse(folder / TABLES).replace(QUESTIONS_AND_RESPONSES, "healthcare", rows)
    (folder / "healthcare").mkdir()
    (folder / "healthcare/README.md").write_text(card_of(rows), encoding="utf-8")
    return folder


def test_the_command_copies_the_release(output: Path, capsys: pytest.CaptureFixture[str]):
    assert syngen("export", "copy") == 0
    assert "7 pairs in the shape trl, for TRL" in capsys.readouterr().out
    assert len(read_back(Path("copy/data"))) == 7
    assert syngen("export", "table", "--format", "csv", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["shape"], told["format"], told["pairs"]) == ("standard", "csv", 7)
    assert all(Path(file).exists() for file in told["files"])
    header = Path("table/data/train-00000-of-00001.csv").read_text().splitlines()[0]
    assert header == "prompt,chosen,rejected"
    assert syngen("export", "openai", "--shape", "openai") == 0
    assert Path("openai/data/train-00000-of-00001.jsonl").exists()


@pytest.mark.parametrize(
    ("order", "says"),
    [
        (["--shape", "nope"], "--shape is 'nope'; there are trl, standard"),
        (["--shape", "trl", "--format", "csv"], "cannot be written as csv; take --format parquet"),
        (["--format", "xml"], "'xml' is none of csv, parquet, jsonl"),
        (["--output", "nowhere"], "nowhere holds no tables yet"),
    ],
)
def test_wrong_usage_is_a_sentence(output: Path, capsys, order: list[str], says: str):
    assert syngen("export", "copy", *order) == 2
    assert says in capsys.readouterr().err
    assert not Path("copy").exists()


def test_a_domain_without_a_release_is_a_sentence(output: Path, capsys):
    shutil.copytree("data/domains/healthcare", "data/domains/cooking")
    assert syngen("export", "copy", "--domain", "cooking") == 1
    assert "has no table questions_and_responses of the domain cooking" in capsys.readouterr().err


def test_a_domain_that_nobody_knows_is_wrong_usage(output: Path, capsys):
    assert syngen("export", "copy", "--domain", "healthcar") == 2
    assert "perhaps healthcare is meant." in capsys.readouterr().err
