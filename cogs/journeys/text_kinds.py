"""Sentences that follow what a journey is about: a substance, a behaviour, time since treatment, an effort.

Whoever says nothing about it reads what fits everyone. Nothing of it is ever said to others.
"""

from cogs.shared.words import Words, mark
from storage.records.journeys import JourneyKind

KINDS = {
    JourneyKind.SUBSTANCE: mark("A substance"),
    JourneyKind.BEHAVIOUR: mark("Something I do"),
    JourneyKind.SINCE_TREATMENT: mark("Time since treatment"),
    JourneyKind.EFFORT: mark("An effort, such as a walk each day"),
    JourneyKind.UNSAID: mark("I would rather not say"),
}


def about(w: Words, kind: JourneyKind) -> list[str]:
    return [] if kind is JourneyKind.UNSAID else [w("About: {kind}", kind=w.marked(KINDS[kind]))]


def since(w: Words, kind: JourneyKind, day: str, span: str, *, rested: bool) -> str:
    match kind:
        case JourneyKind.SINCE_TREATMENT if rested:
            return w("Since treatment, {day}, without the days of rest: {span}.", day=day, span=span)
        case JourneyKind.SINCE_TREATMENT:
            return w("Since treatment, {day}: {span}.", day=day, span=span)
        case JourneyKind.EFFORT if rested:
            return w("At it since {day}, without the days of rest: {span}.", day=day, span=span)
        case JourneyKind.EFFORT:
            return w("At it since {day}: {span}.", day=day, span=span)
        case _ if rested:
            return w("Since {day}, without the days of rest: {span}.", day=day, span=span)
        case _:
            return w("Since {day}: {span}.", day=day, span=span)


def tell(w: Words, kind: JourneyKind) -> str:
    """The button that tells of a day."""
    return w("Tell of a day without it") if kind is JourneyKind.EFFORT else w("Tell of a hard day")


def safe(w: Words, kind: JourneyKind) -> list[str]:
    """What comes first after a hard day; nothing where no body is at risk from what it is about."""
    match kind:
        case JourneyKind.EFFORT:
            return []
        case JourneyKind.BEHAVIOUR:
            return [w("If you are not sure that you are safe right now, please get help first.")]
        case _:
            return [w("If you are not sure that your body is safe right now, please get help first.")]


def figures(w: Words, kind: JourneyKind) -> str:
    return w("Time or money of your own") if kind is JourneyKind.EFFORT else w("Money or time saved")


def day_counts(kind: JourneyKind) -> bool:
    """Whether a day that was told still counts: treatment is as long ago as it was."""
    return kind is JourneyKind.SINCE_TREATMENT


def may_be_unsafe_to_stop(kind: JourneyKind) -> bool:
    return kind in (JourneyKind.SUBSTANCE, JourneyKind.UNSAID)
