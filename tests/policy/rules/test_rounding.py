from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.policy.rules.columns import constant
from teacher_growth.policy.rules.rounding import rounded

WAYS = {"down": ROUND_FLOOR, "up": ROUND_CEILING, "half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}


@pytest.mark.parametrize("way", WAYS)
@given(number=st.decimals(-1000, 1000, places=3), places=st.integers(0, 2))
def test_as_decimals_do(way, number, places):
    step = Decimal(1).scaleb(-places)
    found = rounded(constant(Fraction(number)), Fraction(step), way).at(0)
    assert found == Fraction(number.quantize(step, WAYS[way]))
