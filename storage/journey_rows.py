"""How runs, figures and what comes next are read from and written to their columns."""

from typing import Any

from storage.records.journeys import Ahead, Ending, Run, Saving

AHEAD = ("next_step", "next_on", "next_at")


def run_of(row: Any, prefix: str = "") -> Run:
    def column(name: str) -> Any:
        return getattr(row, prefix + name)

    ending = column("ending")
    return Run(
        run_id=column("run_id"),
        journey_id=column("journey_id"),
        started_on=column("started_on"),
        started_at=column("started_at"),
        ended_on=column("ended_on"),
        ending=None if ending is None else Ending(ending),
        marks_from=column("marks_from"),
        carried_days=column("carried_days"),
        one_with_run_id=column("one_with_run_id"),
    )


def read_ahead(row: Any) -> Ahead:
    return Ahead(row.next_step, row.next_on, row.next_at)


def written_saving(saving: Saving | None) -> str | None:
    return None if saving is None else f"{saving.hundredths} {saving.every_days} {saving.unit}"


def read_saving(written: str | None) -> Saving | None:
    """None also for what is not a figure of ours: a figure is shown rightly or not at all."""
    hundredths, _, rest = (written or "").partition(" ")
    days, _, unit = rest.partition(" ")
    if not (hundredths.isdigit() and days.isdigit() and int(days) > 0 and unit):
        return None
    return Saving(int(hundredths), unit, int(days))
