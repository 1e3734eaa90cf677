"""`syngen audit`: anybody's preference set, measured from a terminal or by a program."""

import json
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.report import terminal
from syngen_assets.core.report.advice import ADVICE
from syngen_assets.core.table_gates import LIMITS
from syngen_tests.homes import syngen

FIGURES = [
    Figure("rows", "rows", 300.0, "How many.", "all rows", "count", rows=300),
    Figure(
        "longer_chosen_share",
        "length",
        0.817,
        "How often the chosen answer is longer.",
        "words",
        "share",
        low=0.773,
        high=0.86,
        rows=300,
        places=tuple(range(1000, 1030)),
        gate="0.45 to 0.55",
        status="failed",
    ),
    Figure(
        "empty_share", "rows", 0.0, "", "", "share", floor=0.01, gate="at most 0", status="passed"
    ),
    Figure(
        "close_prompts",
        "length",
        None,
        "",
        "",
        "count",
        note="needs an embedder",
        gate="at most 0",
        status="not measured",
    ),
]


def test_figures_stand_under_their_group_with_interval_floor_limit_and_verdict():
    lines = terminal.table(FIGURES).splitlines()
    assert lines[0].split() == ["value", "95%", "interval", "floor", "compared", "limit", "verdict"]
    assert [line for line in lines if line and not line.startswith(" ")] == ["rows", "length"]
    (longer,) = (line for line in lines if "longer_chosen_share" in line)
    assert "81.7%  77.3% to 86.0%" in longer
    assert longer.endswith("45% to 55%  failed")
    (missing,) = (line for line in lines if "close_prompts" in line)
    assert missing.endswith("not measured")
    assert "passed" not in missing


def test_colour_repeats_the_verdict_and_says_nothing_alone():
    plain, coloured = terminal.table(FIGURES), terminal.table(FIGURES, coloured=True)
    assert "\033[" not in plain
    assert "\033[31;1mfailed\033[0m" in coloured
    for code in ("\033[31;1m", "\033[32m", "\033[0m"):
        coloured = coloured.replace(code, "")
    assert coloured == plain


def test_a_failed_gate_says_what_to_do_and_in_which_rows():
    said = terminal.remarks(FIGURES)
    assert "longer_chosen_share failed: 81.7%; the limit is 45% to 55%." in said
    assert f"What to do: {ADVICE['longer_chosen_share']}" in said
    assert "Rows, from 0: 1000, 1001, " in said
    assert "1019 and 10 more" in said
    assert "Not measured: close_prompts: needs an embedder." in said
    compared = terminal.remarks([replace(FIGURES[1], compared=0.9)])
    assert "failed: 90.0% is compared, of 81.7% in all; the limit" in compared


def test_the_last_line_says_how_many_gates_failed_and_which():
    line = terminal.summary(FIGURES)
    assert line.startswith("3 gates: ")
    assert "1 failed" in line
    assert line.endswith(". Failed: longer_chosen_share.")
    assert "Failed" not in terminal.summary(FIGURES[2:])


def test_every_gate_has_advice():
    assert set(ADVICE) == set(LIMITS)


DAYS = [
    f"how long does {name} last in {place}"
    for name in ("flu", "mumps", "measles", "a cold", "croup", "shingles", "scabies", "thrush")
    for place in ("children", "adults", "old people", "babies")
]


def rows(longer: str = "chosen") -> list[dict[str, str]]:
    """Pairs of which one side is always the longer one."""
    texts = [("It lasts about seven days or a little more.", "It lasts a year.")] * len(DAYS)
    kept = [
        {"prompt": prompt, "chosen": f"{good} ({n})", "rejected": f"{bad} ({n})"}
        for n, (prompt, (good, bad)) in enumerate(zip(DAYS, texts, strict=True))
    ]
    if longer == "chosen":
        return kept
    return [{**row, "chosen": row["rejected"], "rejected": row["chosen"]} for row in kept]


def jsonl(path: Path, of: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in of), encoding="utf-8")
    return path


def audited(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    assert syngen("audit", *arguments, "--json", "--embedder", "none") == 0
    told = capsys.readouterr()
    assert told.err == ""
    found: dict[str, Any] = json.loads(told.out, parse_constant=pytest.fail)
    return found


NAMED = {
    "rows",
    "duplicate_prompts",
    "near_duplicate_prompts",
    "longer_chosen_share",
    "length_only_accuracy",
    "answer_only_accuracy",
    "hedge_gap",
    "absurd_share",
    "refusal_share",
    "empty_share",
    "identical_share",
    "distinct_1",
    "distinct_2",
    "self_bleu",
    "compression_ratio",
    "opening_entropy",
}


def test_the_record_holds_every_measure_with_its_limit_and_verdict(home: Path, capsys):
    found = audited(capsys, jsonl(Path("a.jsonl"), rows()))
    assert (found["file"], found["shape"], found["rows"], found["unreadable"]) == (
        "a.jsonl",
        "standard",
        len(DAYS),
        0,
    )
    measures = found["measures"]
    assert set(measures) >= NAMED
    assert set(LIMITS) - set(measures) <= {"verified_share", "flaw_share", "plan_deviation"}
    for figure in measures.values():
        assert {"value", "low", "high", "floor", "gate", "passed"} <= set(figure)
        assert figure["value"] is None or math.isfinite(figure["value"])
        assert len(figure["rows"]) <= 20
    longer = measures["longer_chosen_share"]
    assert (longer["value"], longer["passed"], longer["gate"]) == (1.0, False, "0.45 to 0.55")
    assert measures["rows"]["gate"] is None
    assert measures["rows"]["passed"] is None
    assert measures["empty_share"]["passed"] is True
    assert measures["close_prompts"]["passed"] is None
    assert measures["close_prompts"]["status"] == "not measured"


def test_swapped_columns_flip_the_length(home: Path, capsys):
    one = audited(capsys, jsonl(Path("a.jsonl"), rows()))
    other = audited(capsys, jsonl(Path("b.jsonl"), rows("rejected")))
    mapped = audited(
        capsys, "a.jsonl", "--column", "chosen=rejected", "--column", "rejected=chosen"
    )
    values = [of["measures"]["length_only_accuracy"]["value"] for of in (one, other, mapped)]
    assert values == [1.0, 0.0, 0.0]


def test_the_terminal_shows_all_and_ends_with_what_failed(home: Path, capsys):
    jsonl(Path("a.jsonl"), rows())
    assert syngen("audit", "a.jsonl", "--embedder", "none") == 0
    told = capsys.readouterr()
    assert told.out.startswith("file: a.jsonl\nshape: standard")
    assert "Failed: " in told.out.splitlines()[-1]
    assert "longer_chosen_share" in told.out.splitlines()[-1]
    assert "\033[" not in told.out
    assert told.err == ""


def test_strict_stops_at_a_failed_gate_and_says_which(home: Path, capsys):
    jsonl(Path("a.jsonl"), rows())
    assert syngen("audit", "a.jsonl", "--strict", "--json", "--embedder", "none") == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["measures"]["longer_chosen_share"]["passed"] is False
    assert "a.jsonl failed" in told.err
    assert "longer_chosen_share" in told.err


def test_a_reference_gives_floors(home: Path, capsys):
    jsonl(Path("a.jsonl"), rows())
    pd.DataFrame({"Query": [f"what is {prompt}" for prompt in DAYS]}).to_csv("real.csv")
    beside = ("--reference", "real.csv", "--reference-column", "prompt=Query")
    with_floor = audited(capsys, "a.jsonl", *beside)
    without = audited(capsys, "a.jsonl")
    assert with_floor["measures"]["distinct_1"]["floor"] is not None
    assert without["measures"]["distinct_1"]["floor"] is None
    assert without["measures"]["detector_auc"]["status"] == "not measured"


def test_rows_that_cannot_be_read_are_counted_and_named(home: Path, capsys):
    spoilt: list[dict[str, Any]] = rows()
    spoilt[4] = {**spoilt[4], "chosen": None}
    spoilt[9] = {**spoilt[9], "rejected": 5}
    found = audited(capsys, jsonl(Path("a.jsonl"), spoilt))
    assert found["unreadable"] == 2
    assert [one["row"] for one in found["unreadable_rows"]] == [4, 9]
    assert found["rows"] == len(DAYS)
    assert found["measures"]["empty_share"]["rows"] == [4, 9]
    assert syngen("audit", "a.jsonl", "--embedder", "none") == 0
    assert "could not be read: 2; row 4: chosen is missing; row 9:" in capsys.readouterr().out


def test_the_limits_of_a_domain_hold_where_one_is_named(home: Path, capsys):
    file = Path("data/domains/healthcare/domain.yaml")
    own = "table_gates:\n  longer_chosen_share: {at_most: 1}\n"
    text = file.read_text(encoding="utf-8")
    assert "\ntable_gates:" not in text
    file.write_text(f"{text}\n{own}", encoding="utf-8")
    jsonl(Path("a.jsonl"), rows())
    longer = audited(capsys, "a.jsonl", "--domain", "healthcare")["measures"]["longer_chosen_share"]
    assert (longer["gate"], longer["passed"]) == ("0.45 to 1", True)


def test_a_page_is_written_when_asked_for(home: Path, capsys):
    jsonl(Path("a.jsonl"), rows())
    audited(capsys, "a.jsonl", "--html", "pages/a.html")
    page = Path("pages/a.html").read_text(encoding="utf-8")
    assert "longer_chosen_share" in page
    assert "a.jsonl" in page


@pytest.mark.parametrize(
    ("order", "code", "says"),
    [
        (["gone.csv"], 2, "gone.csv does not exist"),
        (["words.csv"], 2, "words.csv: The file has no pairs in a form that is known; its columns"),
        (["words.csv", "--column", "prompt"], 2, "write OURS=THEIRS, where OURS is one of prompt"),
        (["words.csv", "--column", "nope=a"], 2, "--column is 'nope=a'"),
        (["words.csv", "--column", "prompt=c"], 2, "names no column of the file, which has a, b"),
        (["empty.csv"], 1, "empty.csv has no rows"),
        (["null.jsonl"], 1, "No row of null.jsonl can be read as standard"),
        (["alone.jsonl"], 1, "alone.jsonl has no pair of a better and a worse answer"),
        (["a.jsonl", "--reference", "words.csv"], 2, "words.csv: The reference has no column of"),
        (["a.jsonl", "--domain", "nope"], 2, "There is no domain 'nope'"),
        (["a.jsonl", "--seed", "x"], 2, "argument --seed: 'x' is no whole number"),
        (["a.jsonl", "--embedder", "text-embedding-3-small"], 2, "an audit sends nothing anywhere"),
        (["a.jsonl", "--nope"], 2, "syngen audit: unrecognized arguments: --nope"),
        ([], 2, "the following arguments are required: FILE"),
    ],
)
def test_what_goes_wrong_is_a_sentence(home: Path, capsys, order: list[str], code: int, says: str):
    jsonl(Path("a.jsonl"), rows())
    Path("words.csv").write_text("a,b\n1,2\n")
    Path("empty.csv").write_text("prompt,chosen,rejected\n")
    jsonl(Path("null.jsonl"), [{"prompt": None, "chosen": "a", "rejected": "b"}])
    jsonl(Path("alone.jsonl"), [{"prompt": "a", "completion": "b", "label": True}])
    assert syngen("audit", *order) == code
    told = capsys.readouterr()
    assert says in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_a_reader_that_goes_away_is_no_fault(home: Path):
    jsonl(Path("a.jsonl"), rows())
    command = [sys.executable, "-m", "syngen_assets.cli", "audit", "a.jsonl", "--embedder", "none"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert b"Traceback" not in running.stderr.read()
