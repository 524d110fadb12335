"""My jobs: seen by their owner alone, in words, with a way on from every state."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from teacher_growth.access.roles import Role
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.jobs import actions
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import JobState, seconds_left
from teacher_growth.web.words.jobs import RESULTS, TASKS
from tests.factories.accounts import actor_for, an_account
from tests.factories.organisations import a_school

LINKS = re.compile(r'of-title"[^>]*>\s*<a href="(/jobs/\d+)"')


@pytest.fixture
def account(app, task):
    task("test.task", lambda args, progress: None)
    return an_account(Role.TEACHER, a_school())


@pytest.fixture
def put(account):
    """put(owner, **values) → the id of a job in that state."""

    def made(owner=None, /, **values):
        with write_tx() as session:
            args = values.pop("args", {})
            job_id = actions.enqueue("test.task", actor=actor_for(owner or account), args=args).id
            session.flush()
            session.execute(update(Job).where(Job.id == job_id).values(**values or {"done": 0}))
        return job_id

    return made


def the_job(job_id):
    db.session.rollback()
    return db.session.get_one(Job, job_id)


def test_job_list_shows_ones_own_newest_first(account, put, sign_in):
    other = an_account(Role.TEACHER, a_school())
    ids = [put(args={"title": "教师名册"}), put()]
    put(other)
    page = sign_in(account).get("/jobs").text
    assert LINKS.findall(page) == [f"/jobs/{each}" for each in reversed(ids)]
    assert "教师名册" in page


def test_job_list_needs_as_many_queries_for_three_as_for_one(account, put, sign_in, count_queries):
    client, counts = sign_in(account), []
    for made in (1, 2):
        for _ in range(made):
            put()
        with count_queries() as queries:
            found = LINKS.findall(client.get("/jobs").text)
        counts.append((len(found), len(queries)))
    assert [found for found, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


PATHS = ["", "/progress", "/cancellation", "/file"]


@pytest.mark.parametrize("path", PATHS)
def test_another_persons_job_is_not_there(account, put, sign_in, path):
    theirs = put(an_account(Role.TEACHER, a_school()), state=JobState.DONE, result={"file": {"stored": "x"}})
    assert sign_in(account).get(f"/jobs/{theirs}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/cancellation", "/retry"])
def test_another_persons_job_is_not_changed(account, put, sign_in, path):
    state = JobState.FAILED if path == "/retry" else JobState.WAITING
    theirs = put(an_account(Role.TEACHER, a_school()), state=state)
    assert sign_in(account).post(f"/jobs/{theirs}{path}").status_code == 404
    assert the_job(theirs).state is state


def test_progress_says_how_far_and_how_long(account, put, sign_in):
    began = now() - timedelta(seconds=100)
    job_id = put(state=JobState.RUNNING, done=1_000, total=6_000, started_at=began, heartbeat_at=now())
    said = sign_in(account).get(f"/jobs/{job_id}/progress").json
    assert said == {"state": "running", "done": 1_000, "total": 6_000, "words": "1,000 / 6,000 · 约还需 8 分钟"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "排队中，轮到时自动开始"),
        ({"state": JobState.RUNNING}, "刚刚开始"),
        ({"state": JobState.RUNNING, "done": 1, "total": 2}, "1 / 2"),
        ({"state": JobState.RUNNING, "cancel_asked": True}, "正在取消"),
    ],
)
def test_progress_has_words_for_each_moment(account, put, sign_in, values, words):
    job_id = put(**values | {"started_at": now()})
    assert sign_in(account).get(f"/jobs/{job_id}/progress").json["words"] == words


@pytest.mark.parametrize(
    ("done", "total", "seconds", "left"),
    [(1, 4, 10, 30), (4, 4, 10, 0), (0, 4, 10, None), (1, None, 10, None), (1, 4, 0.5, None), (5, 4, 10, None)],
)
def test_seconds_left_follow_the_pace(done, total, seconds, left):
    assert seconds_left(done, total, seconds) == left


def test_a_job_is_cancelled_after_a_question(account, put, sign_in):
    client, job_id = sign_in(account), put()
    assert "停止任务" in client.get(f"/jobs/{job_id}/cancellation").text
    assert the_job(job_id).state is JobState.WAITING
    answer = client.post(f"/jobs/{job_id}/cancellation")
    assert (answer.status_code, answer.location) == (302, f"/jobs/{job_id}")
    assert the_job(job_id).state is JobState.CANCELLED
    assert client.post(f"/jobs/{job_id}/cancellation").status_code == 409


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("worker_died", "后台程序多次中断"),
        ("export_forbidden", "不能查看这份名单"),
        ("ValueError: /home/secret", "处理时出错"),
        ("export_busy", "处理时出错"),
        (None, "处理时出错"),
    ],
)
def test_a_failure_is_told_in_words_with_what_to_do(account, put, sign_in, error, words):
    job_id = put(state=JobState.FAILED, error=error, finished_at=now())
    page = sign_in(account).get(f"/jobs/{job_id}").text
    assert words in page
    assert "重新提交" in page
    assert "secret" not in page


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED])
def test_what_was_given_up_can_be_asked_for_again(account, put, sign_in, state):
    job_id = put(state=state, attempts=3, error="x", finished_at=now())
    sign_in(account).post(f"/jobs/{job_id}/retry")
    job = the_job(job_id)
    assert (job.state, job.attempts, job.error, job.finished_at) == (JobState.WAITING, 0, None, None)
    (outcome,) = actions.run_due()
    assert outcome.state is JobState.DONE


def test_what_is_under_way_or_done_is_not_asked_for_again(account, put, sign_in):
    client = sign_in(account)
    for state in (JobState.WAITING, JobState.RUNNING, JobState.DONE):
        job_id = put(state=state)
        client.post(f"/jobs/{job_id}/retry")
        assert the_job(job_id).state is state


@pytest.mark.parametrize("stored", ["../teacher_growth.db", "../keys/audit.key", "absent.xlsx", "", "."])
def test_a_result_names_files_of_its_folder_only(account, put, sign_in, stored):
    job_id = put(
        state=JobState.DONE, result={"file": {"stored": stored, "name": "x.xlsx", "size": 1}}, finished_at=now()
    )
    client = sign_in(account)
    assert client.get(f"/jobs/{job_id}/file").status_code == 404
    assert "文件已过保留期" in client.get(f"/jobs/{job_id}").text


def test_every_task_has_a_name(app):
    assert {name for name in actions.registered() if not name.startswith("test.")} - set(TASKS) == set()
    assert set(RESULTS) - set(TASKS) == set()
