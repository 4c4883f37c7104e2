"""Pictures of all kinds, made here, and sending one."""

import io
import struct
import zlib
from typing import Any

from PIL import Image
from werkzeug.test import TestResponse

from tests.support.users import BASE, SignedIn

RED, GREEN, BLUE = (220, 20, 20), (20, 160, 40), (20, 40, 220)


def encoded(picture: Image.Image, kind: str, **how: Any) -> bytes:
    """The file of this picture."""
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def png(size: tuple[int, int] = (40, 30), colour: tuple[int, ...] = RED, mode: str = "RGB") -> bytes:
    """A PNG of one colour."""
    return encoded(Image.new(mode, size, colour), "PNG")


def quarters(size: tuple[int, int] = (400, 400)) -> Image.Image:
    """A picture that is red at its upper left, green at its upper right, blue below."""
    picture = Image.new("RGB", size, BLUE)
    middle, centre = size[0] // 2, size[1] // 2
    picture.paste(RED, (0, 0, middle, centre))
    picture.paste(GREEN, (middle, 0, size[0], centre))
    return picture


def turned(orientation: int) -> bytes:
    """A JPEG that says in its EXIF data how it is to be turned, and where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "taken at home"
    return encoded(quarters(), "JPEG", exif=exif, quality=95)


def animated(kind: str, frames: int = 3) -> bytes:
    """The first frame is red, the others are blue."""
    first, *others = [Image.new("RGB", (64, 64), RED), *(Image.new("RGB", (64, 64), BLUE) for _ in range(frames - 1))]
    return encoded(first, kind, save_all=True, append_images=others, duration=50)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says that it is so large, and of which each line is there."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    line = b"\0" + bytes((width + 7) // 8)
    packer = zlib.compressobj(9)
    lines = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    chunks = ((b"IHDR", head), (b"IDAT", lines), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def opened(file: bytes) -> Image.Image:
    """What a browser shows of a file."""
    picture = Image.open(io.BytesIO(file))
    picture.load()
    return picture


def is_like(picture: Image.Image, at: tuple[int, int], colour: tuple[int, ...], within: int = 24) -> bool:
    """Whether the picture has about this colour there."""
    found = picture.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(one - other) <= within for one, other in zip(found, colour, strict=True))


def send_picture(who: SignedIn, file: bytes, media_type: str = "application/octet-stream", **more: str) -> TestResponse:
    """Send this file as their picture; header names with underscores instead of hyphens."""
    headers = {name.replace("_", "-"): value for name, value in more.items()}
    cookie = who.client.get_cookie("csrf_access_token")
    headers |= {"X-CSRF-TOKEN": cookie.value} if cookie else {}
    return who.client.put(f"{BASE}/users/me/picture", data=file, content_type=media_type, headers=headers)
