"""Documents that were issued."""

import sqlalchemy as sa
from alembic import op

from teacher_growth import database

revision = "0010_documents"
down_revision = "0009_training_sums"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "issued_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("training_certificate", name="documentkind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("data", database.Json(), nullable=False),
        sa.Column("issued_at", database.Moment(), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_by_teacher_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", database.Moment(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=400), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('training_certificate')", name=op.f("ck_issued_document_kind_code")),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_reason IS NULL)", name=op.f("ck_issued_document_revoked_why")
        ),
        sa.CheckConstraint(
            "issued_by_teacher_id IS NULL OR issued_by_teacher_id <> teacher_id",
            name=op.f("ck_issued_document_not_own"),
        ),
        sa.CheckConstraint("length(code) <= 16", name=op.f("ck_issued_document_code_length")),
        sa.CheckConstraint("length(revoked_reason) <= 400", name=op.f("ck_issued_document_revoked_reason_length")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_issued_document_organisation_id")
        ),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_issued_document_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("code", name=op.f("uq_issued_document_code")),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "year",
            "number",
            name=op.f("uq_issued_document_organisation_id_kind_year_number"),
        ),
    )
    with op.batch_alter_table("issued_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issued_document_teacher_id"), ["teacher_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("issued_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issued_document_teacher_id"))

    op.drop_table("issued_document")
