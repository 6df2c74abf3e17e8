"""How hard crisis texts are to read, in school grades (Flesch-Kincaid): `python -m bench.reading`.

A smoke alarm, not a judge: emergency lines should be near grade 4, everything here at 6 or lower. People still read it.
"""

import sys

from cogs.care import text as care
from cogs.care import text_after, text_plan, tools
from cogs.helplines.guide import Danger, Guide, Screen, Situation
from cogs.helplines.guide_text import ALCOHOL_CARD, CARD, WITHDRAWAL, screen_text
from cogs.helplines.style import Plain
from cogs.helplines.text import professional_help
from cogs.shared.words import words_for
from tests.cogs.helplines.reading_grade import grade


def texts() -> dict[str, str]:
    """What is measured, by name."""
    w = words_for(None)
    found = {"overdose card": " ".join(CARD), "alcohol card": " ".join(ALCOHOL_CARD), "withdrawal": WITHDRAWAL}
    for screen in (Screen.SITUATION, Screen.DANGER, Screen.EMERGENCY, Screen.OBSTACLE, Screen.LINES, Screen.HUMAN,
                   Screen.TOMORROW, Screen.DONE):  # fmt: skip
        said = screen_text(w, Guide(screen=screen, situation=Situation.LOW, danger=Danger.NO), None, Plain())
        found[f"guided help, {screen.name.lower()}"] = ". ".join((said.heading.rstrip("?"), *said.lines))
    for tool in tools.TOOLS:
        found[f"tool, {tool.key}"] = " ".join(
            (tool.purpose, tool.caution, tool.hint, *tool.steps, tool.after, tool.kept)
        )
    found["riding out an urge"] = " ".join(tools.SURF_STEPS)
    found["written words that sound like danger"] = " ".join(care.urgent_first(w))
    found["after using again: danger"] = " ".join(text_after.looked_for_danger(w))
    found["after using again"] = f"{text_after.safe_now(w)} {text_after.what_would_be_good(w)}"
    found["what is kept"] = " ".join(care.what_is_kept(w)[1:])
    found["too young"] = " ".join(care.too_young(w))
    found["my plan"] = " ".join(text_plan.plan_intro(w)[1:])
    found["care card"] = " ".join(text_plan.card_intro(w)[1:])
    found["trained help"] = " ".join(professional_help(w, "Ireland", known=True)[1:])
    return found


def main() -> int:
    for name, said in sorted(texts().items(), key=lambda one: -grade(one[1])):
        print(f"{grade(said):5.1f}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
