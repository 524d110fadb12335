from typing import Any

from teacher_growth.i18n import _l

WORDS = {
    "Sex": {"0": _l("未知"), "1": _l("男"), "2": _l("女"), "9": _l("未说明")},
    "Stage": {
        "1": _l("学前"), "2": _l("小学"), "3": _l("初中"), "4": _l("高中"), "6": _l("职高"), "A": _l("特教"),
    },
    "Subject": {
        "11": _l("道德与法治"), "13": _l("语文"), "14": _l("数学"), "15": _l("科学"), "16": _l("物理"),
        "17": _l("化学"), "18": _l("生物"), "20": _l("地理"), "21": _l("历史"), "22": _l("体育与健康"),
        "24": _l("音乐"), "25": _l("美术"), "26": _l("信息技术"), "27": _l("通用技术"), "41": _l("英语"),
        "60": _l("综合实践"), "62": _l("劳动"),
        "99": _l("不分学科"),
    },
    "Employment": {
        "established": _l("在编"), "contract": _l("合同制"), "agency": _l("人事代理"), "dispatch": _l("劳务派遣"),
    },
    "LeavingReason": {
        "05": _l("调出"), "01": _l("退休"), "06": _l("辞职"), "07": _l("离职"), "03": _l("去世"),
    },
    "PlaceKind": {
        "regular": _l("本校任教"), "transfer": _l("调动"), "exchange": _l("交流"), "support": _l("支教"),
        "circuit": _l("走教"), "secondment": _l("借调"), "attachment": _l("挂职"),
    },
    "PostKind": {
        "23": _l("班主任"), "21": _l("教研组长"), "22": _l("年级组长"), "31": _l("校领导"), "32": _l("中层干部"),
        "311": _l("校长"), "101": _l("教研员"),
    },
    "TitleLevel": {
        "third": _l("三级教师"), "second": _l("二级教师"), "first": _l("一级教师"), "senior": _l("高级教师"),
        "professorial": _l("正高级教师"),
    },
    "Education": {
        "11": _l("博士研究生"), "14": _l("硕士研究生"), "21": _l("大学本科"), "31": _l("大学专科"), "41": _l("中专"),
        "90": _l("其他"),
    },
    "DegreeLevel": {"2": _l("博士"), "3": _l("硕士"), "4": _l("学士"), "0": _l("无学位")},
    "LeaveKind": {
        "sick": _l("病假"), "maternity": _l("产假"), "nursing": _l("哺乳假"), "personal": _l("事假"),
        "study": _l("脱产学习"), "abroad": _l("因公出国"),
    },
    "AssessmentGrade": {
        "excellent": _l("优秀"), "competent": _l("合格"), "basic": _l("基本合格"), "failed": _l("不合格"),
        "ungraded": _l("不定等次"),
    },
    "EthicsKind": {"assessment": _l("师德考核"), "finding": _l("师德认定")},
    "EthicsGrade": {
        "excellent": _l("优秀"), "sound": _l("合格"), "basic": _l("基本合格"), "failed": _l("不合格"),
    },
    "DisciplineKind": {
        "warning": _l("警告"), "demerit": _l("记过"), "demotion": _l("降低岗位等级"), "dismissal": _l("开除"),
    },
    "Term": {"1": _l("秋季学期"), "2": _l("春季学期")},
    "CertificateKind": {
        "qualification": _l("教师资格证"), "mandarin": _l("普通话等级证"), "mental_health": _l("心理健康教育证"),
        "principal": _l("校长任职资格证"), "other": _l("其他证书"),
    },
    "Tier": {"foundation": _l("筑基"), "backbone": _l("强腰"), "summit": _l("登峰")},
    "Level": {
        "school": _l("校级"), "county": _l("县级"), "city": _l("市级"), "province": _l("省级"), "nation": _l("国家级"),
    },
    "HonourKind": {
        "rising_star": _l("教坛新秀"), "subject_leader": _l("学科带头人"), "famous_teacher": _l("名师"),
        "famous_head_teacher": _l("名班主任"), "famous_principal": _l("名校长"), "special_grade": _l("特级教师"),
        "other": _l("其他称号"),
    },
    "IdentityKind": {
        "1": _l("居民身份证"), "2": _l("军官证"), "6": _l("香港居民证件"), "7": _l("澳门居民证件"),
        "8": _l("台湾居民证件"), "9": _l("外国人永久居留证"), "A": _l("护照"), "Z": _l("其他证件"),
    },
    "RevealPurpose": {
        "checking": _l("核对身份"), "reporting": _l("向上级或国家系统报送"), "certificate": _l("办理证书或职称"),
        "request": _l("本人要求"), "other": _l("其他"),
    },
    "FactKind": {
        "profile": _l("基本信息"), "relation": _l("人事关系"), "place": _l("工作单位"), "post": _l("岗位"),
        "title": _l("职称"), "degree": _l("学历学位"), "leave": _l("请假"), "assessment": _l("年度考核"),
        "ethics": _l("师德"), "discipline": _l("处分"), "teaching": _l("任课"), "certificate": _l("证书"),
        "tier": _l("梯队"), "listing": _l("培养对象"), "honour": _l("称号"),
    },
}  # fmt: skip
FIELDS = {
    "organisation_id": _l("单位"), "name": _l("姓名"), "sex": _l("性别"), "birth_date": _l("出生日期"),
    "stage": _l("学段"), "subject": _l("学科"), "employment": _l("用工性质"), "leaving_reason": _l("去向"),
    "kind": _l("类别"), "share": _l("工作量占比"), "file_moved": _l("人事档案已转入"), "detail": _l("班级、组或处室"),
    "level": _l("级别"), "title.level": _l("职称"), "appointed_on": _l("聘任日期"), "post_grade": _l("岗位等级"),
    "education": _l("学历"), "degree": _l("学位"), "institution": _l("毕业学校"), "major": _l("专业"),
    "full_time": _l("全日制"), "year": _l("年度"), "grade": _l("等次"), "decided_by": _l("决定机关"),
    "lifted_on": _l("解除日期"), "certificate.number": _l("证书编号"), "certificate.grade": _l("等级"),
    "issuer": _l("发证机关"), "school_year": _l("学年"), "term": _l("学期"), "teaching.grade": _l("年级或班级"),
    "weekly_periods": _l("每周课时"), "tier": _l("梯队"), "list_name": _l("名单名称"), "honour.name": _l("称号名称"),
    "document": _l("依据文件"), "note": _l("备注"),
}  # fmt: skip
"""Labels of the columns of facts: `kind.column` before `column`."""

HELP = {
    "document": _l("文件名称和文号"),
    "title.appointed_on": _l("与资格日期不同时填写"),
    "title.post_grade": _l("1 到 13 级"),
    "place.share": _l("百分比，全职填 100，走教等按实际比例填"),
    "relation.leaving_reason": _l("关系结束时填写"),
    "post.organisation_id": _l("任职所在的单位"),
    "leave.organisation_id": _l("请假时所在的单位"),
    "ethics.grade": _l("师德考核填写；师德认定不填"),
    "ethics.decided_by": _l("师德认定必填"),
    "teaching.school_year": _l("学年开始的那一年，如 2026"),
    "teaching.weekly_periods": _l("可填一位小数，如 12.5"),
    "listing.list_name": _l("如：第三批市级名师培养对象"),
}

PERIODS: dict[str, tuple[Any, Any]] = {
    "profile": (_l("从哪一天起"), None),
    "relation": (_l("开始日期"), _l("最后一天")),
    "place": (_l("开始日期"), _l("最后一天")),
    "post": (_l("任职日期"), _l("最后一天")),
    "title": (_l("取得资格日期"), None),
    "degree": (_l("毕业日期"), None),
    "leave": (_l("第一天"), _l("最后一天")),
    "assessment": (_l("确定日期"), None),
    "ethics": (_l("确定日期"), None),
    "discipline": (_l("处分决定日期"), _l("处分期满日期")),
    "teaching": (_l("开始日期"), _l("结束日期")),
    "certificate": (_l("发证日期"), _l("有效期至")),
    "tier": (_l("进入日期"), _l("最后一天")),
    "listing": (_l("列入日期"), _l("最后一天")),
    "honour": (_l("发文日期"), _l("有效期至")),
}
"""What first and last day mean for a kind of fact; without the second there is no end."""

REFUSALS = {
    "principal_post": _l("校长的任职由上级教育局登记、更正或作废"),
    "staff_number_taken": _l("工号 %(staff_number)s 已经存在"),
    "relation_overlaps": _l("与已有的人事关系（%(valid_from)s 起）时间重叠，同一时间只能有一个人事关系"),
    "fact_voided": _l("这一条已经作废"),
    "fact_number_range": _l("数值超出允许的范围"),
    "leaving_day_missing": _l("填写去向时须填写最后一天"),
    "ethics_grade_missing": _l("师德考核须填写等次"),
    "ethics_grade_undue": _l("师德认定不填等次"),
    "ethics_decider_missing": _l("师德认定须填写决定机关"),
    "relation_none": _l("没有尚未结束的人事关系"),
    "relation_elsewhere": _l("人事关系在其他单位，须由该单位或教育局办理"),
    "transfer_here_already": _l("人事关系已经在这个单位"),
    "person_unknown": _l("工号和姓名对不上，请向原单位核对"),
    "person_double": _l("已有姓名和出生日期相同的人，请核对；确实不是同一人的，请勾选后再提交"),
    "identity_shape": _l("证件号码应为 5 到 20 位字母、数字或括号，请照证件核对"),
    "identity_resident_shape": _l("居民身份证号码应为 18 位，其中第 7 到 14 位是出生日期，请照证件核对"),
    "identity_check_character": _l("居民身份证号码的校验码不对，通常是抄错了一位，请照证件核对"),
    "identity_differs": _l("证件上的性别或出生日期与档案不同。以证件为准的，请核对原件后勾选，并请更正档案"),
    "identity_taken": _l("这个号码已登记在一份证件上，一个号码只属于一个人。请核对号码；仍不对的，请联系市教育局查重"),
    "identity_unreadable": _l("这份证件的密钥不在本机，号码读不出来。请联系系统管理员"),
    "identity_number_in_text": _l("说明会长期保留，不能写证件号码。请删去后再提交"),
    "organisation_has_people": _l("还有 %(count)s 人的人事关系在这个单位，办完调动或离职后才能关闭"),
}
EVENTS = {
    "people.teacher.created": _l("建立教师档案"),
    "people.fact.recorded": _l("登记档案信息"),
    "people.fact.superseded": _l("更正档案信息"),
    "people.fact.voided": _l("作废档案信息"),
    "people.identity.recorded": _l("登记证件"),
    "people.identity.resealed": _l("更换证件密钥"),
    "people.identity.revealed": _l("查看证件号码"),
    "people.identity.superseded": _l("更正证件"),
    "people.identity.voided": _l("作废证件"),
}
