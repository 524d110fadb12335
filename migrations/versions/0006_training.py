"""The training ledger, first form."""

import sqlalchemy as sa
from alembic import op

from teacher_growth import database

revision = "0006_training"
down_revision = "0005_files_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("plan", sa.String(length=100), nullable=True),
        sa.Column(
            "route",
            sa.Enum(
                "course_choice", "directed", "school_based", "converted", name="route", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Enum("hour", "credit", name="unit", native_enum=False, length=40), nullable=False),
        sa.Column("lecturer", sa.String(length=60), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", database.Moment(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", database.Moment(), nullable=True),
        sa.Column("closed_reason", sa.String(length=400), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "route IN ('course_choice', 'directed', 'school_based', 'converted')",
            name=op.f("ck_training_activity_route_code"),
        ),
        sa.CheckConstraint("unit IN ('hour', 'credit')", name=op.f("ck_training_activity_unit_code")),
        sa.CheckConstraint("amount BETWEEN 1 AND 5000", name=op.f("ck_training_activity_amount")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_training_activity_period")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_reason IS NULL)", name=op.f("ck_training_activity_closed_why")
        ),
        sa.CheckConstraint("length(closed_reason) <= 400", name=op.f("ck_training_activity_closed_reason_length")),
        sa.CheckConstraint("length(lecturer) <= 60", name=op.f("ck_training_activity_lecturer_length")),
        sa.CheckConstraint("length(plan) <= 100", name=op.f("ck_training_activity_plan_length")),
        sa.CheckConstraint("length(title) <= 100", name=op.f("ck_training_activity_title_length")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_training_activity_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["training_activity.id"], name=op.f("fk_training_activity_corrects_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_activity")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_training_activity_corrects_id")),
    )
    with op.batch_alter_table("training_activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_activity_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_activity_starts_on"), ["starts_on"], unique=False)

    op.create_table(
        "training_record",
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("provider", sa.String(length=80), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "course_choice", "directed", "school_based", "converted", name="route", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Enum("hour", "credit", name="unit", native_enum=False, length=40), nullable=False),
        sa.Column("certificate", sa.String(length=60), nullable=True),
        sa.Column(
            "voucher",
            sa.Enum("platform", "attendance", "school", "county", "self", name="voucher", native_enum=False, length=40),
            nullable=False,
        ),
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
        sa.CheckConstraint(
            "route IN ('course_choice', 'directed', 'school_based', 'converted')",
            name=op.f("ck_training_record_route_code"),
        ),
        sa.CheckConstraint(
            "state <> 'returned' OR return_reason IS NOT NULL", name=op.f("ck_training_record_returned_why")
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'verified', 'returned', 'withdrawn', 'superseded')",
            name=op.f("ck_training_record_state_code"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('verified', 'returned') OR decided_at IS NOT NULL",
            name=op.f("ck_training_record_decided_when"),
        ),
        sa.CheckConstraint("unit IN ('hour', 'credit')", name=op.f("ck_training_record_unit_code")),
        sa.CheckConstraint(
            "voucher IN ('platform', 'attendance', 'school', 'county', 'self')",
            name=op.f("ck_training_record_voucher_code"),
        ),
        sa.CheckConstraint("amount BETWEEN 1 AND 5000", name=op.f("ck_training_record_amount")),
        sa.CheckConstraint(
            "decided_by_teacher_id IS NULL OR decided_by_teacher_id <> teacher_id",
            name=op.f("ck_training_record_not_own"),
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_training_record_period")),
        sa.CheckConstraint("length(certificate) <= 60", name=op.f("ck_training_record_certificate_length")),
        sa.CheckConstraint("length(provider) <= 80", name=op.f("ck_training_record_provider_length")),
        sa.CheckConstraint("length(return_reason) <= 400", name=op.f("ck_training_record_return_reason_length")),
        sa.CheckConstraint("length(title) <= 100", name=op.f("ck_training_record_title_length")),
        sa.ForeignKeyConstraint(["activity_id"], ["training_activity.id"], name=op.f("fk_training_record_activity_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["training_record.id"], name=op.f("fk_training_record_corrects_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_training_record_organisation_id")
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_training_record_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_record")),
    )
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_record_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(
            "ix_training_record_certificate",
            ["certificate"],
            unique=False,
            sqlite_where=sa.text("certificate IS NOT NULL"),
            postgresql_where=sa.text("certificate IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_training_record_ends_on"), ["ends_on"], unique=False)
        batch_op.create_index(
            "ix_training_record_hours",
            ["organisation_id", "school_year", "route", "unit", "state", "amount"],
            unique=False,
        )
        batch_op.create_index(
            "ix_training_record_ledger", ["teacher_id", "school_year", "route", "unit", "state", "amount"], unique=False
        )
        batch_op.create_index("ix_training_record_queue", ["organisation_id", "state", "ends_on"], unique=False)
        batch_op.create_index(
            "uq_training_record_corrects",
            ["corrects_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )

    op.create_table(
        "training_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("(record_id IS NULL) <> (activity_id IS NULL)", name=op.f("ck_training_evidence_of_one")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["training_activity.id"], name=op.f("fk_training_evidence_activity_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_training_evidence_file_id")),
        sa.ForeignKeyConstraint(["record_id"], ["training_record.id"], name=op.f("fk_training_evidence_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_evidence")),
        sa.UniqueConstraint(
            "record_id", "activity_id", "file_id", name=op.f("uq_training_evidence_record_id_activity_id_file_id")
        ),
    )
    with op.batch_alter_table("training_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_evidence_activity_id"), ["activity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_evidence_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_evidence_record_id"), ["record_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("training_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_evidence_record_id"))
        batch_op.drop_index(batch_op.f("ix_training_evidence_file_id"))
        batch_op.drop_index(batch_op.f("ix_training_evidence_activity_id"))

    op.drop_table("training_evidence")
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_training_record_corrects",
            sqlite_where=sa.text("state <> 'withdrawn'"),
            postgresql_where=sa.text("state <> 'withdrawn'"),
        )
        batch_op.drop_index("ix_training_record_queue")
        batch_op.drop_index("ix_training_record_ledger")
        batch_op.drop_index("ix_training_record_hours")
        batch_op.drop_index(batch_op.f("ix_training_record_ends_on"))
        batch_op.drop_index(
            "ix_training_record_certificate",
            sqlite_where=sa.text("certificate IS NOT NULL"),
            postgresql_where=sa.text("certificate IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_training_record_activity_id"))

    op.drop_table("training_record")
    with op.batch_alter_table("training_activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_activity_starts_on"))
        batch_op.drop_index(batch_op.f("ix_training_activity_organisation_id"))

    op.drop_table("training_activity")
