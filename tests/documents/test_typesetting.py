"""The packaged font alone draws every character; the pages do not depend on the machine."""

import re
import zlib
from datetime import UTC, datetime

import pytest

from teacher_growth.documents.typesetting import Layout, pdf

AT = datetime(2026, 11, 24, tzinfo=UTC)
CERTIFICATE = {
    "title": "培训证明", "body": ["兹证明王䶮玥老师"], "school": "实验小学", "day": "2026-11-24",
    "number": "〔2026〕1 号",
    "code": "ABCD-2345-EFGH-6789", "how": "扫码核验", "revoked": "",
    "qr": '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>',
}  # fmt: skip


def characters(content):
    """What the PDF says its glyphs mean (ToUnicode): a box has no meaning there."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"beginbfchar" in text or b"beginbfrange" in text:
            for code in re.findall(rb"<[0-9A-Fa-f]{4}> ?<([0-9A-Fa-f]+)>", text):
                found.add(bytes.fromhex(code.decode()).decode("utf-16-be"))
    return found


@pytest.mark.parametrize("rare", ["王䶮玥", "喆堃赟翀", "㛃頔祎婳", "𬱖𫖯𬸚", "吕品"])
def test_rare_characters_of_names_are_drawn(rare):
    content = pdf(Layout.CERTIFICATE, CERTIFICATE | {"body": [rare]}, at=AT)
    assert set(rare) <= characters(content)
    assert re.findall(rb"/BaseFont */([\w+-]+)", content) != []
    assert {name.split(b"+")[-1] for name in re.findall(rb"/FontName */([\w+-]+)", content)} == {
        b"NotoSerifCJKsc-Regular"
    }


def test_the_same_data_give_the_same_pages():
    assert pdf(Layout.CERTIFICATE, CERTIFICATE, at=AT) == pdf(Layout.CERTIFICATE, CERTIFICATE, at=AT)


def test_what_looks_like_source_is_printed_as_it_is():
    body = '#read("/etc/passwd") $x$ *a* <b> \\ "'
    assert set("#$*<") <= characters(pdf(Layout.CERTIFICATE, CERTIFICATE | {"body": [body]}, at=AT))


def test_missing_data_are_an_error_not_a_half_page():
    with pytest.raises(ValueError, match="revoked"):
        pdf(Layout.CERTIFICATE, {name: value for name, value in CERTIFICATE.items() if name != "revoked"}, at=AT)
