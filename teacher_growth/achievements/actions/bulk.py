"""Items for many people at once: each waits to be checked against its original, like one that a person records.

They write no entry of their own: whoever calls them records one for the whole. They return what they did.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.rules import AchievementDoubt, Item, Other, doubts_of, item_fault, plain_number
from teacher_growth.claims.actions import take_back
from teacher_growth.claims.rules import LIVING, ClaimState
from teacher_growth.clock import now, today
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.setwise import Effect, insert_many, load


@dataclass(frozen=True, kw_only=True)
class Found:
    """`organisation_id`: the school where the original can be shown. `corrects`: the checked item it replaces."""

    teacher_id: int
    organisation_id: int
    item: Item
    corrects: int | None = None


def found_fault(found: Found, actor: Actor) -> str | None:
    """Why the actor may not bring this one, as a refusal code."""
    if found.teacher_id == actor.teacher_id:
        return "self_interest"
    if not actor.holds_at(Permission.ACHIEVEMENTS_CHECK, found.organisation_id):
        return "not_visible"
    return item_fault(found.item, today())


def record_items(found: Sequence[Found], *, actor: Actor) -> list[Effect]:
    """Puts them on record, to be checked; refuses all when one cannot be."""
    for each in found:
        if (fault := found_fault(each, actor)) is not None:
            if fault == "not_visible":
                raise NotVisible("Organisation", each.organisation_id)
            raise Refused(fault)
    moment = now()
    rows = [
        {
            **asdict(each.item), "number": plain_number(each.item.certificate) or None, "teacher_id": each.teacher_id,
            "organisation_id": each.organisation_id, "state": ClaimState.SUBMITTED, "doubts": doubts,
            "entered_by_id": actor.user_id, "entered_at": moment, "corrects_id": each.corrects, "version": 1,
            "decided_by_id": None, "decided_by_teacher_id": None, "decided_at": None, "return_reason": None,
            "closed_at": None,
        }
        for each, doubts in zip(found, _doubts(found), strict=True)
    ]  # fmt: skip
    return [Effect("achievement", each) for each in insert_many(Achievement, rows)]


def take_items_back(effects: Sequence[Effect]) -> None:
    """Withdraws what a batch brought; refuses where one was decided, corrected or used since."""
    take_back(Achievement, effects)


def _doubts(found: Sequence[Found]) -> list[list[AchievementDoubt]]:
    """Beside all living items of the same title or number, those of the same batch among them."""
    replaced = {each.corrects for each in found}
    living = Achievement.state.in_(LIVING)
    reason = "doubles, in every school"
    numbers = {number for each in found if (number := plain_number(each.item.certificate))}
    titles = {one.item.title for one in found}
    lines = {each["id"]: each for each in load(Achievement, Achievement.title, titles, living, reason=reason)}
    lines |= {each["id"]: each for each in load(Achievement, Achievement.number, numbers, living, reason=reason)}
    by_title: dict[str, list[Any]] = {}
    by_number: dict[str, list[Any]] = {}
    for each in lines.values():
        if each["id"] not in replaced:
            by_title.setdefault(each["title"], []).append(each)
            by_number.setdefault(each["number"] or "", []).append(each)
    doubts = []
    for each in found:
        beside = by_title.get(each.item.title, []) + by_number.get(plain_number(each.item.certificate) or "-", [])
        others = [
            Other(own=one["teacher_id"] == each.teacher_id, **{name: one[name] for name in OF_OTHER}) for one in beside
        ]
        doubts.append(sorted(doubts_of(each.item, others)))
        own = asdict(each.item) | {"teacher_id": each.teacher_id}
        by_title.setdefault(each.item.title, []).append(own)
    return doubts


OF_OTHER = ("title", "issuer", "issued_on", "certificate", "own_rank", "authors")
