"""Judges: which model judges, whether it is kin to the one that wrote, what its word moves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from syngen_assets.core.errors import UsageError
from syngen_assets.core.flags import address
from syngen_assets.core.parts import Part
from syngen_assets.core.presets import Preset, preset

# The makers' families; a stem stands at the beginning of a name or after a sign in it.
_FAMILIES: Mapping[str, str] = {
    "GPT": r"gpt|chatgpt|o[1-9]|codex",
    "Claude": "claude",
    "Gemini": "gemini|gemma|learnlm",
    "Llama": "llama|codellama",
    "Qwen": "qwen|qwq",
    "Mistral": "mistral|mixtral|ministral|magistral|codestral|devstral|pixtral",
    "DeepSeek": "deepseek",
    "Command": "command|aya|c4ai",
    "Phi": "phi",
    "Grok": "grok",
    "GLM": "glm|chatglm",
    "Kimi": "kimi|moonshot",
    "Granite": "granite",
    "OLMo": "olmo|tulu",
    "Nova": "nova",
    "SmolLM": "smollm",
}
_STEMS = {
    family: re.compile(rf"(?:^|[^a-z0-9])(?:{stems})(?![a-z])", re.IGNORECASE)
    for family, stems in _FAMILIES.items()
}


class Policy(Part):
    """What a judge's word does to a pair; each holds only where both orders agree.

    Args:
        inverted: the judge prefers the rejected answer: the pair is dropped, its answers change
            places, or it stays as it is.
        chosen_incorrect: the judge calls the chosen answer clearly incorrect.
        rejected_acceptable: the judge does not call the rejected answer clearly incorrect.
    """

    inverted: Literal["drop", "flip", "keep"] = "drop"
    chosen_incorrect: Literal["drop", "keep"] = "drop"
    rejected_acceptable: Literal["drop", "keep"] = "drop"


@dataclass(frozen=True)
class Judge:
    """The model that judges.

    Args:
        model: its name at its server.
        preset: the kind of server, or None where only its address is known.
        base_url: the server, or None for OpenAI's own.
    """

    model: str
    preset: Preset | None = None
    base_url: str | None = None


def judge(words: Mapping[str, str], where: tuple[Preset | None, str | None]) -> Judge | None:
    """The judge that was asked for, if one was.

    Args:
        words: what flags and environment say.
        where: the preset and address of the model that writes; a judge with neither of its own
            is at the same server.

    Raises:
        UsageError: a server is named for it and no model, or an unknown preset.
    """
    model, server = words.get("judge"), words.get("judge_preset")
    own = address(words, "judge_base_url")
    if not model:
        if server or own:
            raise UsageError(
                "A server is named for the judge (--judge-preset or --judge-base-url) and no "
                "model; name it with --judge (SYNGEN_JUDGE)."
            )
        return None
    if not server and not own:
        return Judge(model, *where)
    known = preset(server, "--judge-preset (or SYNGEN_JUDGE_PRESET)") if server else None
    return Judge(model, known, own or (known.base_url if known else None))


def family(model: str) -> str:
    """The family that a model belongs to, by its name; its own name where that tells nothing."""
    found = [
        (match.start(), name)
        for name, stem in _STEMS.items()
        if (match := stem.search(model.rpartition("/")[2]))
    ]
    return min(found)[1] if found else model.lower()


def kinship(judging: str, writing: str) -> str:
    """What is wrong with one model judging another, in a sentence; empty if they are no kin."""
    if family(judging) != family(writing):
        return ""
    both = "is the model that writes" if judging == writing else f"is of the family of {writing}"
    return (
        f"The judge {judging} {both}: models rate their own family's answers too high. Name "
        "one of another family with --judge (SYNGEN_JUDGE)."
    )
