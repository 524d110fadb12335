"""Accounts, grants, sessions, failed tries."""

import sqlalchemy as sa
from alembic import op

from teacher_growth import database

revision = "0004_accounts"
down_revision = "0003_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "failed_tries",
        sa.Column(
            "kind",
            sa.Enum(
                "account_address",
                "account_device",
                "address",
                "everywhere",
                "second_factor",
                "stranger",
                name="throttlekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", database.Moment(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('account_address', 'account_device', 'address', 'everywhere', 'second_factor', 'stranger')",
            name=op.f("ck_failed_tries_kind_code"),
        ),
        sa.CheckConstraint("length(key) <= 80", name=op.f("ck_failed_tries_key_length")),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_failed_tries")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.String(length=64), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("disabled_at", database.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(login) <= 40", name=op.f("ck_account_login_length")),
        sa.CheckConstraint("length(name) <= 40", name=op.f("ck_account_name_length")),
        sa.CheckConstraint("length(password_hash) <= 200", name=op.f("ck_account_password_hash_length")),
        sa.CheckConstraint("length(phone) <= 20", name=op.f("ck_account_phone_length")),
        sa.CheckConstraint("length(totp_secret) <= 64", name=op.f("ck_account_totp_secret_length")),
        sa.CheckConstraint(
            "must_change_password = (must_change_password IS TRUE)", name=op.f("ck_account_must_change_password_yes_no")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_account_organisation_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["teacher.id"], name=op.f("fk_account_teacher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        sa.UniqueConstraint("phone", name=op.f("uq_account_phone")),
        sa.UniqueConstraint("teacher_id", name=op.f("uq_account_teacher_id")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "teacher",
                "training_clerk",
                "academic_office",
                "principal",
                "county_clerk",
                "county_leader",
                "city_clerk",
                "city_leader",
                "researcher",
                "provider",
                "class_organiser",
                "expert",
                "studio_host",
                "discipline_officer",
                "inspector",
                "system_administrator",
                "security_auditor",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=2), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", database.Moment(), nullable=False),
        sa.CheckConstraint(
            "role IN ('teacher', 'training_clerk', 'academic_office', 'principal', 'county_clerk', 'county_leader', 'city_clerk', 'city_leader', 'researcher', 'provider', 'class_organiser', 'expert', 'studio_host', 'discipline_officer', 'inspector', 'system_administrator', 'security_auditor')",
            name=op.f("ck_role_grant_role_code"),
        ),
        sa.CheckConstraint("length(subject) <= 2", name=op.f("ck_role_grant_subject_length")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_role_grant_period")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_role_grant_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("started_at", database.Moment(), nullable=False),
        sa.Column("seen_at", database.Moment(), nullable=False),
        sa.Column("ended_at", database.Moment(), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=True),
        sa.CheckConstraint("length(address) <= 45", name=op.f("ck_sign_in_session_address_length")),
        sa.CheckConstraint("length(token_hash) <= 64", name=op.f("ck_sign_in_session_token_hash_length")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_session_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_session_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_account_id"))

    op.drop_table("sign_in_session")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_account_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_organisation_id"))

    op.drop_table("account")
    op.drop_table("failed_tries")
