import pytest

from teacher_growth.access.roles import Role
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher


@pytest.fixture
def office(app, sign_in):
    """A client of the academic office, its school and a teacher there."""
    school = a_school("青禾小学")
    return sign_in(an_account(Role.ACADEMIC_OFFICE, school)), school, a_teacher("李明", school)
