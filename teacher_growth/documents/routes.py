"""An issued document as PDF, its revocation, and the check that is open to all."""

import io
from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch
from teacher_growth.clock import local
from teacher_growth.documents import actions, queries
from teacher_growth.documents.forms import CheckForm, RevocationForm
from teacher_growth.documents.models import IssuedDocument
from teacher_growth.documents.rules import masked, shown_code, tidy_code
from teacher_growth.documents.typesetting import Layout, pdf
from teacher_growth.i18n import _, speaking
from teacher_growth.web.filters import day
from teacher_growth.web.guards import current_actor, not_oneself, requires

bp = Blueprint("documents", __name__)


@bp.get("/documents/<int:document_id>")
@requires(Permission.DOCUMENTS_READ)
def document(document_id: int) -> Any:
    row = queries.document(document_id, current_actor())
    with speaking("zh"):  # whoever prints it, in whatever language he works, the paper is Chinese
        printed = _printed(row)
    return sent(pdf(Layout.CERTIFICATE, printed, at=local(row.issued_at)), f"{row.data['title']}.pdf")


@bp.route("/documents/<int:document_id>/revocation", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_ISSUE, for_others=True)
def document_revocation(document_id: int) -> Any:
    actor, form = current_actor(), RevocationForm()
    row = fetch(IssuedDocument, document_id, actor, Permission.DOCUMENTS_ISSUE)
    not_oneself(actor, row.teacher_id)
    teacher_id = row.teacher_id
    if form.ready() and form.perform(
        lambda: actions.revoke(document_id, actor=actor, version=form.version.data or 0, reason=form.reason.data or "")
    ):
        flash(_("证明已作废，核验时会显示"))
        return redirect(url_for("people.person_page", teacher_id=teacher_id))
    row = fetch(IssuedDocument, document_id, actor, Permission.DOCUMENTS_ISSUE)  # after a refusal the row was expired
    if not form.is_submitted():
        form.version.data = row.version
    return render_template(
        "documents/document_revocation.html", form=form, document=row, number=number_words(row)
    ), form.status


@bp.get("/check")
def check() -> Any:
    """For whoever holds the paper: is it ours, does it still hold? Says no more than stands on it."""
    typed = request.args.get("code", "")
    form = CheckForm(formdata=None, data={"code": typed[:40]})
    code = tidy_code(typed)
    found = queries.with_code(code) if code else None
    return render_template(
        "documents/check.html", form=form, typed=typed, found=found, number=found and number_words(found),
        name=found and masked(found.data["name"]),
    )  # fmt: skip


def sent(content: bytes, name: str) -> Any:
    """A PDF, shown in the browser; never kept by a cache."""
    response = send_file(io.BytesIO(content), "application/pdf", download_name=name, max_age=0)
    response.headers.set("Cache-Control", "private, no-store")
    return response


def number_words(row: IssuedDocument) -> str:
    return _("%(school)s〔%(year)s〕%(number)s 号", school=row.data["school"], year=row.year, number=row.number)


def _printed(row: IssuedDocument) -> dict[str, Any]:
    return {
        "title": row.data["title"],
        "body": row.data["body"],
        "school": row.data["school"],
        "day": day(local(row.issued_at).date()),
        "number": number_words(row),
        "code": shown_code(row.code),
        "how": _("扫码核验，或在本系统“核验证明”页输入上面的编码"),
        "qr": _qr(url_for("documents.check", code=row.code, _external=True)),
        "revoked": _("已作废") if row.revoked_at else "",
    }


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", border=0)
    return drawn.getvalue().decode()
