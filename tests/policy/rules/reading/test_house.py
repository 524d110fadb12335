from teacher_growth.policy.rules.reading.house import house
from tests.architecture.source import enums

SETS = {
    "sexes": "Sex", "stages": "Stage", "subjects": "Subject", "employments": "Employment",
    "leaving_reasons": "LeavingReason", "place_kinds": "PlaceKind", "post_kinds": "PostKind", "titles": "TitleLevel",
    "educations": "Education", "degrees": "DegreeLevel", "leave_kinds": "LeaveKind",
    "assessment_grades": "AssessmentGrade", "ethics_grades": "EthicsGrade", "discipline_kinds": "DisciplineKind",
    "school_terms": "Term", "certificate_kinds": "CertificateKind", "tiers": "Tier", "levels": "Level",
    "honour_kinds": "HonourKind", "routes": "Route", "training_units": "Unit", "vouchers": "Voucher",
    "achievement_kinds": "AchievementKind", "award_levels": "AwardLevel", "award_grades": "AwardGrade",
    "pair_kinds": "PairKind", "pair_states": "PairState", "pair_ends": "EndReason",
    "organisation_kinds": "OrganisationKind", "school_types": "SchoolType", "rural_notions": "RuralNotion",
    "place_classes": "PlaceClass", "member_roles": "MemberRole", "community_kinds": "CommunityKind",
}  # fmt: skip


def test_the_houses_codes_are_the_systems():
    anywhere = enums()
    assert {name: each.codes for name, each in house().code_sets.items()} == {
        name: tuple(code.name.lower() for code in anywhere[enum]) for name, enum in SETS.items()
    }


def test_scales_are_those_with_an_order():
    assert sorted(name for name, each in house().code_sets.items() if each.ordered) == ["levels", "tiers", "titles"]


def test_every_word_of_the_house_has_a_source_and_both_labels():
    words = [*house().words.values(), *(word for kind in house().kinds.values() for word in kind.fields.values())]
    assert [each.name for each in words if not each.source or each.label.zh == each.label.en] == []
    assert [each.name for each in house().kinds.values() if not each.source or each.label.zh == each.label.en] == []
