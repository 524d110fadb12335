"""Who asks, by hand: role, home (where the role holds), own file."""

from dataclasses import dataclass

from teacher_growth.access.roles import Role


@dataclass(frozen=True)
class Part:
    key: str
    role: Role | None
    home: str
    file: str | None = None  # the organisation at which he has a teacher's file
    state: str = "good"
    starts_in: int | None = None  # days from today at which the grant begins, and ends
    ends_in: int | None = None
    kept_at: str | None = None  # the organisation of the account, where it is not the home


PARTS = (
    Part("anonymous", None, "city", state="anonymous"),
    Part("teacher", Role.TEACHER, "s1", "s1"),
    Part("second_teacher", Role.TEACHER, "s1", "s1"),
    Part("teacher_elsewhere", Role.TEACHER, "s3", "s3"),
    Part("no_role", None, "s1", "s1"),
    Part("training_clerk", Role.TRAINING_CLERK, "s1", "s1"),
    Part("academic_office", Role.ACADEMIC_OFFICE, "s1", "s1"),
    Part("principal", Role.PRINCIPAL, "s1", "s1"),
    Part("principal_2", Role.PRINCIPAL, "s2", "s2"),
    Part("principal_city", Role.PRINCIPAL, "s5", "s5"),
    Part("two_hats", Role.PRINCIPAL, "s3", "s1"),  # teaches at s1, heads s3
    Part("county_clerk", Role.COUNTY_CLERK, "k1", "s2"),  # a teacher too
    Part("county_clerk_2", Role.COUNTY_CLERK, "k2"),
    Part("county_leader", Role.COUNTY_LEADER, "k1"),
    Part("city_clerk", Role.CITY_CLERK, "city", "s4"),
    Part("city_leader", Role.CITY_LEADER, "city"),
    Part("researcher", Role.RESEARCHER, "k1"),
    Part("provider", Role.PROVIDER, "provider"),
    Part("class_organiser", Role.CLASS_ORGANISER, "provider"),
    Part("expert", Role.EXPERT, "city", "k2"),  # an external person
    Part("studio_host", Role.STUDIO_HOST, "s3", "s3"),
    Part("discipline_officer", Role.DISCIPLINE_OFFICER, "city"),
    Part(
        "discipline_officer_k1", Role.DISCIPLINE_OFFICER, "k1", "s1", kept_at="s1"
    ),  # of a school, with a role in the county
    Part("inspector", Role.INSPECTOR, "k1"),
    Part("system_administrator", Role.SYSTEM_ADMINISTRATOR, "city"),
    Part("system_administrator_s1", Role.SYSTEM_ADMINISTRATOR, "s1", "s1"),
    Part("security_auditor", Role.SECURITY_AUDITOR, "city"),
    Part("first_password", Role.PRINCIPAL, "s1", state="first_password"),
    Part("disabled", Role.CITY_CLERK, "city", state="disabled"),
    Part("disabled_teacher", Role.TEACHER, "s1", state="disabled"),
    Part("signed_out", Role.CITY_CLERK, "city", state="signed_out"),
    Part("idle", Role.CITY_CLERK, "city", state="idle"),
    Part("too_long", Role.CITY_CLERK, "city", state="too_long"),
    Part("old_epoch", Role.CITY_CLERK, "city", state="old_epoch"),
    Part("ended_yesterday", Role.COUNTY_CLERK, "k1", starts_in=-900, ends_in=-1),
    Part("starts_tomorrow", Role.COUNTY_CLERK, "k1", starts_in=1),
    Part("starts_today", Role.COUNTY_LEADER, "k1", starts_in=0),
    Part("ends_today", Role.COUNTY_LEADER, "k1", starts_in=-900, ends_in=0),
)
NOT_SIGNED_IN = frozenset({"anonymous", "disabled", "disabled_teacher", "signed_out", "idle", "too_long", "old_epoch"})
