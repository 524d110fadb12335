from teacher_growth.i18n import _l

WORDS = {
    "Role": {
        "teacher": _l("教师"),
        "training_clerk": _l("师训管理员"),
        "academic_office": _l("教务处"),
        "principal": _l("校长"),
        "county_clerk": _l("县（市、区）经办"),
        "county_leader": _l("县（市、区）负责人"),
        "city_clerk": _l("市局经办"),
        "city_leader": _l("市局负责人"),
        "researcher": _l("教研员"),
        "provider": _l("培训机构"),
        "class_organiser": _l("培训班班主任"),
        "expert": _l("评审专家"),
        "studio_host": _l("工作室领衔人"),
        "discipline_officer": _l("纪检"),
        "inspector": _l("责任督学"),
        "system_administrator": _l("系统管理员"),
        "security_auditor": _l("安全审计员"),
    },
    "ThrottleKind": {
        "account_address": _l("本账号"),
        "address": _l("本地址"),
        "everywhere": _l("全系统"),
        "second_factor": _l("动态口令"),
    },
}
REFUSALS = {
    "sign_in_wrong": _l("账号或密码不对"),
    "too_many_tries": _l("尝试次数过多，请在 %(seconds)s 秒后再试"),
    "code_wrong": _l("动态口令不对，或已经用过"),
    "password_old_wrong": _l("原密码不对"),
    "password_same": _l("新密码不能与原密码相同"),
    "password_short": _l("新密码至少 10 个字符"),
    "password_holds_login": _l("新密码不能包含账号"),
    "password_simple": _l("新密码太简单，请用至少 5 种不同的字符"),
    "login_taken": _l("账号 %(login)s 已经存在"),
    "account_disabled": _l("这个账号已经停用"),
    "account_enabled": _l("这个账号没有停用"),
    "grant_ended": _l("这项授权已经结束"),
}
EVENTS = {
    "accounts.account.created": _l("建立账号"),
    "accounts.account.disabled": _l("停用账号"),
    "accounts.account.enabled": _l("恢复账号"),
    "accounts.password.changed": _l("修改密码"),
    "accounts.password.reset": _l("重置密码"),
    "accounts.session.started": _l("登录"),
    "accounts.session.ended": _l("退出"),
    "accounts.grant.given": _l("授予角色"),
    "accounts.grant.ended": _l("收回角色"),
}
