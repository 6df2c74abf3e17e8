"""What check-ins look like: the question with its five steps, the receipt, the modal for words, what is posted."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from cogs.checkins import text, text_hosting
from cogs.checkins.actions import Recorded
from cogs.checkins.rules import Summary
from cogs.shared import ui
from cogs.shared.quoting import quoted
from cogs.shared.ui import custom_id
from cogs.shared.words import Words
from storage.records.checkins import Answer, Prompt, Step, Visibility
from storage.records.circles import Circle

_ORDER = (Visibility.CIRCLE, Visibility.KEEPERS, Visibility.ME)
_Row = discord.ui.ActionRow[Any]
_HELP = 4_100  # the number of the component that offers help, by which it is known again


def _text(*sentences: str) -> discord.ui.TextDisplay[Any]:
    return discord.ui.TextDisplay("\n".join(sentences))


def _button(
    label: str, made: str, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> discord.ui.Button[Any]:
    return discord.ui.Button(label=label, style=style, custom_id=made)


class PromptView(discord.ui.LayoutView):
    """The question. It looks the same to everyone; each sees their own answer privately."""

    def __init__(
        self,
        w: Words,
        prompt: Prompt,
        circle: Circle | None,
        title: str = "",
        host: tuple[str, str] | None = None,
    ) -> None:
        """`host` is the name, safe to show, and the words of the host, if they wrote some."""
        super().__init__(timeout=None)
        if host is None:
            asks = text.question(w, prompt.question, prompt.source)
        else:
            asks = f"{text_hosting.host_asks(w, host[0])}\n{quoted(host[1], limit=500, lines=8)}"
        box = discord.ui.Container[PromptView](
            _text(text.heading(w, circle, title), asks),
            steps(w, prompt.prompt_id),
            _text(text.how_to_answer(w, circle)),
        )
        self.add_item(box)


def steps(w: Words, prompt_id: int) -> _Row:
    row: _Row = discord.ui.ActionRow()
    for step in Step:
        row.add_item(_button(text.step(w, step), custom_id("checkins", "step", f"{prompt_id}.{step.value}")))
    return row


class Receipt(discord.ui.LayoutView):
    """What was recorded and who sees it, for the member alone."""

    def __init__(self, w: Words, recorded: Recorded, *, urgent: bool = False, offers_help: bool = False) -> None:
        """`urgent`: the words sound like danger. `offers_help`: the answer is low, and this message is the one that
        offers help with it."""
        super().__init__(timeout=None)
        prompt_id, answer = recorded.prompt.prompt_id, recorded.answer
        box = discord.ui.Container[Receipt](_text(*text.receipt(w, answer, recorded.circle)))
        if urgent or offers_help:
            box.add_item(discord.ui.Separator())
            said = text.urgent(w) if urgent else text.hard(w)
            box.add_item(discord.ui.TextDisplay("\n".join(said), id=_HELP))
            doors = _help(w, recorded)
            if doors:
                box.add_item(discord.ui.ActionRow(*doors))
        if recorded.asks_who:
            box.add_item(discord.ui.Separator())
            box.add_item(_text(text.ask_who(w)))
            box.add_item(who_sees(w, prompt_id))
        row: _Row = discord.ui.ActionRow(
            _button(w("Say more in words"), custom_id("checkins", "words", prompt_id)),
            _button(w("Change"), custom_id("checkins", "change", prompt_id)),
        )
        box.add_item(row)
        self.add_item(box)


def carries_help(message: discord.Message) -> bool:
    """Whether a message of ours, as the person has it before them, offers help."""
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    view.stop()
    return view.find_item(_HELP) is not None


def _help(w: Words, recorded: Recorded) -> list[discord.ui.Item[Any]]:
    """Guided help, a tool, a person: each one press away, none of them pressed on anybody."""
    doors = [door for name in ("help-me", "tools") if (door := ui.door(name, w.locale)) is not None]
    if recorded.circle is not None and not recorded.answer.wants_someone:
        asks = custom_id("checkins", "words", f"{recorded.prompt.prompt_id}.someone")
        doors.append(_button(w("I would like someone to write to me"), asks))
    return doors


def who_sees(w: Words, prompt_id: int, now: Visibility | None = None) -> _Row:
    row: _Row = discord.ui.ActionRow()
    for visibility in _ORDER:
        style = discord.ButtonStyle.primary if visibility is now else discord.ButtonStyle.secondary
        made = custom_id("checkins", "see", f"{prompt_id}.{visibility.value}")
        row.add_item(_button(text.visibility_button(w, visibility), made, style))
    return row


class Changing(discord.ui.LayoutView):
    """Another step, other eyes, or nothing at all."""

    def __init__(self, w: Words, recorded: Recorded) -> None:
        super().__init__(timeout=None)
        prompt_id = recorded.prompt.prompt_id
        box = discord.ui.Container[Changing](_text(*text.receipt(w, recorded.answer, recorded.circle)))
        box.add_item(discord.ui.Separator())
        box.add_item(_text(w("How is today?")))
        box.add_item(steps(w, prompt_id))
        if recorded.circle is not None:
            box.add_item(_text(w("Who may see it?")))
            box.add_item(who_sees(w, prompt_id, recorded.answer.visibility))
        row: _Row = discord.ui.ActionRow(
            _button(w("Say more in words"), custom_id("checkins", "words", prompt_id)),
            _take_back(w, prompt_id),
        )
        box.add_item(row)
        self.add_item(box)


def _take_back(w: Words, prompt_id: int) -> discord.ui.Button[Any]:
    return _button(w("Take my answer back"), custom_id("checkins", "back", prompt_id))


class LeftBehind(discord.ui.LayoutView):
    """Somebody answered in a circle that is closed by now: their answer stays theirs to take back."""

    def __init__(self, w: Words, said: str, prompt_id: int) -> None:
        super().__init__(timeout=None)
        self.add_item(_text(said, text.left_behind(w)))
        self.add_item(discord.ui.ActionRow(_take_back(w, prompt_id)))


class MayJoin(discord.ui.LayoutView):
    """Somebody pressed who is not in the circle; `left_behind` is an asking that they answered when they were."""

    def __init__(self, w: Words, circle: Circle, left_behind: int | None = None) -> None:
        super().__init__(timeout=None)
        said = [text.not_in(w, circle)] if left_behind is None else [text.not_in(w, circle), text.left_behind(w)]
        self.add_item(_text(*said))
        row: _Row = discord.ui.ActionRow(
            _button(w("Join"), custom_id("circles", "join", circle.circle_id), discord.ButtonStyle.primary)
        )
        if left_behind is not None:
            row.add_item(_take_back(w, left_behind))
        self.add_item(row)


class WordsModal(discord.ui.Modal):
    """Everything in it is optional."""

    def __init__(
        self, w: Words, prompt: Prompt, answer: Answer | None, seen_by: str, *, asks_for_someone: bool = False
    ) -> None:
        """`asks_for_someone`: they came by the button that asks for a person; they can still choose otherwise."""
        super().__init__(
            title=w("In your own words"), timeout=None, custom_id=custom_id("checkins", "said", prompt.prompt_id)
        )
        self.add_item(
            discord.ui.Label(
                text=w("Whatever you would like to say"),
                description=w("Who can see this: {who}.", who=seen_by)[:100],
                component=discord.ui.TextInput(
                    custom_id="words",
                    style=discord.TextStyle.paragraph,
                    required=False,
                    max_length=1000,
                    default=answer.words if answer is not None and answer.words else None,
                ),
            )
        )
        self.add_item(
            discord.ui.Label(
                text=w("Craving today, if you want to note it"),
                description=w("From 0, none, to 10, very strong. Leave it empty if it does not fit."),
                component=discord.ui.TextInput(
                    custom_id="craving",
                    required=False,
                    max_length=2,
                    default=None if answer is None or answer.craving is None else str(answer.craving),
                ),
            )
        )
        wants = asks_for_someone or (answer is not None and answer.wants_someone)
        self.add_item(
            discord.ui.Label(
                text=w("Would you like someone to write to you?"),
                description=w("Those who can see your answer are asked."),
                component=discord.ui.Select(
                    custom_id="someone",
                    required=False,
                    min_values=0,
                    max_values=1,
                    options=[
                        discord.SelectOption(
                            label=w("Yes, I would like someone to write to me"), value="yes", default=wants
                        ),
                        discord.SelectOption(label=w("Not now"), value="no"),
                    ],
                ),
            )
        )


class Shared(discord.ui.LayoutView):
    """One member's shared words in the circle's home."""

    def __init__(self, said: str) -> None:
        super().__init__(timeout=None)
        self.add_item(_text(said))


class SummaryView(discord.ui.LayoutView):
    def __init__(self, w: Words, circle: Circle, summary: Summary, names: Mapping[int, str]) -> None:
        super().__init__(timeout=None)
        lines: Sequence[str] = text.summary(w, summary, names)
        self.add_item(discord.ui.Container[SummaryView](_text(text.summary_heading(w, circle), *lines)))
