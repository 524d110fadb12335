"""To-dos of all domains in one order."""

from datetime import date

from teacher_growth.access.actor import Actor
from teacher_growth.messages.queries import Todo, Todos

NOBODY = Actor(None)


def todo(code, count=1, **dates):
    return Todo(code, count, "dashboard.home", **dates)


def test_nearest_deadline_first_then_the_oldest():
    first, second = todo("b", due=date(2026, 1, 1)), todo("a", due=date(2026, 2, 1))
    third, fourth, fifth = todo("z", oldest=date(2025, 1, 1)), todo("c"), todo("d")
    sources = [lambda _actor: [fifth, third], lambda _actor: [second, first, fourth]]
    assert Todos(sources).of(NOBODY) == [first, second, third, fourth, fifth]


def test_nothing_to_do_is_not_listed():
    todos = Todos([lambda _actor: [todo("a", 0), todo("b", 3)], lambda _actor: [todo("c", 2)]])
    assert ([each.code for each in todos.of(NOBODY)], todos.count(NOBODY)) == (["b", "c"], 5)


def test_sources_are_asked_for_the_actor():
    asked = []
    Todos([lambda actor: asked.append(actor) or []]).of(NOBODY)
    assert asked == [NOBODY]
