from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.achievements import actions, queries
from teacher_growth.achievements.models import Achievement, AchievementUse
from teacher_growth.achievements.rules import AchievementDoubt, UsedIn
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Event
from teacher_growth.claims import queries as claims
from teacher_growth.claims.rules import MOST_AT_ONCE, ClaimState
from teacher_growth.clock import now, today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.files.rules import MediaType
from teacher_growth.files.store import Received
from teacher_growth.people.rules.codes import PlaceKind
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_actor
from tests.factories.achievements import an_achievement, an_item, herself, the_achievement
from tests.factories.organisations import a_county, a_school, a_school_of_the_city
from tests.factories.people import a_fact, a_teacher, make_principal

RECORDED, CHECKED, RETURNED = ClaimState.SUBMITTED, ClaimState.VERIFIED, ClaimState.RETURNED
SUPERSEDED, WITHDRAWN = ClaimState.SUPERSEDED, ClaimState.WITHDRAWN
pytestmark = pytest.mark.usefixtures("app")
both = pytest.mark.both_databases


def a_scan(mark="a", name="证书.jpg"):
    return Received(mark * 64, mark * 64, 1000, MediaType.JPEG, name, None)


def does(verb, *args, **values):
    """A verb in its transaction; the id of what it gives."""
    with write_tx():
        made = verb(*args, **values)
        return getattr(made, "id", made)


def version(achievement_id):
    return the_achievement(achievement_id).version


def events():
    statement = select(AuditEntry.event, AuditEntry.subject_id).where(AuditEntry.event.like("achievements.%"))
    return [
        tuple(row)
        for row in db.session.execute(statement.order_by(AuditEntry.seq), execution_options={"unrestricted": "t"})
    ]


@both
def test_record_achievement_waits_for_the_school():
    school = a_school()
    teacher = a_teacher(at=school)
    item = an_item(own_rank=2, authors=3, certificate="浙-001 号")
    made = does(actions.record_achievement, item, actor=herself(teacher), files=[a_scan()])

    row = the_achievement(made)
    assert (row.item, row.number) == (item, "浙001号")
    assert (row.teacher_id, row.organisation_id, row.state, row.doubts) == (
        teacher.id, school.id, RECORDED, [],
    )  # fmt: skip
    assert [each.name for each in queries.evidence_of(row)] == ["证书.jpg"]
    assert events() == [(Event.ACHIEVEMENT_RECORDED, made)]


@pytest.mark.parametrize(
    ("values", "code"),
    [({"own_rank": 2}, "achievement_rank"), ({"issued_on": today() + timedelta(days=1)}, "achievement_future")],
)
def test_record_achievement_refuses_what_cannot_be(values, code):
    school = a_school()
    actor = herself(a_teacher(at=school))
    with pytest.raises(Refused, match=code):
        does(actions.record_achievement, an_item(**values), actor=actor)


def test_record_achievement_needs_a_file_of_ones_own():
    with pytest.raises(NotVisible):
        does(actions.record_achievement, an_item(), actor=an_actor(Role.TRAINING_CLERK, a_school()))


@both
def test_check_achievement_says_who_and_when():
    school = a_school()
    made = an_achievement(a_teacher(at=school))
    clerk = an_actor(Role.TRAINING_CLERK, school)
    does(actions.check_achievement, made, actor=clerk, version=version(made))

    row = the_achievement(made)
    assert (row.state, row.decided_by_id, now() - row.decided_at < timedelta(minutes=1)) == (
        CHECKED,
        clerk.user_id,
        True,
    )
    assert events()[-1] == (Event.ACHIEVEMENT_CHECKED, made)


@both
def test_nobody_checks_his_own():
    school = a_school()
    teacher = a_teacher(at=school)
    made = an_achievement(teacher)
    clerk = an_actor(Role.TRAINING_CLERK, school, teacher)
    with pytest.raises(SelfInterest):
        does(actions.check_achievement, made, actor=clerk, version=version(made))
    with pytest.raises(SelfInterest):
        does(actions.return_achievement, made, actor=clerk, version=version(made), reason="x")
    assert does(actions.check_achievements, [made], actor=clerk).left_out == {"self_interest": [made]}
    assert the_achievement(made).state is RECORDED


@both
def test_the_database_refuses_ones_own_check_and_an_impossible_rank():
    school = a_school()
    teacher = a_teacher(at=school)
    made = an_achievement(teacher)
    for wrong in ({"decided_by_teacher_id": teacher.id}, {"own_rank": 2}, {"state": CHECKED}, {"authors": 0}):
        statement = update(Achievement).where(Achievement.id == made).values(**wrong)
        with pytest.raises(IntegrityError):
            does(lambda wrong=statement: db.session.execute(wrong, execution_options={"unrestricted": "test"}) and None)


@both
def test_the_principals_own_is_checked_above_the_school():
    county = a_county()
    school = a_school(county=county)
    principal = a_teacher("李明", school)
    make_principal(principal, school)
    made = an_achievement(principal)
    clerk = an_actor(Role.TRAINING_CLERK, school)
    with pytest.raises(Refused, match="needs_county"):
        does(actions.check_achievement, made, actor=clerk, version=version(made))
    assert does(actions.check_achievements, [made], actor=clerk).left_out == {"needs_county": [made]}

    does(actions.check_achievement, made, actor=an_actor(Role.COUNTY_CLERK, county), version=version(made))
    assert the_achievement(made).state is CHECKED


def test_who_has_become_principal_since_is_no_longer_checked_by_the_school():
    school = a_school()
    teacher = a_teacher(at=school)
    made = an_achievement(teacher)
    make_principal(teacher, school)
    with pytest.raises(Refused, match="needs_county"):
        does(actions.check_achievement, made, actor=an_actor(Role.TRAINING_CLERK, school), version=version(made))


@both
def test_another_school_sees_nothing_of_it():
    school, other = a_school(), a_school()
    made = an_achievement(a_teacher(at=school))
    clerk = an_actor(Role.TRAINING_CLERK, other)
    with pytest.raises(NotVisible):
        does(actions.check_achievement, made, actor=clerk, version=1)
    with pytest.raises(NotVisible):
        queries.achievement(made, clerk)
    batch = does(actions.check_achievements, [made], actor=clerk)
    assert (batch.done, batch.left_out) == ([], {})
    assert the_achievement(made).state is RECORDED


def test_a_school_where_she_also_works_reads_but_does_not_check():
    school, second = a_school(), a_school()
    teacher = a_teacher(at=school)
    a_fact(
        FactKind.PLACE, teacher, organisation_id=second.id, valid_from=today(), kind=PlaceKind.CIRCUIT, share=40,
        file_moved=False,
    )  # fmt: skip
    made = an_achievement(teacher)
    clerk = an_actor(Role.TRAINING_CLERK, second)
    assert queries.achievement(made, clerk).id == made
    with pytest.raises(NotVisible):
        does(actions.check_achievement, made, actor=clerk, version=version(made))
    assert db.session.scalars(claims.queue(Achievement, clerk, Permission.ACHIEVEMENTS_CHECK)).all() == []


@both
def test_a_stale_page_decides_nothing():
    school = a_school()
    teacher = a_teacher(at=school)
    made = an_achievement(teacher)
    clerk, seen = an_actor(Role.TRAINING_CLERK, school), version(made)
    does(actions.return_achievement, made, actor=clerk, version=seen, reason="没有看到原件")
    with pytest.raises(Refused, match="stale"):
        does(actions.check_achievement, made, actor=clerk, version=seen)
    with pytest.raises(Refused, match="claim_state"):
        does(actions.check_achievement, made, actor=clerk, version=version(made))


@both
def test_a_returned_item_is_corrected_with_the_scans_kept():
    school = a_school()
    teacher = a_teacher(at=school)
    made = an_achievement(teacher, state=RETURNED, files=(a_scan("a", "旧.jpg"), a_scan("b", "不要.jpg")))
    old = the_achievement(made)
    keep, actor = queries.evidence_of(old)[0].id, herself(teacher)
    item = replace(old.item, title="改好的论文")
    new = does(
        actions.correct_achievement, made, item, actor=actor, version=old.version, files=[a_scan("c", "新.jpg")],
        keep=[keep],
    )  # fmt: skip
    row = the_achievement(new)
    assert (row.state, row.title, row.corrects_id, row.doubts) == (RECORDED, "改好的论文", made, [])
    assert [each.name for each in queries.evidence_of(row)] == ["旧.jpg", "新.jpg"]
    assert the_achievement(made).state is SUPERSEDED
    assert events()[-1] == (Event.ACHIEVEMENT_SUPERSEDED, new)


@both
def test_a_checked_item_counts_until_its_correction_is_checked():
    school = a_school()
    teacher = a_teacher(at=school)
    made = an_achievement(teacher, state=CHECKED)
    actor, clerk = herself(teacher), an_actor(Role.TRAINING_CLERK, school)
    item = replace(the_achievement(made).item, own_rank=1, authors=2)
    new = does(actions.correct_achievement, made, item, actor=actor, version=version(made))
    assert (the_achievement(made).state, the_achievement(new).state) == (CHECKED, RECORDED)
    with pytest.raises(Refused, match="claim_correction_open"):
        does(actions.correct_achievement, made, item, actor=actor, version=version(made))
    with pytest.raises(Refused, match="claim_correction_open"):
        does(actions.return_achievement, made, actor=clerk, version=version(made), reason="x")

    does(actions.check_achievement, new, actor=clerk, version=version(new))
    assert (the_achievement(made).state, the_achievement(new).state) == (SUPERSEDED, CHECKED)


def test_a_withdrawn_correction_leaves_room_for_another():
    school = a_school()
    teacher = a_teacher(at=school)
    made, actor = an_achievement(teacher, state=CHECKED), herself(teacher)
    item = the_achievement(made).item
    new = does(actions.correct_achievement, made, item, actor=actor, version=version(made))
    does(actions.withdraw_achievement, new, actor=actor, version=version(new))
    assert the_achievement(new).state is WITHDRAWN
    assert does(actions.correct_achievement, made, item, actor=actor, version=version(made)) > new


def test_a_checked_item_is_not_withdrawn_and_anothers_not_at_all():
    school = a_school()
    teacher, colleague = a_teacher(at=school), a_teacher("陈静", school)
    checked, open_ = an_achievement(teacher, state=CHECKED), an_achievement(teacher)
    with pytest.raises(Refused, match="claim_state"):
        does(actions.withdraw_achievement, checked, actor=herself(teacher), version=version(checked))
    stranger = herself(colleague)
    for verb, values in [
        (actions.withdraw_achievement, {}), (actions.correct_achievement, {"item": an_item()}),
    ]:  # fmt: skip
        with pytest.raises(NotVisible):
            does(verb, open_, actor=stranger, version=1, **values)


@both
def test_doubles_are_flagged_across_schools_without_naming_anybody():
    here, there = a_school(), a_school()
    first = an_achievement(a_teacher(at=here), certificate="HL〔2026〕7号", files=(a_scan("d"),))
    same = the_achievement(first).item
    twin = a_teacher("孙丽", there)
    again = replace(same, certificate="hl[2026]7号")
    made = does(actions.record_achievement, again, actor=herself(twin), files=[a_scan("d")])
    assert the_achievement(made).doubts == [
        AchievementDoubt.SAME_CERTIFICATE, AchievementDoubt.SAME_FILE, AchievementDoubt.SAME_TITLE,
    ]  # fmt: skip
    body = db.session.scalars(
        select(AuditEntry.people).order_by(AuditEntry.seq.desc()).limit(1), execution_options={"unrestricted": "test"}
    ).one()
    assert body == f" {twin.id} "


def test_joint_authors_are_not_flagged_and_a_withdrawn_item_does_not_count():
    school = a_school()
    first, second = a_teacher(at=school), a_teacher("陈静", school)
    made = an_achievement(first, own_rank=1, authors=2)
    item = the_achievement(made).item
    joint = does(actions.record_achievement, replace(item, own_rank=2), actor=herself(second))
    assert the_achievement(joint).doubts == []
    gone = an_achievement(first, state=WITHDRAWN)
    again = does(actions.record_achievement, the_achievement(gone).item, actor=herself(second))
    assert the_achievement(again).doubts == []


@both
def test_check_achievements_leaves_doubts_and_decided_ones():
    school = a_school()
    teacher = a_teacher(at=school)
    good, decided = an_achievement(teacher), an_achievement(teacher, state=CHECKED)
    doubtful = an_achievement(teacher, certificate=the_achievement(good).certificate)
    clerk = an_actor(Role.TRAINING_CLERK, school)
    batch = does(actions.check_achievements, [doubtful, good, decided, good], actor=clerk)
    assert (batch.done, batch.left_out) == ([good], {"claim_state": [decided], "claim_doubted": [doubtful]})


def test_return_achievements_tells_all_the_reason():
    school = a_school()
    teacher = a_teacher(at=school)
    ids = [an_achievement(teacher) for _ in range(2)]
    checked = an_achievement(teacher, state=CHECKED)
    clerk = an_actor(Role.TRAINING_CLERK, school)
    batch = does(actions.return_achievements, [*ids, checked], actor=clerk, reason="请带原件")
    assert (batch.done, batch.left_out) == (ids, {"claim_state": [checked]})
    assert [(the_achievement(each).state, the_achievement(each).return_reason) for each in ids] == [
        (RETURNED, "请带原件")
    ] * 2
    with pytest.raises(Refused, match="claim_too_many"):
        does(actions.check_achievements, list(range(1, MOST_AT_ONCE + 2)), actor=clerk)


@both
def test_a_batch_leaves_out_numbers_that_no_item_can_have():
    school = a_school()
    made = an_achievement(a_teacher(at=school))
    clerk = an_actor(Role.TRAINING_CLERK, school)
    batch = does(actions.check_achievements, [made, 2**63, -1], actor=clerk)
    assert (batch.done, batch.left_out) == ([made], {})


@both
def test_a_correction_keeps_no_scan_of_another():
    school = a_school()
    teacher = a_teacher(at=school)
    foreign = an_achievement(a_teacher("陈静", school), files=(a_scan("a", "别人的.jpg"),))
    scan = queries.evidence_of(the_achievement(foreign))[0].id
    made = an_achievement(teacher, state=RETURNED)
    values = {"actor": herself(teacher), "version": version(made), "keep": [scan]}
    new = does(actions.correct_achievement, made, an_item(), **values)
    assert queries.evidence_of(the_achievement(new)) == []


@both
def test_note_use_is_noted_once_for_checked_items_only():
    school = a_school()
    teacher = a_teacher(at=school)
    open_, checked = an_achievement(teacher), an_achievement(teacher, state=CHECKED)
    use = {"used_in": UsedIn.SELECTION, "used_id": 7, "label": "2026 年学科带头人评选"}
    with pytest.raises(Refused, match="achievement_unchecked"):
        does(actions.note_use, open_, actor=SYSTEM, **use)
    first = does(actions.note_use, checked, actor=SYSTEM, **use)
    assert does(actions.note_use, checked, actor=SYSTEM, **use) == first
    assert [(each.used_in, each.used_id, each.label) for each in queries.uses_of([checked])] == [
        (UsedIn.SELECTION, 7, "2026 年学科带头人评选")
    ]
    assert [each for each in events() if each[0] == Event.ACHIEVEMENT_USED] == [(Event.ACHIEVEMENT_USED, checked)]


@both
def test_uses_are_never_taken_back():
    school = a_school()
    checked = an_achievement(a_teacher(at=school), state=CHECKED)
    does(actions.note_use, checked, actor=SYSTEM, used_in=UsedIn.TITLE, used_id=1, label="职称")
    for change in (delete(AchievementUse), update(AchievementUse).values(label="x")):
        with pytest.raises(DBAPIError):
            does(lambda change=change: db.session.execute(change) and None)


def test_todos_name_whose_turn_it_is():
    county = a_county()
    school, other = a_school(county=county), a_school(county=county)
    teacher, principal = a_teacher(at=school), a_teacher("李明", school)
    make_principal(principal, school)
    an_achievement(teacher)
    an_achievement(teacher, state=RETURNED)
    an_achievement(principal)
    an_achievement(a_teacher("孙丽", other), state=CHECKED)

    def found(actor):
        return [(each.code, each.count, each.endpoint) for each in queries.todos(actor)]

    assert found(an_actor(Role.TRAINING_CLERK, school)) == [("achievements_to_check", 1, "achievements.queue")]
    assert found(an_actor(Role.COUNTY_CLERK, county)) == [("achievements_principals", 1, "achievements.queue")]
    assert found(an_actor(Role.TRAINING_CLERK, other)) == []
    assert found(an_actor(Role.TRAINING_CLERK, school, teacher)) == [
        ("achievements_returned", 1, "achievements.my_achievements")
    ]
    assert found(SYSTEM) == []


def test_the_principal_of_a_school_of_the_city_is_the_citys():
    school = a_school_of_the_city()
    principal = a_teacher(at=school)
    make_principal(principal, school)
    made = an_achievement(principal)
    from_city = an_actor(Role.CITY_CLERK, _city(school))
    assert [each.code for each in queries.todos(from_city)] == ["achievements_principals"]
    assert claims.next_waiting(Achievement, from_city, Permission.ACHIEVEMENTS_CHECK) == made


def _city(school):
    return db.session.get_one(type(school), school.parent_id)
