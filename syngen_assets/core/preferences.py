"""The domain of a preference data set: how its questions change and its answers go wrong."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo
from pydantic import field_validator as validator
from pydantic import model_validator as whole

from syngen_assets.core.domains import Columns, Domain, Name, Names, Text
from syngen_assets.core.judges import Policy
from syngen_assets.core.kindred import Kindred
from syngen_assets.core.parts import Part
from syngen_assets.core.personas.domain import Personas, with_blanks
from syngen_assets.core.reviews import ReviewPolicy
from syngen_assets.core.row_gates import RowGates
from syngen_assets.core.table_gates import LIMITS, Limit, limits

PREFERENCES: Literal["preferences"] = "preferences"


class QuestionColumns(Columns):
    """The columns of a question set."""

    required = ("question",)

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


class Modification(Part):
    """One named way to change a question.

    `instruction` goes on from "change it in one way:"; `examples` ask it of any `$topic`.
    """

    instruction: Text
    examples: Names

    @validator("examples")
    @classmethod
    def _blank(cls, value: list[str]) -> list[str]:
        with_blanks(value, "topic")
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


class Preferences(Domain):
    """The whole of `domain.yaml`."""

    recipe: Literal["preferences"] = PREFERENCES
    columns: QuestionColumns = QuestionColumns()
    target: Annotated[int, Field(ge=1)] = 300
    source_share: Annotated[float, Field(ge=0, lt=1)] = 0.47
    style: Literal["normalized", "natural"] = "normalized"
    answer_rules: str = ""
    held_out: list[Text] = Field(default_factory=list)
    limits: Limits = Limits()
    duplicates: Duplicates = Duplicates()
    modifications: Annotated[dict[Name, Modification], Field(min_length=1)]
    aspects: dict[Text, Name] = Field(default_factory=dict)
    kindred: Kindred = Field(default_factory=list)
    flaws: Annotated[dict[Name, Flaw], Field(min_length=1)]
    row_gates: RowGates = RowGates()
    table_gates: dict[Name, Limit] = Field(default_factory=dict)
    judge: Policy = Policy()
    reviews: ReviewPolicy = ReviewPolicy()
    personas: Personas = Personas()

    @validator("table_gates")
    @classmethod
    def _known_gates(cls, value: dict[str, Limit]) -> dict[str, Limit]:
        for name in value:
            if name not in LIMITS:
                raise ValueError(f"{name!r} is no table gate; there are {', '.join(LIMITS)}")
        limits(value)
        return value

    @validator("personas")
    @classmethod
    def _asks_for_modifications(cls, value: Personas, told: ValidationInfo) -> Personas:
        known = told.data.get("modifications", {})
        for name in value.asks:
            if name not in known:
                raise ValueError(
                    f"asks.{name} belongs to no modification; there are {', '.join(known)}"
                )
        return value

    @property
    def reply_tokens(self) -> int:
        """Tokens that the longest reply may need."""
        return 4 * self.limits.answer_tokens

    @property
    def released(self) -> str:
        """The column of a question that released files hold."""
        return "normalized" if self.style == "normalized" else "display"

    def flaws_for(self, aspect: str | None) -> list[str]:
        """The flaws that an answer about the aspect may get."""
        return [name for name, flaw in self.flaws.items() if aspect not in flaw.not_aspects]

    @whole(mode="after")
    def _aspects_lead_somewhere(self) -> "Preferences":
        for aspect, modification in self.aspects.items():
            if modification not in self.modifications:
                raise ValueError(
                    f"aspects.{aspect} leads to {modification!r}, which is no modification; "
                    f"there are {', '.join(self.modifications)}"
                )
        return self
