import pytest

from teacher_growth.files.rules import LONGEST_NAME, MediaType, is_heic, kept_name, looks_like, place_of


@pytest.mark.parametrize(
    ("given", "media_type", "kept"),
    [
        ("张三的证书.pdf", MediaType.PDF, "张三的证书.pdf"),
        ("IMG_1.JPG", MediaType.JPEG, "IMG_1.jpg"),
        ("照片.pdf", MediaType.JPEG, "照片.jpg"),
        (r"C:\fake\..\a.png", MediaType.PNG, "a.png"),
        ("../../etc/passwd", MediaType.PDF, "passwd.pdf"),
        ("证书\u202egpj.exe", MediaType.JPEG, "证书gpj.exe.jpg"),
        ("", MediaType.WEBP, "file.webp"),
        (None, MediaType.WEBP, "file.webp"),
        (".pdf", MediaType.PDF, "pdf.pdf"),
    ],
)
def test_kept_name_is_text_with_a_true_ending(given, media_type, kept):
    assert kept_name(given, media_type) == kept


def test_kept_name_fits_its_column():
    assert len(kept_name("名" * 400, MediaType.PDF)) == LONGEST_NAME


def test_place_is_the_hash_alone():
    assert place_of("ab12") == "ab/ab12"


@pytest.mark.parametrize(
    ("media_type", "head", "tail", "expected"),
    [
        (MediaType.PDF, b"%PDF-1.4", b"%%EOF", True),
        (MediaType.PDF, b"MZ%PDF-1.4", b"%%EOF", False),
        (MediaType.PDF, b"%PDF-1.4", b"cut off", False),
        (MediaType.PNG, b"\x89PNG\r\n\x1a\n", b"", True),
        (MediaType.JPEG, b"GIF89a", b"", False),
        (MediaType.WEBP, b"RIFF....WEBP", b"", True),
        (MediaType.WEBP, b"RIFF....WAVE", b"", False),
    ],
)
def test_a_file_must_begin_as_what_it_claims_to_be(media_type, head, tail, expected):
    assert looks_like(media_type, head, tail) is expected


def test_heic_is_told_by_its_brand():
    assert is_heic(b"\x00\x00\x00\x18ftypheic")
    assert not is_heic(b"\x00\x00\x00\x18ftypisom")
