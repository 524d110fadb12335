"""A school of a county with its clerk and a teacher; a browser that posts forms."""

import re

import pytest

from teacher_growth.access.roles import Role
from tests.factories.accounts import an_account
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher
from tests.factories.training import a_clerks_account


@pytest.fixture
def county(app):
    return a_county()


@pytest.fixture
def school(county):
    return a_school("实验小学", county)


@pytest.fixture
def clerk(school):
    return a_clerks_account(school, a_teacher("钱敏", school))


@pytest.fixture
def teacher(school):
    return an_account(Role.TEACHER, school, a_teacher("王芳", school))


@pytest.fixture
def send(app, monkeypatch):
    """Posts a form as a browser would: with its CSRF token and, where the page has one, its key."""

    def post(client, path, *, page=None, **data):
        html = client.get(page or path).get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
        key = re.search(r'name="request_key"[^>]*value="([^"]+)"', html)
        version = re.search(r'name="version"[^>]*value="(\d+)"', html)
        hidden = {"csrf_token": token and token[1], "request_key": key and key[1], "version": version and version[1]}
        body = {name: value for name, value in hidden.items() if value} | data
        headers = {"Referer": "https://localhost/"}
        return client.post(
            path, data=body, content_type="multipart/form-data", headers=headers, base_url="https://localhost"
        )

    return post
