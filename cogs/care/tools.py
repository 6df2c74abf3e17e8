"""The tools for hard moments as data: what each is for, when it is not, its steps, its fields. Words are our own.

A tool is offered, never sent; it is not for danger. `docs/clinical-review.md` lists what waits for a clinician.
"""

from dataclasses import dataclass

from cogs.shared.words import mark

Field = tuple[str, str, bool]
"""Name in what is kept, label of at most 45 characters, and whether it has room for many lines."""


@dataclass(frozen=True, slots=True)
class Tool:
    key: str
    name: str
    purpose: str
    caution: str
    """When it is not the right thing; shown before the first step."""
    steps: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    after: str = ""
    """Said once the form has been filled in."""
    kept: str = ""
    """Said once that has been kept."""
    then: str = "senses"
    """The one tool that is offered next."""
    hint: str = ""
    """Said above the form, for when no words come."""


SURF, HALT, WAYS, GRID, SENSES, BREATH, FORWARD, WELL, WEEK, NOTES, MATTERS, SMALL, AFTER = (
    "surf", "check", "ways", "grid", "senses", "breath", "forward", "well", "week", "notes", "matters", "small",
    "after",
)  # fmt: skip

TOOLS = (
    Tool(
        SURF,
        mark("Ride out an urge"),
        mark("For a strong pull to do something you do not want to do."),
        mark("Not when you shake, have fits or see things: that needs a doctor now. If looking inward makes it worse, "
             "try the five senses instead."),
    ),
    Tool(
        SENSES,
        mark("Five senses"),
        mark("For panic, a racing mind, or when nothing feels real."),
        mark("Not where the place itself is the danger. Keep your eyes open. Any number can be skipped."),
        steps=(
            mark("Look around. Find 5 things that you can see."),
            mark("Find 4 things that you can touch or feel."),
            mark("Listen. Find 3 things that you can hear."),
            mark("Find 2 things that you can smell, or whose smell you like."),
            mark("Take 1 slow breath out, or say 1 kind word to yourself."),
        ),
        then=BREATH,
    ),
    Tool(
        BREATH,
        mark("Slow breath"),
        mark("For stress, or before a hard talk."),
        mark("Stop and breathe as usual if you feel dizzy. Not while you drive or are in water, and not for chest pain "
             "or an overdose."),
    ),
    Tool(
        HALT,
        mark("What do I need?"),
        mark("For a pull or a bad mood without a clear cause."),
        mark("Pick what fits, or nothing."),
        then=WAYS,
    ),
    Tool(
        WAYS,
        mark("Five ways through ten minutes"),
        mark("For the next ten minutes."),
        mark("Move only if it is safe to move."),
        then=SURF,
    ),
    Tool(
        FORWARD,
        mark("Play it forward"),
        mark("For the thought “just once”."),
        mark("Not when you have used already, when you feel very low, or for an urge to hurt yourself. Then try the "
             "five senses, or find someone to talk to."),
        steps=(
            mark("Picture doing it. What is good in the first minutes?"),
            mark("Go on an hour. What is there now?"),
            mark("Now the next morning. How does it look?"),
            mark("Now the other film: you ride it out. An hour later, what is there? And tomorrow morning?"),
            mark("Which of the two mornings would you like? You need not tell anyone."),
        ),
        then=SURF,
    ),
    Tool(
        GRID,
        mark("The good and the hard of a change"),
        mark("For a change that you have chosen already."),
        mark("Not in a crisis, and not when you feel very low."),
        fields=(
            ("keep_good", mark("Going on as it is: what is good?"), True),
            ("keep_hard", mark("Going on as it is: what is hard?"), True),
            ("change_good", mark("The change: what is good?"), True),
            ("change_hard", mark("The change: what is hard?"), True),
            ("stands_out", mark("What stands out to you?"), True),
        ),
        after=mark("You could mark each with S for soon, or L for later. What is good soon is often loud."),
        then=WEEK,
    ),
    Tool(
        WELL,
        mark("What went well"),
        mark("For evenings and steady days. One thing is enough."),
        mark("A few times a week keeps it fresh. Not as an answer to pain."),
        fields=(
            ("first", mark("Something that went well"), True),
            ("my_part", mark("My part in it, if I like"), True),
            ("second", mark("Another one"), True),
            ("third", mark("And one more"), True),
        ),
        kept=mark("You can read it again on a hard day, under “What I kept”."),
        then=WEEK,
    ),
    Tool(
        WEEK,
        mark("My week in balance"),
        mark("For a look at how the parts of life are doing."),
        mark("When all of it feels heavy, choose one thing only, or leave it for another day."),
        then=WELL,
    ),
    Tool(
        NOTES,
        mark("Note an urge"),
        mark("For seeing what is around when a pull comes."),
        mark("Not for eating, and not for self-harm. If it makes you think of little else, leave it."),
        fields=(
            ("before", mark("How strong, from 0 to 10?"), False),
            ("around", mark("What was around? Place, people, mood"), True),
            ("did", mark("What did you do?"), True),
            ("afterwards", mark("How strong after, from 0 to 10?"), False),
            ("note", mark("Anything else"), True),
        ),
        after=mark("Some people leave off after two weeks, when they have seen enough. That is fine."),
        then=SURF,
    ),
    Tool(
        MATTERS,
        mark("What matters most"),
        mark("For thinking things over, or when the days feel flat."),
        mark("Not in a crisis, and not just after you have used again: the list can hurt then. Another day is fine."),
        hint=mark("Think of up to ten things that matter to you. Then write the five that matter most, in your order. "
                  "Some words, if none come: honesty, calm, friends, learning, fairness, humour, nature, music, "
                  "courage, rest, being of use, freedom."),
        fields=(
            ("matters_1", mark("It matters most"), False),
            ("matters_2", mark("Then this"), False),
            ("matters_3", mark("Then this"), False),
            ("matters_4", mark("Then this"), False),
            ("matters_5", mark("And this"), False),
        ),
        after=mark("Where does the old pattern stand in this list? You need not answer. If you like, plan one small "
                   "thing this week for the first one."),
        then="small",
    ),
    Tool(
        SMALL,
        mark("Small things for my week"),
        mark("For building something, one small thing at a time. Up to three."),
        mark("When many plans lie around, or all of it feels heavy, one thing is enough. So is none."),
        fields=(
            ("small_thing", mark("One small thing"), False),
            ("day", mark("Which day?"), False),
            ("with_whom", mark("With whom, if with anyone"), False),
            ("in_the_way", mark("What could get in the way?"), True),
            ("plan_b", mark("What then?"), True),
        ),
        after=mark("At the end of the week it is kept, changed or let go. All three count the same."),
        then=WELL,
    ),
    Tool(
        AFTER,
        mark("After using again"),
        mark("For the hours and days after. Nobody is told, and nothing is counted."),
        mark("You need not explain anything here."),
        fields=(
            ("around_it", mark("What was going on around it?"), True),
            ("next_time", mark("What would help next time?"), True),
        ),
        after=mark("If you count days, nothing has changed. With /journey show you can add a new date, and the old one "
                   "stays."),
        then=SENSES,
    ),
)  # fmt: skip
BY_KEY = {tool.key: tool for tool in TOOLS}

SURF_STEPS = (
    mark("Name it: “This is an urge.”"),
    mark("How strong is it, from 0 to 10?"),
    mark("Where is it in you? Warm, tight, moving? Or look at one thing in the room, if your body is not a good place "
         "to look."),
    mark("Watch it rise and fall like a wave. You need not push it, and you need not follow it. Let each breath out be "
         "slow. Urges rise and fall. Most pass if they are not fed."),
    mark("How strong is it now, from 0 to 10?"),
)  # fmt: skip
MOST_MINUTES, MOST_SMALL_THINGS = 10, 3
NUMBERS = frozenset({"before", "afterwards"})  # fields that hold a strength from 0 to 10

NEEDS = {
    "angry": (mark("I am angry or upset"), mark("Move away for a moment, or write it out and send it to no one.")),
    "lonely": (mark("I am lonely"), mark("Say hello in a channel. One word is enough.")),
    "tired": (mark("I am tired"), mark("Lie down for ten minutes, with less light.")),
    "body": (
        mark("My body needs something"),
        mark("Water, medicine, toilet, warmth, or something that you usually have about now."),
    ),
}

WAYS_OUT = {
    "wait": (mark("Wait"), mark("Only ten minutes. You can decide again after that.")),
    "go": (
        mark("Go"),
        mark("Leave the place or the chat, if it is safe to move. You can say: “I have to go. Talk to you later.”"),
    ),
    "be": (mark("Let it be"), mark("Let the urge be there, and watch it like a wave.")),
    "answer": (mark("Answer it"), mark("Write down the thought, then one true reply to it.")),
    "swap": (
        mark("Swap"),
        mark("Do something else for ten minutes: a walk, a song, a shower, a call, a puzzle, tidy one shelf."),
    ),
}
ANSWER_FIELDS: tuple[Field, ...] = (
    ("thought", mark("The thought"), True),
    ("reply", mark("One true reply"), True),
)
TORN = mark(
    "Being of two minds is common, and a list for and against can make it heavier. Here are two other questions: "
    "What would be different if it went well? What matters most about that?"
)
AREAS = (
    mark("Rest"), mark("People"), mark("Money"), mark("Home"), mark("Play"), mark("Learning"), mark("Health"),
    mark("Meaning"),
)  # fmt: skip
AREA_KEYS = ("rest", "people", "money", "home", "play", "learning", "health", "meaning")

GENTLE = (mark("Breathe in, slowly: 1, 2, 3, 4"), mark("Breathe out, longer: 1, 2, 3, 4, 5, 6"))
BOX = (
    mark("Breathe in through the nose: 1, 2, 3, 4"),
    mark("Hold: 1, 2, 3, 4"),
    mark("Breathe out: 1, 2, 3, 4"),
    mark("Hold: 1, 2, 3, 4"),
)
BOX_CAUTION = mark(
    "Holding the breath is not for everyone. Please choose the gentle breath if you are pregnant, have trouble with "
    "lungs, heart or blood pressure, have fits, or if choking or breath is part of a bad memory."
)
