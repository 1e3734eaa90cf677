import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from syngen_assets.core.errors import SourceError, UsageError
from syngen_assets.storage.hub import Spec, load, revision
from syngen_tests.servers.hub import FakeHub

COLUMNS = {
    "question": ["question", "Query"],
    "answer": ["answer"],
    "topic": ["topic", "focus"],
    "aspect": ["aspect", "question_type"],
    "synonyms": ["synonyms"],
}
ROWS = pd.DataFrame(
    {
        "question": ["What is flu? ", "NA", "", "5"],
        "answer": ["A virus.", "null", "nan", "007"],
        "topic": ["flu", "", "None", "1.50"],
    }
)
CARD = b"""---
configs:
- config_name: a
  data_files: a.csv
- config_name: b
  data_files: b.csv
---
"""


def parquet(rows: pd.DataFrame = ROWS) -> bytes:
    file = io.BytesIO()
    rows.to_parquet(file)
    return file.getvalue()


def read(text: str | Path, columns=COLUMNS, **options):
    return load(Spec.parse(str(text), **options), columns)


def complaint(text: str | Path, columns=COLUMNS, **options) -> str:
    with pytest.raises(SourceError) as error:
        read(text, columns, **options)
    return str(error.value)


# What a source may be called


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("owner/name", Spec("owner/name", "default", "test")),
        ("owner/name:own", Spec("owner/name", "own", "test")),
        ("owner/name@v1.0", Spec("owner/name", "default", "test", "v1.0")),
        ("owner/name:own@refs/pr/1", Spec("owner/name", "own", "test", "refs/pr/1")),
        ("rows.csv", Spec("rows.csv")),
        ("folder/ROWS.JSONL", Spec("folder/ROWS.JSONL")),
        ("./owner/name", Spec("./owner/name")),
        ("~/rows", Spec("~/rows")),
    ],
)
def test_a_source_is_a_hub_id_or_a_path(text, spec):
    assert Spec.parse(text, config="default", split="test") == spec


def test_a_folder_that_exists_is_not_looked_for_on_the_hub(tmp_path, monkeypatch):
    (tmp_path / "owner" / "name").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert Spec.parse("owner/name", config="default").is_local
    assert not Spec.parse("owner/other").is_local


@pytest.mark.parametrize(
    "text", ["", "squad", "https://huggingface.co/datasets/a/b", "a/b:", "a/b/c"]
)
def test_anything_else_is_no_source(text):
    with pytest.raises(UsageError, match="owner/name:config"):
        Spec.parse(text)


# The Hub


def test_a_revision_is_resolved_to_its_commit(hub):
    first = hub.publish("acme/commit", {"train.parquet": parquet()})
    source = read("acme/commit@main")
    assert (source.dataset, source.config, source.split) == ("acme/commit", None, "train")
    assert source.revision == first
    assert not hub.requests(containing="/resolve/main/")
    assert source.table["question"].tolist() == ROWS["question"].tolist()


def test_a_moved_branch_brings_its_new_rows_and_a_commit_keeps_its_old_ones(hub):
    first = hub.publish("acme/moved", {"train.csv": b"question\nold?\n"})
    assert read("acme/moved").table["question"].tolist() == ["old?"]
    second = hub.publish("acme/moved", {"train.csv": b"question\nnew?\n"})
    now, then = read("acme/moved"), read(f"acme/moved@{first}")
    assert (now.revision, now.table["question"].tolist()) == (second, ["new?"])
    assert (then.revision, then.table["question"].tolist()) == (first, ["old?"])


def test_the_same_commit_is_downloaded_once(hub):
    hub.publish("acme/once", {"train.parquet": parquet()})
    read("acme/once")
    read("acme/once")
    assert len(hub.requests("GET", "train.parquet")) == 1


def test_an_outage_is_an_error_even_if_the_rows_were_loaded_before(hub):
    hub.publish("acme/outage", {"train.parquet": parquet()})
    read("acme/outage")
    hub.down = True
    begun = time.monotonic()
    assert "no answer from the Hub" in complaint("acme/outage")
    assert time.monotonic() - begun < 5


def test_an_outage_between_the_commit_and_its_files_is_an_error_too(hub):
    hub.publish("acme/between", {"train.parquet": parquet()})
    read("acme/between")
    sha = hub.publish("acme/between", {"train.csv": b"question\nnew?\n"})
    hub.down = "/resolve/"
    message = complaint("acme/between")
    assert message.startswith(f'Data set "acme/between" at revision {sha} cannot be read now')


def test_a_commit_that_became_empty_is_not_replaced_by_the_one_before(hub):
    hub.publish("acme/emptied", {"train.parquet": parquet()})
    read("acme/emptied")
    hub.publish("acme/emptied", {".gitattributes": b""})
    assert "no data files" in complaint("acme/emptied")


def test_config_and_split_choose_the_rows(hub):
    files = {"README.md": CARD, "a.csv": b"question\nin a?\n", "b.csv": b"question\nin b?\n"}
    hub.publish("acme/configs", files)
    hub.publish("acme/splits", {"train.csv": b"question\nx?\n", "test.csv": b"question\ny?\n"})
    assert read("acme/configs:b").table["question"].tolist() == ["in b?"]
    assert read("acme/configs", config="a").table["question"].tolist() == ["in a?"]
    assert read("acme/splits", split="test").table["question"].tolist() == ["y?"]


def test_a_csv_on_the_hub_is_kept_as_it_is_written(hub):
    hub.publish("acme/csv", {"data/train.csv": ROWS.to_csv(index=False).encode()})
    assert read("acme/csv").table[["question", "answer", "topic"]].equals(ROWS.astype("str"))


def test_what_the_hub_lacks_is_named_with_what_it_has(hub):
    files = {"README.md": CARD, "a.csv": b"question\nin a?\n", "b.csv": b"question\nin b?\n"}
    sha = hub.publish("acme/lacking", files)
    assert complaint("acme/none") == (
        'Data set "acme/none" is not on the Hub, or is private: check the name, or set HF_TOKEN.'
    )
    assert 'has no revision "v9"' in complaint("acme/lacking@v9")
    assert "has no config \"c\"; it has 'a', 'b'." in complaint("acme/lacking:c")
    assert "needs a config; it has 'a', 'b'." in complaint("acme/lacking")
    assert 'has no split "test"; set one that it has: train.' in complaint(
        "acme/lacking:a", split="test"
    )
    assert complaint("acme/lacking:a", {"question": ["Query", "text"]}) == (
        f'Data set "acme/lacking" at revision {sha} has no column "Query" or "text"; it has '
        "question. Name another with --column question=NAME, or under columns: in domain.yaml."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("question;answer\nHow?;So.\n", "parted by ';'; save it with commas between them."),
        (f"{'How do I sleep? ' * 5},yes\nWhat?,no\n", "first line of a file has to name its"),
    ],
)
def test_a_file_that_is_no_table_as_it_stands_says_what_to_do(tmp_path, text, said):
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    assert said in complaint(str(tmp_path / "own.csv"))


def test_a_repository_without_rows_to_read_says_why(hub):
    hub.publish("acme/no-files", {"README.md": b"# hello\n"})
    hub.publish("acme/no-rows", {"train.parquet": parquet(ROWS[:0])})
    hub.publish("acme/script", {"script.py": b"import datasets\n"})
    hub.publish("acme/broken", {"train.parquet": b"PAR1 and no more"})
    assert "has no data files" in complaint("acme/no-files")
    assert "has no rows" in complaint("acme/no-rows")
    assert "is made by a script" in complaint("acme/script")
    assert "cannot be read: " in complaint("acme/broken")


def test_a_gated_repository_needs_a_token(hub, monkeypatch):
    hub.publish("acme/gated", {"train.parquet": parquet()})
    hub.gated.add("acme/gated")
    message = complaint("acme/gated")
    assert "accept its terms" in message
    assert "HF_TOKEN" in message
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    assert len(read("acme/gated").table) == len(ROWS)
    assert hub.log[-1].token == "Bearer hf_secret"


@pytest.mark.parametrize("token", ["hf_secret", "hf_sec\u00e9ret"])
def test_a_token_is_in_no_message(hub, monkeypatch, token):
    monkeypatch.setenv("HF_TOKEN", token)
    assert token not in complaint("acme/none")
    hub.down = True
    assert token not in complaint("acme/none")


ELSEWHERE = """
import sys
from syngen_assets.core.errors import SourceError
from syngen_assets.storage.hub import Spec, load, revision
try:
    load(Spec.parse(sys.argv[1]), {"question": ["question"]})
except SourceError as error:
    print(error)
"""


def run_elsewhere(text: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", ELSEWHERE, text],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_offline_mode_is_named_even_if_the_rows_were_loaded_before(hub):
    hub.publish("acme/offline", {"train.parquet": parquet()})
    read("acme/offline")
    for setting in ["HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"]:
        said = run_elsewhere("acme/offline", **{setting: "1"})
        assert "needs the Hub, but HF_HUB_OFFLINE is set" in said.stdout
        assert said.stderr == ""


def test_a_dead_endpoint_fails_in_seconds():
    with FakeHub() as gone:
        pass
    begun = time.monotonic()
    said = run_elsewhere("acme/any", HF_ENDPOINT=gone.url)
    assert "no answer from the Hub" in said.stdout
    assert time.monotonic() - begun < 10


def test_the_libraries_print_nothing(hub, tmp_path):
    hub.publish("acme/quiet", {"train.csv": b"question\nx?\n"})
    (tmp_path / "broken.json").write_text('{"question": ')
    said = run_elsewhere("acme/quiet")
    assert (said.stdout, said.stderr) == ("", "")
    assert run_elsewhere(str(tmp_path / "broken.json")).stderr == ""


# Local files


def write_all(folder: Path) -> list[Path]:
    paths = [folder / f"rows.{kind}" for kind in ("csv", "json", "jsonl", "parquet")]
    ROWS.to_csv(paths[0], index=False)
    ROWS.to_json(paths[1], orient="records")
    ROWS.to_json(paths[2], orient="records", lines=True)
    ROWS.to_parquet(paths[3])
    return paths


def test_every_format_gives_the_same_table_of_verbatim_texts(tmp_path):
    expected = ROWS.assign(aspect="", synonyms="").astype("str").assign(row=range(len(ROWS)))
    for path in write_all(tmp_path):
        source = read(path)
        pd.testing.assert_frame_equal(source.table, expected)
        assert (source.dataset, source.config, source.split) == (str(path), None, "train")


def test_nulls_and_absent_columns_are_empty_texts(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"question": "x?", "topic": null}\n{"question": null}\n')
    table = read(tmp_path / "rows.jsonl").table
    assert table["question"].tolist() == ["x?", ""]
    assert (table[["answer", "topic", "aspect", "synonyms"]] == "").all(axis=None)
    assert table.dtypes.astype(str).tolist() == ["str"] * 5 + ["int64"]


def test_the_first_candidate_wins_whatever_its_case(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("QUERY,Focus,topic\nx?,flu,cold\n")
    row = read(path).table.iloc[0]
    assert (row["question"], row["topic"]) == ("x?", "cold")


def test_two_of_our_columns_may_come_from_one(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("title\nx\n")
    row = read(path, {"question": ["title"], "topic": ["title"]}).table.iloc[0]
    assert (row["question"], row["topic"]) == ("x", "x")


def test_numbers_among_texts_become_texts(tmp_path):
    late = ["1"] * 12_000 + ["a text?"]
    pd.DataFrame({"question": late}).to_csv(tmp_path / "late.csv", index=False)
    (tmp_path / "mixed.json").write_text('[{"question": "a?"}, {"question": 5}]')
    assert read(tmp_path / "late.csv").table["question"].tolist() == late
    assert read(tmp_path / "mixed.json").table["question"].tolist() == ["a?", "5"]


def test_labels_of_a_category_are_texts(tmp_path):
    rows = pd.DataFrame({"question": ["x?", "y?"], "topic": pd.Categorical(["flu", None])})
    rows.to_parquet(tmp_path / "rows.parquet")
    assert read(tmp_path / "rows.parquet").table["topic"].tolist() == ["flu", ""]


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        ([1, 2], "int64"),
        ([["a"], ["b"]], "list"),
        ([None, None], "nothing"),
        (["", " "], "nothing"),
    ],
)
def test_a_question_column_must_hold_text(tmp_path, values, holds):
    pd.DataFrame({"question": values}).to_json(tmp_path / "x.jsonl", orient="records", lines=True)
    message = complaint(tmp_path / "x.jsonl")
    assert f'has no text in column "question", which holds {holds}' in message
    assert "--column question=NAME" in message


def test_a_csv_of_numbers_holds_no_questions(tmp_path):
    (tmp_path / "x.csv").write_text("question,answer\n1,2\n3,4\n")
    assert 'column "question", which holds numbers.' in complaint(tmp_path / "x.csv")


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path):
    folder = tmp_path / ".odd [1] *" / "__x__"
    folder.mkdir(parents=True)
    (folder / "b?.csv").write_text("question\nsecond?\n")
    (folder / "a{1}.csv").write_text("question\nfirst?\n")
    (folder / "README.md").write_text("about")
    table = read(folder).table
    assert table["question"].tolist() == ["first?", "second?"]
    assert table["row"].tolist() == [0, 1]


def test_a_local_revision_changes_with_any_byte_and_any_name(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("question\nx?\n")
    first = read(path).revision
    assert read(tmp_path).revision == first
    assert len(first) == 40
    renamed = path.rename(tmp_path / "b.csv")
    second = read(renamed).revision
    renamed.write_text("question\ny?\n")
    assert len({first, second, read(renamed).revision}) == 3


BROKEN = {
    "ragged.csv": (
        b"question,answer\na?,b\nc?,d,e\n",
        "has 3 cells in line 3 and 2 in those before; put texts",
    ),
    "long.csv": (b"question,answer\na?,b,c\nd?,e,f\n", "cannot be read: "),
    "quote.csv": (b'question\n"a?\n', "cannot be read: "),
    "latin.csv": ("question\nqu\u00e9?\n".encode("latin-1"), "is not UTF-8 text"),
    "latin.jsonl": ('{"question": "\u00e9?"}\n'.encode("latin-1"), "is not UTF-8 text"),
    "header.csv": (b"question,answer\n", "has no rows"),
    "array.json": (b"[]", "has no rows"),
    "cut.json": (b'[{"question": "a?"},', "cannot be read: "),
    "cut.jsonl": (b'{"question": "a?"\n', "cannot be read: "),
    "cut.parquet": (parquet()[:-9], "cannot be read: "),
    "empty.csv": (b"", "has an empty file"),
    "blank.json": (b" \n", "has no rows"),
    "other.csv": (b"Text;Label\na;b\n", "it has Text;Label"),
    "notes.txt": (b"hello", "holds no data"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_sentence(tmp_path, name):
    content, said = BROKEN[name]
    (tmp_path / name).write_bytes(content)
    message = complaint(tmp_path / name)
    assert said in message
    assert "\n" not in message
    assert name in message


def test_a_path_without_data_is_one_sentence(tmp_path):
    assert "does not exist: there is no" in complaint(tmp_path / "none.csv")
    assert "holds no data" in complaint(tmp_path)
    write_all(tmp_path)
    assert "mixes .csv and .json and .jsonl and .parquet files" in complaint(tmp_path)


def test_local_files_need_no_home_and_no_hub_and_leave_nothing_behind(hub, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o500)
    (tmp_path / "rows.csv").write_text("question\nx?\n")
    said = run_elsewhere(
        str(tmp_path / "rows.csv"), HOME=str(home), HF_HOME=str(home / "hf"), HF_HUB_OFFLINE="1"
    )
    assert (said.stdout, said.stderr) == ("", "")
    assert list(home.iterdir()) == []
    assert hub.log == []


def test_other_names_of_a_topic_may_be_a_list_or_a_text(tmp_path: Path):
    rows = ROWS.assign(synonyms=[["influenza", "grippe"], [], None, ["x"]])
    (tmp_path / "a.parquet").write_bytes(parquet(rows))
    found = read(tmp_path / "a.parquet").table
    assert found["synonyms"].tolist() == ["influenza|grippe", "", "", "x"]
    (tmp_path / "b.parquet").write_bytes(parquet(ROWS.assign(synonyms="influenza; grippe")))
    assert read(tmp_path / "b.parquet").table["synonyms"][0] == "influenza; grippe"
    (tmp_path / "c.parquet").write_bytes(parquet(ROWS.assign(synonyms=3)))
    assert 'no text in column "synonyms"' in complaint(tmp_path / "c.parquet")


# What the sensors ask


def test_a_revision_is_known_without_a_download(hub, tmp_path: Path):
    first = hub.publish("acme/watched", {"train.parquet": parquet()})
    assert revision(Spec("acme/watched")) == first
    second = hub.publish("acme/watched", {"train.parquet": parquet(ROWS[:2])})
    assert revision(Spec("acme/watched")) == second
    assert revision(Spec("acme/watched", revision=first)) == first
    assert not hub.requests(containing="/resolve/")
    file = tmp_path / "rows.parquet"
    file.write_bytes(parquet())
    assert revision(Spec(str(file))) == read(file).revision


def test_a_revision_that_cannot_be_known_is_one_sentence(hub, monkeypatch):
    def refusal(name: str) -> str:
        with pytest.raises(SourceError) as error:
            revision(Spec(name))
        return str(error.value)

    hub.publish("acme/closed", {"train.parquet": parquet()})
    hub.gated.add("acme/closed")
    assert 'Data set "acme/closed" is gated: accept its terms' in refusal("acme/closed")
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    assert revision(Spec("acme/closed"))
    assert 'Data set "acme/nowhere" is not on the Hub' in refusal("acme/nowhere")
    hub.down = True
    assert "cannot be read now" in refusal("acme/closed")


def test_ratings_and_products_may_be_numbers_and_are_taken_as_their_texts(tmp_path: Path):
    (tmp_path / "a.csv").write_text("stars,review,item\n5,Good.,1200000000\n,Bad.,7\n")
    columns = {"text": ["review"], "rating": ["stars"], "product": ["item"], "title": ["title"]}
    found = load(Spec.parse(str(tmp_path / "a.csv")), columns, ("text",))
    assert found.table["rating"].tolist() == ["5", ""]
    assert found.table["product"].tolist() == ["1200000000", "7"]
    assert found.names == {"text": "review", "rating": "stars", "product": "item"}
