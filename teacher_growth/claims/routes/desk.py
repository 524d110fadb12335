"""The desk of those who verify: one by one, and in batch."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request

from teacher_growth.access.scope import rows
from teacher_growth.claims.actions import Batch, Desk
from teacher_growth.claims.forms import BatchReturnForm, DecisionForm
from teacher_growth.claims.rules import MOST_AT_ONCE, ClaimState
from teacher_growth.errors import Refused
from teacher_growth.i18n import _
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.guards import current_actor
from teacher_growth.web.tables import Table, chosen_ids
from teacher_growth.web.words import refusal_words, word

TOLD = ("needs_county", "claim_correction_open")  # why there is nothing to do, where that is worth a sentence


def decided(desk: Desk[Any], claim_id: int, form: DecisionForm) -> bool:
    """Takes the decision of a form that was sent; the page goes on to the next claim then."""
    actor, version = current_actor(), form.version.data or 0

    def decide() -> None:
        if form.decision.data == "verify":
            desk.verify(claim_id, actor=actor, version=version)
        else:
            desk.send_back(claim_id, actor=actor, version=version, reason=form.reason.data or "")

    if not (form.ready() and form.perform(decide)):
        return False
    flash(_("已核实") if form.decision.data == "verify" else _("已退回，教师会收到待办"))
    return True


def possible(desk: Desk[Any], row: Any) -> dict[str, Any]:
    """What the verbs would take, and, where that is nothing, why."""
    verify, send_back = (
        desk.fault(row, then, actor=current_actor()) for then in (ClaimState.VERIFIED, ClaimState.RETURNED)
    )
    why_not = refusal_words(Refused(send_back)) if send_back in TOLD else None
    return {"may_verify": verify is None, "may_return": send_back is None, "why_not": why_not}


def is_decidable(desk: Desk[Any], row: Any) -> bool:
    return any(possible(desk, row)[each] for each in ("may_verify", "may_return"))


@dataclass(frozen=True)
class BatchPage:
    """Verifies the chosen at once; returning asks for the reason first. `ask(form, ids)`: the page that asks."""

    desk: Desk[Any]
    table: Callable[[], Table]
    back: str
    ask: Callable[[BatchReturnForm, Sequence[int]], Any]

    def answer(self) -> Any:
        ids = self._chosen()
        if not ids:
            return self._say(_("没有选中记录"))
        if len(ids) > MOST_AT_ONCE:
            return self._say(refusal_words(Refused("claim_too_many", most=MOST_AT_ONCE)))
        return self._verify(ids) if request.form.get("action") == "verify" else self._return(ids)

    def _verify(self, ids: Sequence[int]) -> Any:
        form, done = BaseForm(), list[Batch]()
        if not form.perform(lambda: done.append(self.desk.verify_many(ids, actor=current_actor()))):
            return self._say(_("；").join(str(each) for each in form.form_errors))
        return self._report(done[0], _("已核实 %(count)s 条", count=len(done[0].done)))

    def _return(self, ids: Sequence[int]) -> Any:
        form, done = BatchReturnForm(), list[Batch]()

        def send_back() -> None:
            done.append(self.desk.send_back_many(ids, actor=current_actor(), reason=form.reason.data or ""))

        if "reason" in request.form and form.ready() and form.perform(send_back):
            return self._report(done[0], _("已退回 %(count)s 条", count=len(done[0].done)))
        return self.ask(form, ids), form.status

    def _chosen(self) -> list[int]:
        """One more than a batch may hold, so that what is too many is said and nothing is left out in silence."""
        if request.form.get("all") != "1":
            return chosen_ids(request.form)[: MOST_AT_ONCE + 1]
        return [each.id for each in rows(self.table().matching(request.form).limit(MOST_AT_ONCE + 1))]

    def _say(self, words: Any) -> Any:
        flash(words, "warning")
        return redirect(self.back)

    def _report(self, done: Batch, words: str) -> Any:
        """How many were done; those left out stay in the queue, with the reason said."""
        left = Counter(_why(refusal) for _id, refusal in done.refused)
        parts = [_("%(count)s 条未办：%(why)s", count=count, why=why) for why, count in left.items()]
        if done.done:
            flash(words)
        return self._say(_("；").join(parts)) if parts else redirect(self.back)


def _why(refusal: Refused) -> Any:
    if refusal.code == "claim_state":
        return _("已是“%(state)s”", state=word(refusal.details["now"]))
    return refusal_words(refusal)
