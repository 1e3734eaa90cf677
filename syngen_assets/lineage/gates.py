"""Gates: which a pair passes and which it fails, as its domain's file stands now."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from syngen_assets.core.errors import SynGenError
from syngen_assets.core.gates.roll import Stand, roll
from syngen_assets.storage.folders import read_domain

_OF = ("question", "chosen", "rejected", "pair")


def gates(
    texts: Sequence[str | None], stopped: Mapping[str, Any], root: Path, domain: str
) -> dict[str, Any]:
    """How a pair stands at the gates.

    Args:
        texts: the question as a person would write it, and both answers; None where there is none.
        stopped: `gate` and `problem` of what stopped the pair, if anything did. It may be a gate
            that holds a text against others, which cannot be asked here again.
        root: the project's folder.
        domain: the domain's name.
    """
    failed = [{"of": "pair", **stopped}] if stopped else []
    try:
        stands = roll(*map(str, texts), read_domain(root, domain)) if all(texts) else []
    except SynGenError as error:
        return {"failed": failed, "unknown": str(error)}
    failed += [
        {"of": one.of, "gate": one.gate, "problem": one.problem}
        for one in stands
        if one.word == "failed" and one.gate != stopped.get("gate")
    ]
    return {"failed": failed, "passed": _named(stands, "passed"), "off": _named(stands, "off")}


def _named(stands: Sequence[Stand], word: str) -> dict[str, list[str]]:
    """What stands there → the gates at which it stands so."""
    found = {of: [one.gate for one in stands if (one.of, one.word) == (of, word)] for of in _OF}
    return {of: names for of, names in found.items() if names}
