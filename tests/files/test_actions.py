import pytest
from flask import current_app
from sqlalchemy import update

from teacher_growth.access.actor import SYSTEM
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, UnscopedRead
from teacher_growth.files import actions
from teacher_growth.files.models import StoredFile
from teacher_growth.files.tasks import TASKS
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_school
from tests.factories.training import PDF, a_picture, received

MAKE = TASKS["files.make_thumbnail"]


def stored(data=None, name="证书.jpg"):
    file = received(data, name)
    with write_tx():
        return actions.store(file, actor=SYSTEM).id


def the_file(file_id):
    return db.session.get_one(StoredFile, file_id, execution_options={"unrestricted": "a test"}, populate_existing=True)


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_store_gives_each_sending_a_row():
    data = a_picture()
    first, second = stored(data), stored(data)
    assert first != second
    assert the_file(first).sha256 == the_file(second).sha256
    assert (the_file(first).name, the_file(first).stored_by_id) == ("证书.jpg", None)


@pytest.mark.usefixtures("app")
def test_files_are_not_read_by_themselves():
    with pytest.raises(UnscopedRead):
        db.session.get(StoredFile, stored())


@pytest.mark.usefixtures("app")
def test_make_thumbnail_gives_one_back_and_does_nothing_twice():
    file_id = stored()
    before = the_file(file_id).thumbnail_sha256
    with write_tx() as session:
        gone = update(StoredFile).values(thumbnail_sha256=None).execution_options(unrestricted="a test")
        session.execute(gone)
    MAKE({"file_id": file_id}, lambda *_: None)
    MAKE({"file_id": file_id}, lambda *_: None)
    assert before is not None
    assert the_file(file_id).thumbnail_sha256 is not None


@pytest.mark.usefixtures("app")
def test_make_thumbnail_leaves_a_pdf_alone():
    file_id = stored(PDF, "证书.pdf")
    MAKE({"file_id": file_id}, lambda *_: None)
    assert the_file(file_id).thumbnail_sha256 is None


@pytest.mark.usefixtures("app")
def test_only_background_work_sets_a_thumbnail():
    file_id, actor = stored(), an_actor(None, a_school())
    with pytest.raises(NotVisible), write_tx():
        actions.set_thumbnail(file_id, "0" * 64, actor=actor)


@pytest.mark.usefixtures("app")
def test_the_file_lies_there_before_its_row():
    file = received()
    assert (current_app.config["FILES"] / file.sha256[:2] / file.sha256).is_file()
