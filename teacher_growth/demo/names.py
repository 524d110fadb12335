"""Invented names: family names by frequency, hard ones among them, given names by sex and generation."""

from datetime import date
from random import Random

from teacher_growth.people.rules.codes import Sex

COMMON = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭肖田董潘袁蔡蒋余于杜叶程魏苏吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江"
    "阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖洪武莫孔汤倪俞章鲁施柴柳盛费屠钮庄祝凌闻"
)
HARD = [*"曾翟单仇解查朴区覃盖乐缪冼宁葛纪华", "欧阳", "司徒", "上官", "诸葛", "令狐", "尉迟"]
FAMILY = [*COMMON, *HARD]
WEIGHTS = [*(100 / (rank + 6) for rank in range(1, len(COMMON) + 1)), *(0.35 for _ in HARD)]

GIVEN = {
    (Sex.FEMALE, 0): "芳娟敏静丽艳秀英华萍红玲霞燕琴云莲兰凤洁梅琳素珍美丹月桂香惠",
    (Sex.FEMALE, 1): "婷娜倩颖莉薇佳雪晶璐瑶洁晓蕾慧媛琪丹妍菲露洋欢莹岚思文雯玥怡",
    (Sex.FEMALE, 2): "雨欣梓涵诗萱语彤嘉怡可馨若晴沐瑾舒宁予希芷筠妙伊玥溪乐言知昕",
    (Sex.MALE, 0): "伟强军勇杰涛明刚平辉建国华文斌志峰林海荣兴良根祥忠福法金康生",
    (Sex.MALE, 1): "鹏磊超凯俊宇浩亮飞波晨旭翔阳昊健博鑫楠帆喆瑞航哲霖嘉铭锋毅晖",
    (Sex.MALE, 2): "子轩浩然宇泽睿铭嘉奕辰一鸣昱恒天翊沐承梓逸宸屹川知行煜朗景喆",
}
SINGLE = {0: 0.35, 1: 0.30, 2: 0.12}  # share of one-character given names
RARE = 0.002
RARE_GIVEN = ("䶮", "玥喆", "昇䶮", "喆")

STARTS = "青云栖揽沐鹿苇萤枕桑橹砚霁芦稻鸢蘅杼漪篱葭荇蓼菱棹笠霖岫筱榆楝槿菀芸蔚雁鹭鸥萍蒲"
ENDS = "禾帆桐星野笙杭渡溪径声池月雪垄塘湾桥浦泾庭坞陂汀洲畈圩埭滨岚陌舟篷浔沚"


def generation(birth: date) -> int:
    return 0 if birth.year < 1980 else 1 if birth.year < 1995 else 2


def person_name(dice: Random, sex: Sex, birth: date) -> str:
    family: str = dice.choices(FAMILY, WEIGHTS)[0]
    if dice.random() < RARE:
        return family + dice.choice(RARE_GIVEN)
    which = generation(birth)
    letters = GIVEN[Sex.MALE if sex is Sex.MALE else Sex.FEMALE, which]
    first = dice.choice(letters)
    if dice.random() < SINGLE[which]:
        return family + first
    return family + first + dice.choice(letters)


def place_words(dice: Random, taken: set[str]) -> list[str]:
    """Two-character words for schools, in an order of chance, without those taken."""
    words = [start + end for start in STARTS for end in ENDS]
    dice.shuffle(words)
    return [word for word in words if word not in taken]
