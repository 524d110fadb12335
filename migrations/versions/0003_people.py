"""Teachers and the dated facts of their files."""

import sqlalchemy as sa
from alembic import op

from teacher_growth import database

revision = "0003_people"
down_revision = "0002_organisations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "teacher",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_number", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.Column("sex", sa.Enum("0", "1", "2", "9", name="sex", native_enum=False, length=40), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column(
            "stage", sa.Enum("1", "2", "3", "4", "6", "A", name="stage", native_enum=False, length=40), nullable=True
        ),
        sa.Column(
            "subject",
            sa.Enum(
                "11",
                "13",
                "14",
                "15",
                "16",
                "17",
                "18",
                "20",
                "21",
                "22",
                "24",
                "25",
                "26",
                "27",
                "41",
                "60",
                "62",
                "99",
                name="subject",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("keeper_id", sa.Integer(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_teacher_voided_yes_no")),
        sa.CheckConstraint("sex IN ('0', '1', '2', '9')", name=op.f("ck_teacher_sex_code")),
        sa.CheckConstraint("stage IN ('1', '2', '3', '4', '6', 'A')", name=op.f("ck_teacher_stage_code")),
        sa.CheckConstraint(
            "subject IN ('11', '13', '14', '15', '16', '17', '18', '20', '21', '22', '24', '25', '26', '27', '41', '60', '62', '99')",
            name=op.f("ck_teacher_subject_code"),
        ),
        sa.CheckConstraint("length(name) <= 40", name=op.f("ck_teacher_name_length")),
        sa.CheckConstraint("length(name_key) <= 120", name=op.f("ck_teacher_name_key_length")),
        sa.CheckConstraint("length(search_text) <= 600", name=op.f("ck_teacher_search_text_length")),
        sa.CheckConstraint("length(staff_number) <= 20", name=op.f("ck_teacher_staff_number_length")),
        sa.ForeignKeyConstraint(["keeper_id"], ["organisation.id"], name=op.f("fk_teacher_keeper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher")),
        sa.UniqueConstraint("staff_number", name=op.f("uq_teacher_staff_number")),
    )
    with op.batch_alter_table("teacher", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_keeper_id"), ["keeper_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_name_key"), ["name_key"], unique=False)
        batch_op.create_index(
            "ix_teacher_search", ["name_key", "id", "search_text", "keeper_id", "voided"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_teacher_stage"), ["stage"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_subject"), ["subject"], unique=False)

    op.create_table(
        "assessment_year",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "grade",
            sa.Enum(
                "excellent",
                "competent",
                "basic",
                "failed",
                "ungraded",
                name="assessmentgrade",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "grade IN ('excellent', 'competent', 'basic', 'failed', 'ungraded')",
            name=op.f("ck_assessment_year_grade_code"),
        ),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_assessment_year_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_assessment_year_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_assessment_year_voided_yes_no")),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["assessment_year.id"], name=op.f("fk_assessment_year_supersedes_id")
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_assessment_year_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_year")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_assessment_year_supersedes_id")),
    )
    with op.batch_alter_table("assessment_year", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_year_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_year_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_year_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "discipline_record",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("warning", "demerit", "demotion", "dismissal", name="disciplinekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('warning', 'demerit', 'demotion', 'dismissal')", name=op.f("ck_discipline_record_kind_code")
        ),
        sa.CheckConstraint("length(decided_by) <= 80", name=op.f("ck_discipline_record_decided_by_length")),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_discipline_record_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_discipline_record_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_discipline_record_voided_yes_no")),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["discipline_record.id"], name=op.f("fk_discipline_record_supersedes_id")
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_discipline_record_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discipline_record")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_discipline_record_supersedes_id")),
    )
    with op.batch_alter_table("discipline_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discipline_record_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_discipline_record_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_discipline_record_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "ethics_record",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("assessment", "finding", name="ethicskind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "grade",
            sa.Enum("excellent", "sound", "basic", "failed", name="ethicsgrade", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'assessment') = (grade IS NOT NULL)", name=op.f("ck_ethics_record_assessment_has_grade")
        ),
        sa.CheckConstraint(
            "grade IN ('excellent', 'sound', 'basic', 'failed')", name=op.f("ck_ethics_record_grade_code")
        ),
        sa.CheckConstraint(
            "kind <> 'finding' OR decided_by IS NOT NULL", name=op.f("ck_ethics_record_finding_has_decider")
        ),
        sa.CheckConstraint("kind IN ('assessment', 'finding')", name=op.f("ck_ethics_record_kind_code")),
        sa.CheckConstraint("length(decided_by) <= 80", name=op.f("ck_ethics_record_decided_by_length")),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_ethics_record_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_ethics_record_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_ethics_record_voided_yes_no")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["ethics_record.id"], name=op.f("fk_ethics_record_supersedes_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_ethics_record_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ethics_record")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_ethics_record_supersedes_id")),
    )
    with op.batch_alter_table("ethics_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ethics_record_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ethics_record_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ethics_record_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "personnel_relation",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "employment",
            sa.Enum("established", "contract", "agency", "dispatch", name="employment", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "leaving_reason",
            sa.Enum("05", "01", "06", "07", "03", name="leavingreason", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "employment IN ('established', 'contract', 'agency', 'dispatch')",
            name=op.f("ck_personnel_relation_employment_code"),
        ),
        sa.CheckConstraint(
            "leaving_reason IN ('05', '01', '06', '07', '03')", name=op.f("ck_personnel_relation_leaving_reason_code")
        ),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_personnel_relation_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_personnel_relation_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_personnel_relation_voided_yes_no")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_personnel_relation_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["personnel_relation.id"], name=op.f("fk_personnel_relation_supersedes_id")
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_personnel_relation_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personnel_relation")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_personnel_relation_supersedes_id")),
    )
    with op.batch_alter_table("personnel_relation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_personnel_relation_at",
            ["organisation_id", "superseded_at", "voided", "valid_to", "teacher_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_personnel_relation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_personnel_relation_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_personnel_relation_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_personnel_relation_valid_from"), ["valid_from"], unique=False)
        batch_op.create_index(
            "uq_personnel_relation_open",
            ["teacher_id"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
            postgresql_where=sa.text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
        )

    op.create_table(
        "teacher_certificate",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "qualification",
                "mandarin",
                "mental_health",
                "principal",
                "other",
                name="certificatekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=True),
        sa.Column("issuer", sa.String(length=80), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('qualification', 'mandarin', 'mental_health', 'principal', 'other')",
            name=op.f("ck_teacher_certificate_kind_code"),
        ),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_teacher_certificate_document_length")),
        sa.CheckConstraint("length(grade) <= 20", name=op.f("ck_teacher_certificate_grade_length")),
        sa.CheckConstraint("length(issuer) <= 80", name=op.f("ck_teacher_certificate_issuer_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_teacher_certificate_note_length")),
        sa.CheckConstraint("length(number) <= 40", name=op.f("ck_teacher_certificate_number_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_teacher_certificate_voided_yes_no")),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["teacher_certificate.id"], name=op.f("fk_teacher_certificate_supersedes_id")
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_teacher_certificate_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_certificate")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_teacher_certificate_supersedes_id")),
    )
    with op.batch_alter_table("teacher_certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_certificate_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_certificate_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_certificate_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "teacher_degree",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column(
            "education",
            sa.Enum("11", "14", "21", "31", "41", "90", name="education", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "degree", sa.Enum("2", "3", "4", "0", name="degreelevel", native_enum=False, length=40), nullable=False
        ),
        sa.Column("institution", sa.String(length=60), nullable=False),
        sa.Column("major", sa.String(length=60), nullable=True),
        sa.Column("full_time", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("degree IN ('2', '3', '4', '0')", name=op.f("ck_teacher_degree_degree_code")),
        sa.CheckConstraint(
            "education IN ('11', '14', '21', '31', '41', '90')", name=op.f("ck_teacher_degree_education_code")
        ),
        sa.CheckConstraint("full_time = (full_time IS TRUE)", name=op.f("ck_teacher_degree_full_time_yes_no")),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_teacher_degree_document_length")),
        sa.CheckConstraint("length(institution) <= 60", name=op.f("ck_teacher_degree_institution_length")),
        sa.CheckConstraint("length(major) <= 60", name=op.f("ck_teacher_degree_major_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_teacher_degree_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_teacher_degree_voided_yes_no")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["teacher_degree.id"], name=op.f("fk_teacher_degree_supersedes_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_teacher_degree_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_degree")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_teacher_degree_supersedes_id")),
    )
    with op.batch_alter_table("teacher_degree", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_degree_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_degree_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_degree_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "teacher_honour",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "rising_star",
                "subject_leader",
                "famous_teacher",
                "famous_head_teacher",
                "famous_principal",
                "special_grade",
                "other",
                name="honourkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum("school", "county", "city", "province", "nation", name="level", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "11",
                "13",
                "14",
                "15",
                "16",
                "17",
                "18",
                "20",
                "21",
                "22",
                "24",
                "25",
                "26",
                "27",
                "41",
                "60",
                "62",
                "99",
                name="subject",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('rising_star', 'subject_leader', 'famous_teacher', 'famous_head_teacher', 'famous_principal', 'special_grade', 'other')",
            name=op.f("ck_teacher_honour_kind_code"),
        ),
        sa.CheckConstraint(
            "level IN ('school', 'county', 'city', 'province', 'nation')", name=op.f("ck_teacher_honour_level_code")
        ),
        sa.CheckConstraint(
            "subject IN ('11', '13', '14', '15', '16', '17', '18', '20', '21', '22', '24', '25', '26', '27', '41', '60', '62', '99')",
            name=op.f("ck_teacher_honour_subject_code"),
        ),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_teacher_honour_document_length")),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_teacher_honour_name_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_teacher_honour_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_teacher_honour_voided_yes_no")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["teacher_honour.id"], name=op.f("fk_teacher_honour_supersedes_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_teacher_honour_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_honour")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_teacher_honour_supersedes_id")),
    )
    with op.batch_alter_table("teacher_honour", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_honour_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_honour_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_honour_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "teacher_leave",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sick",
                "maternity",
                "nursing",
                "personal",
                "study",
                "abroad",
                name="leavekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('sick', 'maternity', 'nursing', 'personal', 'study', 'abroad')",
            name=op.f("ck_teacher_leave_kind_code"),
        ),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_teacher_leave_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_teacher_leave_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_teacher_leave_voided_yes_no")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_teacher_leave_organisation_id")
        ),
        sa.ForeignKeyConstraint(["supersedes_id"], ["teacher_leave.id"], name=op.f("fk_teacher_leave_supersedes_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_teacher_leave_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_leave")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_teacher_leave_supersedes_id")),
    )
    with op.batch_alter_table("teacher_leave", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_leave_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_leave_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_leave_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_leave_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "teacher_post",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("23", "21", "22", "31", "32", "311", "101", name="postkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("detail", sa.String(length=40), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('23', '21', '22', '31', '32', '311', '101')", name=op.f("ck_teacher_post_kind_code")
        ),
        sa.CheckConstraint("length(detail) <= 40", name=op.f("ck_teacher_post_detail_length")),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_teacher_post_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_teacher_post_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_teacher_post_voided_yes_no")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_teacher_post_organisation_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["teacher_post.id"], name=op.f("fk_teacher_post_supersedes_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_teacher_post_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_post")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_teacher_post_supersedes_id")),
    )
    with op.batch_alter_table("teacher_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_post_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_post_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_post_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_post_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "teacher_profile",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sex", sa.Enum("0", "1", "2", "9", name="sex", native_enum=False, length=40), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column(
            "stage", sa.Enum("1", "2", "3", "4", "6", "A", name="stage", native_enum=False, length=40), nullable=True
        ),
        sa.Column(
            "subject",
            sa.Enum(
                "11",
                "13",
                "14",
                "15",
                "16",
                "17",
                "18",
                "20",
                "21",
                "22",
                "24",
                "25",
                "26",
                "27",
                "41",
                "60",
                "62",
                "99",
                name="subject",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("sex IN ('0', '1', '2', '9')", name=op.f("ck_teacher_profile_sex_code")),
        sa.CheckConstraint("stage IN ('1', '2', '3', '4', '6', 'A')", name=op.f("ck_teacher_profile_stage_code")),
        sa.CheckConstraint(
            "subject IN ('11', '13', '14', '15', '16', '17', '18', '20', '21', '22', '24', '25', '26', '27', '41', '60', '62', '99')",
            name=op.f("ck_teacher_profile_subject_code"),
        ),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_teacher_profile_document_length")),
        sa.CheckConstraint("length(name) <= 40", name=op.f("ck_teacher_profile_name_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_teacher_profile_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_teacher_profile_voided_yes_no")),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["teacher_profile.id"], name=op.f("fk_teacher_profile_supersedes_id")
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_teacher_profile_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_profile")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_teacher_profile_supersedes_id")),
    )
    with op.batch_alter_table("teacher_profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_profile_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_profile_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_profile_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "teacher_title",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "third", "second", "first", "senior", "professorial", name="titlelevel", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "subject",
            sa.Enum(
                "11",
                "13",
                "14",
                "15",
                "16",
                "17",
                "18",
                "20",
                "21",
                "22",
                "24",
                "25",
                "26",
                "27",
                "41",
                "60",
                "62",
                "99",
                name="subject",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("appointed_on", sa.Date(), nullable=True),
        sa.Column("post_grade", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "level IN ('third', 'second', 'first', 'senior', 'professorial')", name=op.f("ck_teacher_title_level_code")
        ),
        sa.CheckConstraint(
            "subject IN ('11', '13', '14', '15', '16', '17', '18', '20', '21', '22', '24', '25', '26', '27', '41', '60', '62', '99')",
            name=op.f("ck_teacher_title_subject_code"),
        ),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_teacher_title_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_teacher_title_note_length")),
        sa.CheckConstraint("post_grade BETWEEN 1 AND 13", name=op.f("ck_teacher_title_post_grade")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_teacher_title_voided_yes_no")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["teacher_title.id"], name=op.f("fk_teacher_title_supersedes_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_teacher_title_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teacher_title")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_teacher_title_supersedes_id")),
    )
    with op.batch_alter_table("teacher_title", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teacher_title_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_title_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teacher_title_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "teaching",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("term", sa.Enum("1", "2", name="term", native_enum=False, length=40), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "11",
                "13",
                "14",
                "15",
                "16",
                "17",
                "18",
                "20",
                "21",
                "22",
                "24",
                "25",
                "26",
                "27",
                "41",
                "60",
                "62",
                "99",
                name="subject",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("weekly_periods", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "subject IN ('11', '13', '14', '15', '16', '17', '18', '20', '21', '22', '24', '25', '26', '27', '41', '60', '62', '99')",
            name=op.f("ck_teaching_subject_code"),
        ),
        sa.CheckConstraint("term IN ('1', '2')", name=op.f("ck_teaching_term_code")),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_teaching_document_length")),
        sa.CheckConstraint("length(grade) <= 20", name=op.f("ck_teaching_grade_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_teaching_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_teaching_voided_yes_no")),
        sa.CheckConstraint("weekly_periods BETWEEN 0 AND 600", name=op.f("ck_teaching_weekly_periods")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_teaching_organisation_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["teaching.id"], name=op.f("fk_teaching_supersedes_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_teaching_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teaching")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_teaching_supersedes_id")),
    )
    with op.batch_alter_table("teaching", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_teaching_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teaching_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_teaching_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_teaching_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "tier_held",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column(
            "tier",
            sa.Enum("foundation", "backbone", "summit", name="tier", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("tier IN ('foundation', 'backbone', 'summit')", name=op.f("ck_tier_held_tier_code")),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_tier_held_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_tier_held_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_tier_held_voided_yes_no")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["tier_held.id"], name=op.f("fk_tier_held_supersedes_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_tier_held_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tier_held")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_tier_held_supersedes_id")),
    )
    with op.batch_alter_table("tier_held", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tier_held_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_tier_held_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tier_held_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "trainee_listing",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "rising_star",
                "subject_leader",
                "famous_teacher",
                "famous_head_teacher",
                "famous_principal",
                "special_grade",
                "other",
                name="honourkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum("school", "county", "city", "province", "nation", name="level", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("list_name", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('rising_star', 'subject_leader', 'famous_teacher', 'famous_head_teacher', 'famous_principal', 'special_grade', 'other')",
            name=op.f("ck_trainee_listing_kind_code"),
        ),
        sa.CheckConstraint(
            "level IN ('school', 'county', 'city', 'province', 'nation')", name=op.f("ck_trainee_listing_level_code")
        ),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_trainee_listing_document_length")),
        sa.CheckConstraint("length(list_name) <= 80", name=op.f("ck_trainee_listing_list_name_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_trainee_listing_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_trainee_listing_voided_yes_no")),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["trainee_listing.id"], name=op.f("fk_trainee_listing_supersedes_id")
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_trainee_listing_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainee_listing")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_trainee_listing_supersedes_id")),
    )
    with op.batch_alter_table("trainee_listing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trainee_listing_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_trainee_listing_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trainee_listing_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "work_place",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "regular",
                "transfer",
                "exchange",
                "support",
                "circuit",
                "secondment",
                "attachment",
                name="placekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("file_moved", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=120), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("recorded_at", database.Moment(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("superseded_at", database.Moment(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('regular', 'transfer', 'exchange', 'support', 'circuit', 'secondment', 'attachment')",
            name=op.f("ck_work_place_kind_code"),
        ),
        sa.CheckConstraint("file_moved = (file_moved IS TRUE)", name=op.f("ck_work_place_file_moved_yes_no")),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_work_place_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_work_place_note_length")),
        sa.CheckConstraint("share BETWEEN 1 AND 100", name=op.f("ck_work_place_share")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_work_place_voided_yes_no")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_work_place_organisation_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["work_place.id"], name=op.f("fk_work_place_supersedes_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_work_place_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_place")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_work_place_supersedes_id")),
    )
    with op.batch_alter_table("work_place", schema=None) as batch_op:
        batch_op.create_index(
            "ix_work_place_at", ["organisation_id", "superseded_at", "voided", "valid_to", "teacher_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_work_place_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_place_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_place_teacher_id"), ["teacher_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_place_valid_from"), ["valid_from"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("work_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_place_valid_from"))
        batch_op.drop_index(batch_op.f("ix_work_place_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_work_place_superseded_at"))
        batch_op.drop_index("ix_work_place_at")
        batch_op.drop_index(batch_op.f("ix_work_place_organisation_id"))

    op.drop_table("work_place")
    with op.batch_alter_table("trainee_listing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trainee_listing_valid_from"))
        batch_op.drop_index(batch_op.f("ix_trainee_listing_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_trainee_listing_superseded_at"))

    op.drop_table("trainee_listing")
    with op.batch_alter_table("tier_held", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tier_held_valid_from"))
        batch_op.drop_index(batch_op.f("ix_tier_held_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_tier_held_superseded_at"))

    op.drop_table("tier_held")
    with op.batch_alter_table("teaching", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teaching_valid_from"))
        batch_op.drop_index(batch_op.f("ix_teaching_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_teaching_superseded_at"))
        batch_op.drop_index(batch_op.f("ix_teaching_organisation_id"))

    op.drop_table("teaching")
    with op.batch_alter_table("teacher_title", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_title_valid_from"))
        batch_op.drop_index(batch_op.f("ix_teacher_title_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_title_superseded_at"))

    op.drop_table("teacher_title")
    with op.batch_alter_table("teacher_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_profile_valid_from"))
        batch_op.drop_index(batch_op.f("ix_teacher_profile_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_profile_superseded_at"))

    op.drop_table("teacher_profile")
    with op.batch_alter_table("teacher_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_post_valid_from"))
        batch_op.drop_index(batch_op.f("ix_teacher_post_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_post_superseded_at"))
        batch_op.drop_index(batch_op.f("ix_teacher_post_organisation_id"))

    op.drop_table("teacher_post")
    with op.batch_alter_table("teacher_leave", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_leave_valid_from"))
        batch_op.drop_index(batch_op.f("ix_teacher_leave_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_leave_superseded_at"))
        batch_op.drop_index(batch_op.f("ix_teacher_leave_organisation_id"))

    op.drop_table("teacher_leave")
    with op.batch_alter_table("teacher_honour", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_honour_valid_from"))
        batch_op.drop_index(batch_op.f("ix_teacher_honour_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_honour_superseded_at"))

    op.drop_table("teacher_honour")
    with op.batch_alter_table("teacher_degree", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_degree_valid_from"))
        batch_op.drop_index(batch_op.f("ix_teacher_degree_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_degree_superseded_at"))

    op.drop_table("teacher_degree")
    with op.batch_alter_table("teacher_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_certificate_valid_from"))
        batch_op.drop_index(batch_op.f("ix_teacher_certificate_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_certificate_superseded_at"))

    op.drop_table("teacher_certificate")
    with op.batch_alter_table("personnel_relation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_personnel_relation_open",
            sqlite_where=sa.text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
            postgresql_where=sa.text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
        )
        batch_op.drop_index(batch_op.f("ix_personnel_relation_valid_from"))
        batch_op.drop_index(batch_op.f("ix_personnel_relation_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_personnel_relation_superseded_at"))
        batch_op.drop_index("ix_personnel_relation_at")
        batch_op.drop_index(batch_op.f("ix_personnel_relation_organisation_id"))

    op.drop_table("personnel_relation")
    with op.batch_alter_table("ethics_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ethics_record_valid_from"))
        batch_op.drop_index(batch_op.f("ix_ethics_record_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_ethics_record_superseded_at"))

    op.drop_table("ethics_record")
    with op.batch_alter_table("discipline_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_discipline_record_valid_from"))
        batch_op.drop_index(batch_op.f("ix_discipline_record_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_discipline_record_superseded_at"))

    op.drop_table("discipline_record")
    with op.batch_alter_table("assessment_year", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_year_valid_from"))
        batch_op.drop_index(batch_op.f("ix_assessment_year_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_year_superseded_at"))

    op.drop_table("assessment_year")
    with op.batch_alter_table("teacher", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_subject"))
        batch_op.drop_index(batch_op.f("ix_teacher_stage"))
        batch_op.drop_index("ix_teacher_search")
        batch_op.drop_index(batch_op.f("ix_teacher_name_key"))
        batch_op.drop_index(batch_op.f("ix_teacher_name"))
        batch_op.drop_index(batch_op.f("ix_teacher_keeper_id"))

    op.drop_table("teacher")
