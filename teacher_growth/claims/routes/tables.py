"""What lists of claims have in common: what stands beside the rows, how the queue is narrowed, filters."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, Text, type_coerce

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import rows
from teacher_growth.claims import queries
from teacher_growth.claims.actions import Desk, Principals
from teacher_growth.claims.rules import ClaimState
from teacher_growth.clock import today
from teacher_growth.i18n import _l
from teacher_growth.people.models import Teacher
from teacher_growth.people.queries import organisation_names, principals_of
from teacher_growth.pinyin import pattern
from teacher_growth.web.guards import current_actor
from teacher_growth.web.tables import Filter
from teacher_growth.web.words import choices


class Beside:
    """What the columns of a list need beside the rows, each in one query a page; `counts`: files of each."""

    def __init__(self, counts: Callable[[Sequence[Any]], dict[int, int]], desk: Desk[Any] | None = None) -> None:
        self.counts, self.desk = counts, desk
        self.files: dict[int, int] = {}
        self.schools: dict[int, str] = {}
        self.principals: Principals = ()

    def load(self, statement: Select[Any]) -> list[Any]:
        found = rows(statement)
        places = {each.organisation_id for each in found}
        self.files, self.schools = self.counts(found), organisation_names(places)
        self.principals = principals_of(places, today()) if self.desk else ()
        return found

    def may_verify(self, row: Any) -> bool:
        """Can it be chosen for a batch?"""
        desk = self.desk
        return desk is not None and (
            desk.fault(row, ClaimState.VERIFIED, actor=current_actor(), principals=self.principals) is None
        )


def narrowed(desk: Desk[Any], actor: Actor, args: Any) -> Select[Any]:
    """The queue: what waits and is the actor's to decide, unless the filters `state` and `whose` ask for more."""
    model: Any = desk.model
    statement = queries.queue(model, actor, desk.permission)
    if not args.get("state"):
        statement = statement.where(model.state == ClaimState.SUBMITTED)
    if args.get("whose") != "all":
        statement = statement.where(queries.whose_turn(model, actor, desk.permission))
    return statement


def state_filter(model: Any) -> Filter:
    return Filter("state", _l("状态"), kind="choice", choices=choices(ClaimState), apply=by(model.state))


def whose_filter() -> Filter:
    """Read by `narrowed`."""
    return Filter(
        "whose", _l("范围"), kind="choice", choices=[("all", _l("可见的全部"))], apply=lambda found, _all: found
    )


def doubt_filter(model: Any, kind: Any) -> Filter:
    either = [("none", _l("没有疑点")), ("any", _l("有疑点"))]
    written = type_coerce(model.doubts, Text)

    def apply(statement: Select[Any], value: str) -> Select[Any]:
        if value in ("none", "any"):
            return statement.where(written == "[]" if value == "none" else written != "[]")
        return statement.where(written.contains(f'"{value}"', autoescape=True))

    return Filter("doubt", _l("疑点"), kind="choice", choices=[*either, *choices(kind)], apply=apply)


def search_filter(model: Any) -> Filter:
    def apply(statement: Select[Any], text: str) -> Select[Any]:
        named = Teacher.search_text.like(pattern(text), escape="!")
        return statement.where(named | model.title.contains(text, autoescape=True))

    return Filter("q", _l("姓名、拼音、工号或名称"), apply=apply)


def by(column: Any) -> Callable[[Select[Any], str], Select[Any]]:
    return lambda statement, value: statement.where(column == value)
