"""Organisations and their dated facts."""

import sqlalchemy as sa
from alembic import op

from teacher_growth import database

revision = "0002_organisations"
down_revision = "0001_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "city",
                "county",
                "school",
                "college",
                "training_school",
                "research_office",
                "provider",
                "group",
                "community",
                name="organisationkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("search_text", sa.String(length=400), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=True),
        sa.Column("division", sa.String(length=6), nullable=True),
        sa.Column(
            "school_type",
            sa.Enum(
                "111",
                "211",
                "218",
                "311",
                "312",
                "341",
                "342",
                "345",
                "361",
                "514",
                name="schooltype",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("runner", sa.String(length=3), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('city', 'county', 'school', 'college', 'training_school', 'research_office', 'provider', 'group', 'community')",
            name=op.f("ck_organisation_kind_code"),
        ),
        sa.CheckConstraint(
            "school_type IN ('111', '211', '218', '311', '312', '341', '342', '345', '361', '514')",
            name=op.f("ck_organisation_school_type_code"),
        ),
        sa.CheckConstraint("length(code) <= 10", name=op.f("ck_organisation_code_length")),
        sa.CheckConstraint("length(division) <= 6", name=op.f("ck_organisation_division_length")),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_organisation_name_length")),
        sa.CheckConstraint("length(path) <= 200", name=op.f("ck_organisation_path_length")),
        sa.CheckConstraint("length(runner) <= 3", name=op.f("ck_organisation_runner_length")),
        sa.CheckConstraint("length(search_text) <= 400", name=op.f("ck_organisation_search_text_length")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_organisation_parent_is_another")),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
        sa.UniqueConstraint("path", name=op.f("uq_organisation_path")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "group_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "member_role", sa.Enum("lead", "member", name="memberrole", native_enum=False, length=40), nullable=False
        ),
        sa.Column(
            "community_kind",
            sa.Enum("merged", "joint", "cooperative", "group", name="communitykind", native_enum=False, length=40),
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
            "community_kind IN ('merged', 'joint', 'cooperative', 'group')",
            name=op.f("ck_group_member_community_kind_code"),
        ),
        sa.CheckConstraint("member_role IN ('lead', 'member')", name=op.f("ck_group_member_member_role_code")),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_group_member_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_group_member_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_group_member_voided_yes_no")),
        sa.ForeignKeyConstraint(["group_id"], ["organisation.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_group_member_organisation_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["group_member.id"], name=op.f("fk_group_member_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_group_member_supersedes_id")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_member_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_member_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_member_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_member_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "organisation_name",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
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
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_organisation_name_document_length")),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_organisation_name_name_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_organisation_name_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_organisation_name_voided_yes_no")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_name_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["organisation_name.id"], name=op.f("fk_organisation_name_supersedes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_name")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_organisation_name_supersedes_id")),
    )
    with op.batch_alter_table("organisation_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_name_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_name_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_name_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "organisation_parent",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
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
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_organisation_parent_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_organisation_parent_note_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_organisation_parent_voided_yes_no")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_parent_organisation_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_parent_id")),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["organisation_parent.id"], name=op.f("fk_organisation_parent_supersedes_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_parent")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_organisation_parent_supersedes_id")),
    )
    with op.batch_alter_table("organisation_parent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_parent_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_parent_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_parent_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_parent_valid_from"), ["valid_from"], unique=False)

    op.create_table(
        "rural_class",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "notion",
            sa.Enum("statistical", "listed", "remote", name="ruralnotion", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "place_class",
            sa.Enum("111", "112", "121", "122", "123", "210", "220", name="placeclass", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("purpose", sa.String(length=40), nullable=False),
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
        sa.CheckConstraint("(notion = 'listed') = (purpose <> '')", name=op.f("ck_rural_class_listed_has_purpose")),
        sa.CheckConstraint(
            "(notion = 'statistical') = (place_class IS NOT NULL)", name=op.f("ck_rural_class_statistical_has_class")
        ),
        sa.CheckConstraint("notion IN ('statistical', 'listed', 'remote')", name=op.f("ck_rural_class_notion_code")),
        sa.CheckConstraint(
            "place_class IN ('111', '112', '121', '122', '123', '210', '220')",
            name=op.f("ck_rural_class_place_class_code"),
        ),
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_rural_class_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_rural_class_note_length")),
        sa.CheckConstraint("length(purpose) <= 40", name=op.f("ck_rural_class_purpose_length")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_rural_class_voided_yes_no")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_rural_class_organisation_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["rural_class.id"], name=op.f("fk_rural_class_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rural_class")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_rural_class_supersedes_id")),
    )
    with op.batch_alter_table("rural_class", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rural_class_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rural_class_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_rural_class_valid_from"), ["valid_from"], unique=False)
        batch_op.create_index(
            "uq_rural_class_current",
            ["organisation_id", "notion", "purpose"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
            postgresql_where=sa.text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
        )

    op.create_table(
        "school_figures",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("classes", sa.Integer(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
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
        sa.CheckConstraint("length(document) <= 120", name=op.f("ck_school_figures_document_length")),
        sa.CheckConstraint("length(note) <= 400", name=op.f("ck_school_figures_note_length")),
        sa.CheckConstraint("pupils >= 0 AND classes >= 0 AND posts >= 0", name=op.f("ck_school_figures_not_negative")),
        sa.CheckConstraint("voided = (voided IS TRUE)", name=op.f("ck_school_figures_voided_yes_no")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_school_figures_organisation_id")
        ),
        sa.ForeignKeyConstraint(["supersedes_id"], ["school_figures.id"], name=op.f("fk_school_figures_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_figures")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_school_figures_supersedes_id")),
    )
    with op.batch_alter_table("school_figures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_figures_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_school_figures_school_year"), ["school_year"], unique=False)
        batch_op.create_index(batch_op.f("ix_school_figures_superseded_at"), ["superseded_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_school_figures_valid_from"), ["valid_from"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("school_figures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_figures_valid_from"))
        batch_op.drop_index(batch_op.f("ix_school_figures_superseded_at"))
        batch_op.drop_index(batch_op.f("ix_school_figures_school_year"))
        batch_op.drop_index(batch_op.f("ix_school_figures_organisation_id"))

    op.drop_table("school_figures")
    with op.batch_alter_table("rural_class", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rural_class_current",
            sqlite_where=sa.text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
            postgresql_where=sa.text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
        )
        batch_op.drop_index(batch_op.f("ix_rural_class_valid_from"))
        batch_op.drop_index(batch_op.f("ix_rural_class_superseded_at"))
        batch_op.drop_index(batch_op.f("ix_rural_class_organisation_id"))

    op.drop_table("rural_class")
    with op.batch_alter_table("organisation_parent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_parent_valid_from"))
        batch_op.drop_index(batch_op.f("ix_organisation_parent_superseded_at"))
        batch_op.drop_index(batch_op.f("ix_organisation_parent_parent_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_parent_organisation_id"))

    op.drop_table("organisation_parent")
    with op.batch_alter_table("organisation_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_name_valid_from"))
        batch_op.drop_index(batch_op.f("ix_organisation_name_superseded_at"))
        batch_op.drop_index(batch_op.f("ix_organisation_name_organisation_id"))

    op.drop_table("organisation_name")
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_member_valid_from"))
        batch_op.drop_index(batch_op.f("ix_group_member_superseded_at"))
        batch_op.drop_index(batch_op.f("ix_group_member_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_group_member_group_id"))

    op.drop_table("group_member")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_parent_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_kind"))

    op.drop_table("organisation")
