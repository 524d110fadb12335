"""Days are Shanghai's, moments are UTC, whatever the server's zone."""

import os
import time
from datetime import UTC, date, datetime

import pytest
import time_machine

from teacher_growth.clock import local, now, today


@pytest.fixture(params=["UTC", "America/New_York", "Asia/Shanghai"])
def _zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    os.environ.pop("TZ", None)
    time.tzset()


@pytest.mark.usefixtures("_zone")
@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 1, 15, 59, 59, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 1, 1, 16, 0, 0, tzinfo=UTC), date(2026, 1, 2)),
    ],
)
def test_the_day_turns_at_midnight_in_shanghai(moment, day):
    with time_machine.travel(moment, tick=False):
        assert (today(), now(), now().tzinfo) == (day, moment, UTC)


def test_local_is_for_reading():
    assert local(datetime(2026, 1, 1, 16, 0, tzinfo=UTC)).strftime("%Y-%m-%d %H:%M") == "2026-01-02 00:00"
