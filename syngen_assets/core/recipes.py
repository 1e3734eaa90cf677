"""Recipes: what kinds of data set there are, and how a domain's file is read for each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard, get_args

from pydantic import ValidationError

from syngen_assets.core.domains import NAME, Domain
from syngen_assets.core.errors import DomainError
from syngen_assets.core.handwritten import Written, read
from syngen_assets.core.identity import digest
from syngen_assets.core.parts import Part
from syngen_assets.core.preferences import PREFERENCES, Preferences
from syngen_assets.core.product_reviews.domain import PRODUCT_REVIEWS, ProductReviews
from syngen_assets.core.settings import Settings

RECIPES: Mapping[str, type[Domain]] = {
    PREFERENCES: Preferences,
    PRODUCT_REVIEWS: ProductReviews,
}
"""The word after `recipe:` → what such a domain says. Who gives none means the first."""


def of_preferences(settings: Settings[Domain]) -> TypeGuard[Settings]:
    """Whether a run makes preference data."""
    return isinstance(settings.domain, Preferences)


def of_product_reviews(settings: Settings[Domain]) -> TypeGuard[Settings[ProductReviews]]:
    """Whether a run makes product reviews."""
    return isinstance(settings.domain, ProductReviews)


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
    whole = _recipe(written)
    try:
        return whole.model_validate({**written.data, "name": name, "version": digest(text)})
    except ValidationError as error:
        raise DomainError(
            "\n".join(_sentence(written, whole, dict(problem)) for problem in error.errors())
        ) from error


def _recipe(written: Written) -> type[Domain]:
    said = written.data.get("recipe", PREFERENCES)
    if not isinstance(said, str) or said not in RECIPES:
        known = " or ".join(map(repr, RECIPES))
        problem = {"loc": ["recipe"], "type": "unknown", "input": said}
        raise DomainError(written.mistake(problem | {"msg": f"input should be {known}"}, ()))
    return RECIPES[said]


def _sentence(written: Written, whole: type[Domain], problem: dict[str, Any]) -> str:
    path = [part for part in problem["loc"] if part != "[key]"]
    message = problem["msg"].removeprefix("Value error, ")
    if not path and message.startswith("aspects."):
        name, _, problem["msg"] = message.removeprefix("aspects.").partition(" ")
        path = ["aspects", name]
    if problem["type"] == "string_pattern_mismatch" and path[-1:] != ["language"]:
        problem["type"] = "value_error"
        problem["msg"] = "a name has lower-case letters, digits and _, and begins with a letter"
    return written.mistake({**problem, "loc": path}, _allowed(whole, path))


def _allowed(whole: type[Domain], path: Sequence[Any]) -> list[str]:
    """The keys that may stand beside the last one of the path."""
    part: type[Part] = whole
    for key in path[:-1]:
        field = part.model_fields.get(str(key))
        part = next(_parts(field.annotation), part) if field else part
    return [field for field in part.model_fields if field not in ("name", "version")]


def _parts(annotation: Any) -> Iterator[type[Part]]:
    """The parts that a value of that type holds."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)
