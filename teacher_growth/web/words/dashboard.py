from teacher_growth.i18n import _l

WORDS = {
    "Dimension": {
        "county": _l("县（市、区）"),
        "stage": _l("学段"),
        "school": _l("学校"),
        "rural": _l("城乡"),
    },
    "Unknown": {
        "unknown": _l("未填"),
    },
}

SUBJECTS = {
    "Account": _l("账号"),
    "Achievement": _l("业绩"),
    "AssessmentYear": _l("年度考核"),
    "Certificate": _l("证书"),
    "Degree": _l("学历学位"),
    "DisciplineRecord": _l("处分"),
    "EthicsRecord": _l("师德记录"),
    "GroupMember": _l("集团成员"),
    "Honour": _l("称号"),
    "IdentityDocument": _l("证件"),
    "ImportBatch": _l("导入批次"),
    "IssuedDocument": _l("证明"),
    "Job": _l("任务"),
    "Leave": _l("请假"),
    "Listing": _l("培养对象"),
    "MentorPair": _l("师徒结对"),
    "NoneType": "",
    "Organisation": _l("机构"),
    "OrganisationName": _l("机构名称"),
    "OrganisationParent": _l("隶属关系"),
    "PersonnelRelation": _l("人事关系"),
    "Post": _l("职务"),
    "RoleGrant": _l("角色授予"),
    "RuralClass": _l("城乡分类"),
    "SchoolFigures": _l("学校数据"),
    "SignInSession": _l("登录"),
    "Teacher": _l("教师"),
    "TeacherProfile": _l("基本信息"),
    "TeacherTitle": _l("职称"),
    "Teaching": _l("任教"),
    "TierHeld": _l("层级"),
    "TrainingActivity": _l("校本活动"),
    "TrainingRecord": _l("培训记录"),
    "TrainingSum": _l("培训汇总"),
    "WorkPlace": _l("工作单位"),
}
"""What an entry of the trail is about, by the name of its class."""
