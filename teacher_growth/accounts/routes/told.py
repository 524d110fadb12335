"""First passwords that a page tells once. They are kept nowhere, and yet a second press does not lose them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_login import current_user

from teacher_growth.accounts.actions import matches
from teacher_growth.accounts.queries import first_hashes
from teacher_growth.accounts.rules import first_password
from teacher_growth.web import once
from teacher_growth.web.forms import BaseForm


@dataclass(frozen=True)
class FirstPassword:
    name: str
    login: str
    password: str | None  # None: its owner has changed it meanwhile


class FirstPasswords:
    """For one form, `names` by login. Made from the form's key and the session, so the same form tells the same."""

    def __init__(self, form: BaseForm, names: Mapping[str, str]) -> None:
        self.form, self.names = form, names
        self.now = False  # made by this very request

    def seed(self, login: str) -> bytes:
        return f"{current_user.token} {self.form['request_key'].data} {login}".encode()

    def of(self, login: str) -> str:
        return first_password(self.seed(login))

    def made_by(self, verb: Callable[[], Any]) -> bool:
        """Whether the verb was done, by this request or by the same form before."""

        def noted() -> None:
            verb()
            self.now = True

        return once.shown_again(lambda: self.form.perform(noted))

    def lines(self) -> list[FirstPassword]:
        told = {login: self.of(login) for login in self.names}
        hashes = {} if self.now else first_hashes(told)

        def holds(login: str) -> bool:
            return self.now or matches(hashes.get(login), told[login])

        return [FirstPassword(name, login, told[login] if holds(login) else None) for login, name in self.names.items()]
