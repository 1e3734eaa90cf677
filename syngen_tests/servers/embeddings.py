"""What an embedder says: texts of the same words lie close, and every run says the same."""

import json
import random
import re
from collections.abc import Callable

from syngen_tests.servers.replies import JSON, Body, Raw, refusal

SIZE = 48

Vectors = Callable[[str], "list[float] | Raw"]


def by_words(text: str) -> list[float]:
    """The sum of a direction for each word: not of length 1, as with some servers."""
    total = [0.0] * SIZE
    for word in re.findall(r"\w+", text.casefold()) or ["?"]:
        chance = random.Random(word)
        total = [sum_ + chance.gauss(0, 1) for sum_ in total]
    return total


def embeddings(body: Body, vector: Vectors, most: int | None) -> Raw:
    """The answer to a call, its vectors in no order, as servers may send them."""
    texts = body.get("input")
    if not isinstance(texts, list) or not texts:
        return refusal(400, "'$.input' is invalid.", param="input")
    if most is not None and len(texts) > most:
        return refusal(422, f"batch size {len(texts)} > maximum allowed batch size {most}")
    data = []
    for index, text in enumerate(texts):
        found = vector(text)
        if isinstance(found, tuple):
            return found
        data.append({"object": "embedding", "index": index, "embedding": found})
    tokens = sum(len(text) // 4 + 1 for text in texts)
    said = {
        "object": "list",
        "model": body["model"],
        "data": data[::-1],
        "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
    }
    return 200, JSON, json.dumps(said).encode()
