"""Organisations of a batch, those above first."""

from collections.abc import Sequence
from typing import Any

from teacher_growth.database import db
from teacher_growth.errors import Refused
from teacher_growth.importing.actions.work import Work, understood
from teacher_growth.importing.comparing.ground import reaching
from teacher_growth.importing.models import SourceKey
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.organisations.actions.bulk import Change, NewOrganisation, change_organisation, open_organisation
from teacher_growth.organisations.rules import OrganisationKind
from teacher_growth.setwise import Effect
from teacher_growth.sheets import Kind


class Organisations:
    def __init__(self, work: Work) -> None:
        self.work, self.waiting, self.parents = work, [], {}

    def apply(self, rows: Sequence[Any]) -> None:
        self.waiting += [(each, understood(Kind.ORGANISATIONS, each.values)) for each in rows]

    def finish(self) -> None:
        """Those above first, whatever order the file has them in."""
        self._root()
        waiting = self.waiting
        while waiting:
            later = [each for each in waiting if not self._one(*each)]
            if len(later) == len(waiting):
                raise Refused("import_parents_circular")
            waiting = later
        self.work.ground.actor = reaching(self.work.ground.actor, self.parents)

    def _root(self) -> None:
        ground = self.work.ground
        if ground.root is None and ground.root_name and self.waiting:
            new = NewOrganisation(
                kind=OrganisationKind.CITY, name=ground.root_name, parent_id=None, since=ground.on_day
            )
            self.root, effects = open_organisation(new, actor=ground.actor)
            self.work.effects += effects
        else:
            self.root = ground.root

    def _one(self, row: Any, values: dict[str, Any]) -> bool:
        """False when what it lies under is still to be made."""
        ground, parent = self.work.ground, values.get("place")
        if isinstance(parent, str) and parent not in self.work.places:
            return False
        parent_id = self.work.place(parent)
        own = {name: values[name] for name in ("school_type", "division", "runner") if name in values}
        if not ground.source and values.get("code"):
            own["code"] = values["code"]
        if row.verdict is Verdict.NEW:
            is_city = values["kind"] is OrganisationKind.CITY
            new = NewOrganisation(
                kind=values["kind"], name=values["name"], parent_id=None if is_city else parent_id or self.root,
                since=values.get("opened_on") or ground.on_day, values=own,
            )  # fmt: skip
            made, effects = open_organisation(new, actor=reaching(ground.actor, self.parents))
            self.work.places[row.key] = made
            if new.parent_id is not None:
                self.parents[made] = new.parent_id
            self._remember(row.key, made)
        else:
            effects = self._change(row, values, own, parent_id)
        self.work.effects += effects
        return True

    def _change(self, row: Any, values: dict[str, Any], own: dict[str, Any], parent_id: int | None) -> list[Effect]:
        opened = {"opened_on": values["opened_on"]} if "opened_on" in values else {}
        changed = {name: value for name, value in (own | opened).items() if name in row.changes}
        self._remember(row.key, row.target_id)
        change = Change(
            organisation_id=row.target_id, since=self.work.ground.on_day, values=changed,
            name=values["name"] if "name" in row.changes else None,
            parent_id=parent_id if "parent" in row.changes else None, document=self.work.ground.document,
        )  # fmt: skip
        return change_organisation(change, actor=self.work.ground.actor)

    def _remember(self, key: str, organisation_id: int) -> None:
        source = self.work.ground.source
        if source and key not in self.work.ground.by_source:
            db.session.add(SourceKey(source=source, key=key, organisation_id=organisation_id))
            db.session.flush()
