"""What counts of training, kept summed up per teacher and per school."""

import sqlalchemy as sa
from alembic import op

revision = "0009_training_sums"
down_revision = "0008_achievements"
branch_labels = None
depends_on = None


AT = ["organisation_id", "superseded_at", "voided", "valid_to", "teacher_id"]


def upgrade() -> None:
    op.drop_index("ix_personnel_relation_at", "personnel_relation")
    op.create_index("ix_personnel_relation_at", "personnel_relation", [*AT, "valid_from"])
    op.create_table(
        "training_school_sum",
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "course_choice", "directed", "school_based", "converted", name="route", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.Enum("hour", "credit", name="unit", native_enum=False, length=40), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "route IN ('course_choice', 'directed', 'school_based', 'converted')",
            name=op.f("ck_training_school_sum_route_code"),
        ),
        sa.CheckConstraint("unit IN ('hour', 'credit')", name=op.f("ck_training_school_sum_unit_code")),
        sa.CheckConstraint("length(stage) <= 20", name=op.f("ck_training_school_sum_stage_length")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_training_school_sum_organisation_id")
        ),
        sa.PrimaryKeyConstraint(
            "school_year", "organisation_id", "stage", "route", "unit", name=op.f("pk_training_school_sum")
        ),
    )
    op.create_table(
        "training_sum",
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "route",
            sa.Enum(
                "course_choice", "directed", "school_based", "converted", name="route", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("unit", sa.Enum("hour", "credit", name="unit", native_enum=False, length=40), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "route IN ('course_choice', 'directed', 'school_based', 'converted')",
            name=op.f("ck_training_sum_route_code"),
        ),
        sa.CheckConstraint("unit IN ('hour', 'credit')", name=op.f("ck_training_sum_unit_code")),
        sa.CheckConstraint("length(stage) <= 20", name=op.f("ck_training_sum_stage_length")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_training_sum_organisation_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_training_sum_teacher_id")),
        sa.PrimaryKeyConstraint(
            "teacher_id", "school_year", "organisation_id", "route", "unit", name=op.f("pk_training_sum")
        ),
    )
    for table, key in (("training_sum", "teacher_id"), ("training_school_sum", "organisation_id")):
        names = {key: None, "organisation_id": None, "school_year": None, "route": None, "unit": None}
        wanted = ", ".join(f"r.{name}" for name in names)
        op.execute(
            f"INSERT INTO {table} ({', '.join(names)}, stage, amount) "  # noqa: S608 -- names of our own
            f"SELECT {wanted}, coalesce(t.stage, ''), sum(r.amount) FROM training_record r "
            "JOIN teacher t ON t.id = r.teacher_id WHERE r.state = 'verified' "
            f"GROUP BY {wanted}, coalesce(t.stage, '')"
        )


def downgrade() -> None:
    op.drop_index("ix_personnel_relation_at", "personnel_relation")
    op.create_index("ix_personnel_relation_at", "personnel_relation", AT)
    op.drop_table("training_sum")
    op.drop_table("training_school_sum")
