"""Codes of the staff file. Standards where there is one: GB/T 2261.1, 4658, 6864; JY/T 1001."""

from enum import StrEnum


class Sex(StrEnum):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    NOT_STATED = "9"


class Stage(StrEnum):
    """Stage taught, JY/T 1001."""

    PRESCHOOL = "1"
    PRIMARY = "2"
    JUNIOR = "3"
    SENIOR = "4"
    VOCATIONAL = "6"
    SPECIAL = "A"


class Subject(StrEnum):
    """School subject, JY/T 1001."""

    MORALITY = "11"
    CHINESE = "13"
    MATHEMATICS = "14"
    SCIENCE = "15"
    PHYSICS = "16"
    CHEMISTRY = "17"
    BIOLOGY = "18"
    GEOGRAPHY = "20"
    HISTORY = "21"
    SPORT = "22"
    MUSIC = "24"
    ART = "25"
    INFORMATICS = "26"
    TECHNOLOGY = "27"
    ENGLISH = "41"
    ACTIVITIES = "60"
    LABOUR = "62"
    NONE = "99"


class Employment(StrEnum):
    ESTABLISHED = "established"  # 在编
    CONTRACT = "contract"  # 合同制
    AGENCY = "agency"  # 人事代理
    DISPATCH = "dispatch"  # 劳务派遣


class LeavingReason(StrEnum):
    """JY/T 1001 staff state."""

    TRANSFERRED = "05"
    RETIRED = "01"
    RESIGNED = "06"
    LEFT = "07"
    DIED = "03"


class PlaceKind(StrEnum):
    REGULAR = "regular"  # 本校任教
    TRANSFER = "transfer"  # 调动
    EXCHANGE = "exchange"  # 交流
    SUPPORT = "support"  # 支教
    CIRCUIT = "circuit"  # 走教
    SECONDMENT = "secondment"  # 借调
    ATTACHMENT = "attachment"  # 挂职


class PostKind(StrEnum):
    """JY/T 1001 岗位职业, with the finer ones a school uses."""

    HEAD_TEACHER = "23"
    GROUP_HEAD = "21"
    GRADE_HEAD = "22"
    SCHOOL_LEADER = "31"
    MIDDLE_MANAGER = "32"
    PRINCIPAL = "311"
    RESEARCHER = "101"


class TitleLevel(StrEnum):
    """职称, from low to high by their order here."""

    THIRD = "third"  # 三级
    SECOND = "second"  # 二级
    FIRST = "first"  # 一级
    SENIOR = "senior"  # 高级
    PROFESSORIAL = "professorial"  # 正高级


class Education(StrEnum):
    """GB/T 4658."""

    DOCTOR = "11"
    MASTER = "14"
    BACHELOR = "21"
    COLLEGE = "31"
    SECONDARY = "41"
    OTHER = "90"


class DegreeLevel(StrEnum):
    """GB/T 6864."""

    DOCTOR = "2"
    MASTER = "3"
    BACHELOR = "4"
    NONE = "0"


class LeaveKind(StrEnum):
    SICK = "sick"
    MATERNITY = "maternity"
    NURSING = "nursing"
    PERSONAL = "personal"
    STUDY = "study"
    ABROAD = "abroad"


class AssessmentGrade(StrEnum):
    """年度考核."""

    EXCELLENT = "excellent"
    COMPETENT = "competent"
    BASIC = "basic"
    FAILED = "failed"
    UNGRADED = "ungraded"  # probation: takes part, gets no grade


class EthicsKind(StrEnum):
    ASSESSMENT = "assessment"
    FINDING = "finding"


class EthicsGrade(StrEnum):
    EXCELLENT = "excellent"
    SOUND = "sound"
    BASIC = "basic"
    FAILED = "failed"


class DisciplineKind(StrEnum):
    """事业单位人事管理条例 art. 29."""

    WARNING = "warning"
    DEMERIT = "demerit"
    DEMOTION = "demotion"
    DISMISSAL = "dismissal"


class Term(StrEnum):
    """JY/T 1001 学期."""

    AUTUMN = "1"
    SPRING = "2"


class CertificateKind(StrEnum):
    QUALIFICATION = "qualification"  # 教师资格证
    MANDARIN = "mandarin"  # 普通话
    MENTAL_HEALTH = "mental_health"  # 心理健康教育证
    PRINCIPAL = "principal"  # 校长任职资格
    OTHER = "other"


class Tier(StrEnum):
    FOUNDATION = "foundation"  # 筑基
    BACKBONE = "backbone"  # 强腰
    SUMMIT = "summit"  # 登峰


class Level(StrEnum):
    """Who conferred it, from low to high by their order here."""

    SCHOOL = "school"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    NATION = "nation"


class HonourKind(StrEnum):
    RISING_STAR = "rising_star"  # 教坛新秀
    SUBJECT_LEADER = "subject_leader"  # 学科带头人
    FAMOUS_TEACHER = "famous_teacher"  # 名师
    FAMOUS_HEAD_TEACHER = "famous_head_teacher"  # 名班主任
    FAMOUS_PRINCIPAL = "famous_principal"  # 名校长
    SPECIAL_GRADE = "special_grade"  # 特级教师
    OTHER = "other"
