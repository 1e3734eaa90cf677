import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.core.errors import GateError, StorageError
from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.outcome import Ingredients, Outcome
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.settings import Settings
from syngen_assets.core.tables import CLEAN_QUESTIONS, EXCLUSIONS
from syngen_assets.storage import files
from syngen_assets.storage.folders import read_domain
from syngen_assets.storage.release import publish_release
from syngen_tests.homes import REPOSITORY
from syngen_tests.tables import chosen, pairs, questions, rejected

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
DOMAIN: Preferences = read_domain(REPOSITORY, "healthcare")
SOURCE = {"dataset": "a/b", "config": "", "split": "train", "revision": "0" * 40}


@given(st.lists(TEXTS, min_size=1))
def test_a_csv_reads_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, texts: list[str]):
    folder = tmp_path_factory.mktemp("csv")
    files.publish(folder, {"t.csv": files.csv(pd.DataFrame({"question": texts}))})
    with (folder / "t.csv").open(newline="", encoding="utf-8") as opened:
        rows = list(csv.reader(opened))
    assert rows == [["question"], *([text] for text in texts)]


def test_nothing_is_put_in_place_if_one_file_cannot_be_written(tmp_path: Path):
    files.publish(tmp_path, {"a.txt": files.text("old")})
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(StorageError, match=r"b\.txt is a folder"):
        files.publish(tmp_path, {"a.txt": files.text("new"), "b.txt": files.text("new")})
    assert (tmp_path / "a.txt").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]


EARLIER = EXCLUSIONS.frame(
    [
        {
            "question_id": "0" * 12,
            "gate": "refused_reply",
            "problem": "refused_reply: no",
            "prompt": "how near",
        }
    ]
)


def released(
    tmp_path: Path, rows: pd.DataFrame, figures: Sequence[Figure] = ()
) -> tuple[pd.DataFrame, list[Path]]:
    asked = questions(*rows["prompt"])
    good, bad = chosen(asked, *rows["chosen"]), rejected(asked, *rows["rejected"])
    settings = Settings(DOMAIN, questions=3)
    made_of = Ingredients(SOURCE, CLEAN_QUESTIONS.frame([]), asked, good, bad)
    return publish_release(tmp_path, settings, made_of, Outcome(rows, EARLIER, figures))


def test_a_release_holds_what_passes_and_the_quarantine_the_rest(tmp_path: Path):
    rows = pairs(
        ("how long", "7 days.", "7 weeks."),
        ("how old", "9 years.", "90 years."),
        ("how far", "2 miles.", "no"),
    )
    rows.loc[2, ["gate", "problem"]] = ["refused_reply", "refused_reply: it declines"]
    out, written = released(tmp_path, rows)
    folder = tmp_path / "healthcare"
    assert len(out) == 2
    assert all(file.exists() for file in written)
    assert (folder / "questions.csv").read_text() == "question\nhow long\nhow old\nhow far\n"
    assert (folder / "questions_and_responses.csv").read_text() == (
        "prompt,chosen,rejected\nhow long,7 days.,7 weeks.\nhow old,9 years.,90 years.\n"
    )
    held = (folder / "quarantine.csv").read_text()
    assert "how far" in held
    assert "refused_reply: no,how near,(none),(none)" in held
    assert "| refused_reply | 2 |" in (folder / "README.md").read_text()


def test_the_parquet_files_are_conversations_that_datasets_reads(tmp_path: Path):
    from datasets import load_dataset

    rows = pairs(*((f"how long is {n}", f"{n} days.", f"{n} weeks.") for n in range(40)))
    released(tmp_path, rows)
    folder = tmp_path / "healthcare/preferences"
    halves = {half: str(folder / f"{half}.parquet") for half in ("train", "test")}
    loaded = load_dataset("parquet", data_files=halves, cache_dir=str(tmp_path / "cache"))
    assert len(loaded["train"]) + len(loaded["test"]) == 40
    assert min(len(loaded["train"]), len(loaded["test"])) > 0
    row = loaded["train"][0]
    assert [message["role"] for message in row["prompt"]] == ["user"]
    assert [message["role"] for message in row["chosen"]] == ["assistant"]
    assert row["rejected"][0]["content"].endswith("weeks.")
    assert "__index_level_0__" not in loaded["train"].column_names


def test_a_release_that_breaks_a_rule_is_refused_and_the_earlier_one_stays(tmp_path: Path):
    good = pairs(("how long", "7 days.", "7 weeks."))
    released(tmp_path, good)
    before = (tmp_path / "healthcare/questions.csv").read_bytes()
    bad = pairs(("how old", "same.", "same."))
    with pytest.raises(GateError, match="chosen never equals rejected"):
        released(tmp_path, bad)
    with pytest.raises(GateError, match="pairs has rows"):
        released(tmp_path, good.assign(gate="refused_reply", problem="refused_reply: no"))
    figure = Figure("hedge_gap", "tells", 0.2, "a", "e", "share", gate="at most 0.05")
    with pytest.raises(GateError, match=r"untouched: hedge_gap is 0\.2; it should be at most"):
        released(tmp_path, good, [replace(figure, status="failed")])
    assert (tmp_path / "healthcare/questions.csv").read_bytes() == before
    released(tmp_path, good, [replace(figure, status="warned")])
