"""A page to print and take to a clinician: only the parts its member picked, in their own words, with no score."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from cogs.care import text
from cogs.care.plan import CARD_FIELDS, PARTS
from cogs.shared.words import Words, mark
from storage.records.care import Card, Entry, Plan

PICKS = {
    "plan": mark("My plan"),
    "card": mark("My care card"),
    "tools": mark("What I kept from the tools"),
    "checkins": mark("My check-ins of the last 30 days"),
}
_STYLE = (
    "body{font:12pt/1.5 sans-serif;max-width:42em;margin:2em auto;color:#111;background:#fff}"
    "h1{font-size:1.5em}h2{font-size:1.2em;margin-top:1.6em;border-bottom:1px solid #999}"
    "h3{font-size:1em;margin-bottom:0}"
    "p{white-space:pre-wrap;margin-top:.2em}@media print{h2{break-after:avoid}}"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What was picked; None or empty for what was not, or is not there. `checkins` are date, answer, words."""

    plan: Plan | None = None
    card: Card | None = None
    entries: Sequence[Entry] = ()
    checkins: Sequence[tuple[date, str, str]] = ()


def page(w: Words, told: Told, made_on: date) -> str:
    """A whole HTML document that loads nothing from anywhere."""
    title = escape(w("My summary"))
    parts = [
        f'<!doctype html><html lang="{escape(w.locale.replace("_", "-"))}">',
        f'<meta charset="utf-8"><title>{title}</title>',
        f"<style>{_STYLE}</style><h1>{title}</h1>",
        _said(w("Made on {day}, by the person it is about. These are their own words. A bot put them together; nobody "
                "has checked or scored them.", day=w.day(made_on))),
    ]  # fmt: skip
    if told.plan is not None:
        parts.append(_heading(w.marked(PICKS["plan"])))
        answers = told.plan.answers
        parts += _fields((w.marked(heading), answers.get(part, "")) for part, (heading, _) in PARTS.items())
    if told.card is not None:
        parts.append(_heading(w.marked(PICKS["card"])))
        answers = told.card.answers
        parts += _fields((w.marked(label), answers.get(name, "")) for name, label, _ in CARD_FIELDS)
    if told.entries:
        parts.append(_heading(w.marked(PICKS["tools"])))
        for entry in told.entries:
            parts.append(f"<h3>{escape(text.tool_name(w, entry.tool))}, {escape(w.day(entry.kept_at.date()))}</h3>")
            parts += [_said(f"{text.label(w, name)}: {words}") for name, words in entry.answers.items()]
    if told.checkins:
        parts.append(_heading(w.marked(PICKS["checkins"])))
        for day, step, words in told.checkins:
            parts.append(_said(": ".join(part for part in (w.day(day), step, words) if part)))
    return "\n".join([*parts, "</html>\n"])


def _heading(said: str) -> str:
    return f"<h2>{escape(said)}</h2>"


def _said(words: str) -> str:
    return f"<p>{escape(words)}</p>"


def _fields(fields: Iterable[tuple[str, str]]) -> list[str]:
    return [f"<h3>{escape(label)}</h3>{_said(words)}" for label, words in fields if words]
