"""Likeness: the words that carry a text's meaning, and how many of them two texts share."""

import re
from functools import lru_cache

from syngen_assets.core.text import words

_LOOK_AT = 3000  # letters of a text that are read
_COMMON = re.compile(  # words of more than three letters that stand in an answer about anything
    r"about|above|affect|affected|affects|after|also|although|among|another|because|been"
    r"|before|being|between|both|can|cause|caused|causes|condition|conditions|could|disease"
    r"|diseases|disorder|disorders|does|during|each|either|from|have|having|help|include"
    r"|includes|including|individuals|into|known|less|like|many|most|more|often|only|other"
    r"|others|over|patients|people|person|rare|same|several|should|signs|some|such|symptoms"
    r"|syndrome|than|that|their|them|then|there|these|they|this|those|through|type|types|under"
    r"|until|usually|very|were|what|when|where|which|while|will|with|within|without|would|your"
    r"|form|forms|familial|hereditary|congenital|autosomal|dominant|recessive|deficiency|cancer"
    r"|infantile|juvenile|adult|childhood"
)


@lru_cache(maxsize=65536)
def content(text: str) -> frozenset[str]:
    """The words of a text that carry its meaning, without case."""
    return frozenset(
        word
        for word in words(text[:_LOOK_AT].casefold())
        if (len(word) > 3 or word[0].isdigit()) and not _COMMON.fullmatch(word)
    )


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The Jaccard similarity of two sets of words."""
    return len(one & other) / (len(one | other) or 1)
