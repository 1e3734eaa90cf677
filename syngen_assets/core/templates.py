"""Templates: the wording of every request, in files that are reviewed as prose."""

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from string import Template as Blanks
from typing import Any

from syngen_assets.core.errors import TemplateError
from syngen_assets.core.identity import digest

_EXAMPLE = re.compile(r"^.*?(\{\".*\})", re.MULTILINE)
_CHOICE = re.compile(r'"(\w+)" is ("[^"\n]+"(?:(?:, | or )"[^"\n]+")+)')
_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number"}


@dataclass(frozen=True)
class Template:
    """A text with `$blanks`, strict both ways: no blank stays open, no value is left over.

    Values are put in as they are, so patients may write `$`, `{}` or quotes. The reply that a
    template asks for is shown in it once, as an example in JSON; `fields` are the example's keys.
    What a field may hold can be said in words: `"better" is "A", "B" or "tie"`.
    """

    name: str
    text: str

    @cached_property
    def version(self) -> str:
        """A digest of the wording: it changes exactly when the wording does."""
        return digest(self.text)

    @cached_property
    def blanks(self) -> list[str]:
        """The names of the blanks, sorted."""
        return sorted(Blanks(self.text).get_identifiers())

    @property
    def example(self) -> str:
        """The reply that the template shows to the model as its example, as JSON text."""
        found = _EXAMPLE.search(self.text)
        if not found:
            raise TemplateError(
                f"templates/{self.name}.md shows no example reply; "
                'add a line that holds one, such as {"answer": "…"}.'
            )
        return found.group(1)

    def ended_by(self, other: "Template") -> "Template":
        """This template with another one's text at its end, under its own name."""
        return Template(self.name, f"{self.text.rstrip()}\n\n{other.text}")

    @property
    def asks_for_json(self) -> bool:
        """Whether it shows an example reply, in JSON; else a reply has no schema."""
        return bool(_EXAMPLE.search(self.text))

    @cached_property
    def _shown(self) -> dict[str, Any]:
        """The reply of the example."""
        try:
            return dict(json.loads(self.example))
        except json.JSONDecodeError as error:
            raise TemplateError(
                f"templates/{self.name}.md shows an example that is not JSON: {self.example}"
            ) from error

    @cached_property
    def fields(self) -> list[str]:
        """The keys of the reply that the template asks for."""
        return list(self._shown)

    @cached_property
    def choices(self) -> dict[str, list[str]]:
        """The fields of which the template says what they may hold, with that."""
        found = _CHOICE.findall(self.text)
        return {field: re.findall('"([^"]+)"', listed) for field, listed in found}

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the reply: types as in the example, no field missing, none new."""
        return self._object(self._shown)

    def _object(self, shown: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {field: self._form(field, value) for field, value in shown.items()},
            "required": list(shown),
            "additionalProperties": False,
        }

    def _form(self, field: str, shown: object) -> dict[str, Any]:
        if isinstance(shown, list) and shown and isinstance(shown[0], dict):
            return {"type": "array", "items": self._object(shown[0])}
        kind = _TYPES.get(type(shown))
        if not kind:
            raise TemplateError(
                f"templates/{self.name}.md shows an example whose {field!r} is neither text, a "
                "number, true or false, nor a list of objects of these."
            )
        allowed = self.choices.get(field)
        return {"type": kind, "enum": allowed} if allowed else {"type": kind}

    @cached_property
    def _is_valid(self) -> bool:
        return Blanks(self.text).is_valid()

    def fill(self, **values: str) -> str:
        """The prompt for one row.

        Raises:
            TemplateError: if a blank has no value, or a value has no blank.
        """
        if not self._is_valid:
            raise TemplateError(
                f"templates/{self.name}.md has a $ that begins no blank; write $$ for a dollar."
            )
        if sorted(values) != self.blanks:
            raise TemplateError(
                f"templates/{self.name}.md has blanks {self.blanks} but was given {sorted(values)}."
            )
        return Blanks(self.text).substitute(values).strip()


@cache
def load(name: str) -> Template:
    """The packaged template called `name`.

    Raises:
        TemplateError: if there is none; the message lists those there are.
    """
    folder = resources.files("syngen_assets") / "templates"
    file = folder / f"{name}.md"
    if not file.is_file():
        known = sorted(entry.name[:-3] for entry in folder.iterdir() if entry.name.endswith(".md"))
        raise TemplateError(f"There is no templates/{name}.md; there are {known}.")
    return Template(name, file.read_text(encoding="utf-8"))
