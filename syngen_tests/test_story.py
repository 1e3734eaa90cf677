"""The story of a data set that is alive, told by a real `dagster dev` with its daemon."""

import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from syngen_tests.homes import syngen
from syngen_tests.live import Live, awaited
from syngen_tests.servers.hub import FakeHub
from syngen_tests.servers.openai import FakeOpenAI, by_schema
from syngen_tests.test_end_to_end import CARD, REPO

DOMAIN = "healthcare"
SENSOR = f"source_of_{DOMAIN}"
SUBJECTS = [
    f"{kind} {part} pain"
    for kind in ("sharp", "dull", "burning", "nightly", "chronic")
    for part in ("head", "neck", "chest", "back", "knee")
]


class Row(NamedTuple):
    """A row of the source: what it is about, and which of several wordings it has."""

    subject: str
    question: str
    answer: str


def row(subject: str, *, question: str = "Is {} dangerous?", answer: str = "rarely") -> Row:
    told = f"As a rule {subject} is {answer} dangerous, and it mostly passes in about 9 days."
    return Row(subject, question.format(subject), told)


FIRST = [row(subject) for subject in SUBJECTS[:20]]
NEW = [row(subject) for subject in SUBJECTS[20:]]
GONE = FIRST[3:6]
REWORDED = row(SUBJECTS[9], question="How bad can {} become?")
ANSWERED = row(SUBJECTS[8], answer="hardly ever")
SECOND = [*FIRST[:3], *FIRST[6:8], ANSWERED, REWORDED, *FIRST[10:], *NEW]


class Call(NamedTuple):
    """A paid call: what it was for, and the source row that it goes back to."""

    step: str
    subject: str


def subject_of(text: str) -> str:
    """What a text is about."""
    (found,) = {name for name in SUBJECTS if name in text.lower()}
    return found


def reply(body: dict[str, Any]) -> str | None:
    """A new question keeps the subject of the one that it was made from."""
    prompt = body["messages"][-1]["content"]
    if "short questions" not in prompt:
        return None
    asked = json.loads(by_schema(body))["question"].rstrip("?")
    return json.dumps({"question": f"{asked} with {subject_of(prompt)}?"})


def calls(server: FakeOpenAI) -> Counter[Call]:
    """The calls that came since the last time, which are forgotten then."""
    told = Counter(map(_call, server.prompts))
    server.log.clear()
    return told


def _call(prompt: str) -> Call:
    steps = {"short questions": "rewrite", "deliberately wrong": "rejected"}
    first, asked = prompt.splitlines()[0], re.search(r"question: (.*)", prompt, re.IGNORECASE)
    assert asked, prompt
    step = next((name for words, name in steps.items() if words in first), "chosen")
    return Call(step, subject_of(asked[1]))


def released(home: Path) -> dict[str, str]:
    """The questions of the data set, each with its origin: "source" or "synthetic"."""
    with duckdb.connect(str(home / "data/output/syngen.duckdb"), read_only=True) as tables:
        return dict(tables.execute("select display, origin from questions").fetchall())


def priced(questions: Mapping[str, str]) -> Counter[Call]:
    """The calls that new questions cost when all goes well: two, and one more if synthetic."""
    steps = {"source": ["chosen", "rejected"], "synthetic": ["rewrite", "chosen", "rejected"]}
    return Counter(
        Call(step, subject_of(question))
        for question, origin in questions.items()
        for step in steps[origin]
    )


def differences(home: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    """What `syngen diff` says of the first release and the second one, row by row."""
    with chdir(home):
        assert syngen("diff", 1, 2, "--json") == 0
    rows: list[dict[str, str]] = json.loads(capsys.readouterr().out)["rows"]
    return rows


def by_reason(rows: list[dict[str, str]]) -> dict[tuple[str, str], set[str]]:
    """What became of rows, and why → what they are about.

    Rows that only made place for others, or took the place of others, are left out: there have to
    be as many questions as before.
    """
    told: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row["reason"] not in ("took a place", "gave its place"):
            told[row["change"], row["reason"]].add(subject_of(row["prompt"]))
    return dict(told)


def published(hub: FakeHub, rows: list[Row]) -> str:
    """The commit of a source with these rows."""
    lines = [f"{number},{row.question},{row.answer!r}\n" for number, row in enumerate(rows)]
    text = ("id,question,answer\n" + "".join(lines).replace("'", '"')).encode()
    return hub.publish(REPO, {"README.md": CARD, "subset.csv": text, "all.csv": text})


@pytest.fixture
def project(home: Path) -> Path:
    """A project whose data set has every source question of either revision."""
    file = home / f"data/domains/{DOMAIN}/domain.yaml"
    file.write_text(file.read_text().replace("source_share: 0.47", "source_share: 0.8"))
    return home


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    """The model, which says of every question what it is about."""
    with FakeOpenAI(reply) as server:
        yield server


@pytest.fixture
def live(project: Path, server: FakeOpenAI) -> Iterator[Live]:
    """Dagster over the project, asking that model; a sensor looks every five seconds."""
    settings = {"SYNGEN_QUESTIONS": "28", "SYNGEN_SENSOR_SECONDS": "5"}
    model = {"OPENAI_API_KEY": server.key or "", "OPENAI_BASE_URL": server.url}
    with Live(project, **settings, **model) as live:
        yield live


@pytest.mark.slow
def test_a_source_that_moves_is_released_anew_at_the_price_of_what_is_new(
    live: Live, hub: FakeHub, server: FakeOpenAI, capsys: pytest.CaptureFixture[str]
):
    """From the first release to a tick that has nothing to do.

    Of 25 subjects the first revision has 20. The second one lacks three of them, asks one in other
    words, gives another a different answer, and brings five. The set takes all source questions.
    What `syngen diff` calls added or changed is what was paid, call by call.
    """
    first = published(hub, FIRST)
    assert live.finished(live.launch(DOMAIN))["status"] == "SUCCESS"
    paid = calls(server)
    asked = released(live.home)
    assert paid == priced(asked)
    assert {call.subject for call in paid} == {row.subject for row in FIRST}

    live.switch("sensor", SENSOR)
    tick = live.next_tick(SENSOR, after=0)
    assert (
        tick["skipReason"] == f"{DOMAIN} is released as its source stands: {REPO} at {first[:12]}."
    )

    second = published(hub, SECOND)
    moved = {"syngen/revision": second}
    (run,) = awaited("a run for the new revision", lambda: live.runs(**moved))
    assert run["tags"]["syngen/cause"] == "source"
    assert live.finished(run["runId"])["status"] == "SUCCESS"
    paid = calls(server)
    rows = differences(live.home, capsys)
    come = [row for row in rows if row["change"] != "removed"]
    assert paid == priced({row["prompt"]: row["origin"] for row in come})
    assert by_reason(rows) == {
        ("added", "source row new"): {row.subject for row in NEW},
        ("added", "source row changed"): {REWORDED.subject},
        ("changed", "source row changed"): {ANSWERED.subject},
        ("removed", "source row gone"): {row.subject for row in [*GONE, REWORDED]},
    }

    done = time.time()
    tick = live.next_tick(SENSOR, after=done)
    assert tick["skipReason"] == (
        f"{DOMAIN} is released as its source stands: {REPO} at {second[:12]}."
    )
    assert len(live.runs(**moved)) == 1
    assert not calls(server)
