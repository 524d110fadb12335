"""Lists too long for a request: asked for, written by the worker as the person who asked, hers alone."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from teacher_growth.access.roles import Role
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.clock import now
from teacher_growth.database import write_tx
from teacher_growth.exporting.rules import MOST_AT_ONCE, MOST_WAITING
from teacher_growth.jobs import actions, made
from teacher_growth.jobs.rules import JobState
from teacher_growth.jobs.tasks import clean
from tests.exporting import reading
from tests.exporting.conftest import MANY, all_jobs, hidden_fields, many_organisations
from tests.exporting.test_lists import entries
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school

TOKEN = re.compile(r'(csrf_token" value|csrf-token" content)="[^"]*"')
UNGUARDED = {"unrestricted": "test"}


def exported(app) -> list[str]:
    folder = Path(app.config["EXPORTS"])
    return sorted(each.name for each in folder.glob("*"))


def test_a_list_of_the_limit_is_answered_at_once(account, sign_in):
    many_organisations(MOST_AT_ONCE)
    answer = sign_in(account).get("/organisations?kind=provider&export=csv")
    assert (answer.mimetype, len(reading.csv_rows(answer.data))) == ("text/csv", MOST_AT_ONCE + 2)


def test_a_longer_list_asks_first_and_nothing_is_queued(account, sign_in):
    many_organisations()
    page = sign_in(account).get("/organisations?kind=provider&page=3&export=xlsx")
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert f"{MANY:,}" in page.text
    assert (all_jobs(), entries()) == ([], [])


@pytest.mark.both_databases
@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_a_longer_list_is_written_by_the_worker(app, account, ask, format_):
    many_organisations()
    client, answer = ask(format_, "/organisations?kind=provider&sort=-name")
    (job,) = all_jobs()
    assert (answer.status_code, answer.location) == (302, f"/jobs/{job.id}")
    assert (job.name, job.created_by_id, job.args["title"]) == ("exporting.list", account.id, "机构")

    (outcome,) = actions.run_due()

    (job,) = all_jobs()
    assert (outcome.state, job.done, job.total, job.result["rows"]) == (JobState.DONE, MANY, MANY, MANY)
    with client.get(f"/jobs/{job.id}/file") as answer:
        found = reading.csv_rows(answer.data)[2:] if format_ == "csv" else reading.xlsx_list(answer.data)[1]
    assert [row[1] for row in found] == [f"机构{at:05}" for at in reversed(range(MANY))]
    assert [str(row[0]) for row in found] == [str(at) for at in range(1, MANY + 1)]
    assert exported(app) == [job.result["file"]["stored"]]
    assert [(each.user_id, each.event) for each in entries()] == [(account.id, "exporting.list.exported")]


def test_the_page_of_a_done_export_leads_to_the_file(ask):
    many_organisations()
    client, answer = ask()
    actions.run_due()
    page = client.get(answer.location)
    assert f"共 {MANY:,} 行" in page.text
    assert f'href="{answer.location}/file"' in page.text


def test_the_file_is_the_owners_alone(ask, sign_in):
    many_organisations()
    _client, answer = ask()
    actions.run_due()
    other = sign_in(an_account(Role.PRINCIPAL, a_school("别处小学")))
    for path in (answer.location, f"{answer.location}/file", f"{answer.location}/progress"):
        found, absent = other.get(path), other.get(path.replace(answer.location, "/jobs/999"))
        assert (found.status_code, TOKEN.sub("", found.text)) == (404, TOKEN.sub("", absent.text).replace("999", "1"))


def test_nothing_can_be_downloaded_before_the_end(ask):
    many_organisations()
    client, answer = ask()
    assert client.get(f"{answer.location}/file").status_code == 404


def test_asking_twice_is_one_job_while_it_is_under_way(ask):
    many_organisations()
    first, second = ask()[1].location, ask()[1].location
    assert (first, len(all_jobs())) == (second, 1)
    actions.run_due()
    assert ask()[1].location != first


def test_one_person_has_few_exports_under_way(ask):
    many_organisations()
    for at in range(MOST_WAITING):
        assert ask("xlsx", f"/organisations?kind=provider&tab={at}")[1].status_code == 302
    answer = ask("csv")[1]
    assert (answer.status_code, len(all_jobs())) == (409, MOST_WAITING)
    assert f"已有 {MOST_WAITING} 项导出" in answer.text


def test_the_worker_asks_for_todays_permissions(app, account):
    with write_tx():
        queued = actions.enqueue("exporting.list", actor=_actor(account), args=_args(account, "/people?export=xlsx"))
        job_id = queued.id
    with write_tx() as session:
        session.execute(delete(RoleGrant), execution_options=UNGUARDED)

    (outcome,) = actions.run_due()

    assert (outcome.id, outcome.state, outcome.error) == (job_id, JobState.FAILED, "export_forbidden")
    assert exported(app) == []


def test_the_worker_does_nothing_for_a_disabled_account(app, ask, account, sign_in):
    many_organisations()
    ask()
    with write_tx() as session:
        session.execute(update(Account).values(disabled_at=now()), execution_options=UNGUARDED)
    (outcome,) = actions.run_due()
    assert (outcome.state, outcome.error, exported(app)) == (JobState.FAILED, "export_forbidden", [])


def test_the_worker_is_nobody_after_an_export(ask):
    """The person of one job is not the person of the next."""
    from flask import g  # noqa: PLC0415 -- only in a request
    from flask_login import current_user  # noqa: PLC0415 -- only in a request

    many_organisations()
    ask()
    actions.run_due()
    assert not hasattr(g, "_login_user")
    assert not current_user


@pytest.mark.parametrize(
    "path",
    ["", "/people", "/people?export=pdf", "//elsewhere/people?export=xlsx", "https://elsewhere/?export=xlsx",
     "/sign-out?export=xlsx", "/static/css/frame.css?export=xlsx", "/nowhere?export=xlsx", "/health?export=xlsx",
     "/people/batch?export=xlsx", "people?export=xlsx"],
)  # fmt: skip
def test_only_a_list_of_ours_can_be_asked_for(account, sign_in, path):
    answer = sign_in(account).post("/exports", data={"path": path, "title": "x"})
    assert (answer.status_code, all_jobs()) == (409, [])


def test_a_page_without_a_list_fails_in_words(account, sign_in):
    client = sign_in(account)
    answer = client.post("/exports", data={"path": "/me?export=xlsx", "title": "x"})
    actions.run_due()
    (job,) = all_jobs()
    assert (job.state, job.error) == (JobState.FAILED, "export_forbidden")
    assert "没有导出" in client.get(answer.location).text


def test_old_files_are_forgotten_and_the_page_says_so(app, ask):
    many_organisations()
    client, answer = ask()
    actions.run_due()
    (name,) = exported(app)
    old = (now() - made.KEPT - timedelta(hours=1)).timestamp()
    assert clean({}, lambda: None)["files"] == 0
    os.utime(Path(app.config["EXPORTS"]) / name, (old, old))
    assert clean({}, lambda: None)["files"] == 1
    assert client.get(f"{answer.location}/file").status_code == 404
    assert "文件已过保留期" in client.get(answer.location).text


def test_a_cancelled_export_leaves_no_file(app, ask):
    many_organisations()
    client, answer = ask()
    page = client.get(f"{answer.location}/cancellation")
    assert client.post(f"{answer.location}/cancellation", data=hidden_fields(page.text)).status_code == 302
    assert (actions.run_due(), exported(app)) == ([], [])
    assert "任务已取消" in client.get(answer.location).text
    client.post(f"{answer.location}/retry")
    (outcome,) = actions.run_due()
    assert (outcome.state, len(exported(app))) == (JobState.DONE, 1)


def test_a_draft_is_gone_when_writing_fails(tmp_path):
    shelf = made.Shelf(tmp_path)
    with pytest.raises(ValueError, match="no paper"), shelf.making("a.xlsx") as draft:
        draft.write_bytes(b"half")
        raise ValueError("no paper")
    assert list(tmp_path.iterdir()) == []


def _actor(account):
    from tests.factories.accounts import actor_for  # noqa: PLC0415 -- only in the child

    return actor_for(account)


def _args(account, path):
    return {
        "path": path, "format": "xlsx", "account_id": account.id, "language": "zh", "title": "教师名册",
        "file": made.new_name("xlsx"),
    }  # fmt: skip
