"""Prices: what the tokens of a call cost, where that is known."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from syngen_assets.core.errors import UsageError
from syngen_assets.core.handwritten import read
from syngen_assets.llm.chat import Usage
from syngen_assets.llm.tariffs import HALF, Tariff, Tier

if TYPE_CHECKING:
    from genai_prices.types import PriceCalculation

UNKNOWN = "price unknown"

_MILLION = 1_000_000
# Models that nobody serves but their makers, and gateways in front of them, at the makers' prices.
_ONLY_HOSTED = re.compile(r"(?:[\w.-]+/)?(?:gpt-\d|chatgpt-|o\d|claude-|gemini-)")
_ROUTER = "https://router.huggingface.co"  # a model's name there may end in its provider's

Dollars = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, le=1)]


@checked(frozen=True, config=ConfigDict(extra="forbid"))
class Price:
    """What a model costs, in US dollars per million tokens; 0 for a server of your own.

    Args:
        input: of the prompt.
        output: of the reply, what the model reasons included.
        cached_input: of prompt tokens that the server found in its cache; as `input` if None.
        batch: what a call in a batch costs, as a share of the rest.
    """

    input: Dollars
    output: Dollars
    cached_input: Dollars | None = None
    batch: Share = HALF


class Prices:
    """What calls cost: by the user's own prices, else by the list prices of `genai-prices`.

    List prices are those of the server at a base URL. At a server that the list does not know
    they are those of the model's maker, for models that only their makers serve; what anyone may
    serve has no known price there. No price is taken for nothing, and none from the network.

    Args:
        own: model → price.
        now: the time; some providers cost less at night.
    """

    def __init__(
        self,
        own: Mapping[str, Price] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Look nothing up yet."""
        self._own, self._now = own or {}, now
        self._tariffs: dict[tuple[str, str | None], tuple[int, Tariff | None]] = {}

    def usd(self, model: str, usage: Usage, base_url: str | None = None) -> float | None:
        """US dollars of a call, or None where its price is unknown.

        Args:
            model: its name at the server.
            usage: the tokens of one call: of long prompts the sum costs more than its parts. No
                tokens at all are a call that the server did not count.
            base_url: the server, or None for the maker's own.
        """
        tariff = self.tariff(model, base_url)
        if tariff is None or (usage == Usage() and not tariff.is_free):
            return None
        return tariff.usd(usage)

    def tariff(self, model: str, base_url: str | None = None) -> Tariff | None:
        """The prices of a model at a server, at this minute, or None where they are unknown."""
        minute, seen = int(self._now() // 60), self._tariffs.get((model, base_url))
        if seen is None or seen[0] != minute:
            seen = minute, self._find(model, base_url, minute)
            self._tariffs[model, base_url] = seen
        return seen[1]

    def _find(self, model: str, base_url: str | None, minute: int) -> Tariff | None:
        if model in self._own:
            return _own_tariff(self._own[model])
        if base_url and base_url.startswith(_ROUTER) and ":" in model:
            model, _, provider = model.rpartition(":")
            base_url = f"{_ROUTER}/{provider}"
        listed = _Listed(model, base_url, datetime.fromtimestamp(minute * 60, UTC))
        try:
            return listed.tariff()
        except LookupError:
            if base_url is None or not _ONLY_HOSTED.match(model) or listed.knows_server:
                return None
        return self._find(model, None, minute)


def _own_tariff(price: Price) -> Tariff:
    cached = price.input if price.cached_input is None else price.cached_input
    tier = Tier(
        over=-1,
        call=0.0,
        prompt=price.input / _MILLION,
        completion=price.output / _MILLION,
        cached=(cached - price.input) / _MILLION,
        reasoning=0.0,
    )
    return Tariff((tier,), "your prices", price.batch)


def parse(text: str, file: str) -> dict[str, Price]:
    """Prices by model, from the text of a file that a person wrote.

    Raises:
        UsageError: names the file, the line, what is wrong and what is allowed.
    """
    written = read(text, file, "model names, each with its input and output price")
    try:
        return TypeAdapter(dict[str, Price]).validate_python(written.data)
    except ValidationError as error:
        allowed = list(Price.__dataclass_fields__)
        raise UsageError(
            "\n".join(written.mistake({**problem}, allowed) for problem in error.errors())
        ) from error


@dataclass(frozen=True)
class _Listed:
    """A model in the list of `genai-prices`; its own arithmetic is asked, once, and not per call:
    it takes 50 µs, and a price is wanted twice for each call.
    """

    model: str
    base_url: str | None
    when: datetime

    @cached_property
    def knows_server(self) -> bool:
        from genai_prices.data_snapshot import get_snapshot

        try:
            get_snapshot().find_provider(None, None, self.base_url)
        except LookupError:
            return False
        return True

    def tariff(self) -> Tariff:
        """The tariff, found by pricing calls that differ in one thing.

        Raises:
            LookupError: the list has no price for it.
        """
        first = self._price(Usage())
        listed = vars(first.model_price)
        needed = ["input_mtok"] if "embed" in self.model else ["input_mtok", "output_mtok"]
        if any(listed.get(name) is None for name in needed):
            raise LookupError("the list names the model without a price")
        overs = {tier.start for price in listed.values() for tier in getattr(price, "tiers", ())}
        tiers = tuple(self._tiers(sorted(overs)))
        return Tariff(tiers, f"the list price of {first.provider.name}")

    def _tiers(self, overs: list[int]) -> Iterator[Tier]:
        call = self._usd(0)
        for over, most in zip(
            [-1, *overs], [*overs, _MILLION + max(overs, default=0)], strict=True
        ):
            empty, full = self._usd(most), self._usd(most, _MILLION)
            yield Tier(
                over=over,
                call=call,
                prompt=(empty - call) / most,
                completion=(full - empty) / _MILLION,
                cached=(self._usd(most, 0, most) - empty) / most,
                reasoning=(self._usd(most, _MILLION, 0, _MILLION) - full) / _MILLION,
            )

    def _usd(self, *tokens: int) -> float:
        return float(self._price(Usage(*tokens)).total_price)

    def _price(self, usage: Usage) -> "PriceCalculation":
        from genai_prices import Usage as Tokens
        from genai_prices import calc_price

        tokens = Tokens(
            input_tokens=usage.prompt,
            output_tokens=usage.completion,
            cache_read_tokens=usage.cached,
            output_reasoning_tokens=usage.reasoning,
        )
        asked: dict[str, Any] = {"genai_request_timestamp": self.when}
        if self.base_url:
            asked["provider_api_url"] = self.base_url
        return calc_price(tokens, self.model, **asked)
