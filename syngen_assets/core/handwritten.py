"""Files that people write by hand: YAML read strictly, with a sentence for every mistake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from syngen_assets.core.errors import UsageError

_PLAINLY = {  # in the place of words that are about Python
    "model_type": "here belong keys with values, such as {key: value}",
    "model_attributes_type": "here belong keys with values, such as {key: value}",
    "dict_type": "here belong keys with values, such as {key: value}",
    "string_type": "here belongs a text; put it in quotes",
}


class _Strict(yaml.SafeLoader):
    """A YAML loader to which a key written twice is an error."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value!r} is there twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


@dataclass(frozen=True)
class Written:
    """What a file says, and where in it each thing stands.

    Args:
        file: the file's name for error texts.
        data: its keys and values.
    """

    file: str
    data: Mapping[str, Any]
    tree: Any

    def mistake(self, problem: Mapping[str, Any], allowed: Sequence[str]) -> str:
        """The sentence for one problem that pydantic found.

        Args:
            problem: its `loc`, `type`, `msg` and `input`.
            allowed: the keys that may stand where the problem is.
        """
        path = [part for part in problem["loc"] if part != "[key]"]
        message = problem["msg"].removeprefix("Value error, ").rstrip(".")
        key = ".".join(str(part) for part in path)
        where = f"{self.file}, line {_line(self.tree, path)}" + (f": {key}" if key else "")
        if problem["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
            return f"{where} is not a known key; allowed here: {', '.join(allowed)}."
        if problem["type"] in ("missing", "missing_argument"):
            return f"{where} is missing."
        if problem["type"] == "value_error":
            return f"{where}: {message}."
        message = _PLAINLY.get(problem["type"], message[0].lower() + message[1:])
        return f"{where} is {problem['input']!r}: {message}."


@lru_cache(maxsize=16)  # every schedule and every step asks for the same file, which takes 20 ms
def read(text: str, file: str, expected: str, wrong: type[UsageError] = UsageError) -> Written:
    """A YAML file with keys at its top.

    Args:
        text: what the file holds.
        file: its name for error texts.
        expected: what keys it should have, for an error text.
        wrong: the error to raise.

    Raises:
        UsageError: `wrong`, with the file and the line.
    """
    try:
        data = yaml.load(text, _Strict)
        tree = yaml.compose(text, _Strict)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise wrong(f"{file}, line {line}: this is not YAML: {error.problem}.") from error
    except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
        # PyYAML lets through what its own constructors raise, such as for 2020-13-45.
        reason = " ".join(str(error).split())
        raise wrong(f"{file}: this is not YAML: {reason}.") from error
    if not isinstance(data, dict):
        raise wrong(f"{file}: expected {expected}.")
    return Written(file, data, tree)


def _line(node: Any, path: Sequence[Any]) -> int:
    """The line of the deepest part of the path that stands in the file."""
    line: int = node.start_mark.line + 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = [(k, v) for k, v in node.value if k.value == str(part)]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and str(part) in map(str, range(len(node.value))):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
