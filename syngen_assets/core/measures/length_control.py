"""Length control: how often an answer would win if both were of the same length."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

HOW = (
    "logistic regression of the verdict (a win is 1, a tie a half) on the hyperbolic tangent of "
    "the difference in words over its standard deviation, read at no difference; after "
    "length-controlled AlpacaEval, without its terms for the model and the instruction, and with "
    "half a win and half a loss at no difference added, so that there is a fit"
)
_STEPS, _FARTHEST = 60, 2.0  # of Newton's method, and how far one may go
_RIDGE = 0.04  # a slope beyond 5 is held back; an answer's length can explain every verdict


def win_rates(wins: Floats, difference: Floats, weights: Floats) -> Floats:
    """The win rate at no difference in length, for each way of weighting the verdicts.

    Args:
        wins: 1 where the answer won, 0 where the other did, a half for a tie.
        difference: how much longer it is than the other.
        weights: how often each verdict counts; one row per fit.
    """
    spread = float(np.std(difference)) or 1.0
    cells, place = np.unique(np.column_stack([wins, difference]), axis=0, return_inverse=True)
    place = place.ravel()
    order = np.argsort(place, kind="stable")
    starts = np.searchsorted(place[order], np.arange(len(cells)))
    counts = np.add.reduceat(weights[:, order], starts, axis=1)
    counts = np.column_stack([counts, np.ones(len(counts))])
    won = np.append(cells[:, 0], 0.5)
    longer = np.append(np.tanh(cells[:, 1] / spread), 0.0)
    return _expit(_fitted(won, longer, counts)[0])


def _fitted(won: Floats, longer: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Level and slope of each fit, by Newton's method."""
    level, slope = np.zeros(len(counts)), np.zeros(len(counts))
    for _ in range(_STEPS):
        chance = _expit(level[:, None] + slope[:, None] * longer)
        off, steep = counts * (won - chance), counts * chance * (1 - chance)
        up, along = off.sum(axis=1), off @ longer - _RIDGE * slope
        a, b, c = steep.sum(axis=1), steep @ longer, steep @ longer**2 + _RIDGE
        size = a * c - b * b
        steps = np.clip(
            [(c * up - b * along) / size, (a * along - b * up) / size], -_FARTHEST, _FARTHEST
        )
        level, slope = level + steps[0], slope + steps[1]
        if np.abs(steps).max() < 1e-9:
            break
    return level, slope


def _expit(values: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-np.clip(values, -35, 35)))
    return chance
