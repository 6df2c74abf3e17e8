"""`python -m tests.rehearsal.page.pictures [WALK] [--into FOLDER]`: walk, and keep pictures."""

import argparse
from pathlib import Path

from tests.rehearsal.page.pictures import alerts, cards, help, journeys, later, written  # noqa: A004  # a walk's name
from tests.rehearsal.page.pictures.studio import ROOT

WALKS = {
    "cards": cards.take,
    "help": help.take,
    "written": written.take,
    "later": later.take,
    "journeys": journeys.take,
    "alerts": alerts.take,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.rehearsal.page.pictures", description=__doc__)
    parser.add_argument("walk", nargs="?", choices=WALKS, help="one of them; without it, all one after the other")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "screenshots", metavar="FOLDER")
    wanted = parser.parse_args()
    wanted.into.mkdir(parents=True, exist_ok=True)
    for name, take in WALKS.items():
        if wanted.walk in (None, name):
            take(wanted.into)
