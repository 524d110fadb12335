"""What pages of one claim have in common: its story."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from teacher_growth.accounts.queries import account_names
from teacher_growth.claims import queries
from teacher_growth.claims.models import Claim
from teacher_growth.claims.rules import ClaimState
from teacher_growth.clock import local
from teacher_growth.i18n import _


def story(row: Claim, entered: Callable[[Claim], str], verified: str) -> list[dict[str, Any]]:
    """Who did what when, as the claim itself and those it corrects tell it."""
    claims = [*reversed(queries.chain(row)), row]
    names = account_names(each for one in claims for each in (one.entered_by_id, one.decided_by_id))
    return [event for each in claims for event in _events(each, names, entered(each), verified)]


def _events(row: Claim, names: dict[int, str], entered: str, verified: str) -> list[dict[str, Any]]:
    sent = _("更正后提交") if row.corrects_id else entered
    events = [_event(row.entered_at, sent, names.get(row.entered_by_id or 0, _("系统")), "info", "send")]
    if row.decided_at is not None:
        who = names.get(row.decided_by_id or 0, _("系统"))
        if row.return_reason and row.state is not ClaimState.VERIFIED:
            note = f"{who} · {row.return_reason}"
            events.append(_event(row.decided_at, _("退回"), note, "refused", "arrow-back-up"))
        else:
            events.append(_event(row.decided_at, verified, who, "done", "circle-check"))
    if row.closed_at is not None:
        words = _("撤回") if row.state is ClaimState.WITHDRAWN else _("由更正后的一条代替")
        events.append(_event(row.closed_at, words, "", "closed", "history"))
    return events


def _event(at: datetime, title: str, note: str, tone: str, icon: str) -> dict[str, Any]:
    return {"on": local(at).date(), "title": title, "note": note, "tone": tone, "icon": icon}
