"""Mentor pairs in each state, at one school, two schools and in two counties; new teachers; who may be paired.

Kinds say what may become of a pair: `waiting_pair` a free principal decides, `instead_pair` the office above, as the
only principal is in it or there is none; in `half_pair` one of two has approved; `lent_pair` has a mentor of s1;
of `across_pair` each county answers for one side.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from teacher_growth.access.actor import SYSTEM
from teacher_growth.clock import now
from teacher_growth.database import write_tx
from teacher_growth.mentoring.rules import PairKind, PairState
from teacher_growth.people import actions as people
from teacher_growth.people.rules import codes as c
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.mentoring import a_pair
from tests.gates.people import LONG_AGO, Person, plan
from tests.gates.settling import settle as settle_person

if TYPE_CHECKING:
    from tests.gates.world import World

SCHOOLS = ("s1", "s2", "s3", "s4", "s5")
HELPERS = ("new_s1", *(f"{who}_{school}" for school in SCHOOLS for who in ("senior", "junior")))
"""Persons without an account, kept apart from those that other domains' lines move about."""
P, A, ACTIVE, ENDED, REFUSED = (
    PairState.PROPOSED, PairState.ACCEPTED, PairState.ACTIVE, PairState.ENDED, PairState.REFUSED,
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """`at`: the mentee's school, then the mentor's where it is another one. `kinds`: which lines may name it."""

    key: str
    state: PairState
    at: str
    mentee: str
    mentor: str
    kinds: str = ""
    second: bool = False  # as head teachers: the same two may be paired in both kinds


PAIRS = (
    # The first at a place stands for the others there: these have a reason or a note of their own to tell.
    Plan("refused_s1", REFUSED, "s1", "junior_s1", "senior_s1"),
    Plan("ended_s3", ENDED, "s3", "junior_s3", "senior_s3"),
    Plan("refused_own", REFUSED, "s1", "file_teacher", "senior_s1"),
    Plan("heard_s5", A, "s5", "senior_s5", "external_provider", second=True),
    # Asked: somebody who can ask is in each.
    Plan("asked_s1", P, "s1", "file_teacher", "senior_s1", "asked open"),
    Plan("asked_office", P, "s1", "new_s1", "file_academic_office", "asked open"),
    Plan("asked_s2", P, "s2", "junior_s2", "file_county_clerk", "asked open"),
    Plan("asked_s3", P, "s3", "junior_s3", "file_teacher_elsewhere", "asked open"),
    Plan("asked_s5", P, "s5", "junior_s5", "file_principal_city", "asked"),
    Plan("lent_s1", P, "s2 s1", "junior_s2", "senior_s1", "lent", second=True),
    Plan("asked_half", P, "s1", "new_s1", "file_second_teacher", "answered", second=True),
    # With a mentor who has no posting here: what he signed is recorded, unless he can answer himself.
    Plan("unheard_s1", P, "s1", "file_discipline_officer_k1", "external_s1", "unheard", second=True),
    Plan("unheard_s3", P, "s3", "file_studio_host", "external_k2", "unheard", second=True),
    Plan("unheard_office", P, "s1", "file_academic_office", "gone", "unheard", second=True),
    Plan("asked_expert", P, "s1", "senior_s1", "file_expert", "asked himself"),
    # Accepted by both, and a principal is free to decide: at s1 there are two.
    Plan("waiting_s1", A, "s1", "junior_s1", "senior_s1", "waiting answered"),
    Plan("waiting_s1_s2", A, "s1 s2", "file_training_clerk", "senior_s2", "waiting answered open"),
    Plan("waiting_s3", A, "s3", "file_studio_host", "senior_s3", "waiting answered"),
    Plan("waiting_s5", A, "s5", "senior_s5", "junior_s5", "waiting"),
    Plan("waiting_s3_s1", A, "s3 s1", "file_teacher_elsewhere", "senior_s1", "waiting answered"),
    Plan("waiting_own", A, "s1", "file_no_role", "file_principal", "waiting answered"),
    Plan("waiting_visitor", A, "s1", "file_discipline_officer_k1", "file_two_hats", "waiting answered"),
    Plan("across", A, "s1 s4", "file_no_role", "senior_s4", "across", second=True),
    Plan("across_s3_s1", A, "s3 s1", "senior_s3", "file_two_hats", "across", second=True),
    Plan("half", A, "s1 s2", "file_second_teacher", "senior_s2", "half"),
    # Nobody at the school is free: its one principal is in it, or it has none.
    Plan("instead_s2", A, "s2", "senior_s2", "file_principal_2", "instead"),
    Plan("instead_s2_own", A, "s2", "file_county_clerk", "file_principal_2", "instead"),
    Plan("instead_s4", A, "s4", "junior_s4", "senior_s4", "instead"),
    Plan("instead_s4_own", A, "s4", "file_city_clerk", "senior_s4", "instead"),
    Plan("instead_s5", A, "s5", "file_principal_city", "senior_s5", "instead"),
    Plan("instead_of_one", A, "s1 s2", "file_system_administrator_s1", "file_principal_2", "instead"),
    # Running, to be ended by the school; where nobody there is free, by the office above.
    Plan("active_s1", ACTIVE, "s1", "junior_s1", "senior_s1", "active", second=True),
    Plan("active_s1_s2", ACTIVE, "s1 s2", "file_second_teacher", "senior_s2", "active", second=True),
    Plan("active_s3", ACTIVE, "s3", "junior_s3", "senior_s3", "active", second=True),
    Plan("active_s5", ACTIVE, "s5", "junior_s5", "senior_s5", "active", second=True),
    Plan("active_office", ACTIVE, "s1", "file_system_administrator_s1", "file_academic_office", "active", second=True),
    Plan("active_own", ACTIVE, "s1", "file_teacher", "file_principal", "active", second=True),
    Plan("active_s1_s4", ACTIVE, "s1 s4", "file_principal", "senior_s4", "active_across"),
    Plan("active_s2", ACTIVE, "s2", "senior_s2", "file_principal_2", "active_instead", second=True),
    Plan("active_s2_own", ACTIVE, "s2", "file_county_clerk", "file_principal_2", "active_instead", second=True),
    Plan("active_s4", ACTIVE, "s4", "junior_s4", "senior_s4", "active_instead", second=True),
)
HALF = {"half": "mentor_side_approved_at", "asked_half": "mentor_accepted_at"}
"""What the mentor's side has said already."""
NEWCOMERS = {
    "new_s1": "s1", "file_two_hats": "s1", "junior_s2": "s2", "senior_s5": "s5",
    "seconded": "s3", "arriving": "s3", "former": "s3", "corrected": "s4",  # where they belong, not where they work
}  # fmt: skip
NOT_LISTED = ("junior_s3", "junior_s4", "external_s1")
"""As new, but with a mentor, or belonging to no school."""
OUTSIDE = frozenset({"external", "gone"})
BELONGS = {"seconded": "s3 s1", "arriving": "s3", "corrected": "s4", "gone": "s1"}
"""Where somebody is found as a mentor, if not where he counts: where he belongs, belonged until he retired, works."""


def settle(world: "World") -> None:
    for key in HELPERS:
        number = 1 + max(each.number for each in world.people.values())
        settle_person(world, Person(plan(key, key[-2:]), number))
    for each in PAIRS:
        _pair(world, each)
    for key in (*NEWCOMERS, *NOT_LISTED):
        _make_new(world, key)
    _candidates(world)


def _pair(world: "World", each: Plan) -> None:
    mentee, mentor = world.people[each.mentee], world.people[each.mentor]
    made = _made(world, each)
    at, both = frozenset(each.at.split()), frozenset({each.mentee, each.mentor})
    says = {"mentee": (each.mentee, "name"), "number": (each.mentor, "staff_number")}
    if each.state in (REFUSED, ENDED):
        says["reason"] = (each.mentee, "pair_reason")
    if each.key == "heard_s5":
        says["document"] = (each.mentee, "pair_document")
    for kind in ("pair", *(f"{kind}_pair" for kind in each.kinds.split())):
        world.put(kind, each.key, made, at=at, people=both, says=says)
    if each.state is ACTIVE:
        world.put("mentored", each.mentee, mentee.id, at=at, people=both)
    for me, other in ((mentee, mentor), (mentor, mentee)):
        partner = {"partner": (other.key, "name")}
        world.put("my_pair", f"{each.key} {me.key}", made, at=at, people=frozenset({me.key}), says=partner)


def _made(world: "World", each: Plan) -> int:
    schools = [world.places[school] for school in each.at.split()]
    office, principal = world.actors["academic_office"].account_id, world.actors["principal"].account_id
    values: dict[str, Any] = {"proposed_by_id": office}
    if each.state is REFUSED:
        values |= {"reason": world.people[each.mentee].mark("pair_reason"), "closed_by_id": principal}
    if each.state is ENDED:
        values["end_note"] = world.people[each.mentee].mark("pair_reason")
    if world.people[each.mentor].plan.how in OUTSIDE:
        values["mentor_organisation_id"] = None
    if each.key == "heard_s5":
        values["mentor_document"] = world.people[each.mentee].mark("pair_document")
    if each.key in HALF:
        values[HALF[each.key]] = now()
    return a_pair(
        each.state, _Place(schools[0]), mentor_at=_Place(schools[-1]), mentor=world.people[each.mentor],
        mentee=world.people[each.mentee], kind=PairKind.HEAD_TEACHER if each.second else PairKind.SUBJECT, **values,
    )  # fmt: skip


@dataclass
class _Place:
    id: int


def _make_new(world: "World", key: str) -> None:
    """In the foundation tier, whenever he came."""
    with write_tx():
        people.record_fact(
            FactKind.TIER, world.people[key].id, actor=SYSTEM, tier=c.Tier.FOUNDATION, valid_from=LONG_AGO
        )
    if key in NEWCOMERS:
        at, about = frozenset({NEWCOMERS[key]}), frozenset({key})
        world.put("newcomer", key, world.people[key].id, at=at, people=about)


def _candidates(world: "World") -> None:
    """`mentee`: at work where he counts; `mentee_not_yet`: seen, but not at work today. `mentor`: as he is found."""
    for key, person in world.people.items():
        how, about = person.plan.how, frozenset({key})
        kind = "mentee_not_yet" if how in ("arriving", "external") else "mentee"
        world.put(kind, key, person.id, at=person.plan.at, people=about)
        at = frozenset(BELONGS[how].split()) if how in BELONGS else person.plan.at
        world.put("mentor", key, person.id, at=at, people=about)
