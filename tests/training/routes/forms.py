"""What is typed into the pages of the ledger."""

import io
import re

from tests.factories.training import a_picture

A_LINE = {
    "title": "作业设计", "provider": "县教师进修学校", "route": "course_choice", "starts_on": "2026-10-12",
    "amount": "6.5", "unit": "hour",
}  # fmt: skip


def photo(name="证书.jpg", data=None):
    return (io.BytesIO(data or a_picture()), name)


def flashes(client, response):
    html = client.get(response.location, base_url="https://localhost").get_data(as_text=True)
    return re.findall(r'class="flash-body">([^<]+)<', html)
