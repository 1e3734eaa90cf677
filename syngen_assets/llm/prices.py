"""Prices: what a call costs, as far as it is known."""

from collections.abc import Iterable, Iterator
from typing import Any

from syngen_assets.core.errors import BudgetError, UsageError
from syngen_assets.llm.chat import ChatModel, Keep, Reply, Request, Usage, ignore


def price(model: str, usage: Usage) -> float | None:
    """US dollars for the tokens of a call, by the list prices of `genai-prices`, or None."""
    from genai_prices import Usage as Tokens
    from genai_prices import calc_price

    tokens = Tokens(
        input_tokens=usage.prompt,
        output_tokens=usage.completion,
        cache_read_tokens=usage.cached,
    )
    try:
        return float(calc_price(tokens, model_ref=model).total_price)
    except LookupError:
        return None


class BudgetedChat:
    """A chat model that stops before the call that could cost more than is left.

    A call in flight counts with the most that it can cost: its prompt at a token for each byte,
    and a reply as long as the ceiling allows.

    Args:
        inner: the model that is asked.
        most: US dollars that may be spent.
        ceiling: the most tokens a reply may have.

    Raises:
        UsageError: the model's price is not known.
    """

    def __init__(self, inner: ChatModel, most: float, ceiling: int) -> None:
        """Begin with nothing spent."""
        if price(inner.name, Usage(1, 1)) is None:
            raise UsageError(
                f"The price of {inner.name} is not known, so --max-usd (SYNGEN_MAX_USD) cannot be "
                "kept. Leave it out, or choose a model with a list price."
            )
        self.inner, self.most, self.ceiling = inner, most, ceiling
        self.spent = 0.0

    @property
    def name(self) -> str:
        """The inner model's name."""
        return self.inner.name

    def body(self, request: Request) -> dict[str, Any]:
        """The inner model's body."""
        return self.inner.body(request)

    def ask(self, requests: Iterable[Request], keep: Keep = ignore) -> Iterator[Reply]:
        """The replies, in order.

        Raises:
            BudgetError: the next call could cost too much; the replies before it were yielded.
        """
        reserved: dict[int, float] = {}
        refused: list[float] = []

        def affordable() -> Iterator[Request]:
            for place, request in enumerate(requests):
                dearest = self._dearest(request)
                if self.spent + sum(reserved.values()) + dearest > self.most:
                    refused.append(dearest)
                    return
                reserved[place] = dearest
                yield request

        for place, reply in enumerate(self.inner.ask(affordable(), keep)):
            del reserved[place]
            self.spent += price(self.name, reply.usage) or 0.0
            yield reply
        if refused:
            raise BudgetError(
                f"The budget is used up: ${self.spent:.4f} of ${self.most:g} are spent, and the "
                f"next call could cost ${refused[0]:.4f}. All paid replies are kept; to go on "
                "from here run again with a higher --max-usd."
            )

    def _dearest(self, request: Request) -> float:
        tokens = Usage(len(request.prompt.encode()), self.ceiling)
        return price(self.name, tokens) or 0.0
