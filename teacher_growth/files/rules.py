"""Evidence files (佐证材料): what is taken, how it is told apart, and under which name it is kept. Pure."""

from enum import StrEnum

LARGEST = 20 * 1024 * 1024
MOST_PER_RECORD = 9  # what a phone's picker offers at once
MOST_PIXELS = 64_000_000  # a 50-megapixel phone passes; what unpacks to gigabytes does not
LONGEST_EDGE = 2400  # pixels kept of a photo
THUMBNAIL_EDGE = 320
LONGEST_NAME = 200
HEAD = 1024  # octets that tell what a file is
TAIL = 4096


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"


IMAGES = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.WEBP})
ENDINGS = {MediaType.JPEG: "jpg", MediaType.PNG: "png", MediaType.WEBP: "webp", MediaType.PDF: "pdf"}
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})


def place_of(sha256: str) -> str:
    """Where a file lies below the store: by its hash, never by the name somebody gave it."""
    return f"{sha256[:2]}/{sha256}"


def is_heic(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def looks_like(media_type: MediaType, head: bytes, tail: bytes) -> bool:
    """Our own check beside the library's: the first octets must say so themselves, nothing may stand before them."""
    match media_type:
        case MediaType.JPEG:
            return head.startswith(b"\xff\xd8\xff")
        case MediaType.PNG:
            return head.startswith(b"\x89PNG\r\n\x1a\n")
        case MediaType.WEBP:
            return head[:4] == b"RIFF" and head[8:12] == b"WEBP"
        case MediaType.PDF:
            return head.startswith(b"%PDF-") and b"%%EOF" in tail


def kept_name(name: str | None, media_type: MediaType) -> str:
    """The sender's own name as text for people: without folders, never empty, its ending true."""
    ending = f".{ENDINGS[media_type]}"
    bare = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(each for each in bare if each.isprintable()).strip(" .")
    stem, dot, given = bare.rpartition(".")
    known = {"jpg", "jpeg", "png", "webp", "pdf"}
    stem = stem if dot and given.lower() in known else bare
    return (stem or "file")[: LONGEST_NAME - len(ending)] + ending
