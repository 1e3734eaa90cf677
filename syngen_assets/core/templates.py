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


@dataclass(frozen=True)
class Template:
    """A text with `$blanks`, strict both ways: no blank stays open, no value is left over.

    Values are put in as they are, so patients may write `$`, `{}` or quotes. The reply that a
    template asks for is shown in it once, as an example in JSON; `fields` are the example's keys.
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

    @cached_property
    def fields(self) -> list[str]:
        """The keys of the reply that the template asks for."""
        try:
            return list(json.loads(self.example))
        except json.JSONDecodeError as error:
            raise TemplateError(
                f"templates/{self.name}.md shows an example that is not JSON: {self.example}"
            ) from error

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the reply: every field is a string, none is missing, none is new."""
        return {
            "type": "object",
            "properties": {field: {"type": "string"} for field in self.fields},
            "required": self.fields,
            "additionalProperties": False,
        }

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
