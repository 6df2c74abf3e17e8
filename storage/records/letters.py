"""A message from a responder to the person of a case, posted by the bot."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """`channel_id`: where all can read it; None: privately, by the way that the person chose. Its words are sealed and
    read apart. `refused`: Discord did not take it."""

    letter_id: int
    case_id: int
    guild_id: int
    member_id: int
    by_member_id: int | None
    channel_id: int | None
    written_at: datetime
    refused: bool = False
