"""Digests of content: what a row is called, and where its chance comes from."""

import hashlib
import json
from typing import Any


def digest(*parts: Any, length: int = 12) -> str:
    """The first `length` hex digits of a digest of the parts, told apart from one another.

    `digest("ab", "c")` and `digest("a", "bc")` differ. Parts may be anything JSON can hold.
    """
    return fingerprint(plain(*parts), length)


def plain(*parts: Any) -> bytes:
    """The parts in the one form that JSON has for them, of which a digest is taken."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def fingerprint(content: bytes, length: int) -> str:
    """The first `length` hex digits of a digest of the content."""
    return hashlib.blake2b(content, digest_size=32).hexdigest()[:length]


def draw(*parts: Any) -> float:
    """A number in (0, 1), always the same for the same parts: chance that hangs on identity."""
    return (int(digest(*parts, length=13), 16) + 0.5) / 16**13
