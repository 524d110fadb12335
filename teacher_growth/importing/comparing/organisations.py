"""Organisations beside those on record: by the source's own key, by school code, or by name."""

from collections.abc import Iterator, Sequence
from typing import Any

from teacher_growth.access.permissions import Permission
from teacher_growth.importing.comparing.ground import Ground, Place
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.rules.cells import plain
from teacher_growth.importing.rules.faults import RowFault
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.organisations.rules import DIVISION_CODE, OrganisationKind, code_fault
from teacher_growth.pinyin import fold

WRITE = Permission.ORGANISATIONS_WRITE
COMPARED = ("school_type", "division", "runner", "opened_on")


class OrganisationComparer:
    """All rows are taken before any is compared: one may lie under another that comes later."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.seen: dict[str, int] = {}

    def announce(self, rows: Sequence[Taken]) -> None:
        """Which organisations the file brings, and under what: known before the first is judged."""
        sound = [each for each in rows if each.fate is None]
        for row in sound:
            row.name = row.values.get("name", "")
            row.key = row.values.get("code") or row.name
            if self._known(row) is None:
                self.ground.coming_places[row.key] = None
                self.ground.coming_names.setdefault(fold(row.name), []).append(row.key)
        for row in sound:
            if row.key in self.ground.coming_places:
                self.ground.coming_places[row.key] = self._parent(row)
        while refused := [row for row in sound if row.fate is None and not self._stands(row)]:
            self._forget({row.key for row in refused} - {row.key for row in sound if row.fate is None})

    def _stands(self, row: Taken) -> bool:
        """Nothing may be put under or into an organisation that is refused: neither does what lies under it come."""
        known = self._known(row)
        self._check(row, known)
        if known is None and row.fate is None:
            self._check_new(row)
        return row.fate is None

    def _forget(self, keys: set[str]) -> None:
        places, names = self.ground.coming_places, self.ground.coming_names
        for key in keys & set(places):
            del places[key]
        for name in list(names):
            names[name] = [each for each in names[name] if each in places]

    def compare(self, rows: Sequence[Taken]) -> None:
        for row in rows:
            if row.fate is not None:
                continue
            if row.key in self.seen:
                row.refuse(RowFault.ROW_DOUBLE, "name", row.key, first=self.seen[row.key])
                continue
            self.seen[row.key] = row.number or 0
            known = self._known(row)
            if known is None:
                row.fate, row.values["place"] = Verdict.NEW, self._parent(row)
            else:
                self._changed(row, known)

    def missing(self) -> Iterator[Taken]:
        """A list of schools is seldom whole: nobody is told missing."""
        return iter(())

    def _known(self, row: Taken) -> int | None:
        code = row.values.get("code")
        if code:
            return self.ground.by_source.get(code) or self.ground.by_code.get(code) or self._without_code(row)
        found = self.ground.by_name.get(fold(row.values.get("name", "")), [])
        return found[0] if len(found) == 1 else None

    def _without_code(self, row: Taken) -> int | None:
        """One of this name whose code nobody has entered yet."""
        if self.ground.source:
            return None
        found = self.ground.by_name.get(fold(row.name or row.values.get("name", "")), [])
        bare = [each for each in found if self.ground.organisations[each].code is None]
        return bare[0] if len(bare) == 1 else None

    def _parent(self, row: Taken) -> Place | None:
        """What it lies under; without a word, the city."""
        if row.values.get("kind") is OrganisationKind.CITY:
            return None
        if row.values.get("parent") is None:
            return self.ground.root
        probe = Taken(row.number, dict(row.values))
        found = self.ground.place(probe, ("parent", "-"))
        return found if probe.fate is None else None

    def _check(self, row: Taken, known: int | None) -> None:
        code, division = row.values.get("code"), row.values.get("division")
        if code and not self.ground.source and (fault := code_fault(code, row.values.get("school_type"))):
            row.refuse(fault, "code", code)
        if division and not DIVISION_CODE.fullmatch(division):
            row.refuse("division_form", "division", division)
        if row.values.get("parent") is not None:
            self.ground.place(row, ("parent", "-"))
        if known is not None and not self.ground.holds(WRITE, known):
            row.refuse(RowFault.ORGANISATION_NOT_YOURS, "name", row.name)

    def _check_new(self, row: Taken) -> None:
        parent = self._parent(row)
        is_city = row.values["kind"] is OrganisationKind.CITY
        if parent is None and not is_city and not (self.ground.root_name and self.ground.actor.is_system):
            row.refuse(RowFault.PARENT_UNKNOWN, "parent", row.values.get("parent") or "")
        elif not self.ground.holds(WRITE, parent):
            row.refuse(RowFault.ORGANISATION_NOT_YOURS, "name", row.name)

    def _changed(self, row: Taken, known: int) -> None:
        old = self.ground.organisations[known]
        row.target_id = known
        if row.values["kind"] is not old.kind:
            row.refuse("organisation_kind_fixed", "kind", plain(row.values["kind"]))
            return
        changes: dict[str, list[Any]] = {
            name: [plain(old.values[name]), plain(row.values[name])]
            for name in COMPARED
            if row.values.get(name) is not None and plain(row.values[name]) != plain(old.values[name])
        }
        if row.values.get("code") and not self.ground.source and row.values["code"] != old.code:
            changes["code"] = [old.code, row.values["code"]]
        if fold(row.name) != fold(old.name):
            changes["name"] = [old.name, row.name]
        parent = self._parent(row) if row.values.get("parent") is not None else old.parent_id
        if parent != old.parent_id:
            changes["parent"] = [self.ground.name_of(old.parent_id), self.ground.name_of(parent)]
            row.values["place"] = parent
        row.fate, row.changes = (Verdict.CHANGED if changes else Verdict.SAME), changes or None
