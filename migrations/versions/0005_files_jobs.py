"""Stored files and the queue of background work."""

import sqlalchemy as sa
from alembic import op

from teacher_growth import database

revision = "0005_files_jobs"
down_revision = "0004_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("args", database.Json(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "running", "done", "failed", "cancelled", name="jobstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("result", database.Json(), nullable=True),
        sa.Column("error", sa.String(length=400), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", database.Moment(), nullable=False),
        sa.Column("not_before", database.Moment(), nullable=False),
        sa.Column("started_at", database.Moment(), nullable=True),
        sa.Column("heartbeat_at", database.Moment(), nullable=True),
        sa.Column("finished_at", database.Moment(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_job_state_code")
        ),
        sa.CheckConstraint("cancel_asked = (cancel_asked IS TRUE)", name=op.f("ck_job_cancel_asked_yes_no")),
        sa.CheckConstraint("length(error) <= 400", name=op.f("ck_job_error_length")),
        sa.CheckConstraint("length(key) <= 80", name=op.f("ck_job_key_length")),
        sa.CheckConstraint("length(name) <= 60", name=op.f("ck_job_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_created_by_id"), ["created_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_state"), ["state"], unique=False)

    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "media_type",
            sa.Enum(
                "image/jpeg",
                "image/png",
                "image/webp",
                "application/pdf",
                name="mediatype",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("thumbnail_sha256", sa.String(length=64), nullable=True),
        sa.Column("stored_at", database.Moment(), nullable=False),
        sa.Column("stored_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "media_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')",
            name=op.f("ck_stored_file_media_type_code"),
        ),
        sa.CheckConstraint("length(name) <= 200", name=op.f("ck_stored_file_name_length")),
        sa.CheckConstraint("length(sha256) <= 64", name=op.f("ck_stored_file_sha256_length")),
        sa.CheckConstraint("length(source_sha256) <= 64", name=op.f("ck_stored_file_source_sha256_length")),
        sa.CheckConstraint("length(thumbnail_sha256) <= 64", name=op.f("ck_stored_file_thumbnail_sha256_length")),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_stored_file_source_sha256"), ["source_sha256"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_source_sha256"))
        batch_op.drop_index(batch_op.f("ix_stored_file_sha256"))

    op.drop_table("stored_file")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state"))
        batch_op.drop_index(batch_op.f("ix_job_name"))
        batch_op.drop_index(batch_op.f("ix_job_created_by_id"))

    op.drop_table("job")
