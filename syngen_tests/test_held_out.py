"""Held-out benchmarks: what overlaps them is found, in any file, and kept out of a run."""

import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syngen_assets.commands.run import add_settings, settings_of
from syngen_assets.core.errors import ReplyError, UsageError
from syngen_assets.core.gates import fresh_answer_gates, gate_name
from syngen_assets.core.held_out import NOTHING, HeldOut
from syngen_assets.core.questions import clean
from syngen_assets.core.settings import Settings, gather
from syngen_assets.storage.folders import read_domain
from syngen_assets.storage.held_out import held_out
from syngen_tests.homes import REPOSITORY

DOMAIN = read_domain(REPOSITORY, "healthcare")
LONG = (
    "A common cold is an infection of the upper airways that most grown people get over within a "
    "week or ten days, with or without any medicine at all."
)
WORDS = LONG.split()
NEW = "Completely other words stand here, one after another, and nobody has used them before now"


def test_without_benchmarks_nothing_overlaps():
    assert NOTHING.overlaps([LONG, ""]) == [None, None]
    assert not NOTHING
    assert HeldOut([LONG])


def test_a_text_that_a_benchmark_has_word_for_word_overlaps_in_any_spelling():
    known = HeldOut(["What is Crohn's disease?", "flu", LONG])
    assert known.overlap("what is crohns DISEASE")
    assert known.overlap(LONG.upper())
    assert known.overlap("What is Crohn's disease like?") is None
    assert known.overlap("flu") is None
    assert known.overlap("") is None


@pytest.mark.parametrize(("run", "overlaps"), [(13, True), (12, False)])
def test_a_run_of_13_words_is_an_overlap_and_one_of_12_in_much_else_is_none(run, overlaps):
    text = " ".join([*NEW.split(), *WORDS[5 : 5 + run], *NEW.split()])
    assert bool(HeldOut([LONG]).overlap(text)) == overlaps


@pytest.mark.parametrize(("others", "overlaps"), [(7, True), (8, False)])
def test_runs_of_8_words_overlap_if_they_are_more_than_half_of_a_text(others, overlaps):
    text = " ".join([*WORDS[3:11], *NEW.split()[:others]])
    assert bool(HeldOut([LONG]).overlap(text)) == overlaps


def test_a_run_never_goes_over_the_end_of_a_text():
    halves = HeldOut([" ".join(WORDS[:7]), " ".join(WORDS[7:14])])
    assert halves.overlaps([" ".join(WORDS[:14])]) == [None]
    assert HeldOut([LONG]).overlaps([" ".join(WORDS[:7]), " ".join(WORDS[7:14])]) == [None, None]


@given(st.lists(st.text(alphabet="ab ", max_size=60), max_size=8), st.data())
def test_texts_are_looked_at_alike_alone_and_together(texts, data):
    known = HeldOut(data.draw(st.lists(st.text(alphabet="ab ", max_size=60), max_size=4)))
    assert known.overlaps(texts) == [known.overlap(text) for text in texts]


def settings(*files: Path, **row_gates: bool) -> Settings:
    domain = DOMAIN.model_copy(update={"row_gates": DOMAIN.row_gates.model_copy(update=row_gates)})
    return Settings(domain, held_out=tuple(map(str, files)))


def write(folder: Path, kind: str) -> Path:
    rows = [{"id": 7, "q": "What is gout?", "a": {"text": [LONG]}}, {"id": 8, "q": None, "a": None}]
    file = folder / f"benchmark{kind}"
    if kind == ".jsonl":
        file.write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    elif kind == ".json":
        file.write_text(json.dumps({"rows": rows}), encoding="utf-8-sig")
    elif kind == ".parquet":
        pd.DataFrame(rows).to_parquet(file)
    elif kind == ".txt":
        file.write_text(f"What is gout?\n{LONG}\n", encoding="utf-8")
    else:
        flat = [{"id": 7, "q": "What is gout?", "a": LONG}]
        pd.DataFrame(flat).to_csv(file, sep="\t" if kind == ".tsv" else ",", index=False)
    return file


@pytest.mark.parametrize("kind", [".csv", ".tsv", ".json", ".jsonl", ".parquet", ".txt"])
def test_every_text_of_a_file_is_held_out_in_whatever_column_it_stands(kind, tmp_path):
    known = held_out(settings(write(tmp_path, kind)))
    assert known.overlap("what is gout")
    assert known.overlap(LONG)
    assert known.overlap("What is flu?") is None


def test_a_folder_stands_for_its_files_and_a_changed_file_is_read_again(tmp_path):
    file = write(tmp_path, ".txt")
    (tmp_path / "notes.md").write_text("What is flu?")
    assert held_out(settings(tmp_path)).overlap("what is gout")
    assert held_out(settings(tmp_path)).overlap("what is flu") is None
    file.write_text("What is flu?\n" * 2)
    assert held_out(settings(tmp_path)).overlap("what is flu")


def test_a_domain_names_files_beside_its_own(home: Path):
    write(home / "data/domains/healthcare", ".csv")
    domain = DOMAIN.model_copy(update={"held_out": ["benchmark.csv"]})
    assert held_out(Settings(domain)).overlap("what is gout")


def test_with_the_gate_off_no_file_is_read(tmp_path):
    assert held_out(settings(tmp_path / "absent.csv", held_out_overlap=False)) is NOTHING


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.csv", None, "is not there; correct --held-out"),
        ("a.docx", "x", "is of no known kind; there are .csv, .tsv, .json"),
        ("a.json", "{", "cannot be read: "),
        ("a.jsonl", '{"a": 1}\nnonsense\n', "cannot be read: "),
        ("a.parquet", "nonsense", "cannot be read: "),
        ("empty", "folder", "holds no file of the kinds .csv"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(name, content, said, tmp_path):
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_text(content)
    with pytest.raises(UsageError) as caught:
        held_out(settings(path))
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_a_source_row_that_is_held_out_gives_no_question_and_lends_no_answer():
    raw = pd.DataFrame(
        {
            "row": [0, 1, 2],
            "question": ["What is gout?", "What is a cold?", "What is flu?"],
            "answer": ["", LONG, ""],
            "topic": "",
            "aspect": "",
            "synonyms": "",
        }
    )
    rows = clean(raw, DOMAIN, HeldOut(["what is gout", LONG]))
    assert rows["problem"].map(gate_name, na_action="ignore").tolist()[0] == "held_out_overlap"
    assert rows["problem"].isna().tolist() == [False, True, True]
    assert rows["excerpt"].isna().all()
    assert clean(raw, DOMAIN)["excerpt"].notna().sum() == 1


def test_the_user_names_files_by_flag_or_variable_and_reads_them_from_where_they_were_typed(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    assert gather(DOMAIN, {}, {"SYNGEN_HELD_OUT": "a.csv, b.csv"}).held_out == ("a.csv", "b.csv")
    (home / "sub").mkdir()
    monkeypatch.chdir(home / "sub")
    monkeypatch.setenv("SYNGEN_HOME", str(home))
    typed = ["--held-out", "a.csv", "--held-out", "b.csv"]
    flags = ArgumentParser()
    add_settings(flags)
    found = settings_of(flags.parse_args(typed))
    assert found.held_out == (str(home / "sub/a.csv"), str(home / "sub/b.csv"))


def test_an_answer_that_is_held_out_is_held_back():
    cleaned = pd.DataFrame({"answer": [None]}, dtype="str")
    look = fresh_answer_gates(cleaned, replace(settings(), offline=True), HeldOut([LONG]))
    look(NEW)
    with pytest.raises(ReplyError, match="^held_out_overlap: it stands there word for word$"):
        look(LONG)
