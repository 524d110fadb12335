"""A device that somebody has signed in on carries a signed cookie: wrong tries of others do not count against it.

Behind one address sits a whole school; what a rival, or three hundred colleagues on the first day of term, type wrong
there must not keep anybody out who comes with his own phone or desk.
"""

import secrets
from datetime import timedelta
from typing import Any

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

KEPT = timedelta(days=180)
MOST = 20  # accounts a shared desk remembers, the newest first


def known_for(account_id: int) -> str | None:
    """The device's number, if this account has signed in on it before."""
    device, accounts = _held()
    return device if account_id in accounts else None


def remember(response: Response, account_id: int) -> Response:
    device, accounts = _held()
    others = [each for each in accounts if each != account_id]
    value = _signer().dumps([device or secrets.token_hex(8), [account_id, *others][:MOST]])
    response.set_cookie(
        _name(), value, max_age=KEPT, secure=current_app.config["SESSION_COOKIE_SECURE"], httponly=True, samesite="Lax"
    )
    return response


def _held() -> tuple[str | None, list[Any]]:
    try:
        device, accounts = _signer().loads(request.cookies.get(_name(), ""), max_age=int(KEPT.total_seconds()))
    except BadData:
        return None, []
    return device, accounts


def _name() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="device")
