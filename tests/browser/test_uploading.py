"""A photo is made smaller before it leaves the phone, upright; what cannot be made smaller goes as it is."""

from hashlib import sha256

import pytest
from PIL import Image
from sqlalchemy import select

from teacher_growth.access.roles import Role
from teacher_growth.database import db
from teacher_growth.files.models import StoredFile
from teacher_growth.files.store import Store
from tests.browser.conftest import PHONE
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher
from tests.factories.training import a_photo_with_place

FIELD = 'input[name="evidence"] >> nth=0'
CHOSEN = "input => Array.from(input.files).map(file => [file.name, file.type])"


@pytest.fixture
def phone(app, live_server, sign_in_at):
    school = a_school("青禾小学")
    an_account(Role.TEACHER, school, a_teacher("王芳", school), login="wangfang")
    page = sign_in_at(live_server(app), "wangfang", **PHONE)
    page.goto("/training/new")
    return page


def photo(size, name="证书.jpeg"):
    return {"name": name, "mimeType": "image/jpeg", "buffer": a_photo_with_place(size)}


def previews(phone):
    return [text.rpartition(" · ")[0] for text in phone.locator("[data-previews] li").all_inner_texts()]


def stored(app):
    """(size of what is kept, hash of what was sent) of each."""
    with app.app_context():
        statement = select(StoredFile).order_by(StoredFile.id).execution_options(unrestricted="test")
        found = db.session.scalars(statement).all()
        store = Store(app.config["FILES"])
        return [(_size(store.path(each.sha256)), each.source_sha256) for each in found]


def _size(path):
    with Image.open(path) as picture:
        return picture.size


def test_a_large_photo_is_shrunk_upright_and_the_form_waits_for_it(app, phone):
    phone.fill('[name="title"]', "大单元教学设计研修")
    phone.fill('[name="provider"]', "县教师进修学校")
    phone.check("label:has-text('自主选课')")
    phone.fill('[name="starts_on"]', "2026-10-12")
    phone.fill('[name="ends_on"]', "2026-10-14")
    phone.fill('[name="amount"]', "18")
    phone.check("label:has-text('学时') >> nth=0")
    photos = [photo((4000, 3000)), photo((1200, 900), "现场.jpeg")]
    phone.set_input_files(FIELD, photos)
    phone.click("main button:has-text('提交')")  # at once
    phone.wait_for_url("**/training")
    (large, large_sent), (small, small_sent) = stored(app)
    assert (large, small) == ((1800, 2400), (900, 1200))  # lying on their sides, with EXIF that says so
    original = [sha256(each["buffer"]).hexdigest() for each in photos]
    assert [large_sent == original[0], small_sent == original[1]] == [False, True]


def test_what_is_small_enough_is_left_alone(phone):
    phone.set_input_files(FIELD, [photo((4000, 3000)), photo((1200, 900), "现场.jpeg")])
    phone.wait_for_selector("[data-previews] li:has-text('证书.jpg')")
    assert phone.locator(FIELD).evaluate(CHOSEN) == [["证书.jpg", "image/jpeg"], ["现场.jpeg", "image/jpeg"]]
    assert previews(phone) == ["证书.jpg", "现场.jpeg"]


def test_what_is_no_picture_goes_as_it_was_chosen(phone):
    broken = {"name": "坏.jpeg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    paper = {"name": "证书.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    phone.set_input_files(FIELD, [broken, paper])
    phone.wait_for_timeout(500)
    assert phone.locator(FIELD).evaluate(CHOSEN) == [["坏.jpeg", "image/jpeg"], ["证书.pdf", "application/pdf"]]
