"""Evidence whose content can be told: text under a picture's name, so that a leaked one is noticed."""

from hashlib import sha256
from typing import TYPE_CHECKING

from teacher_growth.files.rules import MediaType
from teacher_growth.files.store import Received, Store

if TYPE_CHECKING:
    from tests.gates.world import World


def a_scan(world: "World", *, scan: str, small: str, name: str) -> Received:
    kept = _kept(world, scan)
    return Received(kept, kept, len(scan), MediaType.JPEG, f"{name}.jpg", _kept(world, small))


def _kept(world: "World", text: str) -> str:
    digest = sha256(text.encode()).hexdigest()
    path = Store(world.app.config["FILES"]).path(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return digest
