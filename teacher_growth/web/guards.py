"""Every route says what it needs: `@requires(permission)`, or a line in OPEN_TO_ALL; else the app does not boot."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Flask, abort, g, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.errors import SelfInterest

View = Callable[..., Any]

OPEN_TO_ALL = {
    "static": "style sheets, scripts, images",
    "web.favicon": "asked for by every browser",
    "web.health": "for the machine that watches the service: says only that it answers",
    "web.language": "the choice of language, before and after sign-in",
    "documents.check": "whoever holds an issued paper may check it",
    "accounts.sign_in": "sign-in",
    "accounts.second_factor": "second step of the sign-in",
    "accounts.sign_out": "ends the session, also one that is over already",
}
WITH_FIRST_PASSWORD = frozenset({"accounts.password_change", "accounts.sign_out", "web.language"})
WITHOUT_SECOND_FACTOR = frozenset({"accounts.second_factor_new", "accounts.sign_out", "web.language"})


def current_actor() -> Actor:
    """Who acts in this request; an actor who may nothing when nobody is signed in."""
    return cast(Actor, current_user.actor) if current_user.is_authenticated else Actor(user_id=None)


def requires(permission: Permission, *, for_others: bool = False) -> Callable[[View], View]:
    """Lets in whoever could hold the permission anywhere; which rows, the action asks.

    `for_others`: holding it over rows about oneself is not enough (lists for staff, batch pages).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                return _to_sign_in()
            if current_user.must_change_password and request.endpoint not in WITH_FIRST_PASSWORD:
                return redirect(url_for("accounts.password_change"))
            if _lacks_second_factor() and request.endpoint not in WITHOUT_SECOND_FACTOR:
                return redirect(url_for("accounts.second_factor_new"))
            actor = current_actor()
            if not (actor.may_for_others(permission) if for_others else _may(actor, permission)):
                abort(403)
            if request.method == "POST":
                g.request_key = request.form.get("request_key")
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # what check_routes reads
        return guarded

    return decorate


def _lacks_second_factor() -> bool:
    return bool(current_user.lacks_second_factor and not current_user.must_change_password)


def _may(actor: Actor, permission: Permission) -> bool:
    return permission is Permission.SELF or actor.may(permission)


def not_oneself(actor: Actor, *teacher_ids: int | None) -> None:
    """Nobody decides on rows about himself (403 self_interest)."""
    if actor.teacher_id is not None and actor.teacher_id in teacher_ids:
        raise SelfInterest()


def _to_sign_in() -> Response:
    by_script = request.accept_mimetypes.best == "application/json" or request.path.startswith("/api/")
    if request.method != "GET" or by_script:
        raise Unauthorized()
    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))


def check_routes(app: Flask) -> None:
    """Refuses to boot with an unguarded route."""
    for endpoint, view in app.view_functions.items():
        if endpoint not in OPEN_TO_ALL and not hasattr(view, "permission"):
            raise RuntimeError(f"{endpoint}: neither @requires nor a line in OPEN_TO_ALL")
