"""Settings: what one run was told, by flags over environment over defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic

from typing_extensions import TypeVar

from syngen_assets.core.domains import Domain
from syngen_assets.core.embedders import Embedding, embedding
from syngen_assets.core.errors import UsageError
from syngen_assets.core.flags import (
    address,
    amount,
    candidates,
    columns,
    flag,
    one_of,
    said,
    share,
    some,
    truth,
    whole,
)
from syngen_assets.core.judges import Judge, judge
from syngen_assets.core.preferences import Preferences
from syngen_assets.core.presets import Preset, preset, refuse_batches
from syngen_assets.core.product_reviews.domain import Kind
from syngen_assets.core.recipe_flags import SIZE, kinds, of_recipe

MODEL = "gpt-4o-mini"
OUTPUT = "data/output"
OFFLINE_NAME = "offline"
BATCH_LINES = 50_000  # what OpenAI takes at most
DIRECT, BATCH = MODES = ("direct", "batch")

_RULES = ("en",)  # the languages that the rules of excerpts and flaws know
_CAPS = ("max_usd", "max_tokens", "max_calls")
_RATES = ("requests_per_minute", "tokens_per_minute", "requests_per_second")
_PACE = ("concurrency", *_RATES, "timeout")
UNTOLD = ("output", "prices", "mode", "batch_lines", *_PACE)  # they change nothing in what is made
_TRIED = 3  # questions that may be tried for each that is wanted
_CEILING = 400  # tokens of a reply, at the least; answers have far fewer

_Of = TypeVar("_Of", bound=Domain, covariant=True, default=Preferences)
_Any = TypeVar("_Any", bound=Domain)


@dataclass(frozen=True)
class Settings(Generic[_Of]):
    """What one run was told, of a domain of preferences where nothing else is said.

    Args:
        domain: the domain that is run.
        offline: generate from reference answers, ask no model.
        source: a SPEC that takes the place of the domain's own source, or None.
        columns: our column name → the source's, where the user named it.
        held_out: files of benchmarks that no text of the run may overlap, beside the domain's own.
        questions: how many questions, or reviews of products, the data set shall have.
        kinds: the kinds of prompts for reviews of products, that of the released ones first.
        seed: where all chance begins.
        personas: the share of synthetic questions that they colour, or None for the domain's own.
        model: the model's name at its server.
        preset: the kind of server, or None where only its address is known.
        base_url: the server, or None for OpenAI's own.
        judge: the model that judges the pairs, or None for no verdicts.
        embedding: the model that tells which questions mean the same.
        concurrency: calls in flight at most, or None to find out what serves the server best.
        requests_per_minute: the most requests that go out in a minute, or None.
        tokens_per_minute: the most tokens that they use in a minute, or None.
        requests_per_second: the most requests that go out in a second, or None.
        timeout: seconds that a call may take while nothing is known of the server.
        max_usd: the most US dollars that the run may spend, or None.
        max_tokens: the most tokens that it may send and receive, or None.
        max_calls: the most calls that it may pay for, or None.
        max_candidates: the most questions that may be tried for the data set, or None for three
            times as many as it shall have.
        mode: `direct` makes each call at once; `batch` sends the calls of a step together, for
            less money, and goes on when they are answered.
        batch_lines: the most calls that go into one batch.
        prices: a file of the user's own prices in the place of `data/prices.yaml`, or None.
        output: the folder of all results, relative to the project root or absolute.
        run: the run that calls are charged to; the rounds of one command share it.
        words: what experts said last of the modifications: `approved` or `retired`.
        overrides: what flags and environment said, for people to read.
    """

    domain: _Of
    offline: bool = False
    source: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    held_out: tuple[str, ...] = ()
    questions: int = 300
    kinds: tuple[Kind, ...] = ()
    seed: int = 0
    personas: float | None = None
    model: str = MODEL
    preset: Preset | None = None
    base_url: str | None = None
    judge: Judge | None = None
    embedding: Embedding = Embedding()
    concurrency: int | None = None
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    requests_per_second: float | None = None
    timeout: float = 60
    max_usd: float | None = None
    max_tokens: int | None = None
    max_calls: int | None = None
    max_candidates: int | None = None
    mode: str = DIRECT
    batch_lines: int = BATCH_LINES
    prices: str | None = None
    output: str = OUTPUT
    run: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)

    @property
    def pace(self) -> dict[str, float]:
        """What was said of how calls are made, by the names of the flags."""
        said = {name: getattr(self, name) for name in _PACE}
        return {name: value for name, value in said.items() if value is not None}

    @property
    def candidates_allowed(self) -> int:
        """How many questions may be tried, those in quarantine among them."""
        return self.max_candidates or _TRIED * self.questions

    @property
    def retired(self) -> list[str]:
        """The modifications that experts have retired; pairs may outlive them in the domain."""
        return [name for name, word in self.words.items() if word == "retired"]

    @property
    def modifications(self: "Settings") -> list[str]:
        """Those that may be used."""
        return [name for name in self.domain.modifications if name not in self.retired]

    @property
    def coloured(self: "Settings") -> float:
        """The part of the synthetic questions that a persona colours."""
        return self.domain.personas.share if self.personas is None else self.personas

    @property
    def model_name(self) -> str:
        """The name that stands on every row."""
        return OFFLINE_NAME if self.offline else self.model

    @property
    def judging(self) -> "Settings[_Of] | None":
        """The same run with the judge in the place of the model, or None where there is none."""
        if not self.judge:
            return None
        model, preset, base_url = self.judge.model, self.judge.preset, self.judge.base_url
        mode = DIRECT if preset and not preset.batches else self.mode
        return replace(
            self, offline=False, model=model, preset=preset, base_url=base_url, mode=mode
        )

    def server(self, model: str) -> str | None:
        """The address of a model of the run, or None for its maker's own."""
        if model == self.model:
            return self.base_url
        return self.judge.base_url if self.judge and model == self.judge.model else None

    @property
    def ceiling(self) -> int:
        """The most tokens that a reply may have."""
        return max(_CEILING, self.domain.reply_tokens)

    @property
    def candidates(self) -> dict[str, list[str]]:
        """Our column name → the names that it may have in the source."""
        names: dict[str, list[str]] = self.domain.columns.model_dump()
        return names | {name: [given] for name, given in self.columns.items()}

    @property
    def license(self) -> str:
        """The licence of the source, as far as it is known."""
        if self.source:
            return "unknown"
        return self.domain.offline_license if self.offline else self.domain.source.license


def gather(domain: _Any, given: Mapping[str, Any], environ: Mapping[str, str]) -> Settings[_Any]:
    """The settings of a run.

    Args:
        domain: the domain that is run.
        given: flags (or run config) by name; None or absent where not given.
        environ: the environment.

    Raises:
        UsageError: a value cannot be understood; names the flag and its variable.
    """
    words = of_recipe(domain, said(given, environ), given)
    offline = truth(words.pop("offline", ""))
    idle = ("model",) if "judge" in words else ("model", "preset", "base_url", *_CAPS)
    asked = [name for name in idle if given.get(name) is not None]
    if offline and asked and not given.get("offline"):
        raise UsageError(
            f"SYNGEN_OFFLINE is set (perhaps in .env), so {flag(asked[0])} would ask no model; "
            "take SYNGEN_OFFLINE out, or set it to 0."
        )
    if offline and domain.language not in _RULES:
        raise UsageError(
            f"The domain {domain.name} has language: {domain.language}, but offline answers are "
            f"made by rules for {', '.join(_RULES)}; run with a model."
        )
    chosen = preset(words["preset"]) if "preset" in words else None
    if chosen and given.get("base_url") is None and not environ.get("SYNGEN_BASE_URL"):
        words.pop("base_url", None)  # OPENAI_BASE_URL is another server's, the key the preset's
    server = address(words, "base_url") or (chosen.base_url if chosen else None)
    mode = one_of(words, "mode", MODES)
    if mode == BATCH:
        refuse_batches(offline, chosen)
    return Settings(
        domain=domain,
        offline=offline,
        source=words.get("source"),
        columns=columns(words.get("column", ""), list(type(domain.columns).model_fields)),
        held_out=tuple(filter(None, map(str.strip, words.get("held_out", "").split(",")))),
        questions=whole(words, SIZE[domain.recipe], domain.target, least=1),
        kinds=kinds(domain, words),
        seed=whole(words, "seed", 0, least=None),
        personas=share(words, "personas"),
        model=words.get("model", MODEL),
        preset=chosen,
        base_url=server,
        judge=judge(words, (chosen, server)),
        embedding=embedding(words, (chosen, server)),
        concurrency=some(words, "concurrency"),
        requests_per_minute=amount(words, "requests_per_minute"),
        tokens_per_minute=amount(words, "tokens_per_minute"),
        requests_per_second=amount(words, "requests_per_second"),
        timeout=amount(words, "timeout") or 60,
        max_usd=amount(words, "max_usd") or domain.budget.run.usd,
        max_tokens=some(words, "max_tokens") or domain.budget.run.tokens,
        max_calls=some(words, "max_calls") or domain.budget.run.calls,
        max_candidates=candidates(words, domain.target),
        mode=mode,
        batch_lines=whole(words, "batch_lines", BATCH_LINES, least=1),
        prices=words.get("prices"),
        output=words.get("output", OUTPUT),
        overrides={k: v for k, v in words.items() if k not in UNTOLD},
    )
