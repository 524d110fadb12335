"""Which entries of the trail concern a teacher."""

import sqlalchemy as sa
from alembic import op

revision = "0013_audit_people"
down_revision = "0012_identity"
branch_labels = None
depends_on = None

MADE = sa.table("audit_person", sa.column("teacher_id", sa.Integer), sa.column("seq", sa.Integer))


def upgrade() -> None:
    op.create_table(
        "audit_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_person")),
        info={"append_only": True},
    )
    op.create_index("ix_audit_person_of", "audit_person", ["teacher_id", "seq"])
    found = op.get_bind().execute(sa.text("SELECT seq, people FROM audit_entry WHERE people <> ' ' ORDER BY seq")).all()
    rows = [{"teacher_id": int(each), "seq": seq} for seq, people in found for each in people.split()]
    op.bulk_insert(MADE, rows)


def downgrade() -> None:
    op.drop_table("audit_person")
