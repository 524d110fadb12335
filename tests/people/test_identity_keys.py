"""The keys that seal the numbers of identity documents: made, changed, missing."""

from pathlib import Path

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.database import db
from teacher_growth.errors import Refused
from teacher_growth.people import queries
from teacher_growth.people.rules.identity import IdentityKind
from teacher_growth.people.rules.sealing import Keyring
from teacher_growth.settings import identity_keys, keep_identity_keys
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher
from tests.people.test_identity import NUMBER, record, reveal, trail


def run(app, *words):
    db.session.remove()
    return app.test_cli_runner().invoke(args=["identity", *words])


@pytest.mark.both_databases
def test_a_new_key_seals_every_number_anew(app):
    school = a_school()
    document, actor = record(a_teacher("李明", school)), an_actor(Role.ACADEMIC_OFFICE, school)
    home = Path(app.config["HOME"])
    before = identity_keys(home)
    result = run(app, "rotate", "--forget")
    after = identity_keys(home)
    assert (result.exit_code, result.output, sorted(before), sorted(after)) == (
        0, "1 sealed anew under key 2\n", [1], [2],
    )  # fmt: skip
    assert reveal(document, actor) == NUMBER
    assert queries.person_with_number(IdentityKind.RESIDENT, NUMBER, actor, Keyring(after)) is not None
    assert queries.person_with_number(IdentityKind.RESIDENT, NUMBER, actor, Keyring(before)) is None
    assert trail("people.identity.resealed") == [{"count": 1, "key": 2}]


def test_a_rotation_that_was_cut_short_goes_on_with_the_same_key(app):
    school = a_school()
    document, actor = record(a_teacher("李明", school)), an_actor(Role.ACADEMIC_OFFICE, school)
    home = Path(app.config["HOME"])
    keep_identity_keys(home, identity_keys(home) | {2: bytes(32)})  # made, and then the machine died
    found = queries.person_with_number(IdentityKind.RESIDENT, NUMBER, actor, Keyring(identity_keys(home)))
    assert found is not None
    assert run(app, "rotate").output == "1 sealed anew under key 2\n"
    assert sorted(identity_keys(home)) == [1, 2]
    assert reveal(document, actor) == NUMBER


def test_with_a_key_missing_nothing_is_changed(app):
    school = a_school()
    document, actor = record(a_teacher("李明", school)), an_actor(Role.ACADEMIC_OFFICE, school)
    home = Path(app.config["HOME"])
    keep_identity_keys(home, {2: bytes(32)})
    result = run(app, "rotate")
    assert (result.exit_code, "identity_unreadable" in result.output) == (1, True)
    with pytest.raises(Refused) as refused:
        reveal(document, actor)
    assert refused.value.code == "identity_unreadable"


def test_the_key_is_read_by_its_owner_only(app):
    path = Path(app.config["HOME"]) / "keys" / "identity.key"
    path.unlink(missing_ok=True)
    assert run(app, "rotate").exit_code == 1
    assert run(app, "enable").exit_code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert run(app, "enable").exit_code == 1
