"""What a roster says differently of somebody on record, and by which acts it becomes so."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from teacher_growth.access.permissions import Permission
from teacher_growth.importing.comparing.ground import Ground, Place, Stay
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.rules.cells import plain
from teacher_growth.importing.rules.faults import RowFault
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.people.rules.periods import first_open, holds_on

PROFILE = ("name", "sex", "birth_date", "stage", "subject")
WRITE = Permission.PEOPLE_WRITE


def changes_of(leaving: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What it says of somebody that he leaves so."""
    return {"last_day": [None, leaving["last_day"]], "leaving_reason": [None, leaving["reason"]]}


def says_leaving(row: Taken) -> bool:
    return bool(row.values.get("leaving_reason") or row.values.get("last_day"))


def is_leaving_whole(row: Taken) -> bool:
    """Reason and last day; the half of it is refused."""
    missing = [key for key in ("leaving_reason", "last_day") if row.values.get(key) is None]
    if missing:
        row.refuse(RowFault.LEAVING_INCOMPLETE, missing[0])
    return not missing


class Changes:
    """`is_gone`: he left from here, so that his file is nobody's to change until he is back."""

    def __init__(
        self, ground: Ground, row: Taken, person: Any, relations: list[Any], place: Place | None, *, is_gone: bool
    ) -> None:
        self.ground, self.row, self.person, self.place, self.relations = ground, row, person, place, relations
        self.is_gone = is_gone
        self.relation = first_open(relations, ground.today) if relations else None
        self.last = max(relations, key=lambda each: each["valid_from"], default=None)
        self.changes: dict[str, list[Any]] = {}
        self.plan: dict[str, Any] = {}

    def find(self) -> None:
        if self.person["keeper_id"] is None:
            self._leaving() if says_leaving(self.row) else self._relation()
        if not self.is_gone or self.plan:
            self._profile()
        if self.row.fate is not None:
            return
        if not self.changes:
            self.row.fate = Verdict.SAME
            return
        if self.person["id"] == self.ground.actor.teacher_id:
            self.row.refuse("self_interest", "staff_number", self.row.key)
            return
        self.row.fate, self.row.changes = Verdict.CHANGED, self.changes
        self.row.values["plan"] = self.plan
        self._tell_stays()

    def _tell_stays(self) -> None:
        """Where he will be at work, for the sheets that speak of him."""
        if coming := self.plan.get("move") or self.plan.get("return"):
            since = date.fromisoformat(coming["since"])
            self.ground.stays[self.row.key] = [Stay(coming["place"], since)]
            self.ground.ends[self.row.key] = since - timedelta(days=1)
        elif leaving := self.plan.get("leave"):
            self.ground.ends[self.row.key] = date.fromisoformat(leaving["last_day"])

    def _differs(self, key: str, old: Any) -> bool:
        new = self.row.values.get(key)
        if new is None or plain(new) == plain(old):
            return False
        self.changes[key] = [plain(old), plain(new)]
        return True

    def _profile(self) -> None:
        """Somebody with another name and another birth date is another person, under a number that is taken."""
        for name in PROFILE:
            self._differs(name, self.person[name])
        if "birth_date" in self.changes and "name" in self.changes and self.person["birth_date"]:
            self.row.refuse(RowFault.NAME_DIFFERS, "name", self.row.name, known=self.person["name"])
        if self.changes:
            self.plan["profile"] = {name: plain(self.row.values.get(name, self.person[name])) for name in PROFILE}

    def _relation(self) -> None:
        relation, since = self.relation, self.row.values.get("since")
        if self.place is None and relation is not None:
            self._stays(relation, since)
        elif relation is None:
            self._returns(since or self.row.lacking.get("since"))
        elif self.place != relation["organisation_id"]:
            self._moves(relation, since or self.row.lacking.get("since"))
        else:
            self._stays(relation, since)

    def _stays(self, relation: Any, since: date | None) -> None:
        """Another first day is a correction; another employment holds from the day given for the import."""
        fix: dict[str, Any] = {}
        stay = unbroken(self.relations, relation)
        if since not in {each["valid_from"] for each in stay} and self._differs("since", stay[0]["valid_from"]):
            if len(stay) > 1:
                self.plan["fix"] = {"relation": stay[0]["id"], "values": {"valid_from": plain(since)}}
            else:
                fix["valid_from"] = plain(since)
        if self._differs("employment", relation["employment"]):
            new = plain(self.row.values["employment"])
            begins = fix.get("valid_from") and since or relation["valid_from"]
            if self.ground.on_day > begins and holds_on(begins, relation["valid_to"], self.ground.on_day):
                self.plan["employ"] = {"from": plain(self.ground.on_day), "employment": new,
                                       "relation": relation["id"], "fix": fix}  # fmt: skip
                return
            fix["employment"] = new
        if fix:
            self.plan["fix"] = {"relation": relation["id"], "values": fix}

    def _returns(self, since: date | None) -> None:
        """Nothing binds him today: a new relation, after the last one."""
        if self.place is None:
            return
        if since is not None and self.last is not None and since == self.last["valid_from"]:
            self.row.fault(RowFault.LEFT_ALREADY, "since", plain(since), known=plain(self.last["valid_to"]))
            return  # the file still has him, as he was before he left
        employment = self.row.values.get("employment") or self.row.lacking.get("employment")
        if not self._may_come(since) or since is None:
            return
        if self.last is not None and since <= self.last["valid_to"]:
            self.row.refuse(RowFault.RETURN_DATE, "since", plain(since), known=plain(self.last["valid_to"]))
        if employment is None:
            self.row.refuse(RowFault.NEEDED_FOR_NEW, "employment")
        self.changes["organisation"] = [None, self.ground.name_of(self.place)]
        self.plan["return"] = {"place": self.place, "since": plain(since), "employment": plain(employment),
                               "document": self._document()}  # fmt: skip

    def _moves(self, relation: Any, since: date | None) -> None:
        if not self._may_come(since):
            return
        if since is not None and since <= relation["valid_from"]:
            self.row.refuse(RowFault.TRANSFER_DATE, "since", plain(since), known=relation["valid_from"])
        if not self._document():
            self.row.refuse(RowFault.TRANSFER_DOCUMENT, "document")
        employment = self.row.values.get("employment") or relation["employment"]
        old = self.ground.name_of(relation["organisation_id"])
        self.changes["organisation"] = [old, self.ground.name_of(self.place)]
        self.changes["since"] = [plain(relation["valid_from"]), plain(since)]
        self.plan["move"] = {"place": self.place, "since": plain(since), "employment": plain(employment),
                             "document": self._document()}  # fmt: skip

    def _may_come(self, since: date | None) -> bool:
        if since is None:
            self.row.refuse(RowFault.NEEDED_FOR_NEW, "since")
        if not self.ground.holds(WRITE, self.place):
            self.row.refuse(RowFault.ORGANISATION_NOT_YOURS, "organisation", self.ground.name_of(self.place))
        return self.row.fate is None

    def _document(self) -> str | None:
        return self.row.values.get("document") or self.ground.document

    def _leaving(self) -> None:
        reason, last_day = self.row.values.get("leaving_reason"), self.row.values.get("last_day")
        if not is_leaving_whole(self.row):
            return
        gone = self.last
        if gone is not None and gone["valid_to"] == last_day and gone["leaving_reason"] == reason:
            return
        if self.relation is None and gone is not None:
            self.row.refuse(RowFault.LEFT_OTHERWISE, "last_day", plain(last_day), known=plain(gone["valid_to"]))
        elif self.relation is None:
            self.row.refuse("relation_none", "leaving_reason")
        elif not self.ground.holds(WRITE, self.relation["organisation_id"]):
            self.row.refuse("relation_elsewhere", "leaving_reason")
        elif last_day < self.relation["valid_from"]:
            self.row.refuse("period_reversed", "last_day", plain(last_day), valid_from=self.relation["valid_from"],
                            valid_to=last_day)  # fmt: skip
        else:
            leaving = {"last_day": plain(last_day), "reason": plain(reason), "document": self._document()}
            self.changes |= changes_of(leaving)
            self.plan["leave"] = leaving


def unbroken(relations: Sequence[Any], last: Any) -> list[Any]:
    """The relations that make one stay at a school without a break, up to this one, the first one first."""
    stay = [last]
    for each in sorted(relations, key=lambda one: one["valid_from"], reverse=True):
        follows = each["valid_to"] is not None and each["valid_to"] + timedelta(days=1) == stay[0]["valid_from"]
        if follows and each["organisation_id"] == last["organisation_id"]:
            stay.insert(0, each)
    return stay
