"""What people paste is cleaned before anything sees it."""

import pytest

from teacher_growth.web.filters import amount, day, moment, size
from teacher_growth.web.forms import clean


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("  王芳\u3000", "王芳"),
        ("王\u200b芳\ufeff", "王芳"),
        ("a\0b", "ab"),
        ("a\ud800b", "ab"),
        ("a\x1b[31mb", "a[31mb"),
        ("\u202eabc\u202c", "abc"),
        ("e\u0301", "é"),
        ("一行\r\n二行", "一行\n二行"),
        ("a\tb", "a\tb"),
        ("\n", ""),
        (None, None),
        (7, 7),
    ],
)
def test_clean(pasted, kept):
    assert clean(pasted) == kept


@pytest.mark.parametrize(
    ("tenths", "text"), [(65, "6.5"), (60, "6"), (0, "0"), (5, "0.5"), (-65, "-6.5"), (-5, "-0.5"), (None, "")]
)
def test_amount(tenths, text):
    assert amount(tenths) == text


def test_nothing_reads_as_nothing():
    assert (day(None), moment(None)) == ("", "")


@pytest.mark.parametrize(
    ("octets", "text"), [(0, "1 KB"), (2048, "2 KB"), (1024 * 1024, "1.0 MB"), (1572864, "1.5 MB")]
)
def test_size(octets, text):
    assert size(octets) == text
