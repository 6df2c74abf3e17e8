import re
from datetime import UTC, datetime
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.helplines.countries import Country
from cogs.helplines.directory import Answer, Directory, Gap
from cogs.helplines.guide import (
    SKIP,
    WATCHED,
    Danger,
    Effect,
    Guide,
    Obstacle,
    Reply,
    Screen,
    Situation,
    answer_for,
    begin,
    choose,
    effect,
    in_country,
    leave,
    packed,
    unpacked,
    wishing,
)
from cogs.helplines.guide_text import ANSWERS, CARD, ELSEWHERE, leave_label, screen_text
from cogs.helplines.helpline import GROUPS
from cogs.helplines.style import Plain
from cogs.shared.words import words_for
from tests.cogs.helplines.reading_grade import grade

DIRECTORY = Directory.load()
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
W = words_for(None)
GB = Country("GB")


def walk(guide: Guide, *presses: str) -> Guide:
    for press in presses:
        guide = choose(guide, press)
    return guide


def shown(guide: Guide) -> str:
    said = screen_text(W, guide, answer_for(guide, DIRECTORY, NOON), Plain())
    return "\n".join((said.heading, *said.lines, *(label for _, label in said.options)))


def every_state(start: Guide) -> list[Guide]:
    """All states that presses can lead to."""
    found, waiting = {start}, [start]
    while waiting:
        guide = waiting.pop()
        for press in guide.choices:
            after = choose(guide, press)
            if after not in found:
                found.add(after)
                waiting.append(after)
    return sorted(found, key=packed)


STATES = [*every_state(begin(GB)), *every_state(begin()), *every_state(begin(GB, discreet=True)), leave(begin(GB))]


def test_the_whole_way_is_five_presses_and_each_can_be_skipped() -> None:
    guide = begin()
    seen = [guide.screen]
    while guide.choices:
        guide = choose(guide, SKIP)
        seen.append(guide.screen)
    assert seen == [
        Screen.SITUATION, Screen.DANGER, Screen.OBSTACLE, Screen.LINES, Screen.HUMAN, Screen.TOMORROW, Screen.DONE,
    ]  # fmt: skip
    assert guide == Guide(screen=Screen.DONE)


def test_every_screen_but_the_last_can_be_skipped_and_left_and_ends() -> None:
    for state in STATES:
        assert (SKIP in state.choices) == (state.screen not in (Screen.DONE, Screen.LEFT))
        assert leave(state) == Guide(screen=Screen.LEFT, discreet=state.discreet)
        for _ in range(8):
            state = choose(state, SKIP) if state.choices else state  # noqa: PLW2901 - walking on
        assert state.screen in (Screen.DONE, Screen.LEFT)


@pytest.mark.parametrize("situation", [one for one in Situation if one is not Situation.OVERDOSE])
@pytest.mark.parametrize("danger", [*Danger, SKIP])
def test_danger_or_doubt_leads_to_the_emergency_number_of_the_country_first(situation: Situation, danger: str) -> None:
    guide = walk(begin(GB), situation, danger)
    if danger in (Danger.YES, Danger.UNSURE):
        assert guide.screen is Screen.EMERGENCY
        said = screen_text(W, guide, answer_for(guide, DIRECTORY, NOON), Plain())
        assert said.lines[0] == "Call your local emergency number now."
        assert "Call 999: Emergency services." in said.lines
        assert "911" not in shown(guide)
        assert choose(guide, SKIP).screen is Screen.LINES
    else:
        assert guide.screen is Screen.OBSTACLE


def test_an_overdose_is_asked_nothing_first() -> None:
    guide = choose(begin(), Situation.OVERDOSE)
    said = screen_text(W, guide, None, Plain())
    assert guide.screen is Screen.OVERDOSE
    assert said.heading == "Call your local emergency number now"
    assert said.lines[0] == "Call your local emergency number now."
    assert "?" not in said.lines[0]
    assert said.options == ((SKIP, "Next"),)
    assert guide.asks_country
    for number in ("112", "911", "999"):
        assert any(line.startswith(f"{number}:") for line in said.lines)
    for step in CARD:
        assert any(line.endswith(step) for line in said.lines)
    assert "999" in shown(in_country(guide, GB))
    assert "911" not in shown(in_country(guide, GB))


def test_each_general_emergency_number_works_where_it_is_said_to() -> None:
    for _, number, named in ELSEWHERE:
        for code in named:
            [first, *_] = [line for line in DIRECTORY.lines(code) if line.urgent]
            assert first.phone == number


@pytest.mark.parametrize("situation", sorted(WATCHED))
def test_abuse_is_warned_about_shared_devices_and_never_followed_up(situation: Situation) -> None:
    guide = choose(begin(GB), situation)
    assert "Someone else may be able to read this phone or computer." in shown(guide)
    assert leave_label(W) in shown(guide)
    after = walk(guide, SKIP, SKIP, SKIP, Reply.YES)
    assert after.screen is Screen.DONE
    assert after.tomorrow is None
    assert all(state.screen is not Screen.TOMORROW for state in every_state(guide))
    forged = packed(guide).replace("d.", "t.", 1)
    with pytest.raises(ValueError, match="not a state"):
        unpacked(forged)


@pytest.mark.parametrize("obstacle", list(Obstacle))
def test_what_makes_it_hard_is_answered_with_one_or_two_lines(obstacle: Obstacle) -> None:
    guide = walk(begin(GB), Situation.SUICIDE, Danger.NO, obstacle)
    answer = answer_for(guide, DIRECTORY, NOON)
    assert guide.screen is Screen.LINES
    assert answer
    assert 1 <= len(answer.primary) <= 2
    said = shown(guide)
    assert W.marked(ANSWERS[obstacle]) in said
    assert not any(W.marked(other) in said for one, other in ANSWERS.items() if one is not obstacle)
    assert "You can say as little as you like." in said
    assert "Call 999" in said
    if obstacle in (Obstacle.PHONE, Obstacle.OVERHEARD):
        assert "text" in answer.primary[0].line.channels
        assert Gap.CHANNEL not in answer.gaps


@pytest.mark.parametrize(
    ("code", "situation", "first"),
    [
        ("JP", Situation.SEXUAL_VIOLENCE, "jp-8891"),
        ("MY", Situation.DRUGS, "my-heal"),
        ("NG", Situation.ALCOHOL, "ng-surpin"),
    ],
)
def test_who_fears_the_police_is_not_given_a_line_of_the_police_first(
    code: str, situation: Situation, first: str
) -> None:
    guide = walk(begin(Country(code)), situation, Danger.NO, Obstacle.POLICE)
    answer = answer_for(guide, DIRECTORY, NOON)
    assert answer
    assert answer.primary[0].line.id == first
    assert all(entry.line.remark not in ("police", "law-enforcement") for entry in answer.primary)
    assert "Lines of the police come last here." in shown(guide)
    usual = answer_for(walk(begin(Country(code)), situation, Danger.NO, SKIP), DIRECTORY, NOON)
    assert usual
    assert usual.primary[0].line.remark in ("police", "law-enforcement")


@pytest.mark.parametrize(
    ("code", "first"), [("NO", "no-mental-helse"), ("RS", "rs-centar-srce"), ("AU", "au-lifeline")]
)
def test_who_fears_the_cost_is_given_a_free_line_first_where_one_is_for_them(code: str, first: str) -> None:
    guide = walk(begin(Country(code)), Situation.SUICIDE, Danger.NO, Obstacle.COST)
    answer = answer_for(guide, DIRECTORY, NOON)
    assert answer
    assert answer.primary[0].line.id == first  # in Australia the free ones are for children and for veterans


def test_without_a_way_to_write_the_phone_is_still_offered() -> None:
    guide = walk(begin(Country("GH")), Situation.SUICIDE, Danger.NO, Obstacle.PHONE)
    answer = answer_for(guide, DIRECTORY, NOON)
    assert answer
    assert answer.primary[0].line.phone


def test_without_a_country_no_number_is_guessed() -> None:
    guide = walk(begin(), Situation.SUICIDE, Danger.NO, SKIP)
    assert answer_for(guide, DIRECTORY, NOON) is None
    assert not re.search(r"\d", shown(guide))
    assert "Call 116 123" in shown(in_country(guide, GB))


def test_a_person_and_a_question_tomorrow_happen_only_on_yes() -> None:
    human = walk(begin(GB), SKIP, SKIP, SKIP, SKIP)
    assert effect(human, choose(human, Reply.YES)) is Effect.TELL_A_HUMAN
    assert effect(human, choose(human, Reply.NO)) is None
    tomorrow = choose(human, Reply.YES)
    assert effect(tomorrow, choose(tomorrow, Reply.YES)) is Effect.ASK_TOMORROW
    assert effect(tomorrow, choose(tomorrow, SKIP)) is None
    for state in STATES:
        for press in state.choices:
            if effect(state, choose(state, press)):
                assert press == Reply.YES
                assert state.screen in (Screen.HUMAN, Screen.TOMORROW)


def test_the_discreet_way_shows_numbers_and_no_word_about_why() -> None:
    told = re.compile(
        r"suicid|harm|violen|drug|alcohol|gambl|eating|overdose|crisis|samarit|danger|help|https", re.IGNORECASE
    )
    for state in every_state(begin(GB, discreet=True)):
        assert not told.search(shown(state)), shown(state)
        assert state.screen is not Screen.TOMORROW
    assert "Call 116 123." in shown(walk(begin(GB, discreet=True), Danger.NO))
    assert "Call 999." in shown(walk(begin(GB, discreet=True), Danger.YES))
    assert "no number" in shown(walk(begin(Country("BO"), discreet=True), Danger.YES))
    assert shown(leave(begin(GB))).strip() == "All right. See you another time."


@pytest.mark.parametrize(
    ("screen", "press"),
    [(Screen.DANGER, "co"), (Screen.SITUATION, "zz"), (Screen.DONE, SKIP), (Screen.LINES, "y"), (Screen.OVERDOSE, "y")],
)
def test_a_press_that_the_screen_does_not_have_is_refused(screen: Screen, press: str) -> None:
    with pytest.raises(ValueError, match="cannot be pressed"):
        choose(Guide(screen=screen), press)


def test_a_country_can_be_chosen_only_where_it_is_asked() -> None:
    with pytest.raises(ValueError, match="no country"):
        in_country(begin(), GB)


def test_every_state_fits_a_buttons_id_and_comes_back_the_same() -> None:
    for state in STATES:
        for wished in (state, wishing(state, "zh-Hant", "whatsapp", GROUPS[-1])):
            assert len(packed(wished)) <= 35
            assert re.fullmatch(r"[A-Za-z0-9.-]+", packed(wished))
            assert unpacked(packed(wished)) == wished
        assert unpacked(packed(state).removesuffix(".-.-.-")) == state


@given(
    st.text(max_size=60)
    | st.builds(".".join, st.lists(st.sampled_from(["s", "d", "-", "su", "y", "GB", "0"]), max_size=12))
)
def test_a_forged_state_is_refused_or_is_a_true_one(text: str) -> None:
    try:
        guide = unpacked(text)
    except ValueError:
        return
    assert packed(guide) in (text, f"{text}.-.-.-")  # older messages carry no wishes


def test_what_a_person_asked_us_to_remember_leads_to_lines_that_fit_and_its_lack_is_said() -> None:
    at = wishing(walk(begin(Country("US")), Situation.LOW, Danger.NO, SKIP), "es", "chat", None)
    found = answer_for(at, DIRECTORY, NOON)
    assert found
    assert found.wish.language == "es"
    assert all("chat" in entry.line.channels for entry in found.primary[:1])
    quiet = wishing(walk(begin(Country("US")), Situation.LOW, Danger.NO, Obstacle.PHONE), None, "call", None)
    assert "call" not in quiet.channels[:-1]  # who does not want to speak now is not sent to the phone first
    no_such = wishing(walk(begin(Country("GH")), Situation.LOW, Danger.NO, SKIP), "ja", None, None)
    assert "speaks Japanese" in shown(no_such)


@cache
def _answer(state: Guide) -> Answer | None:
    return answer_for(state, DIRECTORY, NOON)


def test_every_screen_in_every_state_has_words_for_each_press() -> None:
    for state in STATES:
        said = screen_text(W, state, _answer(state), Plain())
        assert tuple(value for value, _ in said.options) == state.choices
        assert all(0 < len(label) <= 80 for _, label in said.options)
        assert all(said.lines) or state.discreet


def test_every_sentence_of_the_guide_passes_the_translator() -> None:
    pseudo = words_for("qps")
    mark = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}"
    for state in STATES:
        said = screen_text(pseudo, state, _answer(state), Plain())
        for line in filter(None, (said.heading, *said.lines, *(label for _, label in said.options))):
            assert mark in line, line


def test_each_screen_reads_at_grade_6_or_lower_and_the_urgent_ones_lower() -> None:
    urgent = [*CARD, *(sentence for sentence, _, _ in ELSEWHERE)]
    assert grade(" ".join(CARD)) <= 4
    assert max(len(re.findall(r"[\w’'-]+", part)) for step in urgent for part in re.split(r"[.?:] ", step)) <= 15
    for situation, danger, obstacle in product(Situation, (Danger.NO, Danger.YES), Obstacle):
        guide = begin()
        for press in (situation, danger, obstacle):
            said = screen_text(W, guide, None, Plain())
            assert grade(". ".join((said.heading.rstrip("?"), *said.lines))) <= 6, said.lines
            if press in guide.choices:
                guide = choose(guide, press)
    for state in STATES:
        said = screen_text(W, state, None, Plain())
        assert grade(". ".join((said.heading.rstrip("?"), *said.lines))) <= 6, said.lines
