"""Mentor pairs, first form."""

import sqlalchemy as sa
from alembic import op

from teacher_growth import database

revision = "0007_mentoring"
down_revision = "0006_training"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mentor_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("subject", "head_teacher", name="pairkind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("mentor_organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "active",
                "declined",
                "refused",
                "withdrawn",
                "ended",
                name="pairstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("letter_date", sa.Date(), nullable=False),
        sa.Column("planned_end", sa.Date(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", database.Moment(), nullable=False),
        sa.Column("mentor_accepted_at", database.Moment(), nullable=True),
        sa.Column("mentee_accepted_at", database.Moment(), nullable=True),
        sa.Column("mentor_document", sa.String(length=120), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_teacher_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", database.Moment(), nullable=True),
        sa.Column("mentor_side_approved_by_id", sa.Integer(), nullable=True),
        sa.Column("mentor_side_approved_by_teacher_id", sa.Integer(), nullable=True),
        sa.Column("mentor_side_approved_at", database.Moment(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", database.Moment(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "completed",
                "transferred",
                "retired",
                "left",
                "leave",
                "mismatch",
                "other",
                name="endreason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("end_note", sa.String(length=400), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'ended') = (ended_on IS NOT NULL)", name=op.f("ck_mentor_pair_ended_when")),
        sa.CheckConstraint(
            "end_reason IN ('completed', 'transferred', 'retired', 'left', 'leave', 'mismatch', 'other')",
            name=op.f("ck_mentor_pair_end_reason_code"),
        ),
        sa.CheckConstraint("kind IN ('subject', 'head_teacher')", name=op.f("ck_mentor_pair_kind_code")),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'active', 'declined', 'refused', 'withdrawn', 'ended')",
            name=op.f("ck_mentor_pair_state_code"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('refused', 'declined') OR reason IS NOT NULL", name=op.f("ck_mentor_pair_refused_why")
        ),
        sa.CheckConstraint(
            "approved_by_teacher_id IS NULL OR (approved_by_teacher_id <> mentor_id AND approved_by_teacher_id <> mentee_id)",
            name=op.f("ck_mentor_pair_approver_not_in_it"),
        ),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= letter_date", name=op.f("ck_mentor_pair_period")),
        sa.CheckConstraint("length(end_note) <= 400", name=op.f("ck_mentor_pair_end_note_length")),
        sa.CheckConstraint("length(mentor_document) <= 120", name=op.f("ck_mentor_pair_mentor_document_length")),
        sa.CheckConstraint("length(reason) <= 400", name=op.f("ck_mentor_pair_reason_length")),
        sa.CheckConstraint("mentor_id <> mentee_id", name=op.f("ck_mentor_pair_two_people")),
        sa.CheckConstraint(
            "mentor_side_approved_by_teacher_id IS NULL OR (mentor_side_approved_by_teacher_id <> mentor_id AND mentor_side_approved_by_teacher_id <> mentee_id)",
            name=op.f("ck_mentor_pair_mentor_side_not_in_it"),
        ),
        sa.CheckConstraint(
            "planned_end IS NULL OR planned_end > letter_date", name=op.f("ck_mentor_pair_planned_period")
        ),
        sa.ForeignKeyConstraint(["mentee_id"], ["teacher.id"], name=op.f("fk_mentor_pair_mentee_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["teacher.id"], name=op.f("fk_mentor_pair_mentor_id")),
        sa.ForeignKeyConstraint(
            ["mentor_organisation_id"], ["organisation.id"], name=op.f("fk_mentor_pair_mentor_organisation_id")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_mentor_pair_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_pair")),
    )
    with op.batch_alter_table("mentor_pair", schema=None) as batch_op:
        batch_op.create_index("ix_mentor_pair_load", ["mentor_id", "kind", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentor_pair_mentee_id"), ["mentee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentor_pair_mentor_id"), ["mentor_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_mentor_pair_mentor_organisation_id"), ["mentor_organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mentor_pair_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentor_pair_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_mentor_pair_open",
            ["mentee_id", "kind"],
            unique=True,
            sqlite_where=sa.text("state IN ('proposed', 'accepted', 'active')"),
            postgresql_where=sa.text("state IN ('proposed', 'accepted', 'active')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("mentor_pair", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_mentor_pair_open",
            sqlite_where=sa.text("state IN ('proposed', 'accepted', 'active')"),
            postgresql_where=sa.text("state IN ('proposed', 'accepted', 'active')"),
        )
        batch_op.drop_index(batch_op.f("ix_mentor_pair_state"))
        batch_op.drop_index(batch_op.f("ix_mentor_pair_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_pair_mentor_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_pair_mentor_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_pair_mentee_id"))
        batch_op.drop_index("ix_mentor_pair_load")

    op.drop_table("mentor_pair")
