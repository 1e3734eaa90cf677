"""Caps: what a run may spend, held over real HTTP by the model, budget and ledger that it has."""

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from syngen_assets.core.errors import BudgetError, UsageError
from syngen_assets.core.settings import Settings, gather
from syngen_assets.core.templates import Template
from syngen_assets.llm.budget import Budget
from syngen_assets.llm.chat import Reply, Request
from syngen_assets.llm.openai import OpenAIChat
from syngen_assets.llm.store import Account
from syngen_assets.models import chat_model, stored
from syngen_assets.resources import output_folder
from syngen_assets.spending import ledger
from syngen_assets.storage.folders import make_folder, read_domain
from syngen_tests.servers.openai import MIXED_30, FakeOpenAI, counted

SAY = Template("answer", 'Say $word\n{"answer": ""}')
PRICES = "gpt-4o-mini: {input: 3, output: 15}\n"
MONTH = "budget: {month: {usd: 0.03}}"
CALLS = 40


@pytest.fixture(autouse=True)
def _prices(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test-123")
    (home / "data/prices.yaml").write_text(PRICES)


def told(home: Path, server: FakeOpenAI, run: str = "r1", **flags: object) -> Settings:
    """The settings of a run that was given these flags."""
    given = {"base_url": server.url, "concurrency": "4", **{k: str(v) for k, v in flags.items()}}
    return replace(gather(read_domain(home, "healthcare"), given, os.environ), run=run)


def asked(settings: Settings, count: int = CALLS, model_of=chat_model) -> list[Reply]:
    """The replies to so many requests, asked as a step of the run asks."""
    make_folder(output_folder(settings))
    with stored(settings, settings, model_of) as chat:
        chat.account = Account(settings.domain.name, settings.run, "chosen_responses")
        return list(chat.ask(Request(SAY, {"word": str(number)}) for number in range(count)))


def stopped(settings: Settings, count: int = CALLS, model_of=chat_model) -> str:
    """What is said when asking so many requests is more than may be spent."""
    with pytest.raises(BudgetError) as error:
        asked(settings, count, model_of)
    return str(error.value)


def dollars(server: FakeOpenAI) -> float:
    """What the server would bill, by its own count."""
    return (server.billed["prompt_tokens"] * 3 + server.billed["completion_tokens"] * 15) / 1e6


def booked(home: Path, folder: str = "data/output") -> list[dict[str, object]]:
    return ledger(home / folder)


@pytest.mark.parametrize(
    ("flag", "most", "words"),
    [
        ("max_usd", 0.015, r"\$0\.0\d+ of \$0\.015 are spent, and the next call could cost \$0\."),
        ("max_tokens", 2000, r"[\d,]+ of 2,000 tokens are used, and the next call could take \d+"),
        ("max_calls", 9, "9 of 9 calls are made"),
    ],
)
def test_a_run_stops_before_a_cap_is_passed_and_another_one_goes_on_from_there(
    home: Path, flag: str, most: float, words: str
):
    with FakeOpenAI(usage=counted, latency=(0, 0.02)) as server:
        error = stopped(told(home, server, **{flag: most}))
        first, spent = len(server.log), dollars(server)
        tokens = server.billed.total()
        assert 0 < {"max_usd": spent, "max_tokens": tokens, "max_calls": first}[flag] <= most
        assert re.search(f"The budget of this run is used up: {words}", error)
        assert f"run again, if need be with a higher --{flag.replace('_', '-')}" in error
        replies = asked(told(home, server, "r2", max_calls=CALLS - first))
    assert sum(reply.cached for reply in replies) == first
    assert len(server.log) == len(replies) == CALLS
    rows = {row["run"]: row for row in booked(home)}
    assert (rows["r1"]["calls"], rows["r2"]["calls"]) == (first, CALLS - first)
    assert rows["r1"]["usd"] == pytest.approx(spent)
    assert rows["r2"]["usd"] == pytest.approx(dollars(server) - spent)


def test_what_a_faulty_server_bills_for_replies_that_never_came_is_within_the_cap_too(home: Path):
    def hasty(settings: Settings, environ: Mapping[str, str], budget: Budget | None) -> OpenAIChat:
        return OpenAIChat(
            model=settings.model,
            api_key=environ["OPENAI_API_KEY"],
            base_url=settings.base_url,
            rest=0.01,
            budget=budget,
        )

    with FakeOpenAI(usage=counted, faults=MIXED_30, strikes=None, drip=0.05) as server:
        error = stopped(told(home, server, max_usd=0.03), model_of=hasty)
        assert "The budget of this run is used up" in error
        assert server.answered > server.good
        assert 0 < dollars(server) <= 0.03
        assert sum(row["usd"] for row in booked(home)) >= dollars(server)
        stopped(told(home, server, max_usd=0.03), model_of=hasty)  # in another round
        assert dollars(server) <= 0.03


def test_the_rounds_of_a_run_share_one_cap(home: Path):
    with FakeOpenAI(usage=counted) as server:
        settings = told(home, server, max_calls=15)
        assert len(asked(settings, 12)) == 12
        assert "15 of 15 calls are made" in stopped(settings)
        assert len(server.log) == 15


def test_all_runs_of_a_month_share_what_the_domain_may_spend(home: Path):
    file = home / "data/domains/healthcare/domain.yaml"
    file.write_text(f"{file.read_text()}\n{MONTH}\n")
    with FakeOpenAI(usage=counted) as server:
        stopped(told(home, server, "r1", max_calls=9))
        before = dollars(server)
        error = stopped(told(home, server, "r2"), 100)
        assert before < dollars(server) <= 0.03
        assert re.search(
            r"The budget of the domain healthcare for \w+ \d{4} is used up: \$0\.0\d+ of \$0\.03 "
            r"are spent, .* raise budget\.month\.usd in data/domains/healthcare/domain\.yaml, or "
            r"wait for the next month",
            error,
        )
        held = len(server.log)
        stopped(told(home, server, "r3"), 100)
        assert len(server.log) == held
        apart = told(home, server, "r4", output="apart", max_calls=1)
        assert "1 of 1 calls" in stopped(apart)
        assert len(server.log) == held + 1


def test_a_price_that_nobody_knows_is_not_nothing_and_cannot_be_capped_in_dollars(home: Path):
    with FakeOpenAI(usage=counted, models={"mine", "gpt-4o-mini"}) as server:
        asked(told(home, server, "r1", model="mine"), 3)
        (row,) = booked(home)
        assert (row["usd"], row["unpriced"]) == (None, 3)
        with pytest.raises(UsageError, match="The price of mine is not known.*--prices"):
            asked(told(home, server, "r2", model="mine", max_usd=1))

        (home / "free.yaml").write_text("mine: {input: 0, output: 0}\n")
        free = {"model": "mine", "prices": "free.yaml", "output": "free", "max_usd": 1}
        assert len(asked(told(home, server, "r3", **free), 3)) == 3
        (row,) = booked(home, "free")
        assert (row["usd"], row["unpriced"]) == (0, 0)


def test_calls_that_had_no_price_keep_a_month_from_dollars_until_they_have_one(home: Path):
    file = home / "data/domains/healthcare/domain.yaml"
    with FakeOpenAI(usage=counted, models={"mine", "gpt-4o-mini"}) as server:
        asked(told(home, server, "r1", model="mine"), 3)
        file.write_text(f"{file.read_text()}\n{MONTH}\n")
        with pytest.raises(UsageError, match="3 calls of mine on .* have no known price"):
            asked(told(home, server, "r2"))
        (home / "data/prices.yaml").write_text(PRICES + "mine: {input: 1, output: 1}\n")
        assert len(asked(told(home, server, "r3"), 3)) == 3
