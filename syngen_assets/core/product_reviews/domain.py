"""The domain of product reviews: what is reviewed, what reviews speak of, and how they shall be."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic import field_validator as validator
from pydantic import model_validator as whole

from syngen_assets.core.domains import Columns, Domain, Name, Names, Text
from syngen_assets.core.parts import Part
from syngen_assets.core.product_reviews.phrasing import Phrase, Phrases, unknown_blank

PRODUCT_REVIEWS: Literal["product_reviews"] = "product_reviews"

Kind = Literal["base", "diversity", "lang_complexity", "text_length"]
KINDS: tuple[Kind, ...] = ("base", "diversity", "lang_complexity", "text_length")
_AROUND = 80  # tokens of a reply around the text of each review
Share = Annotated[float, Field(ge=0, le=1)]

_VIEWPOINTS = (
    "somebody who bought it for the first time",
    "somebody who has bought it again and again",
    "somebody who has used it for a few days",
    "somebody who has used it for many months",
    "somebody who got it as a present",
    "somebody who bought it for a parent",
    "somebody who compares it with what they had before",
    "somebody who looks at every cent",
    "somebody who did not expect much",
    "somebody who expected more",
    "somebody in a hurry who says only what counts",
    "somebody who likes to tell how it came about",
    "somebody who goes by facts and figures",
    "somebody who was talked into it by a friend",
)
_OPENINGS = (
    "what it is like in daily use",
    "why it was bought",
    "the verdict, in a few words",
    "the first impression",
    "what was used before",
    "the one thing that stands out",
    "a small scene from one day",
    "a doubt",
    "how long it has been in use",
    "a word to other buyers",
    "what somebody else said of it",
    "something that did not matter in the end",
)


class ReviewColumns(Columns):
    """The columns of a set of reviews; only the text has to be there."""

    required = ("text",)

    text: Names = Field(default_factory=lambda: ["text", "review"])
    title: Names = Field(default_factory=lambda: ["title"])
    rating: Names = Field(default_factory=lambda: ["rating", "stars"])
    product: Names = Field(default_factory=lambda: ["product"])


class Aspect(Part):
    """Something that reviews speak of, known by these words.

    `praise` and `blame` are what offline reviews say of it, and `quibbles` what they say against it
    if they are well pleased otherwise.
    """

    words: Names
    praise: Phrase = Field(default_factory=list)
    quibbles: Phrase = Field(default_factory=list)
    blame: Phrase = Field(default_factory=list)

    @property
    def said(self) -> Phrase:
        """All of its phrases."""
        return [*self.praise, *self.quibbles, *self.blame]


class Noise(Part):
    """Slips as people make them: in what share of the reviews, and how many in each at most."""

    share: Share = 0.0
    edits: Annotated[int, Field(ge=1, le=5)] = 2


class ProductReviews(Domain):
    """The whole of `domain.yaml`.

    Of the `kinds` of prompts the first makes the reviews that are released, the others are measured
    beside it. `words` and `complexity` (a US school grade) are ranges; without a `complexity` it is
    that of the real reviews. `diversity` says how far new reviews go from those in their prompt.
    `rules` stand in every prompt. `viewpoints` go on from "written by", and `openings` from "begins
    with"; a prompt that asks for diversity gives each review its own. `phrases` make offline
    reviews whole, none of which speaks of two `variants` of the item: a powder is not swallowed, a
    capsule not stirred.
    """

    recipe: Literal["product_reviews"]
    columns: ReviewColumns = ReviewColumns()
    target: Annotated[int, Field(ge=1)] = 200
    item: Text
    rules: str = ""
    kinds: Annotated[list[Kind], Field(min_length=1)] = Field(default_factory=lambda: [KINDS[1]])
    rows_per_call: Annotated[int, Field(ge=1, le=50)] = 10
    examples: Annotated[int, Field(ge=0, le=20)] = 5
    ratings: tuple[int, int] = Field(default=(1, 5), strict=False)
    aspects: Annotated[dict[Name, Aspect], Field(min_length=1)]
    viewpoints: Names = Field(default_factory=lambda: [*_VIEWPOINTS])
    openings: Names = Field(default_factory=lambda: [*_OPENINGS])
    words: tuple[int, int] = Field(default=(15, 120), strict=False)
    topic: Name | None = None
    diversity: Share = 0.5
    complexity: tuple[float, float] | None = Field(default=None, strict=False)
    noise: Noise = Noise()
    reply: Literal["json", "csv"] = "json"
    variants: dict[Name, Names] = Field(default_factory=dict)
    phrases: Phrases = Phrases()

    @property
    def reply_tokens(self) -> int:
        """Tokens that the longest reply may need: two for a word, and what stands around it."""
        return self.rows_per_call * (2 * self.words[1] + _AROUND)

    @property
    def an_item(self) -> str:
        """One item, with its article."""
        return f"{'an' if self.item[0].lower() in 'aeiou' else 'a'} {self.item}"

    @validator("words", "ratings", "complexity")
    @classmethod
    def _in_order(cls, value: tuple[float, float] | None) -> tuple[float, float] | None:
        if value and not 0 <= value[0] <= value[1]:
            raise ValueError("must be two numbers, the smaller first, from 0 on")
        return value

    @validator("kinds")
    @classmethod
    def _once(cls, value: list[Kind]) -> list[Kind]:
        if len(set(value)) < len(value):
            raise ValueError("must differ from one another")
        return value

    @whole(mode="after")
    def _rows_that_are_gone_are_dropped(self) -> "ProductReviews":
        if self.source.removed != "drop":
            raise ValueError("source.removed is 'keep', which only preference data knows; drop it")
        return self

    @whole(mode="after")
    def _topic_is_an_aspect(self) -> "ProductReviews":
        if self.topic and self.topic not in self.aspects:
            raise ValueError(
                f"topic is {self.topic!r}, which is no aspect; there are {', '.join(self.aspects)}"
            )
        return self

    @whole(mode="after")
    def _phrases_have_their_blanks(self) -> "ProductReviews":
        said = [phrase for aspect in self.aspects.values() for phrase in aspect.said]
        for phrase in (*said, *self.phrases.all()):
            if blank := unknown_blank(phrase, self.phrases.blanks):
                raise ValueError(
                    f"the phrase {phrase!r} has {blank}, which is no blank; "
                    f"there are {', '.join(self.phrases.blanks) or 'none'}"
                )
        return self
