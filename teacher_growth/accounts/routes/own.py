"""One's own account: its page, password and second factor."""

from typing import Any, cast

import pyotp
import segno
from flask import flash, render_template, session
from flask_login import current_user

from teacher_growth.access.permissions import Permission
from teacher_growth.accounts import actions, queries
from teacher_growth.accounts.forms import EnrolForm, PasswordForm
from teacher_growth.accounts.routes.signing import bp, enter
from teacher_growth.clock import now
from teacher_growth.i18n import _
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.navigation import entries_of, side_for

ENROLLING = "enrolling"  # where the session keeps a secret until a code has shown that the phone has it


@bp.get("/me")
@requires(Permission.SELF)
def me() -> Any:
    actor = current_actor()
    page = {"entries": entries_of(actor)[1:], "side": side_for(actor)}
    return render_template("accounts/me.html", **page, enrolled=queries.has_second_factor(cast(int, actor.user_id)))


@bp.route("/me/password", methods=["GET", "POST"])
@requires(Permission.SELF)
def password_change() -> Any:
    form = PasswordForm()
    actor = current_actor()
    if form.ready() and form.perform(
        lambda: actions.change_password(actor=actor, old=form.old.data or "", new=form.new.data or "")
    ):
        response = enter(cast(int, actor.user_id))  # the change ended every session: start a new one
        flash(_("密码已修改，其他设备上的登录都已退出"))
        return response
    return render_template("accounts/password_change.html", form=form), form.status


@bp.route("/me/second-factor", methods=["GET", "POST"])
@requires(Permission.SELF)
def second_factor_new() -> Any:
    actor, form = current_actor(), EnrolForm()
    enrolled = queries.has_second_factor(cast(int, actor.user_id))
    secret = "" if enrolled else session.setdefault(ENROLLING, pyotp.random_base32())
    if form.ready() and form.perform(
        lambda: actions.enrol_second_factor(
            actor=actor, password=form.password.data or "", secret=secret, code=form.code.data or "", moment=now()
        )
    ):
        response = enter(cast(int, actor.user_id))
        flash(_("动态口令已启用，其他设备上的登录都已退出"))
        return response
    page = {"form": form, "enrolled": enrolled} | ({} if enrolled else _shown(secret))
    return render_template("accounts/second_factor_new.html", **page), form.status


def _shown(secret: str) -> dict[str, str]:
    """What is scanned, tapped or typed into the phone."""
    link = pyotp.TOTP(secret).provisioning_uri(name=current_user.login, issuer_name=_("教师成长"))
    picture = segno.make(link, error="m", micro=False).svg_inline(scale=5, light="#fff", title=_("动态口令二维码"))
    spaced = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"secret": spaced, "link": link, "picture": picture}
