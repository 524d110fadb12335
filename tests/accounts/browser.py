"""Signing in as a browser does it: read the form, send it back."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from teacher_growth.database import write_tx
from tests.factories.accounts import PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
BY_HAND = {"unrestricted": "test"}
KEY = re.compile(r'name="request_key"[^>]*value="([^"]+)"')


def send(client: FlaskClient, address: str, at: str = "127.0.0.1", **fields: str) -> TestResponse:
    """Reads the form at `address` and posts it with these fields."""
    here = {"REMOTE_ADDR": at}
    page = client.get(address, environ_base=here)
    hidden = {
        name: found[1]
        for name, each in (("csrf_token", TOKEN), ("request_key", KEY))
        if (found := each.search(page.text))
    }
    headers = {"Referer": "https://localhost/"}
    return client.post(address, data=hidden | fields, environ_base=here, base_url="https://localhost", headers=headers)


def sign_in(app: Flask, login: str, password: str = PASSWORD, *, at: str = "127.0.0.1", **more: str):
    client = app.test_client()
    return client, send(client, "/sign-in", at, login=login, password=password, **more)


def is_in(client: FlaskClient) -> bool:
    return client.get("/me", base_url="https://localhost").status_code == 200


def change(account_id: int, **values: object) -> None:
    """What no verb does: sets columns of an account by hand."""
    names = ", ".join(f"{name} = :{name}" for name in values)
    with write_tx() as session:
        statement = text(f"UPDATE account SET {names} WHERE id = :id")
        session.execute(statement, values | {"id": account_id}, execution_options=BY_HAND)
