"""Accounts and roles: one for every teacher, those of the bureau, and which of them a story is played with."""

import base64
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy.orm import Session

from teacher_growth.access.roles import Role
from teacher_growth.accounts.actions import hasher
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.demo.town import Login, Person, Place, Town
from teacher_growth.organisations.rules import OrganisationKind
from teacher_growth.people.rules.codes import PlaceKind, Subject

PASSWORD = "green-rice-by-the-canal"  # noqa: S105 -- of the demo town, printed for whoever plays it
K = OrganisationKind
OFFICES = {"principal": Role.PRINCIPAL, "教科室主任": Role.TRAINING_CLERK, "教务处主任": Role.ACADEMIC_OFFICE}
SECOND_FACTOR = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_AUDITOR)


@dataclass(frozen=True)
class Official:
    """Somebody without a teacher's file. `county`: which of them, None for the city's own."""

    role: Role
    login: str
    name: str
    kind: OrganisationKind = K.CITY
    county: int | None = None
    subject: Subject | None = None


OFFICIALS = (
    Official(Role.COUNTY_CLERK, "nanhu.clerk", "沈晓岚", K.COUNTY, 0),
    Official(Role.COUNTY_LEADER, "nanhu.leader", "陆国庆", K.COUNTY, 0),
    Official(Role.CITY_CLERK, "city.clerk", "钱雨薇"),
    Official(Role.CITY_LEADER, "city.leader", "顾明远"),
    Official(Role.RESEARCHER, "nanhu.researcher", "盛文娟", K.RESEARCH_OFFICE, 0, Subject.CHINESE),
    Official(Role.PROVIDER, "provider", "费立群", K.PROVIDER),
    Official(Role.CLASS_ORGANISER, "nanhu.organiser", "屠静怡", K.TRAINING_SCHOOL, 0),
    Official(Role.DISCIPLINE_OFFICER, "city.discipline", "严正平"),
    Official(Role.INSPECTOR, "nanhu.inspector", "金国良", K.COUNTY, 0),
    Official(Role.SYSTEM_ADMINISTRATOR, "city.admin", "程一鸣"),
    Official(Role.SECURITY_AUDITOR, "city.auditor", "章慎之"),
    Official(Role.COUNTY_CLERK, "jiashan.clerk", "闻素芬", K.COUNTY, 1),
)
ORDER = (
    Role.TEACHER, Role.PRINCIPAL, Role.COUNTY_CLERK, Role.TRAINING_CLERK, Role.ACADEMIC_OFFICE, Role.COUNTY_LEADER,
    Role.CITY_CLERK, Role.CITY_LEADER, Role.RESEARCHER, Role.PROVIDER, Role.CLASS_ORGANISER, Role.EXPERT,
    Role.STUDIO_HOST, Role.DISCIPLINE_OFFICER, Role.INSPECTOR, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_AUDITOR,
)  # fmt: skip
STORY = (
    ("foundation", Role.TEACHER), ("backbone", Role.TEACHER), ("summit", Role.TEACHER), ("principal", Role.PRINCIPAL),
    ("clerk", Role.TRAINING_CLERK), ("office", Role.ACADEMIC_OFFICE), ("host", Role.STUDIO_HOST),
    ("principal 2", Role.PRINCIPAL), ("clerk 2", Role.TRAINING_CLERK), ("principal 3", Role.PRINCIPAL),
    ("clerk 3", Role.TRAINING_CLERK),
)  # fmt: skip


def lay_accounts(town: Town, _session: Session) -> None:
    password = hasher.hash(PASSWORD)  # once: each hash takes a while, by design
    for person in town.people:
        _account_of(town, person, password)
    for official in OFFICIALS:
        place = _place_of(town, official)
        account = _account(town, password, official.login, official.name, place, secret=official.role in SECOND_FACTOR)
        _grant(town, account, official.role, place, town.opening, subject=official.subject)
        town.logins.append(Login(official.role, account))
    _expert(town, password)
    _story(town)
    town.logins.sort(key=lambda login: ORDER.index(login.role))


def _account_of(town: Town, person: Person, password: str) -> None:
    disabled = town.noted(person.left) if person.left else None
    account = town.add(
        Account, login=person.staff_number, name=person.name, organisation_id=person.school.id, teacher_id=person.id,
        password_hash=password, must_change_password=False, epoch=0, disabled_at=disabled,
    )  # fmt: skip
    town.accounts[person.id] = account
    since = max(person.stays[-1].start, town.opening)
    _grant(town, account, Role.TEACHER, person.school, since, until=person.left)
    for post in sorted(person.posts & OFFICES.keys()):
        _grant(town, account, OFFICES[post], person.school, since)
    for spell in person.spells:
        if spell.place.kind is K.RESEARCH_OFFICE and spell.kind is PlaceKind.SECONDMENT:
            _grant(town, account, Role.RESEARCHER, spell.place, spell.start, until=spell.end, subject=person.subject)


def _place_of(town: Town, official: Official) -> Place:
    if official.county is None:
        return town.of_kind(official.kind)[0]
    county = town.of_kind(K.COUNTY)[official.county]
    return next(each for each in town.places if each.kind is official.kind and county in (each, each.parent))


def _account(town: Town, password: str, login: str, name: str, place: Place, *, secret: bool) -> int:
    digest = sha256(f"{town.seed} {login}".encode()).digest()[:20]
    return town.add(
        Account, login=login, name=name, organisation_id=place.id, password_hash=password, must_change_password=False,
        epoch=0, totp_secret=base64.b32encode(digest).decode() if secret else None,
    )  # fmt: skip


def _grant(
    town: Town, account: int, role: Role, place: Place, since: date, *, until: date | None = None,
    subject: Subject | None = None,
) -> None:  # fmt: skip
    town.add(
        RoleGrant, account_id=account, role=role, organisation_id=place.id, subject=subject, valid_from=since,
        valid_to=None if until is None else max(since, until), granted_at=town.noted(since),
    )  # fmt: skip


def _expert(town: Town, password: str) -> None:
    """Retired, without a posting here: the city keeps the file."""
    account = town.add(
        Account, login="expert", name="查继森", organisation_id=town.city.id, teacher_id=town.externals[0],
        password_hash=password, must_change_password=False, epoch=0,
    )  # fmt: skip
    town.accounts[town.externals[0]] = account
    _grant(town, account, Role.EXPERT, town.city, town.opening)
    town.logins.append(Login(Role.EXPERT, account))


def _story(town: Town) -> None:
    for part, role in STORY:
        person = town.actor_of(part)
        if part == "host":  # where the second school is missing, the summit teacher hosts
            person = person or town.actor_of("summit")
            if person is not None and person.school.parent:
                _grant(town, town.accounts[person.id], role, person.school.parent, town.autumn(2))
        if person is not None:
            town.logins.append(Login(role, town.accounts[person.id], person.tier))
