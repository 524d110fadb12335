import pytest

from teacher_growth.jobs import actions


@pytest.fixture
def task():
    """Registers tasks for one test."""
    before = dict(actions.registered())
    yield lambda name, function: actions.register({name: function})
    actions.registered().clear()
    actions.register(before)
