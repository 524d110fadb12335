"""A career as dated events for the timeline: who reads it sees what the facts say, newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from teacher_growth.i18n import _
from teacher_growth.people.rules.codes import PlaceKind
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.web.words import word

Facts = Mapping[FactKind, list[Any]]
Names = Mapping[int, str]


@dataclass(frozen=True)
class Step:
    on: date
    title: str
    note: str = ""
    icon: str = "circle-dot"
    tone: str = "info"
    url: str | None = None


def steps_of(facts: Facts, names: Names) -> list[Step]:
    found = [*_places(facts, names), *_relations(facts, names), *_posts(facts, names), *_judged(facts)]
    return sorted(found, key=lambda step: (step.on, step.title), reverse=True)


def _places(facts: Facts, names: Names) -> Iterator[Step]:
    for each in facts.get(FactKind.PLACE, []):
        place = names[each.organisation_id]
        kind = _("到校任教") if each.kind is PlaceKind.REGULAR else word(each.kind)
        share = "" if each.share == 100 else _("工作量占 %(share)s", share=f"{each.share}%")
        yield Step(each.valid_from, _("%(place)s · %(kind)s", place=place, kind=kind), share, "school")
        if each.valid_to and each.kind not in (PlaceKind.REGULAR, PlaceKind.TRANSFER):
            yield Step(each.valid_to, _("%(place)s · %(kind)s结束", place=place, kind=kind), "", "school", "closed")


def _relations(facts: Facts, names: Names) -> Iterator[Step]:
    for each in facts.get(FactKind.RELATION, []):
        if each.leaving_reason and each.valid_to:
            said = _("%(why)s · %(place)s", why=word(each.leaving_reason), place=names[each.organisation_id])
            yield Step(each.valid_to, said, each.document or "", "logout", "closed")


def _posts(facts: Facts, names: Names) -> Iterator[Step]:
    for each in facts.get(FactKind.POST, []):
        note = " · ".join(part for part in (each.detail, names[each.organisation_id]) if part)
        yield Step(each.valid_from, _("任%(post)s", post=word(each.kind)), note, "id")


def _judged(facts: Facts) -> Iterator[Step]:
    for each in facts.get(FactKind.TITLE, []):
        yield Step(each.valid_from, _("取得%(title)s资格", title=word(each.level)), each.document or "", "certificate")
        if each.appointed_on and each.appointed_on != each.valid_from:
            yield Step(each.appointed_on, _("聘为%(title)s", title=word(each.level)), "", "certificate")
    for each in facts.get(FactKind.HONOUR, []):
        yield Step(each.valid_from, each.name, _said(word(each.level), each.document), "award", "done")
    for each in facts.get(FactKind.TIER, []):
        yield Step(each.valid_from, _("进入%(tier)s梯队", tier=word(each.tier)), each.document or "", "stairs-up")
    for each in facts.get(FactKind.ASSESSMENT, []):
        said = _("%(year)s 年度考核：%(grade)s", year=each.year, grade=word(each.grade))
        yield Step(each.valid_from, said, each.document or "", "clipboard-check")


def _said(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
