"""Verbs by themselves: the same actors and relations, asked of the action without a route in between.

A verb is one entry in VERBS and one line in matrix/verbs/. Each runs in a write transaction that is undone.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.roles import Role
from teacher_growth.accounts import actions as accounts
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.organisations import actions as organisations
from teacher_growth.organisations.models import SchoolFigures
from teacher_growth.organisations.rules import OrganisationKind
from teacher_growth.people import actions as people
from teacher_growth.people import queries
from teacher_growth.people.rules import codes as c
from teacher_growth.people.rules.kinds import FactKind as F
from tests.factories.accounts import PASSWORD
from tests.gates import crew, lines
from tests.gates.acts import accounts as account_acts
from tests.gates.acts import achievements, documents, exporting, identity, importing, mentoring, training
from tests.gates.acts import people as file_acts
from tests.gates.lines import Line
from tests.gates.report import Report
from tests.gates.world import Row, Who, World

Act = Callable[[World, Actor, int], Any]
SINCE = date(2025, 9, 1)
DONE = 200


class UndoError(Exception):
    """Ends a verb's transaction without a trace."""


def _record(kind: F, /, **values: Any) -> Act:
    return lambda _world, actor, row_id: people.record_fact(kind, row_id, actor=actor, valid_from=SINCE, **values)


def _at_s1(kind: F, /, **values: Any) -> Act:
    return lambda world, actor, row_id: people.record_fact(
        kind, row_id, actor=actor, valid_from=SINCE, organisation_id=world.places["s1"], **values
    )


def _supersede(kind: F) -> Act:
    return lambda _world, actor, row_id: people.supersede_fact(kind, row_id, actor=actor, reason="gate", note="gate")


def _void(kind: F) -> Act:
    return lambda _world, actor, row_id: people.void_fact(kind, row_id, actor=actor, reason="gate")


def _read(kind: F) -> Act:
    def read(_world: World, actor: Actor, row_id: int) -> None:
        if not queries.facts(kind, row_id, actor):
            raise NotVisible

    return read


def _count(_world: World, actor: Actor, row_id: int) -> None:
    """More than oneself."""
    if queries.headcounts([row_id], actor, today()).get(row_id, 0) < 2:
        raise NotVisible


VERBS: dict[str, Act] = {
    **{f"people.read_{kind.value}": _read(kind) for kind in (F.TITLE, F.LEAVE, F.ETHICS, F.DISCIPLINE)},
    "people.read_count": _count,
    "people.create_teacher": lambda _world, actor, row_id: people.create_teacher(
        actor=actor, staff_number="gate", organisation_id=row_id, since=SINCE, name="新人", sex=c.Sex.MALE
    ),
    "people.record_title": _record(F.TITLE, level=c.TitleLevel.SENIOR),
    "people.record_ethics": _record(F.ETHICS, kind=c.EthicsKind.ASSESSMENT, year=2025, grade=c.EthicsGrade.SOUND),
    "people.record_discipline": _record(F.DISCIPLINE, kind=c.DisciplineKind.WARNING, decided_by="某局"),
    "people.record_leave": _at_s1(F.LEAVE, kind=c.LeaveKind.SICK),
    "people.record_place_at_s1": _at_s1(F.PLACE, kind=c.PlaceKind.EXCHANGE),
    "people.supersede_title": _supersede(F.TITLE),
    "people.supersede_discipline": _supersede(F.DISCIPLINE),
    "people.supersede_leave": _supersede(F.LEAVE),
    "people.void_honour": _void(F.HONOUR),
    "people.void_ethics": _void(F.ETHICS),
    "accounts.create_account": lambda _world, actor, row_id: accounts.create_account(
        actor=actor, login="gate", name="新人", organisation_id=row_id, password=PASSWORD
    ),
    "accounts.give_role": lambda _world, actor, row_id: accounts.give_role(
        row_id, actor=actor, role=Role.EXPERT, organisation_id=_home(row_id, _world), valid_from=SINCE
    ),
    "accounts.give_role_at": lambda world, actor, row_id: accounts.give_role(
        world.actors["second_teacher"].account_id,
        actor=actor,
        role=Role.EXPERT,
        organisation_id=row_id,
        valid_from=SINCE,
    ),
    "accounts.give_role_in_city": lambda world, actor, row_id: accounts.give_role(
        row_id, actor=actor, role=Role.EXPERT, organisation_id=world.places["city"], valid_from=SINCE
    ),
    "accounts.end_role": lambda _world, actor, row_id: accounts.end_role(
        row_id, actor=actor, last_day=today(), today=today()
    ),
    "organisations.create_below": lambda _world, actor, row_id: organisations.create_organisation(
        actor=actor, kind=OrganisationKind.SCHOOL, name="庚小学", parent_id=row_id, since=SINCE
    ),
    "organisations.rename": lambda _world, actor, row_id: organisations.rename_organisation(
        row_id, actor=actor, name="辛小学", since=SINCE, document=None
    ),
    "organisations.move_to_k2": lambda world, actor, row_id: organisations.move_organisation(
        row_id, actor=actor, parent_id=world.places["k2"], since=SINCE, document=None
    ),
    "organisations.record_figures": lambda _world, actor, row_id: organisations.record_organisation_fact(
        SchoolFigures(organisation_id=row_id, school_year=2025, pupils=1, classes=1, posts=1, valid_from=SINCE),
        actor=actor,
    ),
    **account_acts.ACTS,
    **achievements.ACTS,
    **identity.ACTS,
    **documents.ACTS,
    **exporting.ACTS,
    **file_acts.ACTS,
    **importing.ACTS,
    **mentoring.ACTS,
    **training.ACTS,
}  # fmt: skip


def _home(account_id: int, world: World) -> int:
    home = next((each.part.home for each in world.actors.values() if each.account_id == account_id), "city")
    return world.places[home]


def outcome(world: World, name: str, actor: Actor, row_id: int) -> int | str:
    """What became of it, as a route would answer."""
    try:
        with write_tx():
            VERBS[name](world, actor, row_id)
            db.session.flush()
            raise UndoError
    except UndoError:
        return DONE
    except SelfInterest:
        return 403
    except NotVisible:
        return 404
    except Refused as refusal:
        return 409 if refusal.code else 0
    except Exception as error:
        return f"crash: {type(error).__name__}"
    finally:
        db.session.rollback()


def wanted(world: World, line: Line, who: Who, row: Row | None) -> set[int]:
    """Decided on his own row: 403 where he could decide on others', else nothing is said of it either way."""
    relation = world.relation(who, row) if row else None
    met = line.allowed(who.key, relation) if row else []
    if relation == "own" and line.self is not None:
        return {line.self} if met else {line.self, 404}
    return {met[0].status if met else 404}


Cell = tuple[Line, Who, Row | None, int]


def cells(world: World) -> Iterator[Cell]:
    for line in lines.load("verbs").values():
        for who in world.actors.values():
            if not who.signed_in or who.part.state == "first_password":
                continue
            yield from ((line, who, row, row.id) for row in world.spread(line.rows or "", who))
            strange = (999_999,) if ".read_" in line.name else (999_999, 2**63)
            yield from ((line, who, None, each) for each in strange)


def fault(world: World, cell: Cell) -> str | None:
    line, who, row, row_id = cell
    expected, got = wanted(world, line, who, row), outcome(world, line.endpoint, world.actor(who), row_id)
    if got in expected:
        return None
    return f"{line.name} {who.key} {row.key if row else 'absent'}: {got}, not {min(expected)}"


def check_all(bench: Any, report: Report, *, pick: Callable[[list[Cell]], list[Cell]]) -> None:
    known = {line.endpoint for line in lines.load("verbs").values()}
    for name in sorted(known | set(VERBS)):
        report.check(
            name in known and name in VERBS, f"verb {name}: " + ("no line" if name in VERBS else "no such verb")
        )
    picked = pick(list(cells(bench.world)))
    for words in crew.share(bench, picked, lambda own, cell: fault(own.world, cell)):
        report.check(words is None, f"verb {words}")
    report.figures["verb cells"] = len(picked)
