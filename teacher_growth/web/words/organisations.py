from teacher_growth.i18n import _l

WORDS = {
    "OrganisationKind": {
        "city": _l("市教育局"),
        "county": _l("县（市、区）教育局"),
        "school": _l("学校"),
        "college": _l("教育学院"),
        "training_school": _l("教师进修学校"),
        "research_office": _l("教研室"),
        "provider": _l("培训机构"),
        "group": _l("教育集团"),
        "community": _l("城乡教育共同体"),
    },
    "SchoolType": {
        "111": _l("幼儿园"),
        "211": _l("小学"),
        "218": _l("教学点"),
        "311": _l("初级中学"),
        "312": _l("九年一贯制学校"),
        "341": _l("完全中学"),
        "342": _l("高级中学"),
        "345": _l("十二年一贯制学校"),
        "361": _l("中等职业学校"),
        "514": _l("特殊教育学校"),
    },
    "LineKind": {
        "name": _l("名称"),
        "parent": _l("隶属关系"),
        "rural": _l("城乡分类与农村名单"),
        "figures": _l("学年规模"),
        "membership": _l("集团与共同体"),
    },
    "RuralNotion": {
        "statistical": _l("城乡分类"),
        "listed": _l("农村学校名单"),
        "remote": _l("边远学校名单"),
    },
    "PlaceClass": {
        "111": _l("主城区"),
        "112": _l("城乡结合区"),
        "121": _l("镇中心区"),
        "122": _l("镇乡结合区"),
        "123": _l("特殊区域"),
        "210": _l("乡中心区"),
        "220": _l("村庄"),
    },
    "MemberRole": {"lead": _l("核心校"), "member": _l("成员校")},
    "CommunityKind": {
        "merged": _l("融合型"),
        "joint": _l("共建型"),
        "cooperative": _l("协作型"),
        "group": _l("教育集团"),
    },
}
RUNNERS = {
    "821": _l("地级教育部门"), "822": _l("地级其他部门"), "831": _l("县级教育部门"), "832": _l("县级其他部门"),
    "891": _l("地方企业"), "892": _l("事业单位"), "894": _l("集体"), "999": _l("民办"),
}  # fmt: skip
"""举办者, JY/T 1001."""

REFUSALS = {
    "school_code_form": _l("学校标识码应为 10 位数字"),
    "school_code_class": _l("学校标识码的前两位与办学类型不符"),
    "school_code_taken": _l("学校标识码 %(code)s 已经用于另一所学校"),
    "organisation_since_ahead": _l("日期还没有到，到那一天再办理"),
    "organisation_since_early": _l("日期应晚于现有名称或隶属关系的起始日期"),
    "organisation_since_late": _l("日期应早于后一条的起始日期"),
    "organisation_line_first": _l("最早的一条不能作废，请更正它的内容"),
    "organisation_line_overlaps": _l("与 %(valid_from)s 起的一条时间重叠，请先更正那一条"),
    "division_form": _l("行政区划代码是 6 位数字"),
    "organisation_closed_already": _l("已于 %(closed_on)s 关闭"),
    "organisation_has_open_below": _l("下面还有没有关闭的机构"),
    "not_a_group": _l("请选择教育集团或城乡教育共同体"),
    "rural_class_missing": _l("城乡分类须选择分类代码"),
    "rural_class_undue": _l("名单不填城乡分类代码"),
    "rural_purpose_missing": _l("农村学校名单须写明用途"),
    "rural_purpose_undue": _l("只有农村学校名单填写用途"),
    "parent_is_below": _l("上级不能是本单位或其下属单位"),
}
EVENTS = {
    "organisations.organisation.created": _l("建立机构"),
    "organisations.organisation.closed": _l("关闭机构"),
    "organisations.organisation.changed": _l("修改机构"),
    "organisations.fact.recorded": _l("登记机构信息"),
    "organisations.fact.superseded": _l("更正机构信息"),
    "organisations.fact.voided": _l("作废机构信息"),
}
