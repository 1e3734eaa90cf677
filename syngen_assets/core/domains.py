"""A domain: all that the pipeline knows of its subject, written by an expert in `domain.yaml`."""

from abc import ABC, abstractmethod
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, StringConstraints

from syngen_assets.core.crons import WEEKLY, cron
from syngen_assets.core.parts import Part

NAME = r"[a-z][a-z0-9_]*"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=f"^{NAME}$")]
Names = Annotated[list[Text], Field(min_length=1)]


class Source(Part):
    """Where the rows come from.

    A row that the source has no more is dropped from the data set, or kept as it was.
    """

    dataset: Text
    config: Text | None = None
    split: Text = "train"
    revision: Text | None = None
    license: Text = "unknown"
    removed: Literal["drop", "keep"] = "drop"


class Columns(Part):
    """Names that a column may have in a source, in order of preference, compared without case.

    What is `required` must be there, with texts.
    """

    required: ClassVar[tuple[str, ...]] = ()


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


class Domain(Part, ABC):
    """What `domain.yaml` says whatever the recipe; each recipe has keys of its own beside it."""

    name: Name
    version: str
    title: Text
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] = "en"
    recipe: str
    source: Source
    offline_source: Text | None = None
    offline_license: Text = "unknown"
    columns: Columns
    target: Annotated[int, Field(ge=1)]
    notice: str = ""
    budget: Budgets = Budgets()
    schedule: Annotated[Text, AfterValidator(cron)] = WEEKLY
    freshness: Freshness = Freshness()

    @property
    @abstractmethod
    def reply_tokens(self) -> int:
        """Tokens that the longest reply may need."""
