"""Style: how the questions are written, which must not tell where they come from."""

import re
from dataclasses import replace

import numpy as np

from syngen_assets.core.measures.figure import Figure
from syngen_assets.core.measures.resampling import BY_PROMPT
from syngen_assets.core.measures.sample import Sample
from syngen_assets.core.measures.shares import share

_GROUP = "style"
_ENDS = re.compile(r"[.?!…。？！][\"”’»)\]]*\s*$")


def style(sample: Sample) -> list[Figure]:
    """How many prompts are plain, and how many end otherwise than most do."""
    plain = np.array([_is_plain(prompt) for prompt in sample.prompts], dtype=bool)
    found = share(
        sample,
        plain,
        name="plain_prompt_share",
        group=_GROUP,
        about="How many questions have neither a capital nor a punctuation mark.",
        how="share of prompts without a capital letter and without a mark that is no letter, "
        "no digit and no white space",
    )
    return [replace(found, places=()), _mixed(sample)]


def _is_plain(prompt: str) -> bool:
    return prompt == prompt.lower() and re.search(r"[^\w\s]", prompt) is None


def _mixed(sample: Sample) -> Figure:
    ends = np.array([_ENDS.search(prompt) is not None for prompt in sample.prompts], dtype=bool)
    fewer = ends if ends.mean() <= 0.5 else ~ends
    low, high = sample.resamples.ratio(fewer)
    return Figure(
        "mixed_style_share",
        _GROUP,
        float(fewer.mean()),
        "How many questions are written otherwise than most: form alone would tell their origin.",
        "the smaller of the shares of prompts that end in . ? ! or an ellipsis, and that do not; "
        f"{BY_PROMPT}",
        "share",
        low=low,
        high=None if high is None else min(high, 0.5),
        rows=len(sample),
        places=tuple(np.flatnonzero(fewer).tolist()),
    )
