"""Rounding to a multiple of a step, exactly."""

from fractions import Fraction

import numpy as np

from teacher_growth.policy.rules.columns import Array, Column, scaled

ROUNDINGS = ("down", "up", "half_up", "half_even")


def rounded(a: Column, step: Fraction, way: str) -> Column:
    """To a multiple of the step. `down` and `up` go towards minus and plus infinity, `half_up` away from nought."""
    low = scaled(_rounded(a.low, a.den * step, way), step.numerator)
    high = low if a.exact else scaled(_rounded(a.high, a.den * step, way), step.numerator)
    return Column(low, high, step.denominator, a.none)


def _rounded(values: Array, step: Fraction, way: str) -> Array:
    """How many steps: values / step, rounded."""
    top, bottom = scaled(values, step.denominator), step.numerator
    if way == "down":
        return top // bottom
    if way == "up":
        return -(-top // bottom)
    doubled, twice = scaled(np.abs(top), 2), 2 * bottom
    size = (doubled + bottom) // twice
    if way == "half_even":
        tie = ((doubled + bottom) % twice == 0) & (size % 2 == 1)
        size = np.where(tie, size - 1, size)
    return np.where(top < 0, -size, size)
