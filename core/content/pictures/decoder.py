"""Makes a picture that a stranger has sent small: the file on standard input, WebP on standard output.

A process of its own (making.py starts it), because the decoders of picture formats are large and get to see whatever
anybody sends: it has no environment, no more memory and processor time than a picture needs, and writes no file.
"""

import io
import resource
import sys
from typing import IO

from PIL import Image, ImageCms, ImageOps

# Of the square that is kept: 80 px, the largest that the pages show, on a screen with three dots per px.
SIDE = 256
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MADE, NO_PICTURE, TOO_LARGE = 0, 3, 4
# Four bytes for each of PICTURE_PIXELS_MAX, twice while it is scaled, and the interpreter.
MEMORY_MAX = 1024 * 1024 * 1024
CPU_S = 4


class TooLargeError(Exception):
    """It has more pixels than are allowed."""


def made_of(sent: bytes, pixels_max: int) -> bytes:
    """The middle square of the first frame, upright, SIDE x SIDE, in sRGB and WebP, and nothing else of the file.

    Raises TooLargeError before anything is decoded, MemoryError, and whatever a decoder raises.
    """
    # What Pillow warns of is counted here.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(io.BytesIO(sent), formats=FORMATS) as picture:
        if picture.width * picture.height > pixels_max:
            raise TooLargeError
        # A JPEG is decoded at a fraction of its size, which leaves at least this.
        picture.draft("RGB", (2 * SIDE, 2 * SIDE))
        square = _square(_eight_bits(picture))
        square = ImageOps.exif_transpose(_in_srgb(square, picture.info.get("icc_profile")))
    square.info = {}
    made = io.BytesIO()
    square.save(made, "WEBP", quality=QUALITY)
    return made.getvalue()


def _eight_bits(picture: Image.Image) -> Image.Image:
    """The picture as RGB or RGBA: formats have palettes, greys of 16 bits and inks."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L").convert("RGB")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _square(picture: Image.Image) -> Image.Image:
    side = min(picture.size)
    left, top = (picture.width - side) / 2, (picture.height - side) / 2
    box = (left, top, left + side, top + side)
    scaled = picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    # A turn of the middle square is the middle square of the turned one: what says so comes along.
    scaled.info = picture.info
    return scaled


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """With the colours that its profile means; one that is damaged, or not for RGB, means nothing."""
    if not profile:
        return picture
    try:
        own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, own, srgb) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def confine() -> None:
    """Take from this process what it does not need; for good."""
    # With both limits the same, the kernel would not say why it ends the process.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    for what in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(what, (0, 0))


def main(arguments: list[str], given: IO[bytes], answer: IO[bytes]) -> int:
    """Answer the made picture and MADE, or nothing and why not."""
    confine()
    try:
        answer.write(made_of(given.read(), int(arguments[0])))
    except (TooLargeError, MemoryError):
        return TOO_LARGE
    except Exception:  # noqa: BLE001 - decoders raise all kinds of things over what is no picture
        return NO_PICTURE
    return MADE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer))
