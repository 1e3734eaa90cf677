"""Proportions: how surely a share is known that was counted."""

import math

_Z = 1.959964  # of 95%


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share; it is right for few rows, and for none or all of them."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, _Z**2 / of
    middle = (share + square / 2) / (1 + square)
    half = _Z / (1 + square) * math.sqrt(share * (1 - share) / of + square / (4 * of))
    low, high = middle - half, middle + half
    return (0.0 if hits == 0 else low), (1.0 if hits == of else high)
