"""A small city built once: 2 counties × 2 schools, a 市直属 school, persons with every kind of fact, and actors.

A domain adds its rows with `World.put(kind, key, id, at=…, people=…)`: then lines of the matrix may name them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.accounts import queries as accounts
from teacher_growth.accounts.actions import give_role, start_session
from teacher_growth.accounts.models import Account, SignInSession
from teacher_growth.clock import now, today
from teacher_growth.database import db, write_tx
from teacher_growth.organisations.rules import OrganisationKind
from teacher_growth.people.actions import create_teacher
from teacher_growth.people.rules.codes import Sex
from tests.factories.accounts import password_hash
from tests.factories.organisations import a_city, a_county, a_school, an_organisation
from tests.gates.actors import NOT_SIGNED_IN, PARTS, Part
from tests.gates.people import LONG_AGO, PEOPLE, Person
from tests.gates.rows import accounts as account_rows
from tests.gates.rows import achievements, documents, identity, importing, jobs, mentoring, organisations, training
from tests.gates.settling import own_files, settle

MARK = re.compile(r"z([a-z_]+?)(\d{4})z")
BIRTHDAY = re.compile(r"\b19[45]\d-\d\d-\d\d\b")
GRANT = re.compile(r'href="/accounts/grants/(\d+)/end"')
CSRF = "0" * 40
OWN, SAME_SCHOOL, SAME_COUNTY, ELSEWHERE, ABSENT = "own", "same_school", "same_county", "elsewhere", "absent"
COUNTY = {"s1": "k1", "s2": "k1", "k1": "k1", "office": "k1", "s3": "k2", "s4": "k2", "k2": "k2"}


@dataclass
class Who:
    part: Part
    number: int
    account_id: int = 0
    grant_id: int = 0
    cookie: str = ""

    @property
    def key(self) -> str:
        return self.part.key

    @property
    def own(self) -> str:
        return f"file_{self.key}"

    @property
    def kept_at(self) -> str:
        return self.part.kept_at or self.part.home

    def mark(self, name: str) -> str:
        return f"z{name}{self.number:04}z"

    @property
    def signed_in(self) -> bool:
        return self.key not in NOT_SIGNED_IN


@dataclass
class Row:
    """One row the matrix can ask for. `at`: organisations it belongs to; `people`: persons it is about."""

    kind: str
    key: str
    id: int
    at: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    says: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # its own fields → whose mark, and of what


@dataclass
class World:
    app: Flask
    places: dict[str, int] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[str, Who] = field(default_factory=dict)
    kinds: dict[str, dict[str, Row]] = field(default_factory=dict)

    def put(
        self, kind: str, key: str, row_id: int, *, at: frozenset[str], people: frozenset[str] = frozenset(),
        says: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:  # fmt: skip
        self.kinds.setdefault(kind, {})[key] = Row(kind, key, row_id, at, people, says or {})

    def rows(self, kind: str) -> dict[str, Row]:
        return self.kinds.get(kind, {})

    def spread(self, kind: str, who: Who) -> list[Row]:
        """One row for each way a row can lie, and all of one's own."""
        found: dict[object, Row] = {}
        for row in self.rows(kind).values():
            own = who.own in row.people
            person, other = self.people.get(row.key), self.actors.get(row.key)
            sort = row.key if own else (row.at, person and person.plan.how, other and (other.kept_at, other.part.state))
            found.setdefault(sort, row)
        return list(found.values())

    def relation(self, who: Who, row: Row) -> str:
        """How the row lies to the one who asks, seen from his home."""
        home = who.part.home
        if who.own in row.people:
            return OWN
        if home in row.at:
            return SAME_SCHOOL if home.startswith("s") else SAME_COUNTY
        if home in COUNTY and any(COUNTY.get(place) == COUNTY[home] for place in row.at):
            return SAME_COUNTY
        return ELSEWHERE

    def actor(self, who: Who) -> Actor:
        """What a verb gets: read anew, as a request would."""
        own = self.people.get(who.own)
        return Actor(who.account_id, own and own.id, accounts.grants_of(who.account_id, today()))

    def marks(self, text: str) -> set[tuple[str, str]]:
        """Whose fields appear in a text: (person or account, field)."""
        numbers = {person.number: person.key for person in self.people.values()}
        users = {who.number: who.key for who in self.actors.values()}
        grants = {who.grant_id: who.key for who in self.actors.values()}
        births = {str(each.birth_date): each.key for each in self.people.values() if not each.plan.double}
        found = {
            ((users if name in ("login", "user") else numbers)[int(number)], name)
            for name, number in MARK.findall(text)
        }
        found |= {(grants[int(each)], "grant") for each in GRANT.findall(text) if int(each) in grants}
        return found | {(births[day], "birth_date") for day in BIRTHDAY.findall(text) if day in births}

    def form_token(self) -> str:
        return str(URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(CSRF))  # type: ignore[arg-type]  # the key is set


def build(app: Flask) -> World:
    world = World(app)
    _places(world)
    for number, each in enumerate([*PEOPLE, *own_files()], 1):
        settle(world, Person(each, number))
    for number, part in enumerate(PARTS, 1):
        _account(world, Who(part, number))
    _special(world)
    organisations.settle(world)
    achievements.settle(world)
    mentoring.settle(world)
    training.settle(world)
    documents.settle(world)
    jobs.settle(world)
    identity.settle(world)
    account_rows.settle(world)  # of all people
    importing.settle(world)  # last: nothing changes after it
    return world


def _taken_back(world: World) -> None:
    """A file that an import opened and its undoing took back: there for nobody."""
    with write_tx():
        file = create_teacher(
            actor=SYSTEM, staff_number="gone-1", organisation_id=world.places["s1"], since=LONG_AGO, name="撤回的人",
            sex=Sex.MALE,
        )  # fmt: skip
        file.voided = True
        made = file.id
    world.put("taken_back", "s1", made, at=frozenset({"s1"}))


def _special(world: World) -> None:
    """Rows that only some verbs can take."""
    _taken_back(world)
    for key in ("s1", "s2", "s5"):
        world.put("counted", key, world.places[key], at=frozenset({key}))
    for key in ("office", "group"):  # nobody works there
        world.put("empty_place", key, world.places[key], at=frozenset({key}))
    for key, row in world.rows("person").items():
        if world.people[key].plan.how == "regular":
            world.put("regular", key, row.id, at=row.at, people=row.people)
            world.put("regular_relation", key, world.people[key].facts["relation"], at=row.at, people=row.people)
    with_account = {who.own for who in world.actors.values()}
    for key, row in world.rows("person").items():
        if key not in with_account:
            world.put("account_less", key, row.id, at=row.at, people=row.people)
    for key in ("s1", "s2", "s5"):  # not yet under k2
        world.put("movable", key, world.places[key], at=frozenset({key}))


def _places(world: World) -> None:
    city, k1, k2 = a_city(), a_county("东县"), a_county("西县")
    made = {
        "city": city, "k1": k1, "k2": k2, "s1": a_school("甲小学", k1), "s2": a_school("乙小学", k1),
        "s3": a_school("丙小学", k2), "s4": a_school("丁小学", k2), "s5": a_school("戊小学", city),
        "provider": an_organisation(OrganisationKind.PROVIDER, "己培训院", city),
        "group": an_organisation(OrganisationKind.GROUP, "庚集团", city),
        "office": an_organisation(OrganisationKind.RESEARCH_OFFICE, "辛教研室", k1),
    }  # fmt: skip
    for key, each in made.items():
        world.places[key] = each.id
        world.put("organisation", key, each.id, at=frozenset({key}))


def _account(world: World, who: Who) -> None:
    world.actors[who.key] = who
    if who.part.state == "anonymous":
        who.cookie = _cookie(world, None)
        return
    own = world.people.get(who.own)
    with write_tx() as session:
        account = Account(
            login=who.mark("login"), name=who.mark("user"), organisation_id=world.places[who.kept_at],
            teacher_id=own and own.id, password_hash=password_hash(), must_change_password=False, epoch=0,
        )  # fmt: skip
        session.add(account)
        session.flush()
        who.account_id = account.id
        _grant(world, who)
        token = start_session(account.id, address="127.0.0.1", actor=SYSTEM)
        session.flush()
        _spoil(who, account)
    who.cookie = _cookie(world, token)
    _put_account(world, who)


def _put_account(world: World, who: Who) -> None:
    """`answered_account`: lies where its roles hold. `living_grant`: has not ended."""
    kept, holds, about = frozenset({who.kept_at}), frozenset({who.part.home}), frozenset({who.own})
    disabled = who.part.state == "disabled"
    world.put("account", who.key, who.account_id, at=kept, people=about)
    world.put("disabled_account" if disabled else "living_account", who.key, who.account_id, at=kept, people=about)
    world.put("answered_account", who.key, who.account_id, at=holds, people=about)
    if who.grant_id and who.key not in ("ended_yesterday", "ends_today"):
        world.put("living_grant", who.key, who.grant_id, at=holds, people=about)


def _grant(world: World, who: Who) -> None:
    part = who.part
    if part.role is None:
        return
    start = LONG_AGO if part.starts_in is None else today() + timedelta(days=part.starts_in)
    end = None if part.ends_in is None else today() + timedelta(days=part.ends_in)
    who.grant_id = give_role(
        who.account_id,
        actor=SYSTEM,
        role=part.role,
        organisation_id=world.places[part.home],
        valid_from=start,
        valid_to=end,
    ).id


def _spoil(who: Who, account: Account) -> None:
    """Each way in which a session or an account is no longer good."""
    session = (
        db.session.query(SignInSession).filter_by(account_id=account.id).execution_options(unrestricted="gate").one()
    )
    session.seen_at = now() + timedelta(hours=3)  # else a long run would keep it alive, and so write, at each request
    if who.part.state == "first_password":
        account.must_change_password = True
    elif who.part.state == "disabled":
        account.disabled_at = now()
    elif who.part.state == "signed_out":
        session.ended_at = now()
    elif who.part.state == "old_epoch":
        account.epoch += 1
    elif who.part.state == "idle":
        session.seen_at = now() - timedelta(minutes=31)
    elif who.part.state == "too_long":
        session.started_at = now() - timedelta(hours=9)


def _cookie(world: World, token: str | None) -> str:
    values = {"csrf_token": CSRF} | ({"_user_id": token, "_fresh": True} if token else {})
    signer = world.app.session_interface.get_signing_serializer(world.app)  # type: ignore[attr-defined]  # flask's own interface has it
    return f"{world.app.config['SESSION_COOKIE_NAME']}={signer.dumps(values)}"
