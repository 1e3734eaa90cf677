"""What `domain.yaml` says of personas: how many there are, what they colour, and offline ones."""

from string import Template as Blanks
from typing import Annotated, Literal

from pydantic import Field
from pydantic import field_validator as validator
from pydantic import model_validator as whole

from syngen_assets.core.domains import Name, Names, Text
from syngen_assets.core.parts import Part

Colour = Literal["rewriting", "answering", "judging"]
Form = Literal["question", "instruction", "article", "problem"]
Literacy = Literal["low", "everyday", "high"]


def with_blanks(texts: list[str], *blanks: str) -> list[str]:
    """The texts, all of which have these blanks and no other."""
    named = " and ".join(f"${blank}" for blank in blanks)
    held = (
        f"the blank{'s' if len(blanks) > 1 else ''} {named}, and no other" if blanks else "no blank"
    )
    for text in texts:
        if not Blanks(text).is_valid() or sorted(Blanks(text).get_identifiers()) != sorted(blanks):
            raise ValueError(f"{text!r} must hold {held}")
    return texts


class Role(Part):
    """A role that people have in the domain, for personas that need no model.

    `who` names the person, with an article; `openings` are how such a person begins a question
    about a `$topic`.
    """

    who: Text
    ages: Names
    literacy: Annotated[list[Literacy], Field(min_length=1)]
    goals: Names
    openings: Names

    @validator("openings")
    @classmethod
    def _name_the_topic(cls, value: list[str]) -> list[str]:
        return with_blanks(value, "topic")


class Shot(Part):
    """An example for a form: a persona, and a text that was written with it in mind."""

    persona: Text
    text: Text


class Personas(Part):
    """Which personas there are, and what they colour; with a share of 0 there are none.

    Args:
        of: the column of the source whose texts personas are found in.
        most: so many personas at most, duplicates not counted.
        iterations: how often they are grown by relations.
        frontier: how many texts, and personas of one iteration, are asked about at most.
        share: the part of the synthetic questions that a persona colours.
        colour: the steps that know of the persona.
        forms: the kinds of text that are written for every persona beside the data set.
        shots: examples for a form; without any it is asked for with none.
        roles: offline, who there is.
        relations: offline, which roles stand close to which.
        asks: offline, how a question ends that a modification asks for.
        wordings: offline, texts of a form about a `$topic` by a person with a `$role`.
    """

    of: Literal["question", "answer", "topic", "aspect", "synonyms"] = "answer"
    most: Annotated[int, Field(ge=1)] = 200
    iterations: Annotated[int, Field(ge=0, le=6)] = 6
    frontier: Annotated[int, Field(ge=1)] = 50
    share: Annotated[float, Field(ge=0, le=1)] = 0.0
    colour: Annotated[list[Colour], Field(min_length=1)] = ["rewriting", "answering", "judging"]
    forms: list[Form] = Field(default_factory=list)
    shots: dict[Form, list[Shot]] = Field(default_factory=dict)
    roles: dict[Name, Role] = Field(default_factory=dict)
    relations: dict[Name, list[Name]] = Field(default_factory=dict)
    asks: dict[Name, Names] = Field(default_factory=dict)
    wordings: dict[Form, Names] = Field(default_factory=dict)

    @validator("asks")
    @classmethod
    def _name_nothing(cls, value: dict[str, list[str]]) -> dict[str, list[str]]:
        return {name: with_blanks(texts) for name, texts in value.items()}

    @validator("wordings")
    @classmethod
    def _name_topic_and_role(cls, value: dict[Form, list[str]]) -> dict[Form, list[str]]:
        return {form: with_blanks(texts, "topic", "role") for form, texts in value.items()}

    @whole(mode="after")
    def _relations_join_roles(self) -> "Personas":
        for name, others in self.relations.items():
            for role in (name, *others):
                if role not in self.roles:
                    raise ValueError(
                        f"the relations of {name!r} name {role!r}, which is no role; "
                        f"there are {', '.join(self.roles) or 'none'}"
                    )
        return self
