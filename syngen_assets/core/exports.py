"""Exports: what stands beside the data of a release that is copied for trainers."""

import json
import re
from collections.abc import Mapping

import yaml

from syngen_assets.core.charts import table
from syngen_assets.core.shapes.writing import Target

_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_FILES = re.compile(r"^\| file \| holds \|\n(?:\|.*\n)+", re.MULTILINE)


def path(split: str, form: str) -> str:
    """The file of a half, named so that `load_dataset` finds it."""
    return f"data/{split}-00000-of-00001.{form}"


def moved(card: str, target: Target, files: Mapping[str, str]) -> str:
    """The data set card of a release, for a copy of it in other files.

    Args:
        card: the card of the release.
        target: the shape of the copy.
        files: split → file.
    """
    found = _FRONT.match(card)
    front = yaml.safe_load(found[1]) if found else {}
    data = [{"split": split, "path": file} for split, file in files.items()]
    front["configs"] = [{"config_name": "default", "data_files": data}]
    lines = yaml.safe_dump(front, sort_keys=False, allow_unicode=True)
    held = [[f"`{file}`", f"the pairs of `{split}`"] for split, file in files.items()]
    shape = f"The pairs are in the shape `{target.name}`, which is read by {target.readers}."
    listed = f"{table(['file', 'holds'], held)}\n\n{shape}\n"
    body = _FILES.sub(lambda _: listed, card[found.end() if found else 0 :], count=1)
    return f"---\n{lines}---\n{body}"


def dataset_info(name: str, target: Target, files: Mapping[str, str]) -> str | None:
    """The entry by which LLaMA-Factory finds the copy; None where it does not read the shape."""
    if target.name == "alpaca":
        read = {"prompt": "instruction", "query": "input"}
        told: dict[str, object] = {}
    elif target.name == "sharegpt":
        read, told = {"messages": "conversations"}, {"formatting": "sharegpt"}
    else:
        return None
    columns = {**read, "chosen": "chosen", "rejected": "rejected"}
    info = {
        name if split == target.splits[0] else f"{name}_{split}": {
            "file_name": file,
            "ranking": True,
            **told,
            "columns": columns,
        }
        for split, file in files.items()
    }
    return json.dumps(info, indent=2) + "\n"
