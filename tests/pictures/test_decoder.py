"""What a worker makes of a file, and that a file can do it no harm."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image, ImageCms

from core.content.pictures import decoder, making
from core.content.pictures.decoder import SIDE
from core.content.pictures.making import MakingError, made_of
from core.platform.problems import Problem
from core.platform.settings import Settings, use
from core.servers.pictures.store import PicturesUnavailableError
from tests.support.pictures import BLUE, GREEN, RED, animated, bomb, encoded, is_like, opened, png, quarters, turned

pytestmark = pytest.mark.usefixtures("system")
PALETTE = encoded(quarters().convert("P"), "PNG")
CORNERS = ((40, 40), (SIDE - 40, 40), (40, SIDE - 40))


def refusal_of(file: bytes) -> str:
    with pytest.raises(Problem) as refused:
        made_of(file)
    assert refused.value.status == 422
    return refused.value.title


@pytest.mark.parametrize(
    "file",
    [
        png(),
        png((1, 1)),
        png((3000, 1)),
        encoded(Image.new("L", (50, 60), 120), "PNG"),
        encoded(Image.new("1", (50, 60), 1), "PNG"),
        encoded(Image.new("LA", (50, 60), (120, 80)), "PNG"),
        encoded(Image.new("I;16", (50, 60), 40_000), "PNG"),
        encoded(quarters().convert("P"), "PNG"),
        encoded(quarters().convert("P"), "PNG", transparency=0),
        encoded(quarters(), "GIF"),
        encoded(quarters(), "WEBP", lossless=True),
        encoded(quarters(), "JPEG"),
        encoded(quarters().convert("L"), "JPEG"),
        encoded(quarters().convert("CMYK"), "JPEG"),
        encoded(quarters(), "JPEG", progressive=True),
        animated("GIF"),
        animated("PNG"),
        animated("WEBP"),
    ],
)
def test_every_kind_of_picture_becomes_a_small_square(file: bytes) -> None:
    made = made_of(file)
    picture = opened(made)
    assert (picture.format, picture.size, getattr(picture, "n_frames", 1)) == ("WEBP", (SIDE, SIDE), 1)
    assert len(made) < 20_000


def test_the_same_file_becomes_the_same_picture() -> None:
    assert made_of(turned(6)) == made_of(turned(6))


def test_ink_and_deep_grey_keep_their_colours() -> None:
    assert is_like(
        opened(made_of(encoded(Image.new("CMYK", (300, 300), (0, 255, 255, 0)), "JPEG"))), (9, 9), (254, 0, 0)
    )
    grey = opened(made_of(encoded(Image.new("I;16", (300, 300), 128 * 256), "PNG")))
    assert is_like(grey, (128, 128), (128, 128, 128), within=4)


def test_what_is_transparent_stays_so() -> None:
    made = opened(made_of(png((100, 100), (*RED, 0), "RGBA")))
    assert made.mode == "RGBA" and made.getpixel((9, 9))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_shown(kind: str) -> None:
    assert is_like(opened(made_of(animated(kind, frames=50))), (128, 128), RED)


def test_the_middle_of_a_wide_picture_is_kept() -> None:
    wide = Image.new("RGB", (900, 300), BLUE)
    wide.paste(RED, (300, 0, 600, 300))
    made = opened(made_of(encoded(wide, "PNG")))
    assert all(is_like(made, at, RED) for at in ((8, 8), (SIDE - 8, SIDE - 8), (128, 128)))


@pytest.mark.parametrize(
    ("orientation", "corners"),
    [
        (1, (RED, GREEN, BLUE)),
        (2, (GREEN, RED, BLUE)),
        (3, (BLUE, BLUE, GREEN)),
        (6, (BLUE, RED, BLUE)),
        (8, (GREEN, BLUE, RED)),
    ],
)
def test_a_photo_is_upright_and_says_no_more_where_it_was_taken(
    orientation: int, corners: tuple[tuple[int, ...], ...]
) -> None:
    made = made_of(turned(orientation))
    picture = opened(made)
    assert all(is_like(picture, at, colour) for at, colour in zip(CORNERS, corners, strict=True))
    assert not picture.getexif() and b"home" not in made and b"EXIF" not in made


def test_colours_are_those_that_the_profile_means() -> None:
    lab_red = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = opened(made_of(encoded(quarters(), "PNG", icc_profile=lab_red)))
    assert is_like(made, CORNERS[0], RED) and "icc_profile" not in made.info
    assert is_like(opened(made_of(encoded(quarters(), "PNG", icc_profile=b"none"))), CORNERS[0], RED)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        png()[:60],
        encoded(quarters(), "JPEG")[:900],
        encoded(quarters(), "BMP"),
        encoded(quarters(), "TIFF"),
        b"\xff\xd8\xff" + bytes(5000),
    ],
)
def test_what_is_no_picture_is_refused(file: bytes) -> None:
    assert refusal_of(file) == "Not a picture"


def test_a_bomb_is_refused_before_it_is_unpacked(system: Settings) -> None:
    file = bomb(60_000, 10_000)
    assert len(file) < 200_000 and refusal_of(file) == "Picture too large"
    use(system.model_copy(update={"picture_pixels_max": 1_000_000}))
    assert refusal_of(encoded(Image.new("1", (1001, 1000)), "GIF")) == "Picture too large"
    assert made_of(encoded(Image.new("1", (1000, 1000)), "GIF"))


def test_the_largest_that_is_allowed_is_made_in_time_and_memory() -> None:
    for mode, colour in (("RGBA", (*RED, 128)), ("RGB", RED)):
        assert is_like(opened(made_of(png((10_000, 5000), colour, mode))), (128, 128), RED, within=40)
    assert opened(made_of(encoded(Image.new("I;16", (10_000, 5000), 40_000), "PNG"))).size == (SIDE, SIDE)


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """`pretend("line")`: a decoder that does this instead."""
    source = Path(decoder.__file__).read_text()

    def write(what: str) -> None:
        instead = f"def made_of(*_):\n    {what}\n\n\ndef unused("
        (tmp_path / "decoder.py").write_text(source.replace("def made_of(", instead))
        monkeypatch.setattr(decoder, "__file__", str(tmp_path / "decoder.py"))

    return write


def test_a_decoder_has_little_memory_no_files_and_no_secrets(pretend: Callable[[str], None], tmp_path: Path) -> None:
    pretend("return bytes(3 * 1024**3)")
    assert refusal_of(png()) == "Picture too large"
    pretend(f"open({str(tmp_path / 'escaped')!r}, 'w').write('x' * 100_000)")
    assert refusal_of(png()) == "Not a picture"
    pretend("import os; return repr(dict(os.environ)).encode()")
    assert b"URL" not in made_of(png()) and b"PASSWORD" not in made_of(png())


@pytest.mark.parametrize("what", ["import ctypes; ctypes.string_at(0)", "while True: pass"])
def test_a_file_that_crashes_the_decoder_or_keeps_it_busy_is_refused(pretend: Callable[[str], None], what: str) -> None:
    pretend(what)
    assert refusal_of(png()) == "Not a picture"


def test_one_that_gets_no_time_or_is_killed_is_to_be_tried_again(
    pretend: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend("import os; os.kill(os.getpid(), 9)")
    with pytest.raises(MakingError):
        made_of(png())
    monkeypatch.setattr(making, "WITHIN_S", 0.5)
    pretend("import time; time.sleep(600)")
    with pytest.raises(PicturesUnavailableError):
        made_of(png())


@examples(max_examples=20, deadline=None)
@given(
    file=st.sampled_from(
        [png(), turned(6), animated("GIF"), animated("WEBP"), encoded(quarters().convert("P"), "PNG")]
    ),
    damages=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=12),
    cut=st.integers(0, 10_000),
)
def test_whatever_comes_is_made_or_refused(file: bytes, damages: list[tuple[int, int]], cut: int) -> None:
    damaged = bytearray(file)
    for place, value in damages:
        damaged[place % len(damaged)] = value
    sent = bytes(damaged[: len(damaged) - cut % len(damaged)] if cut % 2 else damaged)
    command = [sys.executable, "-I", str(Path(decoder.__file__)), "50000000"]
    done = subprocess.run(command, input=sent, capture_output=True, env={}, timeout=60)
    assert done.returncode in (decoder.MADE, decoder.NO_PICTURE, decoder.TOO_LARGE), done.stderr
    assert (done.returncode == decoder.MADE) == bool(done.stdout)
    if done.stdout:
        assert opened(done.stdout).size == (SIDE, SIDE)
