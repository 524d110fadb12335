"""Codes become words; a refusal fills its sentence."""

from datetime import date

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.errors import Refused, SelfInterest
from teacher_growth.people.rules.codes import Sex, Stage
from teacher_growth.web.words import DOMAINS, EVENTS, REFUSALS, TODOS, WORDS, choices, refusal_words, tone, word

SHARED = {"MediaType"}  # several kinds of image are all an image to a person


@pytest.fixture(autouse=True)
def _in_chinese(app):
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        yield


def test_word_of_a_code():
    assert (word(Role.PRINCIPAL), word(Sex.FEMALE), word(None)) == ("校长", "女", "")


def test_no_word_is_empty_and_no_two_codes_of_a_kind_share_one():
    for name, words in WORDS.items():
        shown = [str(each) for each in words.values()]
        assert all(shown), name
        assert len(set(shown)) == len(shown) or name in SHARED, name


@pytest.mark.parametrize("part", ["WORDS", "REFUSALS", "EVENTS", "TODOS", "TONES"])
def test_no_domain_overwrites_another(part):
    keys = [key for domain in DOMAINS for key in getattr(domain, part, {})]
    assert sorted(keys) == sorted(set(keys))


def test_refusal_words_are_filled():
    refusal = Refused("relation_overlaps", valid_from=date(2020, 9, 1))
    assert refusal_words(refusal) == "与已有的人事关系（2020-09-01 起）时间重叠，同一时间只能有一个人事关系"
    assert "与您本人有关" in refusal_words(SelfInterest())


def test_refusal_details_may_be_codes():
    assert refusal_words(Refused("login_taken", login=Stage.PRIMARY)) == "账号 小学 已经存在"


def test_choices_list_every_member_in_order():
    assert choices(Sex, blank="不限")[:3] == [("", "不限"), ("0", "未知"), ("1", "男")]
    assert [value for value, _ in choices(Stage)] == [each.value for each in Stage]


def test_tone_of_a_code_without_one():
    assert tone(Sex.MALE) == ("info", "info-circle")


def test_no_sentence_has_a_stray_percent():
    for sentence in [*REFUSALS.values(), *TODOS.values(), *EVENTS.values()]:
        text = str(sentence)
        assert text.count("%") == text.count("%("), text
