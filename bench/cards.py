"""How long a card of a celebration takes: `python -m bench.cards`.

Each card is another one: names, steps and words of different lengths, in every colour of the ladders. Beside it, in the
same run: Pillow's plain PNG of a picture of the same size. And how long the event loop is held up meanwhile.
"""

import asyncio
import io
import os
import statistics
import time

from PIL import Image

from cogs.journeys import card
from cogs.journeys.ladders import ladders
from cogs.journeys.lines import lines

CARDS = 200
NAMES = ("Ann", "Maria-Magdalena", "Ωμέγα", "Привет", "somebody with a rather long name of their own")


def main() -> None:
    steps = [step for ladder in ladders().values() for step in ladder]
    said = lines()
    cards = [
        card.Card(
            steps[n % len(steps)].colour,
            NAMES[n % len(NAMES)],
            f"{n + 1} days",
            said[n % len(said)].text.replace("{span}", f"{n + 1} days") * (1 + n % 3),
        )
        for n in range(CARDS)
    ]
    card.png(card.Card("#000000", "first", "1 day", "the font is read once"))
    drawn = _milliseconds([lambda one=one: card.png(one) for one in cards])
    plain = Image.frombytes("RGB", card.SIZE, os.urandom(card.SIZE[0] * card.SIZE[1] * 3))
    flat = Image.new("RGB", card.SIZE, (252, 249, 244))
    _say("a card, drawn and encoded", drawn)
    _say("Pillow alone: a PNG of one colour", _milliseconds([lambda: flat.save(io.BytesIO(), "PNG")] * CARDS))
    _say("Pillow alone: a PNG of noise", _milliseconds([lambda: plain.save(io.BytesIO(), "PNG")] * 20))
    card.png.cache_clear()
    _say("the event loop, while cards are drawn", asyncio.run(_held_up(cards)))


async def _held_up(cards: list[card.Card]) -> list[float]:
    """How late a tick of a millisecond comes, in milliseconds."""
    drawing = asyncio.gather(*(card.drawn_beside(one) for one in cards))
    late: list[float] = []
    while not drawing.done():
        begun = time.perf_counter()
        await asyncio.sleep(0.001)
        late.append((time.perf_counter() - begun - 0.001) * 1000)
    return late


def _milliseconds(things: list) -> list[float]:  # type: ignore[type-arg]
    took: list[float] = []
    for thing in things:
        begun = time.perf_counter()
        thing()
        took.append((time.perf_counter() - begun) * 1000)
    return took


def _say(what: str, took: list[float]) -> None:
    ninety_nine = statistics.quantiles(took, n=100)[98]
    print(f"{what:40} median {statistics.median(took):7.1f} ms   p99 {ninety_nine:7.1f} ms   ({len(took)})")


if __name__ == "__main__":
    main()
