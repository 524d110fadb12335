"""Items of the achievement file, their scans and uses."""

import sqlalchemy as sa
from alembic import op

from teacher_growth import database

revision = "0008_achievements"
down_revision = "0007_mentoring"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "achievement",
        sa.Column(
            "kind",
            sa.Enum(
                "paper",
                "project",
                "contest",
                "lesson",
                "lecture",
                "guidance",
                "book",
                "honour",
                name="achievementkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "10",
                "20",
                "21",
                "23",
                "30",
                "31",
                "33",
                "40",
                "41",
                "43",
                "50",
                "51",
                "53",
                "60",
                "70",
                "99",
                name="awardlevel",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "grade",
            sa.Enum("1", "2", "3", "4", "5", "6", "9", name="awardgrade", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("issuer", sa.String(length=80), nullable=False),
        sa.Column("certificate", sa.String(length=60), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("own_rank", sa.Integer(), nullable=False),
        sa.Column("authors", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "verified",
                "returned",
                "withdrawn",
                "superseded",
                name="claimstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("doubts", database.Json(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", database.Moment(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_teacher_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", database.Moment(), nullable=True),
        sa.Column("return_reason", sa.String(length=400), nullable=True),
        sa.Column("closed_at", database.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("grade IN ('1', '2', '3', '4', '5', '6', '9')", name=op.f("ck_achievement_grade_code")),
        sa.CheckConstraint(
            "kind IN ('paper', 'project', 'contest', 'lesson', 'lecture', 'guidance', 'book', 'honour')",
            name=op.f("ck_achievement_kind_code"),
        ),
        sa.CheckConstraint(
            "level IN ('10', '20', '21', '23', '30', '31', '33', '40', '41', '43', '50', '51', '53', '60', '70', '99')",
            name=op.f("ck_achievement_level_code"),
        ),
        sa.CheckConstraint(
            "state <> 'returned' OR return_reason IS NOT NULL", name=op.f("ck_achievement_returned_why")
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'verified', 'returned', 'withdrawn', 'superseded')",
            name=op.f("ck_achievement_state_code"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('verified', 'returned') OR decided_at IS NOT NULL", name=op.f("ck_achievement_decided_when")
        ),
        sa.CheckConstraint("authors BETWEEN 1 AND 99", name=op.f("ck_achievement_authors")),
        sa.CheckConstraint(
            "decided_by_teacher_id IS NULL OR decided_by_teacher_id <> teacher_id", name=op.f("ck_achievement_not_own")
        ),
        sa.CheckConstraint("length(certificate) <= 60", name=op.f("ck_achievement_certificate_length")),
        sa.CheckConstraint("length(issuer) <= 80", name=op.f("ck_achievement_issuer_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_achievement_note_length")),
        sa.CheckConstraint("length(number) <= 60", name=op.f("ck_achievement_number_length")),
        sa.CheckConstraint("length(return_reason) <= 400", name=op.f("ck_achievement_return_reason_length")),
        sa.CheckConstraint("length(title) <= 120", name=op.f("ck_achievement_title_length")),
        sa.CheckConstraint("own_rank BETWEEN 1 AND authors", name=op.f("ck_achievement_own_rank")),
        sa.ForeignKeyConstraint(["corrects_id"], ["achievement.id"], name=op.f("fk_achievement_corrects_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_achievement_organisation_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_achievement_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement")),
    )
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        batch_op.create_index("ix_achievement_file", ["teacher_id", "state", "issued_on"], unique=False)
        batch_op.create_index("ix_achievement_number", ["number"], unique=False)
        batch_op.create_index("ix_achievement_queue", ["organisation_id", "state", "entered_at"], unique=False)
        batch_op.create_index("ix_achievement_same", ["title", "issued_on"], unique=False)
        batch_op.create_index(
            "uq_achievement_corrects",
            ["corrects_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )

    op.create_table(
        "achievement_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("achievement_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["achievement_id"], ["achievement.id"], name=op.f("fk_achievement_evidence_achievement_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_achievement_evidence_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement_evidence")),
        sa.UniqueConstraint("achievement_id", "file_id", name=op.f("uq_achievement_evidence_achievement_id_file_id")),
    )
    with op.batch_alter_table("achievement_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_achievement_evidence_achievement_id"), ["achievement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_achievement_evidence_file_id"), ["file_id"], unique=False)

    op.create_table(
        "achievement_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("achievement_id", sa.Integer(), nullable=False),
        sa.Column(
            "used_in",
            sa.Enum(
                "selection", "title", "credit", "honour_check", "studio", name="usedin", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("used_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("at", database.Moment(), nullable=False),
        sa.CheckConstraint(
            "used_in IN ('selection', 'title', 'credit', 'honour_check', 'studio')",
            name=op.f("ck_achievement_use_used_in_code"),
        ),
        sa.CheckConstraint("length(label) <= 120", name=op.f("ck_achievement_use_label_length")),
        sa.ForeignKeyConstraint(["achievement_id"], ["achievement.id"], name=op.f("fk_achievement_use_achievement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement_use")),
        sa.UniqueConstraint(
            "achievement_id", "used_in", "used_id", name=op.f("uq_achievement_use_achievement_id_used_in_used_id")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("achievement_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_achievement_use_achievement_id"), ["achievement_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("achievement_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_achievement_use_achievement_id"))

    op.drop_table("achievement_use")
    with op.batch_alter_table("achievement_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_achievement_evidence_file_id"))
        batch_op.drop_index(batch_op.f("ix_achievement_evidence_achievement_id"))

    op.drop_table("achievement_evidence")
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_achievement_corrects",
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )
        batch_op.drop_index("ix_achievement_same")
        batch_op.drop_index("ix_achievement_queue")
        batch_op.drop_index("ix_achievement_number")
        batch_op.drop_index("ix_achievement_file")

    op.drop_table("achievement")
