"""Identity documents, masked; recording and correcting; the number, once, to one who says what for."""

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch
from teacher_growth.accounts.actions import note_failure
from teacher_growth.accounts.queries import account_names
from teacher_growth.accounts.rules import ThrottleKind
from teacher_growth.audit.queries import reasons_of
from teacher_growth.clock import now
from teacher_growth.database import write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.i18n import _
from teacher_growth.people import actions, queries
from teacher_growth.people.forms import IdentityCorrectionForm, IdentityForm, IdentitySearchForm, RevealForm
from teacher_growth.people.models import IdentityDocument, Teacher
from teacher_growth.people.routes.blueprint import bp
from teacher_growth.people.rules.identity import masked, tries_of
from teacher_growth.people.rules.sealing import Keyring
from teacher_growth.settings import identity_keys
from teacher_growth.web.fields import VoidForm
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.history import history_of
from teacher_growth.web.words import acting_words, word

READ, WRITE, REVEAL = Permission.IDENTITY_READ, Permission.IDENTITY_WRITE, Permission.IDENTITY_REVEAL


def keyring() -> Keyring:
    return Keyring(identity_keys(current_app.config["HOME"]))


def _keys() -> Keyring:
    """Without a key there is no such page."""
    if not (keys := keyring()):
        raise NotVisible("Identity")
    return keys


@bp.get("/people/<int:teacher_id>/identity")
@requires(READ)
def identity_page(teacher_id: int) -> Any:
    actor, _keyring = current_actor(), _keys()
    teacher = fetch(Teacher, teacher_id, actor, READ)
    recorded = queries.identity_history(teacher_id, actor)
    names = account_names(each.recorded_by_id for each in recorded)
    held = queries.permitted(teacher_id, actor, {WRITE, REVEAL})
    own = teacher_id == actor.teacher_id
    return render_template(
        "people/identity_page.html", teacher=teacher, own=own, lines=history_of(recorded, names, reasons_of(recorded)),
        reveals=[(each, acting_words(each.acting_as)) for each in queries.reveals(recorded)],
        may_write=WRITE in held and not own, may_reveal=REVEAL in held, shown=_shown,
    )  # fmt: skip


@bp.route("/people/<int:teacher_id>/identity/new", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def identity_new(teacher_id: int) -> Any:
    actor, keys, form = current_actor(), _keys(), IdentityForm()
    name = _writable(teacher_id, actor)
    if form.ready() and form.perform(
        lambda: actions.record_identity(teacher_id, actor=actor, keys=keys, **form.values())
    ):
        flash(_("已登记证件"))
        return redirect(url_for(".identity_page", teacher_id=teacher_id))
    _note_taken(form, actor)
    return _form("people/identity_new.html", form, teacher_id, name)


@bp.route("/people/<int:teacher_id>/identity/<int:document_id>/correct", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def identity_correction(teacher_id: int, document_id: int) -> Any:
    actor, keys, form = current_actor(), _keys(), IdentityCorrectionForm()
    name = _writable(teacher_id, actor)
    _begin_with(form, _current(teacher_id, document_id, actor, WRITE, form.is_submitted()))
    if form.ready() and form.perform(
        lambda: actions.supersede_identity(
            document_id, actor=actor, keys=keys, reason=form.reason.data, **form.values()
        )
    ):
        flash(_("已更正，原来的内容保留在历史中"))
        return redirect(url_for(".identity_page", teacher_id=teacher_id))
    _note_taken(form, actor)
    return _form("people/identity_correction.html", form, teacher_id, name)


@bp.route("/people/<int:teacher_id>/identity/<int:document_id>/void", methods=["GET", "POST"])
@requires(WRITE, for_others=True)
def identity_void(teacher_id: int, document_id: int) -> Any:
    actor, _keyring, form = current_actor(), _keys(), VoidForm()
    name = _writable(teacher_id, actor)
    line = _line(_current(teacher_id, document_id, actor, WRITE, form.is_submitted()))
    if form.ready() and form.perform(
        lambda: actions.void_identity(document_id, actor=actor, reason=form.reason.data)
    ):  # fmt: skip
        flash(_("已作废，原来的内容保留在历史中"))
        return redirect(url_for(".identity_page", teacher_id=teacher_id))
    return _form("people/identity_void.html", form, teacher_id, name, line=line)


@bp.route("/people/<int:teacher_id>/identity/<int:document_id>/reveal", methods=["GET", "POST"])
@requires(REVEAL, for_others=True)
def identity_reveal(teacher_id: int, document_id: int) -> Any:
    """The answer to the form is the page with the number: no address leads to it a second time."""
    actor, keys, form = current_actor(), _keys(), RevealForm()
    name = fetch(Teacher, teacher_id, actor, REVEAL).name
    line = _line(_current(teacher_id, document_id, actor, REVEAL, form.is_submitted()))
    told: list[str] = []
    ask = {"actor": actor, "keys": keys, "purpose": form.purpose.data, "text": form.text.data}
    if form.ready() and form.perform(lambda: told.append(actions.reveal_identity(document_id, **ask))):
        return _form("people/identity_reveal.html", form, teacher_id, name, line=line, number=told[0])
    return _form("people/identity_reveal.html", form, teacher_id, name, line=line, number=None)


@bp.route("/people/identity/search", methods=["GET", "POST"])
@requires(READ, for_others=True)
def identity_search() -> Any:
    """By the whole number; sent as a form, since addresses are written down in many places."""
    actor, keys, form = current_actor(), _keys(), IdentitySearchForm()
    found = None
    if form.ready():
        found = queries.person_with_number(form.kind.data, form.number.data, actor, keys)
        if found is not None:
            return redirect(url_for(".person_page", teacher_id=found.id))
    return render_template("people/identity_search.html", form=form, nobody=form.is_submitted() and not form.errors)


def identity_door(teacher_id: int, actor: Actor) -> dict[str, str]:
    """Where a person's documents stand, for those who may know of them."""
    if keyring() and queries.permitted(teacher_id, actor, {READ}):
        return {"identity": url_for(".identity_page", teacher_id=teacher_id)}
    return {}


def may_identify(actor: Actor) -> bool:
    return bool(keyring()) and actor.may_for_others(READ)


def _writable(teacher_id: int, actor: Actor) -> str:
    name = fetch(Teacher, teacher_id, actor, WRITE).name
    if teacher_id == actor.teacher_id:
        raise SelfInterest()
    return name


def _current(
    teacher_id: int, document_id: int, actor: Actor, permission: Permission, is_submitted: bool
) -> IdentityDocument:
    """When sent, the verb says that it was replaced meanwhile."""
    found = queries.identity(teacher_id, document_id, actor, permission)
    if not is_submitted and found.superseded_at is not None:
        raise Refused("fact_superseded")
    if not is_submitted and found.voided:
        raise Refused("fact_voided")
    return found


def _note_taken(form: Any, actor: Actor) -> None:
    """That a number is recorded somewhere is told a few times an hour, not to whoever tries them all."""
    if form.refused == "identity_taken":
        with write_tx():
            note_failure(ThrottleKind.STRANGER, tries_of(actor.user_id), actor=actor, moment=now())


def _begin_with(form: IdentityCorrectionForm, document: IdentityDocument) -> None:
    if not form.is_submitted():
        for name in ("kind", "valid_from", "valid_to", "document"):
            form[name].data = getattr(document, name)


def _form(template: str, form: Any, teacher_id: int, name: str, **more: Any) -> Any:
    return render_template(template, form=form, teacher_id=teacher_id, name=name, **more), form.status


def _line(document: IdentityDocument) -> str:
    return _("%(kind)s %(number)s", kind=word(document.kind), number=_shown(document))


def _shown(document: IdentityDocument) -> str:
    return masked(document.length, document.tail)
