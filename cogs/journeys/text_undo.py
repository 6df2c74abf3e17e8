"""What can be taken back for a day, and what that does, in words."""

from cogs.journeys.changes import What
from cogs.shared.words import Words, mark

LABELS = {
    What.BEGUN: mark("Undo: the beginning"),
    What.HARD_DAY: mark("Undo: the hard day"),
    What.HARD_DAY_TOLD_MORE: mark("Undo: the day or note"),
    What.NEW_START: mark("Undo: the new start"),
    What.PAUSED: mark("Undo: the pause"),
    What.WENT_ON: mark("Undo: taking it up again"),
    What.DATE: mark("Undo: the date"),
    What.EARLIER_TIME: mark("Undo: the earlier time"),
    What.JOINED: mark("Undo: joining the two"),
    What.RENAMED: mark("Undo: the name, kind, path"),
    What.HIDDEN: mark("Undo: hiding it"),
    What.SHOWN: mark("Undo: showing it again"),
    What.PUT_AWAY: mark("Undo: putting it away"),
    What.TAKEN_OUT: mark("Undo: taking it out"),
    What.FIGURES: mark("Undo: the figures"),
    What.STEPS: mark("Undo: the steps"),
}
_DOES = {
    What.BEGUN: mark("For a day, Undo takes this journey away, as if it had not been begun."),
    What.HARD_DAY: mark("For a day, Undo takes back the hard day you told, with its note. Nothing is kept of it."),
    What.HARD_DAY_TOLD_MORE: mark("For a day, Undo takes back the day or the note that you added."),
    What.NEW_START: mark("For a day, Undo takes back the new start. What was there before goes on as it was."),
    What.PAUSED: mark("For a day, Undo takes back the pause. It goes on as if it had not rested."),
    What.WENT_ON: mark("For a day, Undo lets it rest again, as before."),
    What.DATE: mark("For a day, Undo brings back the dates as they were."),
    What.EARLIER_TIME: mark("For a day, Undo takes the earlier time out again."),
    What.JOINED: mark("For a day, Undo makes two of them again, each as it was."),
    What.RENAMED: mark("For a day, Undo brings back its name, kind and path as they were."),
    What.HIDDEN: mark("For a day, Undo shows it again."),
    What.SHOWN: mark("For a day, Undo hides it again."),
    What.PUT_AWAY: mark("For a day, Undo takes it out again."),
    What.TAKEN_OUT: mark("For a day, Undo puts it away again."),
    What.FIGURES: mark("For a day, Undo brings back your figures as they were."),
    What.STEPS: mark("For a day, Undo brings back the steps it had."),
}
_DONE = {
    What.BEGUN: mark("Taken back. It is as if it had not been begun."),
    What.HARD_DAY: mark("Taken back. Nothing is kept of it, and what was to come of it does not."),
    What.HARD_DAY_TOLD_MORE: mark("Taken back. The day and the note are as they were."),
    What.NEW_START: mark("Taken back. What was there before goes on as it was."),
    What.PAUSED: mark("Taken back. It goes on as if it had not rested."),
    What.WENT_ON: mark("Taken back. It rests again."),
    What.DATE: mark("Taken back. The dates are as they were."),
    What.EARLIER_TIME: mark("Taken back. The earlier time is out again."),
    What.JOINED: mark("Taken back. They are two again, each as it was."),
    What.RENAMED: mark("Taken back. Its name, kind and path are as they were."),
    What.HIDDEN: mark("Taken back. It is shown again."),
    What.SHOWN: mark("Taken back. It is hidden again."),
    What.PUT_AWAY: mark("Taken back. It is out again."),
    What.TAKEN_OUT: mark("Taken back. It is put away again."),
    What.FIGURES: mark("Taken back. Your figures are as they were."),
    What.STEPS: mark("Taken back. It has the steps it had."),
}


def does(w: Words, what: What) -> str:
    """What taking it back would do; read before the press."""
    return w.marked(_DOES[what])


def done(w: Words, what: What) -> str:
    return w.marked(_DONE[what])
