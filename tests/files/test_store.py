import hashlib
import io

import pytest
from PIL import Image

from teacher_growth.errors import Refused
from teacher_growth.files.rules import LARGEST, LONGEST_EDGE, MOST_PIXELS, THUMBNAIL_EDGE, MediaType
from teacher_growth.files.store import Store
from tests.factories.training import PDF, a_photo_with_place, a_picture


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path)


def take(store, data, name="证书.jpg"):
    return store.receive(io.BytesIO(data), name=name)


def kept(store, received):
    return store.path(received.sha256).read_bytes()


def opened(store, sha256):
    return Image.open(io.BytesIO(store.path(sha256).read_bytes()))


def files_below(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_photo_loses_its_place_and_stands_upright(store):
    sent = a_photo_with_place((640, 480), orientation=6)
    received = take(store, sent)

    image = opened(store, received.sha256)
    assert (image.size, dict(image.getexif()), image.info.get("exif")) == ((480, 640), {}, None)
    assert b"a phone" in sent
    assert b"a phone" not in kept(store, received)


def test_source_hash_is_of_what_was_sent_and_name_of_what_is_kept(store):
    sent = a_picture()
    received = take(store, sent)

    assert received.source_sha256 == hashlib.sha256(sent).hexdigest()
    assert received.sha256 == hashlib.sha256(kept(store, received)).hexdigest()
    assert received.size == len(kept(store, received))


def test_large_photo_is_made_smaller_and_has_a_small_picture(store):
    received = take(store, a_picture(size=(4000, 3000)))

    assert max(opened(store, received.sha256).size) == LONGEST_EDGE
    assert max(opened(store, received.thumbnail_sha256).size) == THUMBNAIL_EDGE


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", MediaType.PNG), ("WEBP", MediaType.WEBP)])
def test_other_images_keep_their_kind(store, kind, media_type):
    received = take(store, a_picture(kind))
    assert (received.media_type, opened(store, received.sha256).format) == (media_type, kind)


def test_png_with_transparency_is_kept(store):
    stream = io.BytesIO()
    Image.new("RGBA", (50, 50), (1, 2, 3, 0)).save(stream, "PNG")
    received = take(store, stream.getvalue())
    assert opened(store, received.sha256).mode == "RGBA"


def test_pdf_is_kept_as_it_is(store):
    received = take(store, PDF, "证书.pdf")
    assert (kept(store, received), received.thumbnail_sha256) == (PDF, None)


def test_script_behind_a_picture_does_not_survive(store):
    received = take(store, a_picture() + b"<script>alert(1)</script>")
    assert b"script" not in kept(store, received)


def test_the_name_says_nothing_about_the_kind(store):
    assert take(store, a_picture("PNG"), "证书.pdf").media_type is MediaType.PNG


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "file_heic"),
        (b"<html><script>alert(1)</script></html>", "file_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_kind"),
        (b"PK\x03\x04 a workbook", "file_kind"),
        (b"MZ" + PDF, "file_kind"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 40, "file_broken"),
    ],
)
def test_what_is_not_taken_leaves_nothing_behind(store, data, code):
    with pytest.raises(Refused) as refusal:
        take(store, data)
    assert refusal.value.code == code
    assert files_below(store.folder) == []


def test_half_a_photo_is_refused(store):
    whole = a_picture(size=(800, 800), quality=95)
    with pytest.raises(Refused) as refusal:
        take(store, whole[: len(whole) // 2])
    assert refusal.value.code == "file_broken"


def test_too_large_is_refused_while_it_arrives(store):
    with pytest.raises(Refused) as refusal:
        store.receive(io.BytesIO(b"x" * (LARGEST + 1)), name="a.pdf")
    assert (refusal.value.code, files_below(store.folder)) == ("file_large", [])


@pytest.mark.parametrize("edge", [8200, 12000])
def test_a_picture_that_unpacks_to_gigabytes_is_refused(store, edge):
    stream = io.BytesIO()
    Image.new("1", (edge, edge)).save(stream, "PNG")
    assert edge * edge > MOST_PIXELS
    with pytest.raises(Refused) as refusal:
        take(store, stream.getvalue())
    assert (refusal.value.code, files_below(store.folder)) == ("file_pixels", [])


def test_the_same_file_twice_lies_there_once(store):
    data = a_picture()
    assert take(store, data) == take(store, data)
    assert len(files_below(store.folder)) == 2  # the picture and its small one
