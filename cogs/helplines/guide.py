"""Guided help as a pure machine of screens: from what is going on, in a minute, to a line and maybe to a person.

Every screen can be skipped. The whole state fits in a button's id, so that nothing is stored without a yes.
The discreet way asks nothing that others may not read: whether it is urgent, and then numbers alone.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cogs.helplines.countries import Country, find
from cogs.helplines.directory import Answer, Directory, Gap
from cogs.helplines.helpline import CHANNELS, GROUPS, Helpline
from cogs.helplines.rules import COST, POLICE


class Screen(StrEnum):
    SITUATION = "s"
    OVERDOSE = "o"  # asks nothing: the emergency number and the card
    DANGER = "d"
    EMERGENCY = "e"
    OBSTACLE = "b"
    LINES = "l"
    HUMAN = "h"
    TOMORROW = "t"
    DONE = "x"
    LEFT = "q"  # they pressed "Leave now": nothing on it tells what was open


class Situation(StrEnum):
    OVERDOSE = "od"
    SUICIDE = "su"
    SELF_HARM = "sh"
    VIOLENCE = "dv"
    SEXUAL_VIOLENCE = "sv"
    ALCOHOL = "al"
    DRUGS = "dr"
    GAMBLING = "ga"
    EATING = "ea"
    LOW = "lo"


class Danger(StrEnum):
    YES = "y"
    UNSURE = "u"
    NO = "n"


class Obstacle(StrEnum):
    COST = "co"
    OVERHEARD = "ov"
    POLICE = "po"
    PHONE = "ph"
    LANGUAGE = "la"
    NO_USE = "nu"
    ALONE = "ha"  # "I want to handle it"


class Reply(StrEnum):
    YES = "y"
    NO = "n"


class Effect(StrEnum):
    """What the door does because of a press, and nothing else ever."""

    TELL_A_HUMAN = "tell-a-human"
    ASK_TOMORROW = "ask-tomorrow"


SKIP = "-"

TOPICS: dict[Situation, str | None] = {
    Situation.OVERDOSE: "overdose",
    Situation.SUICIDE: "suicide",
    Situation.SELF_HARM: "self-harm",
    Situation.VIOLENCE: "domestic-violence",
    Situation.SEXUAL_VIOLENCE: "sexual-violence",
    Situation.ALCOHOL: "alcohol",
    Situation.DRUGS: "drugs",
    Situation.GAMBLING: "gambling",
    Situation.EATING: "eating-disorder",
    Situation.LOW: None,
}
# A message about this on somebody's screen can put them in danger: nothing is offered that comes later by itself.
WATCHED = frozenset({Situation.VIOLENCE, Situation.SEXUAL_VIOLENCE})
_WRITTEN = ("text", "chat", "whatsapp")
_SILENT = frozenset({Obstacle.OVERHEARD, Obstacle.PHONE})
_SPARED = {Obstacle.COST: COST, Obstacle.POLICE: POLICE}

_CHOICES: dict[Screen, tuple[StrEnum, ...]] = {
    Screen.SITUATION: tuple(Situation),
    Screen.DANGER: tuple(Danger),
    Screen.OBSTACLE: tuple(Obstacle),
    Screen.HUMAN: tuple(Reply),
    Screen.TOMORROW: tuple(Reply),
}
_BEFORE_WISHES = 8  # parts of an id that an older message may still carry
_LANGUAGE = re.compile(r"-|[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,4})?")
_NOT_DISCREET = frozenset({Screen.SITUATION, Screen.OVERDOSE, Screen.OBSTACLE})
_LAST = frozenset({Screen.DONE, Screen.LEFT})


@dataclass(frozen=True, slots=True)
class Guide:
    """Where one person stands. None: not said, or skipped."""

    screen: Screen = Screen.SITUATION
    situation: Situation | None = None
    danger: Danger | None = None
    obstacle: Obstacle | None = None
    human: Reply | None = None
    tomorrow: Reply | None = None
    country: Country | None = None
    discreet: bool = False
    language: str | None = None
    channel: str | None = None
    audience: str | None = None
    """Of these three what the person asked us to remember; the language also where it is what makes it hard."""

    @property
    def topic(self) -> str | None:
        """The directory's topic for what is going on."""
        return TOPICS[self.situation] if self.situation else None

    @property
    def channels(self) -> tuple[str | None, ...]:
        """Ways to look for in the directory, the first that has a line counts; None stands for any."""
        silent = self.obstacle in _SILENT
        preferred = (self.channel,) if self.channel and not (silent and self.channel == "call") else ()
        return tuple(dict.fromkeys((*preferred, *(_WRITTEN if silent else ()), None)))

    @property
    def watched(self) -> bool:
        """Whether others may be reading this screen, or the next message."""
        return self.discreet or self.situation in WATCHED

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be pressed here, beside leaving and choosing a country; SKIP means only "next"."""
        return () if self.screen in _LAST else (*_CHOICES.get(self.screen, ()), SKIP)

    @property
    def asks_country(self) -> bool:
        """Whether the country can be chosen on this screen."""
        return self.screen in (Screen.OVERDOSE, Screen.DANGER, Screen.EMERGENCY, Screen.LINES)


def begin(country: Country | None = None, *, discreet: bool = False) -> Guide:
    """The first screen. `country` only if the person has said it."""
    return Guide(Screen.DANGER if discreet else Screen.SITUATION, country=country, discreet=discreet)


def wishing(guide: Guide, language: str | None, channel: str | None, audience: str | None) -> Guide:
    """The same screen for somebody who asked us to remember this about them."""
    return replace(guide, language=language, channel=channel, audience=audience)


def choose(guide: Guide, value: str) -> Guide:
    """The screen after a press. ValueError for a press that this screen does not have."""
    if value not in guide.choices:
        raise ValueError(f"{value!r} cannot be pressed on {guide.screen.name}")
    said = None if value == SKIP else value
    match guide.screen:
        case Screen.SITUATION:
            situation = Situation(said) if said else None
            after = Screen.OVERDOSE if situation is Situation.OVERDOSE else Screen.DANGER
            return replace(guide, situation=situation, screen=after)
        case Screen.DANGER:
            danger = Danger(said) if said else None
            calm = Screen.LINES if guide.discreet else Screen.OBSTACLE
            after = Screen.EMERGENCY if danger in (Danger.YES, Danger.UNSURE) else calm
            return replace(guide, danger=danger, screen=after)
        case Screen.OBSTACLE:
            return replace(guide, obstacle=Obstacle(said) if said else None, screen=Screen.LINES)
        case Screen.OVERDOSE | Screen.EMERGENCY:
            return replace(guide, screen=Screen.LINES)
        case Screen.LINES:
            return replace(guide, screen=Screen.HUMAN)
        case Screen.HUMAN:
            after = Screen.DONE if guide.watched else Screen.TOMORROW
            return replace(guide, human=Reply(said) if said else None, screen=after)
        case _:
            return replace(guide, tomorrow=Reply(said) if said else None, screen=Screen.DONE)


def leave(guide: Guide) -> Guide:
    """Quick exit, from anywhere; what was said is forgotten."""
    return Guide(screen=Screen.LEFT, discreet=guide.discreet)


def in_country(guide: Guide, country: Country | None) -> Guide:
    """The same screen for another country. ValueError where the screen has no such choice."""
    if not guide.asks_country:
        raise ValueError(f"no country can be chosen on {guide.screen.name}")
    return replace(guide, country=country)


def effect(before: Guide, after: Guide) -> Effect | None:
    """What the person just said yes to. A screen that is pressed twice gives the same effect: the door keeps one."""
    if before.screen is Screen.HUMAN and after.human is Reply.YES:
        return Effect.TELL_A_HUMAN
    if before.screen is Screen.TOMORROW and after.tomorrow is Reply.YES:
        return Effect.ASK_TOMORROW
    return None


def answer_for(
    guide: Guide, directory: Directory, at: datetime, own: Sequence[Helpline] = (), hidden: Container[str] = ()
) -> Answer | None:
    """The directory's answer for this guide; None while no country is chosen. Somebody who cannot or will not speak
    is given lines to write to first, where there are any.
    """
    if guide.country is None:
        return None
    answers = (
        directory.answer(
            guide.country,
            topic=guide.topic,
            audience=guide.audience,
            language=guide.language,
            channel=channel,
            spared=_SPARED.get(guide.obstacle) if guide.obstacle else None,
            at=at,
            own=own,
            hidden=hidden,
        )
        for channel in guide.channels
    )
    return next(answer for answer in answers if Gap.CHANNEL not in answer.gaps)


def packed(guide: Guide) -> str:
    """The state for a button's id: at most 35 characters of letters, digits, `.` and `-`."""
    parts = (guide.situation, guide.danger, guide.obstacle, guide.human, guide.tomorrow)
    country = guide.country.key if guide.country else SKIP
    said = (guide.screen, *(part or SKIP for part in parts), country, "1" if guide.discreet else "0")
    wish = (guide.language or SKIP, _place(CHANNELS, guide.channel), _place(GROUPS, guide.audience))
    return ".".join((*said, *wish))


def _place(names: Sequence[str], name: str | None) -> str:
    return SKIP if name is None else str(names.index(name))


def _named(names: Sequence[str], place: str) -> str | None:
    if place == SKIP:
        return None
    number = int(place)
    if not 0 <= number < len(names):
        raise ValueError("not a wish of ours")
    return names[number]


def unpacked(text: str) -> Guide:
    """The state of a button's id. ValueError for anything that `packed` would not write."""
    parts = text.split(".")
    if len(parts) == _BEFORE_WISHES:
        text = f"{text}.{SKIP}.{SKIP}.{SKIP}"
        parts = text.split(".")
    if len(parts) != _BEFORE_WISHES + 3:
        raise ValueError("not a state of guided help")
    screen, situation, danger, obstacle, human, tomorrow, key, discreet, language, channel, audience = parts
    if not _LANGUAGE.fullmatch(language) or not {len(channel), len(audience)} <= {1, 2}:
        raise ValueError("not a wish of ours")
    guide = Guide(
        screen=Screen(screen),
        situation=None if situation == SKIP else Situation(situation),
        danger=None if danger == SKIP else Danger(danger),
        obstacle=None if obstacle == SKIP else Obstacle(obstacle),
        human=None if human == SKIP else Reply(human),
        tomorrow=None if tomorrow == SKIP else Reply(tomorrow),
        country=None if key == SKIP else find(key),
        discreet=discreet == "1",
        language=None if language == SKIP else language,
        channel=_named(CHANNELS, channel),
        audience=_named(GROUPS, audience),
    )
    impossible = (guide.screen is Screen.TOMORROW and guide.watched) or (
        guide.discreet and (guide.situation or guide.obstacle or guide.screen in _NOT_DISCREET)
    )
    if packed(guide) != text or impossible:
        raise ValueError("not a state of guided help")
    return guide
