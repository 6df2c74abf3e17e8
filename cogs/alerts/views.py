"""How a notice looks, and the forms around it. Views only draw: every press comes back through the router."""

from collections.abc import Sequence
from typing import Any

import discord

from cogs.alerts import text, text_letters
from cogs.alerts.letters import LONGEST, Where
from cogs.alerts.policy import thawed
from cogs.alerts.text import Face
from cogs.shared.said import NOBODY, Said
from cogs.shared.ui import custom_id, door
from cogs.shared.words import Words
from storage.records.alerts import Case, CaseKind, CaseState, Outcome

_COLOURS = {4: 0xB3261E, 3: 0xC75B12, 2: 0x8A6D00, 1: 0x5F6368}
_CALM = 0x4A6A5A

CHOICES = (
    Outcome.TALKED,
    Outcome.HELPLINE_OFFERED,
    Outcome.EMERGENCY_CALLED,
    Outcome.HANDED_OVER,
    Outcome.WANTS_NO_CONTACT,
    Outcome.NOT_A_CRISIS,
    Outcome.DUPLICATE,
)
LONGEST_NOTE = 500

Button = discord.ui.Button[Any]


class NoticeView(discord.ui.LayoutView):
    def __init__(self, w: Words, face: Face, line: str | None) -> None:
        super().__init__(timeout=None)
        case = face.case
        colour = _COLOURS[case.severity] if case.state is CaseState.OPEN and case.kind is CaseKind.ALERT else _CALM
        if line:
            self.add_item(discord.ui.TextDisplay(line))
        parts = [text.title(w, case), *text.body(w, face)]
        box = discord.ui.Container[NoticeView](discord.ui.TextDisplay("\n".join(parts)), accent_colour=colour)
        box.add_item(discord.ui.Separator())
        lines = [text.state(w, face), text_letters.letters(w, face.letters), text.not_live(w, face)]
        if _avoids(case):
            lines.append(text.avoided(w))
        box.add_item(discord.ui.TextDisplay("\n".join(part for part in lines if part)))
        for row in _rows(w, face):
            box.add_item(row)
        self.add_item(box)


def _avoids(case: Case) -> bool:
    return thawed(case.policy).people.avoid_member_id is not None


def _rows(w: Words, face: Face) -> list["discord.ui.ActionRow[Any]"]:
    case = face.case
    if case.kind in (CaseKind.TEST, CaseKind.DRILL):
        return [] if case.is_over else [discord.ui.ActionRow(take_button(w, case))]
    newest = face.alerts[0] if face.alerts else None
    link = None if newest is None else text.message_link(newest)
    first: list[Button] = []
    if case.state is CaseState.OPEN:
        first.append(take_button(w, case))
    if case.state is CaseState.ACKNOWLEDGED:
        first.append(_button(w("Still with them"), "still", case, discord.ButtonStyle.success))
    if not case.is_over:
        taken = case.state is CaseState.ACKNOWLEDGED
        style = discord.ButtonStyle.primary if taken else discord.ButtonStyle.secondary  # one thing first: taking it
        first.append(_button(w("Resolve…"), "resolve", case, style))
        first.append(_button(w("Not a crisis…"), "no_crisis", case))
    if newest is not None and any(alert.has_words for alert in face.alerts):
        first.append(_button(w("Show the words"), "reveal", case))
    if link is not None:
        first.append(discord.ui.Button(label=w("Go to the message"), url=link, style=discord.ButtonStyle.link))
    rows = [discord.ui.ActionRow[Any](*first)] if first else []
    if not case.is_over:
        second = [
            _button(w("What helps now"), "playbook", case),
            _button(w("Bring in others"), "others", case),
            hand_button(w, case),
        ]
        if case.category != "abuse":
            second.append(_button(w("Write to them…"), "write", case))
        if face.has_card:
            second.append(_button(w("Their care card"), "card", case))
        rows.append(discord.ui.ActionRow(*second))
    return rows


def hand_button(w: Words, case: Case) -> Button:
    return _button(w("Hand over…"), "hand", case)


def debrief(w: Words, lines: Sequence[str]) -> discord.ui.LayoutView:
    """Sentences after something hard, with a way to rest and a way to talk."""
    im_off = door("im-off", w.locale)
    return with_help(w, lines, [im_off] if isinstance(im_off, discord.ui.Button) else [])


def take_button(w: Words, case: Case) -> Button:
    return _button(w("I've got this"), "take", case, discord.ButtonStyle.success)


def _button(label: str, verb: str, case: Case, style: discord.ButtonStyle = discord.ButtonStyle.secondary) -> Button:
    return discord.ui.Button(label=label, style=style, custom_id=custom_id("alerts", verb, case.case_id))


def notice(w: Words, face: Face, line: str | None, pings: discord.AllowedMentions = NOBODY) -> Said:
    return Said(NoticeView(w, face, line), text.plain(w, face, line or ""), pings)


def resolve_form(w: Words, case_id: int) -> discord.ui.Modal:
    form = discord.ui.Modal(
        title=w("How did it end?"), timeout=None, custom_id=custom_id("alerts", "resolved", case_id)
    )
    form.add_item(
        discord.ui.Label(
            text=w("Outcome"),
            component=discord.ui.Select(
                custom_id="outcome",
                options=[discord.SelectOption(label=text.outcome(w, one), value=one.value) for one in CHOICES],
            ),
        )
    )
    form.add_item(_note(w, w("A note for the others, if you like. Please leave their words out.")))
    form.add_item(
        discord.ui.Label(
            text=w("Look in on them tomorrow?"),
            component=discord.ui.Select(
                custom_id="follow_up",
                options=[
                    discord.SelectOption(label=w("No reminder"), value="no", default=True),
                    discord.SelectOption(label=w("Remind me after 24 hours"), value="yes"),
                ],
            ),
        )
    )
    return form


def letter_form(w: Words, case: Case, beginning: str) -> discord.ui.Modal:
    """What a responder writes to the person: a beginning that they change as they like."""
    form = discord.ui.Modal(
        title=w("Write to them"), timeout=None, custom_id=custom_id("alerts", "written", case.case_id)
    )
    form.add_item(
        discord.ui.Label(
            text=w("Your words"),
            description=w("They arrive with your name. Please change them as you like."),
            component=discord.ui.TextInput(
                custom_id="words", style=discord.TextStyle.paragraph, default=beginning, max_length=LONGEST
            ),
        )
    )
    places = [discord.SelectOption(label=w("Privately, the way they chose"), value=Where.PRIVATELY.value, default=True)]
    if case.kind is CaseKind.ALERT:
        places.append(discord.SelectOption(label=w("Where they wrote; others can read it"), value=Where.CHANNEL.value))
    form.add_item(discord.ui.Label(text=w("Where?"), component=discord.ui.Select(custom_id="where", options=places)))
    return form


def webhook_form(w: Words) -> discord.ui.Modal:
    """The address is never shown again."""
    form = discord.ui.Modal(title=w("A stored webhook"), timeout=None, custom_id=custom_id("alerts", "webhook"))
    form.add_item(
        discord.ui.Label(
            text=w("Address of the webhook"),
            description=w("Empty: forget the one I have. It is stored sealed and used only when nothing else works."),
            component=discord.ui.TextInput(custom_id="address", required=False, max_length=300),
        )
    )
    return form


def said_with(line: str, buttons: Sequence[Button]) -> discord.ui.LayoutView:
    """A sentence with buttons under it."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay(line))
    view.add_item(discord.ui.ActionRow(*buttons))
    return view


def no_crisis_form(w: Words, case_id: int) -> discord.ui.Modal:
    form = discord.ui.Modal(
        title=w("What was it?"), timeout=None, custom_id=custom_id("alerts", "was_nothing", case_id)
    )
    reasons = {
        "quote": w("A song, a quote, a film"),
        "idiom": w("A figure of speech or a joke"),
        "game": w("Talk about a game"),
        "past": w("About the past, or about being well now"),
        "news": w("News, or about somebody else"),
        "helper": w("A helper's own words"),
        "other": w("Something else"),
    }
    form.add_item(
        discord.ui.Label(
            text=w("Why did it match?"),
            component=discord.ui.Select(
                custom_id="reason",
                options=[discord.SelectOption(label=label, value=value) for value, label in reasons.items()],
            ),
        )
    )
    return form


def hand_form(w: Words, case_id: int) -> discord.ui.Modal:
    form = discord.ui.Modal(title=w("Hand over"), timeout=None, custom_id=custom_id("alerts", "handed", case_id))
    form.add_item(
        discord.ui.Label(
            text=w("To whom?"),
            component=discord.ui.UserSelect[Any](custom_id="to", min_values=1, max_values=1, required=True),
        )
    )
    return form


def tell_form(w: Words, verb: str, row: int | str) -> discord.ui.Modal:
    """What somebody wants to tell about a person; only responders read it."""
    form = discord.ui.Modal(title=w("Tell the people who help"), timeout=None, custom_id=custom_id("alerts", verb, row))
    form.add_item(_note(w, w("What worries you? Only the people who help here read it. You may leave it empty.")))
    return form


def with_help(w: Words, lines: Sequence[str], extra: Sequence[Button] = ()) -> discord.ui.LayoutView:
    """Sentences with the button to find a helpline, where that feature is here, and more buttons."""
    view = discord.ui.LayoutView(timeout=None)
    for line in lines:
        view.add_item(discord.ui.TextDisplay(line))
    help_me = door("help-me", w.locale)
    buttons: list[Any] = [*([] if help_me is None else [help_me]), *extra]
    if buttons:
        view.add_item(discord.ui.ActionRow(*buttons))
    return view


def _note(w: Words, description: str) -> "discord.ui.Label[Any]":
    return discord.ui.Label(
        text=w("Note"),
        description=description,
        component=discord.ui.TextInput(
            custom_id="note", style=discord.TextStyle.paragraph, required=False, max_length=LONGEST_NOTE
        ),
    )
