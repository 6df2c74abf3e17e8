"""The card of a celebration: a chip in the colour of its step, a name, the step, and the words that go with it.

All of it is also said in words beside the picture. It has a ground of its own, so it reads the same on a dark screen
and on a light one. Drawing takes tens of milliseconds: `drawn_beside` does it off the event loop.
"""

import asyncio
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock

from PIL import Image, ImageDraw

from cogs.shared.lettering import Weight, drawable, fitted, font, line_height

SIZE = (1000, 440)
_PAPER, _INK, _DARK, _LIGHT = (252, 249, 244), (44, 41, 38), (22, 20, 18), (255, 255, 255)
_CHIP, _CENTRE, _FINER = 138, (210, 220), 3
_LEFT, _RIGHT, _TOP, _BOTTOM = 410, 948, 56, 392
_NUMBERED = re.compile(r"(\d{1,7})\s+(\S.*)")
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Card:
    """`colour` is `#RRGGBB`; `step` is what was reached; `words` the member's own, else the line that goes with it."""

    colour: str
    name: str
    step: str
    words: str


async def drawn_beside(card: Card) -> bytes:
    """A PNG, drawn in a thread of its own; the same card is drawn once."""
    return await asyncio.to_thread(png, card)


_ONE_AT_A_TIME = Lock()  # a face of the font is not for two threads at once


@lru_cache(maxsize=64)
def png(card: Card) -> bytes:
    with _ONE_AT_A_TIME:
        image = draw(card)
    out = io.BytesIO()
    # Few colours, and all of them flat: a palette is a third of the size and of the time.
    image.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", compress_level=6)
    return out.getvalue()


def draw(card: Card) -> Image.Image:
    chip = colour_of(card.colour)
    ground = mixed(_PAPER, chip, 0.10)
    image = Image.new("RGB", SIZE, ground)
    _rings(image, chip, ground)
    _draw_chip(image, chip, card.step)
    _write(image, card, mixed(_INK, chip, 0.12))
    return image


def colour_of(written: str) -> Colour:
    """A calm grey-green for what is no colour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", written):
        return (82, 116, 104)
    return (int(written[1:3], 16), int(written[3:5], 16), int(written[5:7], 16))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with so much of the other in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def contrast(one: Colour, other: Colour) -> float:
    """As the web guidelines count it: from 1 (none) to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def on(ground: Colour) -> Colour:
    """Ink or light, whichever reads better on it."""
    return max((_DARK, _LIGHT), key=lambda ink: contrast(ink, ground))


def _rings(image: Image.Image, chip: Colour, ground: Colour) -> None:
    """Still water around the chip."""
    image.paste(mixed(ground, chip, 0.55), (0, 0), _water())


@cache
def _water() -> Image.Image:
    large = Image.new("L", (SIZE[0] * 2, SIZE[1] * 2), 0)
    pen = ImageDraw.Draw(large)
    x, y = _CENTRE[0] * 2, _CENTRE[1] * 2
    for n in range(1, 9):
        far = (_CHIP + 8 + n * (26 + 5 * n)) * 2
        pen.ellipse((x - far, y - far, x + far, y + far), outline=max(90 - 10 * n, 12), width=3)
    return large.reduce(2)


def _draw_chip(image: Image.Image, chip: Colour, step: str) -> None:
    side = (_CHIP + 6) * 2 * _FINER
    large = Image.new("RGB", (side, side), chip)
    shape = Image.new("L", (side, side), 0)
    middle = side // 2

    def circle(radius: float, fill: Colour | None = None, outline: Colour | None = None, width: float = 0) -> None:
        far = round(radius * _FINER)
        box = (middle - far, middle - far, middle + far, middle + far)
        ImageDraw.Draw(large).ellipse(box, fill=fill, outline=outline, width=round(width * _FINER))

    rim = mixed(chip, (20, 20, 24), 0.26)
    circle(_CHIP, fill=rim)
    circle(_CHIP - 5, fill=mixed(chip, _LIGHT, 0.10))
    circle(_CHIP - 9, fill=chip)
    edge = mixed(chip, on(chip), 0.42)
    circle(_CHIP - 20, outline=edge, width=2.2)
    circle(_CHIP - 27, outline=mixed(chip, on(chip), 0.22), width=1.2)
    far = _CHIP * _FINER
    ImageDraw.Draw(shape).ellipse((middle - far, middle - far, middle + far, middle + far), fill=255)
    small = (side // _FINER, side // _FINER)
    at = (_CENTRE[0] - small[0] // 2, _CENTRE[1] - small[1] // 2)
    image.paste(large.reduce(_FINER), at, shape.reduce(_FINER))
    _write_on_chip(ImageDraw.Draw(image), step, on(chip))


def _write_on_chip(pen: ImageDraw.ImageDraw, step: str, ink: Colour) -> None:
    x, y = _CENTRE
    numbered = _NUMBERED.fullmatch(drawable(step))
    if numbered is None:
        said = fitted(step, 178, (34, 30, 26, 22, 19), 4, Weight.STRONG)
        _centred(pen, said.lines, said.font.size, y, ink)
        return
    number = fitted(numbered[1], 176, (104, 92, 78, 64, 50), 1, Weight.STRONG)
    unit = fitted(numbered[2], 150, (30, 26, 22, 18), 1)
    pen.text((x, y - 16), numbered[1], ink, font=number.font, anchor="mm")
    pen.text((x, y + 60), "".join(unit.lines), ink, font=unit.font, anchor="mm")


def _centred(pen: ImageDraw.ImageDraw, lines: Sequence[str], size: float, y: int, ink: Colour) -> None:
    face = font(int(size), Weight.STRONG)
    top = y - line_height(face) * (len(lines) - 1) / 2
    for n, line in enumerate(lines):
        pen.text((_CENTRE[0], top + n * line_height(face)), line, ink, font=face, anchor="mm")


def _write(image: Image.Image, card: Card, ink: Colour) -> None:
    """Name, step and words as one block, in the middle of the free part."""
    width, room = _RIGHT - _LEFT, _BOTTOM - _TOP
    name = fitted(card.name, width, (54, 48, 42, 36, 31), 2, Weight.STRONG)
    said_already = drawable(card.step) in drawable(card.words)
    step = fitted("" if said_already else card.step, width, (32, 28, 24), 1)
    parts = [part for part in (name, step) if part.lines]
    gap = 16
    taken = sum(len(part.lines) * line_height(part.font) for part in parts) + gap * (len(parts) + 1) + 10
    words = fitted(card.words, width, (28, 25, 22, 20, 18), 6, height=room - taken)
    height = taken + len(words.lines) * line_height(words.font) if words.lines else taken - gap - 10
    pen, y = ImageDraw.Draw(image), _TOP + (room - height) // 2
    soft = mixed(ink, mixed(_PAPER, colour_of(card.colour), 0.10), 0.22)
    for part, shade in ((name, ink), (step, soft)):
        for line in part.lines:
            pen.text((_LEFT, y), line, shade, font=part.font)
            y += line_height(part.font)
        y += gap if part.lines else 0
    if words.lines:
        pen.rounded_rectangle((_LEFT, y, _LEFT + 64, y + 4), 2, fill=_accent(colour_of(card.colour)))
        y += gap + 10
        for line in words.lines:
            pen.text((_LEFT, y), line, ink, font=words.font)
            y += line_height(words.font)


def _accent(chip: Colour) -> Colour:
    """The chip's colour, as dark as a line on paper needs to be seen."""
    shade = chip
    while contrast(shade, mixed(_PAPER, chip, 0.10)) < 3:
        shade = mixed(shade, _INK, 0.15)
    return shade


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
