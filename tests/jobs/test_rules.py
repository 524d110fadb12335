from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacher_growth.jobs.rules import (
    LONG_ENOUGH,
    MOST_ATTEMPTS,
    OVER,
    JobState,
    after_failure,
    can_become,
    retry_after,
    seconds_left,
)

J = JobState


def test_states_move_only_along_the_table():
    allowed = {(now, then) for now in J for then in J if can_become(now, then)}
    assert allowed == {
        (J.WAITING, J.RUNNING), (J.WAITING, J.CANCELLED),
        (J.RUNNING, J.DONE), (J.RUNNING, J.FAILED), (J.RUNNING, J.WAITING), (J.RUNNING, J.CANCELLED),
        (J.FAILED, J.WAITING), (J.CANCELLED, J.WAITING),
    }  # fmt: skip


def test_what_is_over_does_not_run_by_itself():
    assert {each for each in J if can_become(each, J.RUNNING)} & OVER == set()


def test_a_job_rests_longer_after_each_failure_until_it_is_given_up():
    tries = range(1, MOST_ATTEMPTS + 1)
    assert [retry_after(each) for each in tries] == [timedelta(seconds=each) for each in (30, 120, 480)]
    assert [after_failure(each) for each in tries] == [J.WAITING, J.WAITING, J.FAILED]


@pytest.mark.parametrize(
    ("done", "total", "seconds"), [(0, 10, 60), (3, None, 60), (3, 0, 60), (11, 10, 60), (3, 10, LONG_ENOUGH - 0.1)]
)
def test_the_rest_is_not_told_before_it_can_be(done, total, seconds):
    assert seconds_left(done, total, seconds) is None


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(2, 10**6))
def test_the_rest_goes_at_the_pace_so_far(done, rest, seconds):
    assert seconds_left(done, done + rest, seconds) == pytest.approx(seconds / done * rest)
