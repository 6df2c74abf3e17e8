"""My plan and my care card: their parts, and who may see them. Headings and order are our own."""

from cogs.care.tools import Field
from cogs.shared.words import mark

LONGEST = 1000

# Part, heading, and a hint that lists nothing to do.
PARTS: dict[str, tuple[str, str]] = {
    "help": (mark("Who is trained to help me"), mark("Lines, my clinic, and when they are there")),
    "people": (mark("People I can tell"), mark("And how I find them")),
    "signs": (mark("How I notice that it gets hard"), mark("Thoughts, moods, places, times of day")),
    "alone": (mark("What helps me by myself"), mark("Small things that have worked before")),
    "places": (mark("Where I can go, and who takes my mind off it"), mark("Places and company")),
    "safer": (mark("Making my place safer"), mark("What I put out of my way, and who keeps it")),
    "reasons": (mark("What I want to remember"), mark("What matters to me")),
}

# The names are read by responders as headings, so they are words.
CARD_FIELDS: tuple[Field, ...] = (
    ("what_helps_me", mark("What helps me"), True),
    ("what_to_avoid", mark("What to avoid with me"), True),
    ("how_to_reach_me", mark("How to reach me"), True),
    ("someone_i_trust", mark("Someone I trust here"), False),
    ("country", mark("The country I am in"), False),
)
