"""A pytest plugin (`-p tests.faults.report`): writes docs/reliability.md from what the run of the fault tests showed.

Each row is a fault: what was broken, what happened, which invariants were checked then. A fault whose test lives with
its feature, or that waits for one, says so; what was not run this time stands as it last was.
"""

from pathlib import Path
from typing import Any

from tests.faults.catalogue import GROUPS, Fault, catalogue

DOCUMENT = Path(__file__).parents[2] / "docs" / "reliability.md"
_HEAD = """# What was broken on purpose, and what happened

Written by `make faults`. Each fault of the first kind is brought about on a real bot process over a local Discord. When
it is over, everything is made healthy and all eighteen invariants are checked against what Discord saw and what is on
disk, never against the bot's memory: recorded, told, not doubled, no hidden gap, the order of asking kept, taken is
taken, alerts first, once a day is once, no silent death, health tells the truth, servers are islands, nobody pinged by
accident, quiet records, erased is erased, nothing without a yes, input stops nothing, what was acknowledged survives,
everything has a limit. A fault that did not happen fails its test.
"""


class Run:
    """What the tests of one run said, by `file::name` under tests/."""

    def __init__(self) -> None:
        self.outcome: dict[str, str] = {}
        self.took: dict[str, str] = {}

    def heard(self, report: Any) -> None:
        name = report.nodeid.removeprefix("tests/").split("[")[0]
        if report.failed or report.when == "call":
            worse = report.failed or self.outcome.get(name) == "failed"
            self.outcome[name] = "failed" if worse else report.outcome
        for key, value in report.user_properties:
            if key == "took":
                self.took[name] = value


_run = Run()


def pytest_runtest_logreport(report: Any) -> None:
    _run.heard(report)


def pytest_sessionfinish(session: Any) -> None:
    if hasattr(session.config, "workerinput"):
        return  # one of several workers; the one that hears them all writes
    ran = {name for name in _run.outcome if _run.outcome[name] == "passed"}
    asked = {test for fault in catalogue().values() for test in fault.tests if test.startswith("faults/")}
    print(f"\n{len(asked & ran)} of {len(asked)} fault tests on a real process held.")
    cache = session.config.cache
    _run.outcome = cache.get("faults/outcome", {}) | _run.outcome
    _run.took = cache.get("faults/took", {}) | _run.took
    cache.set("faults/outcome", _run.outcome)
    cache.set("faults/took", _run.took)
    if asked <= set(_run.outcome):
        DOCUMENT.write_text(document(_run), encoding="utf-8")


def document(run: Run) -> str:
    """The whole page."""
    faults = catalogue().values()
    tested = [fault for fault in faults if fault.tests]
    parts = [_HEAD, f"{len(faults)} faults, {len(tested)} with a test.\n"]
    for group, title in GROUPS.items():
        parts.append(f"## {title}\n\n| # | Fault | What happened | Checked then |\n|---|---|---|---|")
        parts += [_row(fault, run) for fault in faults if fault.number[0] == group]
        parts.append("")
    return "\n".join(parts)


def _row(fault: Fault, run: Run) -> str:
    happened: list[str] = []
    invariants = False
    for test in fault.tests:
        file, _, name = test.partition("::")
        sentence = name.removeprefix("test_").replace("_", " ") or f"see `tests/{file}`"
        outcome = run.outcome.get(test)
        invariants = invariants or (file.startswith("faults/") and outcome == "passed")
        took = f" ({run.took[test]})" if test in run.took else ""
        happened.append(sentence + took + (" **FAILED**" if outcome == "failed" else ""))
    if fault.waits:
        happened.append(f"waits for {fault.waits}")
    checked = "I1 to I18" if invariants else "its own promise" if fault.tests else "not yet"
    return f"| {fault.number} | {fault.fault} | {'; '.join(happened)} | {checked} |"
