"""A domain: all that the pipeline knows of its subject, written by an expert in `domain.yaml`."""

import re
from string import Template as Blanks
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationError
from pydantic import field_validator as validator
from pydantic import model_validator as whole

from syngen_assets.core.crons import WEEKLY, cron
from syngen_assets.core.errors import DomainError
from syngen_assets.core.handwritten import Written, read
from syngen_assets.core.identity import digest
from syngen_assets.core.judges import Policy
from syngen_assets.core.parts import Part
from syngen_assets.core.reviews import ReviewPolicy
from syngen_assets.core.row_gates import RowGates
from syngen_assets.core.table_gates import LIMITS, Limit, limits

NAME = r"[a-z][a-z0-9_]*"
RECIPE: Literal["preferences"] = "preferences"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=f"^{NAME}$")]
Names = Annotated[list[Text], Field(min_length=1)]


class Source(Part):
    """Where the questions come from.

    A row that the source has no more is dropped from the data set, or kept as it was.
    """

    dataset: Text
    config: Text | None = None
    split: Text = "train"
    revision: Text | None = None
    license: Text = "unknown"
    removed: Literal["drop", "keep"] = "drop"


class Columns(Part):
    """Names that a column may have in a source, in order of preference, compared without case."""

    question: Names = Field(default_factory=lambda: ["question"])
    answer: Names = Field(default_factory=lambda: ["answer"])
    topic: Names = Field(default_factory=lambda: ["topic"])
    aspect: Names = Field(default_factory=lambda: ["aspect"])
    synonyms: Names = Field(default_factory=lambda: ["synonyms"])


class Limits(Part):
    """How long texts may be."""

    question_words: tuple[int, int] = Field(default=(3, 30), strict=False)
    answer_tokens: Annotated[int, Field(ge=10)] = 70
    answer_words: Annotated[int, Field(ge=5)] = 35
    answer_least_words: Annotated[int, Field(ge=1)] = 4

    @validator("question_words")
    @classmethod
    def _in_order(cls, value: tuple[int, int]) -> tuple[int, int]:
        if not 1 <= value[0] <= value[1]:
            raise ValueError("must be two whole numbers of words, the smaller first, from 1 on")
        return value


class Duplicates(Part):
    """How alike two questions may be at most, by their sets of words and by their meaning."""

    jaccard: Annotated[float, Field(gt=0, le=1)] = 0.9
    cosine: Annotated[float, Field(gt=0, le=1)] = 0.9


class Caps(Part):
    """The most that may be spent: US dollars, tokens sent and received, calls; None for no cap."""

    usd: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    tokens: Annotated[int, Field(ge=1)] | None = None
    calls: Annotated[int, Field(ge=1)] | None = None


class Budgets(Part):
    """What the domain may spend in one run, and in all its runs of a calendar month in UTC."""

    run: Caps = Caps()
    month: Caps = Caps()


class Freshness(Part):
    """How many days old the release may be."""

    days: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 8


class Modification(Part):
    """One named way to change a question.

    `instruction` goes on from "change it in one way:"; `examples` ask it of any `$topic`.
    """

    instruction: Text
    examples: Names

    @validator("examples")
    @classmethod
    def _blank(cls, value: list[str]) -> list[str]:
        for example in value:
            if not Blanks(example).is_valid() or Blanks(example).get_identifiers() != ["topic"]:
                raise ValueError(f"{example!r} must hold the blank $topic, and no other")
        if len(set(value)) < len(value):
            raise ValueError("must differ from one another")
        return value


class Flaw(Part):
    """One named way in which a rejected response is wrong.

    `instruction` goes on from "wrong in exactly one way:"; a flaw of twice the `weight` is drawn
    about twice as often. It is not made of answers about one of the `not_aspects`.
    """

    instruction: Text
    not_aspects: list[Text] = Field(default_factory=list)
    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0


class Domain(Part):
    """The whole of `domain.yaml`."""

    name: Name
    version: str
    title: Text
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] = "en"
    recipe: Literal["preferences"] = RECIPE
    source: Source
    offline_source: Text | None = None
    offline_license: Text = "unknown"
    columns: Columns = Columns()
    target: Annotated[int, Field(ge=1)] = 300
    source_share: Annotated[float, Field(ge=0, lt=1)] = 0.47
    style: Literal["normalized", "natural"] = "normalized"
    answer_rules: str = ""
    notice: str = ""
    held_out: list[Text] = Field(default_factory=list)
    limits: Limits = Limits()
    duplicates: Duplicates = Duplicates()
    budget: Budgets = Budgets()
    modifications: Annotated[dict[Name, Modification], Field(min_length=1)]
    aspects: dict[Text, Name] = Field(default_factory=dict)
    flaws: Annotated[dict[Name, Flaw], Field(min_length=1)]
    row_gates: RowGates = RowGates()
    table_gates: dict[Name, Limit] = Field(default_factory=dict)
    judge: Policy = Policy()
    reviews: ReviewPolicy = ReviewPolicy()
    schedule: Annotated[Text, AfterValidator(cron)] = WEEKLY
    freshness: Freshness = Freshness()

    @validator("table_gates")
    @classmethod
    def _known_gates(cls, value: dict[str, Limit]) -> dict[str, Limit]:
        for name in value:
            if name not in LIMITS:
                raise ValueError(f"{name!r} is no table gate; there are {', '.join(LIMITS)}")
        limits(value)
        return value

    @property
    def released(self) -> str:
        """The column of a question that released files hold."""
        return "normalized" if self.style == "normalized" else "display"

    def flaws_for(self, aspect: str | None) -> list[str]:
        """The flaws that an answer about the aspect may get."""
        return [name for name, flaw in self.flaws.items() if aspect not in flaw.not_aspects]

    @whole(mode="after")
    def _aspects_lead_somewhere(self) -> "Domain":
        for aspect, modification in self.aspects.items():
            if modification not in self.modifications:
                raise ValueError(
                    f"aspects.{aspect} leads to {modification!r}, which is no modification; "
                    f"there are {', '.join(self.modifications)}"
                )
        return self


def parse(name: str, text: str, file: str) -> Domain:
    """The domain called `name`, from the text of its `domain.yaml`.

    Args:
        name: the folder's name.
        text: what the file holds.
        file: the file's name for error texts.

    Raises:
        DomainError: names the file, the line or key, what is wrong and what is allowed.
    """
    if not re.fullmatch(NAME, name):
        raise DomainError(
            f"{file}: {name!r} cannot be the name of a domain; take lower-case letters, digits "
            "and _ and begin with a letter."
        )
    written = read(
        text, file, "keys such as title, source, modifications, flaws", wrong=DomainError
    )
    for reserved in ("name", "version"):
        if reserved in written.data:
            raise DomainError(f"{file}: the key {reserved!r} is not set here; leave it out.")
    try:
        return Domain.model_validate({**written.data, "name": name, "version": digest(text)})
    except ValidationError as error:
        raise DomainError(
            "\n".join(_sentence(written, dict(problem)) for problem in error.errors())
        ) from error


def _sentence(written: Written, problem: dict[str, Any]) -> str:
    path = [part for part in problem["loc"] if part != "[key]"]
    message = problem["msg"].removeprefix("Value error, ")
    if not path and message.startswith("aspects."):
        name, _, problem["msg"] = message.removeprefix("aspects.").partition(" ")
        path = ["aspects", name]
    if problem["type"] == "string_pattern_mismatch" and path[-1:] != ["language"]:
        problem["type"] = "value_error"
        problem["msg"] = "a name has lower-case letters, digits and _, and begins with a letter"
    return written.mistake({**problem, "loc": path}, _allowed(path))


def _allowed(path: list[Any]) -> list[str]:
    """The keys that may stand beside the last one of the path."""
    parts: dict[str, type[Part]] = {
        "source": Source,
        "columns": Columns,
        "limits": Limits,
        "duplicates": Duplicates,
        "budget": Caps if len(path) > 2 else Budgets,
        "modifications": Modification,
        "flaws": Flaw,
        "row_gates": RowGates,
        "table_gates": Limit,
        "judge": Policy,
        "reviews": ReviewPolicy,
        "freshness": Freshness,
    }
    part = parts.get(str(path[0]), Domain) if len(path) > 1 else Domain
    return [field for field in part.model_fields if field not in ("name", "version")]
