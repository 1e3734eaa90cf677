import pytest

from syngen_assets.core.errors import BudgetError, UsageError
from syngen_assets.core.templates import load
from syngen_assets.llm.chat import Keep, Reply, Request, Usage, ignore, key
from syngen_assets.llm.prices import BudgetedChat, price
from syngen_assets.llm.scripted import ScriptedChat

REQUESTS = [
    Request(
        load("answer_well"), {"question": f"Why {n}?", "words": "9", "limit": "70", "rules": ""}
    )
    for n in range(50)
]


class Costly(ScriptedChat):
    """A scripted model whose replies have a price."""

    def _reply(self, request: Request) -> Reply:
        return Reply(key(self, request), "said", usage=Usage(1000, 400))


def test_a_price_follows_the_tokens_and_cached_ones_cost_less():
    one = price("gpt-4o-mini", Usage(1_000_000, 0))
    assert one == pytest.approx(0.15)
    assert price("gpt-4o-mini", Usage(1_000_000, 1_000_000)) == pytest.approx(0.75)
    assert price("gpt-4o-mini", Usage(1_000_000, 0, cached=1_000_000)) == pytest.approx(0.075)


def test_an_unknown_model_has_no_price():
    assert price("my-own-model", Usage(5, 5)) is None


def test_a_budget_is_never_passed_and_what_was_paid_is_kept():
    chat = BudgetedChat(Costly(lambda request: "", "gpt-4o-mini"), most=0.002, ceiling=400)
    kept: list[Reply] = []
    keep: Keep = lambda request, reply: kept.append(reply)  # noqa: E731
    got = []
    with pytest.raises(BudgetError, match=r"\$0\.00\d+ of \$0\.002.*--max-usd"):
        got.extend(chat.ask(REQUESTS, keep))
    assert 0 < chat.spent <= 0.002
    assert got == [] or len(got) == len(kept)
    assert 0 < len(kept) < 50


def test_a_budget_that_is_large_enough_changes_nothing():
    inner = Costly(lambda request: "", "gpt-4o-mini")
    chat = BudgetedChat(inner, most=1, ceiling=400)
    assert len(list(chat.ask(REQUESTS, ignore))) == 50
    assert chat.spent == pytest.approx(50 * (price("gpt-4o-mini", Usage(1000, 400)) or 0))
    assert key(chat, REQUESTS[0]) == key(inner, REQUESTS[0])


def test_a_budget_needs_a_price():
    with pytest.raises(UsageError, match="price of mine is not known"):
        BudgetedChat(ScriptedChat({}, "mine"), most=1, ceiling=400)
