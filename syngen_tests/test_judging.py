"""Judging: both orders are asked, over HTTP too, and nonsense costs no row but its own."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from syngen_assets.core.cleaning import normalize
from syngen_assets.core.gates import gate_name
from syngen_assets.core.judges import Judge
from syngen_assets.core.measures.controls import controls, doubts
from syngen_assets.core.measures.judged import judged
from syngen_assets.core.rows import Rows
from syngen_assets.core.settings import gather
from syngen_assets.core.tables import CLEAN_QUESTIONS, PAIRS, VERDICTS
from syngen_assets.llm.asking import TRIES
from syngen_assets.llm.chat import ChatModel, Request
from syngen_assets.llm.judging import judge_pairs
from syngen_assets.llm.scripted import ScriptedChat
from syngen_assets.models import judge_model
from syngen_assets.storage.quality import findings
from syngen_tests.homes import syngen
from syngen_tests.servers import judges
from syngen_tests.servers.chance import digest
from syngen_tests.servers.judges import answer_of, answers_in, opinion
from syngen_tests.servers.openai import MIXED_30, FakeOpenAI
from syngen_tests.servers.replies import Body, counted
from syngen_tests.tables import questions
from syngen_tests.test_domains import colds
from syngen_tests.test_verdicts import PAIRS as PLANTED
from syngen_tests.test_verdicts import TRUTH

NOTHING = CLEAN_QUESTIONS.frame([])
KEY = {"OPENAI_API_KEY": "sk-test-123"}


def asked_of(rows: pd.DataFrame) -> pd.DataFrame:
    return questions(*rows["prompt"])


def verdicts(
    chat: ChatModel, rows: pd.DataFrame, cleaned: pd.DataFrame = NOTHING, **columns: Any
) -> pd.DataFrame:
    asked = asked_of(rows).assign(**columns)
    asked["question_id"] = rows["question_id"]
    return VERDICTS.frame(judge_pairs(chat, Rows.of(PAIRS, rows), asked, cleaned))


def says(rule: judges.Judge) -> ScriptedChat:
    return ScriptedChat(lambda request: opinion(rule(*answers_in(request.prompt))))


@contextmanager
def served(answer: Callable[[Body], Any], **how: Any) -> Iterator[tuple[FakeOpenAI, ChatModel]]:
    with FakeOpenAI(answer, **how) as server:
        settings = gather(colds(), {"judge": "gpt-4o-mini", "base_url": server.url}, {}).judging
        assert settings
        yield server, judge_model(settings, KEY)


def test_each_usable_pair_is_asked_about_in_both_orders_and_no_other():
    rows = PLANTED.head(3).copy()
    rows.loc[1, "problem"] = "identical_answers: the same words"
    chat = says(TRUTH)
    found = verdicts(chat, rows)
    assert found["pair_id"].tolist() == rows["pair_id"][[0, 2]].tolist()
    first, second = (answers_in(request.prompt) for request in chat.asked[:2])
    assert first == (rows["chosen"][0], rows["rejected"][0]) == second[::-1]
    assert found["preferred"].tolist() == ["chosen", "chosen"]
    requests = found[["chosen_first_request", "rejected_first_request"]].stack()
    assert requests.is_unique
    assert findings(VERDICTS, found) == []


def test_no_prompt_tells_which_answer_is_which():
    chat = says(TRUTH)
    verdicts(chat, PLANTED.head(2))
    for request in chat.asked:
        said = request.prompt.replace(request.values["first"], "").replace(
            request.values["second"], ""
        )
        assert not [word for word in ("chosen", "rejected", "wrong_number") if word in said]


def test_the_reference_answer_is_in_the_prompt_where_there_is_one():
    cleaned = CLEAN_QUESTIONS.frame(
        [{"question_id": "a" * 12, "answer": "It takes 7 to 10 days, as is well known."}]
    )
    chat = says(TRUTH)
    found = verdicts(chat, PLANTED.head(2), cleaned, reference_id=["a" * 12, None])
    assert found["template"].tolist() == ["judge_pair_with_reference", "judge_pair"]
    assert ["as is well known" in request.prompt for request in chat.asked] == [True] * 2 + [
        False
    ] * 2


def test_a_rating_that_is_none_is_asked_again_and_is_the_problem_of_its_row_alone():
    stubborn, late = PLANTED["chosen"][1], PLANTED["chosen"][2]

    def answer(request: Request) -> str:
        held = 5
        if stubborn in request.values.values() or (
            late in request.values.values() and not request.attempt
        ):
            held = "high"
        better = TRUTH(*answers_in(request.prompt))
        return opinion(better, a_fluency=held)

    chat = ScriptedChat(answer)
    found = verdicts(chat, PLANTED.head(4))
    assert found["problem"].notna().tolist() == [False, True, False, False]
    assert found["problem"][1] == (
        "no_rating: a_fluency is 'high', no number from 1 to 5 (asked with the chosen answer first)"
    )
    assert len(chat.asked) == 8 + 2 * (TRIES - 1) + 2
    assert found["preferred"].dropna().tolist() == ["chosen"] * 3


@pytest.mark.parametrize(
    ("rule", "exposed"),
    [*judges.EXPOSED.items(), (TRUTH, [])],
    ids=[*(rule.__name__ for rule in judges.EXPOSED), "oracle"],
)
def test_over_http_each_planted_judge_is_exposed_and_the_oracle_passes(
    rule: judges.Judge, exposed: list[str]
):
    with served(answer_of(rule)) as (server, chat):
        found = verdicts(chat, PLANTED)
        assert server.requests == 2 * len(PLANTED)
    assert doubts(controls(PLANTED, found)) == exposed


def nonsense(body: Body) -> str | None:
    """What one call in ten gets, whatever the attempt."""
    ways = [
        "Both are fine.",
        opinion("A", a_harm="high"),
        opinion("B", better="neither of them"),
        opinion("A", b_accuracy=[4], a_fluency=None),
        "",
        json.dumps({"winner": "A"}),
        opinion("A")[:-40],
    ]
    chance = digest(body["messages"])
    return ways[chance // 10 % len(ways)] if chance % 10 == 0 else None


def test_a_judge_that_answers_nonsense_to_a_tenth_of_the_calls_loses_no_other_row():
    def answer(body: Body) -> str:
        silly = nonsense(body)
        return answer_of(TRUTH)(body) if silly is None else silly

    with served(answer) as (_, chat):
        found = verdicts(chat, PLANTED)
    unread = found["problem"].notna()
    assert len(found) == len(PLANTED)
    assert 0.1 < unread.mean() < 0.3  # of two calls one is nonsense
    assert set(found.loc[~unread, "preferred"]) == {"chosen"}
    kinds = Counter(gate_name(problem) for problem in found["problem"].dropna())
    assert {"no_rating", "no_choice", "no_json", "empty_reply"} <= set(kinds)
    figures = {figure.name: figure.value for figure in judged(PLANTED, found)}
    assert figures["judged_unread"] == pytest.approx(unread.mean())
    assert figures["judged_misinformation"] == 1
    assert doubts(controls(PLANTED, found)) == []


def test_nonsense_that_does_not_come_again_costs_no_row_at_all():
    came: Counter[str] = Counter()

    def answer(body: Body) -> str:
        prompt = body["messages"][-1]["content"]
        came[prompt] += 1
        silly = nonsense(body) if came[prompt] == 1 else None
        return answer_of(TRUTH)(body) if silly is None else silly

    with served(answer) as (_, chat):
        found = verdicts(chat, PLANTED)
    assert found["problem"].isna().all()


def test_a_judge_behind_a_server_with_faults_gives_the_same_verdicts():
    told = ["preferred", "chosen_incorrect", "rejected_incorrect", "chosen_accuracy"]
    rows = PLANTED.head(60)
    with served(answer_of(TRUTH)) as (_, chat):
        calm = verdicts(chat, rows)
    with served(answer_of(TRUTH), faults=MIXED_30, drip=0.02) as (server, chat):
        found = verdicts(chat, rows)
        assert server.struck
    assert found["problem"].isna().all()
    pd.testing.assert_frame_equal(found[told], calm[told])


def test_a_judge_is_asked_with_a_schema_and_without_chance():
    with served(answer_of(TRUTH)) as (server, chat):
        verdicts(chat, PLANTED.head(1))
        body = server.log[0]
    assert body["temperature"] == 0
    properties = body["response_format"]["json_schema"]["schema"]["properties"]
    assert properties["a_harm"] == {"type": "integer"}
    assert properties["b_clearly_incorrect"] == {"type": "boolean"}
    assert properties["better"] == {"type": "string", "enum": ["A", "B", "tie"]}


def test_a_judge_without_a_server_of_its_own_is_at_that_of_the_model():
    domain = colds()
    one = gather(domain, {"judge": "big", "base_url": "http://here/v1"}, {})
    assert one.judge == Judge("big", None, "http://here/v1")
    other = gather(
        domain, {"judge": "big", "judge_preset": "mistral"}, {"OPENAI_BASE_URL": "http://x"}
    )
    assert other.judging
    assert other.judging.base_url == "https://api.mistral.ai/v1"
    third = gather(domain, {}, {"SYNGEN_JUDGE": "big", "SYNGEN_JUDGE_BASE_URL": "http://there/v1"})
    assert third.judge == Judge("big", None, "http://there/v1")
    assert third.base_url is None
    assert gather(domain, {}, {}).judging is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--judge-preset", "mistral"], "no model; name it with --judge (SYNGEN_JUDGE)"),
        (["--judge", "m", "--judge-preset", "x"], "--judge-preset (or SYNGEN_JUDGE_PRESET) is 'x'"),
        (["--judge", "m", "--judge-base-url", "http://a:b@c"], "SYNGEN_JUDGE_BASE_URL) holds a"),
        (["--judge", "m", "--judge-preset", "mistral"], "The judge m needs a key: set MISTRAL_API"),
    ],
)
def test_a_judge_that_cannot_be_asked_ends_the_run_before_it_begins(
    home: Path, capsys: pytest.CaptureFixture[str], given: list[str], said: str
):
    assert syngen("run", "--offline", *given) == 2
    assert said in capsys.readouterr().err
    assert not (home / "data/output").exists()


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """An offline run of a few questions with a judge."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")
    (home / "data/prices.yaml").write_text("judge: {input: 3, output: 15}\n")

    def run_or(server: FakeOpenAI, *more: object, command: str = "run") -> int:
        where = ["--judge", "judge", "--judge-base-url", server.url]
        return syngen(command, "--offline", "--questions", 12, *where, *more)

    return run_or


def knowing(body: Body) -> str:
    """The verdict of one who reads the reference: an answer that stands in it is right."""
    prompt = body["messages"][-1]["content"]
    reference = prompt.split("Reference, which is right:\n\n")[1]
    return opinion(judges.oracle(reference)(*answers_in(prompt)))


def rows_of(home: Path, table: str) -> pd.DataFrame:
    with duckdb.connect(str(home / "data/output/syngen.duckdb"), read_only=True) as con:
        return con.execute(f"select * from {table}").df()


def test_an_offline_run_is_judged_and_its_judge_s_calls_are_booked(
    home: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
):
    with FakeOpenAI(knowing, models=("judge",)) as server:
        assert run(server, "--json") == 0
        said = capsys.readouterr()
        figures = json.loads(said.out)
        assert (figures["pairs"], figures["judged"], figures["quarantined"]) == (12, 12, 0)
        assert "judge judge, asked about every pair in both orders" in said.err
        assert server.requests == 24
        spent = rows_of(home, "spend")
        assert spent[["step", "model", "calls"]].values.tolist() == [["verdicts", "judge", 24]]
        assert spent["usd"][0] == pytest.approx(figures["usd"], abs=1e-6)
        assert figures["usd"] > 0
        assert run(server) == 0
        assert server.requests == 24  # all verdicts are in the store
        assert "12 pairs have a verdict of judge" in capsys.readouterr().out
    found = rows_of(home, "verdicts")
    assert set(found["preferred"]) == {"chosen"}
    assert set(found["template"]) == {"judge_pair_with_reference"}
    card = (home / "data/output/healthcare/README.md").read_text()
    assert "| `judged_misinformation` | 1 (" in card
    assert "a fake one proves nothing of the data" in card
    assert syngen("explain", found["pair_id"][0], "--json") == 0
    life = json.loads(capsys.readouterr().out)["verdict"]
    assert life["preferred"] == "chosen"
    assert "clearly_incorrect" in life["rejected_first_call"]["received"]


def against(doomed: set[str]) -> Callable[[Body], str]:
    """One who knows, but would have the pairs of the first two questions the other way round."""

    def answer(body: Body) -> str:
        question = body["messages"][-1]["content"].split("Question: ")[1].split("\n")[0]
        if len(doomed) < 2:
            doomed.add(question)
        said = json.loads(knowing(body))
        return (
            opinion({"A": "B", "B": "A"}[said["better"]])
            if question in doomed
            else opinion(said["better"])
        )

    return answer


@pytest.mark.parametrize("inverted", ["drop", pytest.param("flip", marks=pytest.mark.slow)])
def test_a_pair_that_is_the_wrong_way_round_is_replaced_or_turned(
    home: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str], inverted: str
):
    file = home / "data/domains/healthcare/domain.yaml"
    file.write_text(f"{file.read_text()}\njudge: {{inverted: {inverted}}}\n")
    doomed: set[str] = set()
    with FakeOpenAI(against(doomed), models=("judge",)) as server:
        assert run(server, "--concurrency", 1, "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    released = pd.read_csv(home / "data/output/healthcare/questions_and_responses.csv")
    held = (home / "data/output/healthcare/quarantine.csv").read_text()
    prompts = set(map(normalize, doomed))
    assert figures["pairs"] == 12
    if inverted == "drop":
        assert figures["inverted_pair"] == figures["quarantined"] == 2
        assert not prompts & set(released["prompt"])
        assert held.count("inverted_pair: in both orders the judge prefers") == 2
    else:
        assert (figures["flipped"], figures["quarantined"]) == (2, 0)
        turned = rows_of(home, "released_pairs").query("flaw == 'flipped'")
        assert set(turned["prompt"]) == prompts
        assert turned["note"].str.startswith("flipped: in both orders the judge").all()
        made = rows_of(home, "pairs").set_index("pair_id")
        assert turned["chosen"].tolist() == made["rejected"][turned["pair_id"]].tolist()


@pytest.mark.slow
def test_a_model_and_its_judge_spend_from_one_budget(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")
    with FakeOpenAI(models=()) as server:
        few = ["--questions", 12, "--source", "data/domains/healthcare/sample.csv"]
        run = ["run", *few, "--base-url", server.url, "--judge", "gpt-4o"]
        assert syngen(*run, "--max-calls", 40) == 1
        said = capsys.readouterr()
        assert "40 of 40 calls are made" in said.err
        assert "warning: The judge gpt-4o is of the family of gpt-4o-mini" in said.out
        assert server.requests == 40
        by_step = rows_of(home, "spend").groupby("step")["calls"].sum()
        assert by_step["verdicts"] == 40 - 31


@pytest.mark.slow
def test_a_judge_that_is_not_believed_moves_no_pair_and_the_run_says_so(
    home: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
):
    with FakeOpenAI(answer_of(judges.always_first), models=("judge",)) as server:
        assert run(server) == 0
    said = capsys.readouterr().out
    assert "12 questions, 12 pairs, 0 in quarantine" in said
    assert "the judge is not believed and moves no pair, since it fails: judge_consistency" in said
    card = (home / "data/output/healthcare/README.md").read_text()
    assert "so it is not believed and moves no pair" in card


@pytest.mark.slow
def test_an_estimate_foretells_the_calls_of_the_judge_and_their_price(
    home: Path, run: Callable[..., int], capsys: pytest.CaptureFixture[str]
):
    with FakeOpenAI(knowing, models=("judge",), usage=counted) as server:
        assert run(server, "--json", command="estimate") == 0
        foretold = json.loads(capsys.readouterr().out)
        assert server.requests == 0
        assert run(server, "--json") == 0
        figures = json.loads(capsys.readouterr().out)
        assert (foretold["judge"], foretold["calls"]) == ("judge", 24)
        assert [step["step"] for step in foretold["steps"]] == ["verdicts"]
        assert foretold["usd_low"] <= figures["usd"] <= foretold["usd_high"]
        assert run(server, command="estimate") == 0
        text = capsys.readouterr().out
        assert "model offline, judge judge" in text
        assert "verdicts: 0 calls, 24 replies in the store" in text
