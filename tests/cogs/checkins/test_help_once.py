"""A low answer is offered help privately, once: never again by a later press on the same question."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import pytest

from cogs.checkins import actions
from cogs.checkins.actions import Recorded
from cogs.shared import ui
from cogs.shared.ui import custom_id
from storage.database import Database
from storage.records.checkins import Prompt, Step
from tests.cogs.checkins.conftest import Scene
from tests.cogs.checkins.test_actions import asked_circle
from tests.house import ANN, Answered

OFFER = "you don't have to carry it alone"


async def press(scene: Scene, prompt: Prompt, verb: str, choice: str, on: Answered | None = None) -> Answered:
    row = f"{prompt.prompt_id}.{choice}" if choice else prompt.prompt_id
    (answered,) = await scene.people.press(custom_id("checkins", verb, row), ANN, on=on)
    return answered


async def test_it_is_offered_with_the_first_low_answer_and_not_with_the_next(scene: Scene) -> None:
    prompt = await scene.ask()
    assert OFFER not in (await press(scene, prompt, "step", "1")).text
    assert OFFER in (await press(scene, prompt, "step", "4")).text
    assert OFFER not in (await press(scene, prompt, "step", "5")).text
    assert OFFER not in (await press(scene, prompt, "step", "2")).text
    assert OFFER not in (await press(scene, prompt, "step", "5")).text


async def test_guided_help_a_tool_and_a_person_are_one_press_away(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opens(made: str) -> ui.MakeItem:
        return lambda locale: discord.ui.Button(label="door", custom_id=made)

    monkeypatch.setattr(ui, "_offered", {"help-me": opens("helplines:start:0"), "tools": opens("care:tools:0")})
    prompt = await scene.ask()
    someone = custom_id("checkins", "words", f"{prompt.prompt_id}.someone")
    receipt = await press(scene, prompt, "step", "5")
    assert receipt.private
    assert receipt.custom_ids[:3] == ["helplines:start:0", "care:tools:0", someone]
    (form,) = await scene.people.press(someone, ANN)
    assert (form.kind, "Would you like someone to write to you?" in form.text) == ("modal", True)


async def test_it_stays_where_it_stands_while_that_message_is_redrawn(scene: Scene) -> None:
    prompt = await scene.ask()
    receipt = await press(scene, prompt, "step", "5")
    chosen = await press(scene, prompt, "see", "circle", on=receipt)
    assert chosen.kind == "edit"
    assert OFFER in chosen.text
    assert (
        OFFER
        in (await press(scene, prompt, "see", "me", on=replace(chosen, raw=chosen.raw | {"flags": 64 | 1 << 15}))).text
    )


async def test_taking_it_back_and_answering_again_does_not_offer_it_again(scene: Scene) -> None:
    prompt = await scene.ask()
    await press(scene, prompt, "step", "4")
    await press(scene, prompt, "back", "")
    assert OFFER not in (await press(scene, prompt, "step", "4")).text


async def test_the_next_question_may_offer_it_again(scene: Scene) -> None:
    await press(scene, await scene.ask(), "step", "4")
    scene.clock.advance(timedelta(hours=23, minutes=30))
    assert OFFER in (await press(scene, await scene.ask(), "step", "4")).text


async def test_two_presses_at_once_are_offered_it_once(database: Database) -> None:
    _, prompt, now = await asked_circle(database, datetime(2026, 3, 2, 9, tzinfo=UTC))
    both = await asyncio.gather(
        *(actions.answer_with_step(database, 10, prompt.prompt_id, 1, Step.HARD, now) for _ in range(4))
    )
    assert [one.offers_help for one in both if isinstance(one, Recorded)].count(True) == 1
