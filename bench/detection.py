"""How well the detection does: `python -m bench.detection DIR [--json]`.

Reads every *.jsonl in DIR. Rows with `should_alert` are labelled messages (category, severity); rows with `label`
are texts known to be `benign`, `risk` or `no_risk`. Numbers only: no text of any row is printed.
"""

import argparse
import importlib.util
import json
import math
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from cogs.alerts.matching.engine import Engine, Severity, starter_engine, worst

HERE = Path(__file__).resolve().parent.parent
Row = dict[str, Any]
SHORT = 280
PLAIN_SEEDS = 45
"""Alerting messages of at most this many characters are disguised as they are."""


def _disguises() -> ModuleType:
    path = HERE / "tests" / "cogs" / "alerts" / "matching" / "disguises.py"
    spec = importlib.util.spec_from_file_location("disguises", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _rows(folder: Path) -> Iterable[Row]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def _alerts(engine: Engine, text: str) -> bool:
    hit = worst(engine.scan(text))
    return hit is not None and hit.severity >= Severity.MEDIUM


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def labelled(engine: Engine, rows: list[Row]) -> dict[str, Any]:
    """Recall, worst category, false-alert rate, severity and category of the labelled messages."""
    should, found, right, near, grave, grave_ok = Counter[str](), Counter[str](), 0, 0, 0, 0
    quiet = false = 0
    for row in rows:
        hit = worst(engine.scan(row["text"]))
        alerted = hit is not None and hit.severity >= Severity.MEDIUM
        if not row["should_alert"]:
            quiet += 1
            false += alerted
            continue
        category, severity = row["category"], Severity.named(row["severity"])
        should[category] += 1
        critical = severity is Severity.CRITICAL
        grave += critical
        if hit is None or not alerted:
            continue
        found[category] += 1
        right += hit.category in {category, *row.get("also", [])}
        near += abs(hit.severity - severity) <= 1
        grave_ok += critical and hit.severity >= Severity.HIGH
    per_category = {name: _share(found[name], count) for name, count in sorted(should.items())}
    alerted_rows = found.total()
    return {
        "rows": len(rows),
        "recall": _share(alerted_rows, should.total()),
        "worst category": min((value for value in per_category.values() if value is not None), default=None),
        "recall per category": per_category,
        "false-alert rate": _share(false, quiet),
        "critical rated at least high": _share(grave_ok, grave),
        "right category": _share(right, alerted_rows),
        "severity within one": _share(near, alerted_rows),
    }


def provenance(engine: Engine, rows: list[Row]) -> dict[str, Any]:
    """Alerts per 1,000 benign texts, per source too, and recall on texts labelled as risk."""
    seen, medium, high = Counter[str](), Counter[str](), Counter[str]()
    risk = caught = short = short_caught = calm = calm_alerts = 0
    for row in rows:
        hit = worst(engine.scan(row["text"]))
        severity = Severity.LOW if hit is None else hit.severity
        alerted = severity >= Severity.MEDIUM
        if row["label"] == "benign":
            seen[row.get("source", "all")] += 1
            medium[row.get("source", "all")] += alerted
            high[row.get("source", "all")] += severity >= Severity.HIGH
        elif row["label"] == "risk":
            risk, caught = risk + 1, caught + alerted
            if len(row["text"]) < SHORT:
                short, short_caught = short + 1, short_caught + alerted
        else:
            calm, calm_alerts = calm + 1, calm_alerts + alerted
    return {
        "benign rows": seen.total(),
        "benign alerts per 1,000": _share(1000 * medium.total(), seen.total()),
        "benign alerts per 1,000, high and up": _share(1000 * high.total(), seen.total()),
        "benign alerts per 1,000, by source": {s: _share(1000 * medium[s], n) for s, n in sorted(seen.items())},
        "recall on risk rows": _share(caught, risk),
        "recall on short risk rows": _share(short_caught, short),
        "alerts on no-risk rows": _share(calm_alerts, calm),
    }


def disguised(engine: Engine, rows: list[Row]) -> dict[str, Any]:
    """Disguises undone, and alerts on harmless messages in disguise, of the short labelled messages."""
    module = _disguises()
    short = [row for row in rows if len(row["text"]) <= PLAIN_SEEDS and row["text"].isascii()]
    plain = [row["text"] for row in short if row["should_alert"] and row["kind"] != "obfuscated"]
    seeds = [text for text in plain if _alerts(engine, text)]
    calm = [row["text"] for row in short if row["severity"] == "none"]
    result: dict[str, Any] = {
        "plain seeds": len(plain),
        "plain seeds that alert": _share(len(seeds), len(plain)),
        "colliding harmless, per 1,000": _share(1000 * sum(_alerts(engine, text) for text in calm), len(calm)),
    }
    for name, kinds in (("readable", module.READABLE), ("heavy", module.HEAVY)):
        each = {kind: sum(_alerts(engine, hide(text)) for text in seeds) for kind, hide in kinds.items()}
        false = sum(_alerts(engine, hide(text)) for hide in kinds.values() for text in calm)
        result[f"{name} undone"] = _share(sum(each.values()), len(each) * len(seeds))
        result[f"{name} harmless alerts per 1,000"] = _share(1000 * false, len(kinds) * len(calm))
        weakest = sorted(each.items(), key=lambda item: item[1])[:8]
        result[f"{name} weakest"] = {kind: _share(count, len(seeds)) for kind, count in weakest}
    return result


def _fastest(work: Callable[[], object], repeats: int) -> float:
    spent: list[float] = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return min(spent)


def hostile_texts(length: int) -> dict[str, str]:
    """Texts of that length made to cost as much as possible."""
    return {
        "every stem": ("kill die cut pills myself overdose relapse purge tonight gun rope " * 400)[:length],
        "one phrase": ("i want to kill myself lol " * 400)[:length],
        "letters": ("k i l l m y s e l f " * 400)[:length],
        "one token": ("killmyselftonight" * 400)[:length],
        "leet": ("k1ll mys3lf t0n1gh7 " * 400)[:length],
        "stretched": ("kkkiiilll mmmyyyssseeelllfff " * 400)[:length],
        "signs": ("*|_~`<@:(" * 800)[:length],
        "marks": ("k\u0301i\u0301l\u0301l\u0301 " * 800)[:length],
        "unknown": ("qxzvbn wrtpsd fghjkl " * 400)[:length],
    }


def cost(engine: Engine, rows: list[Row]) -> dict[str, Any]:
    """Microseconds per everyday message, the worst 4,000 characters, and how time grows with length."""
    calm = [r["text"] for r in rows if r.get("label") == "benign" or r.get("severity") == "none"][:2000]
    each = [_fastest(lambda text=text: engine.scan(text), 3) for text in calm]
    worst_text = {name: _fastest(lambda t=text: engine.scan(t), 3) for name, text in hostile_texts(4000).items()}
    brief = {name: _fastest(lambda t=text: engine.scan(t), 3) for name, text in hostile_texts(1000).items()}
    growth = {name: round(math.log(spent / brief[name], 4), 2) for name, spent in worst_text.items()}
    return {
        "microseconds per everyday message, mean": round(1e6 * statistics.fmean(each), 1) if each else None,
        "microseconds per everyday message, median": round(1e6 * statistics.median(each), 1) if each else None,
        "worst 4,000 characters, milliseconds": round(1e3 * max(worst_text.values()), 2),
        "4,000 characters, milliseconds": {name: round(1e3 * spent, 2) for name, spent in worst_text.items()},
        "growth exponent": growth,
    }


def fresh(engine: Engine) -> dict[str, Any]:
    """Our own messages, batch by batch: those held out have changed no rule, the others have since they were new."""
    result: dict[str, Any] = {}
    data = HERE / "tests" / "data"
    for path in [found for kind in ("held_out*", "fresh_*", "tuned_*") for found in sorted(data.glob(f"{kind}.txt"))]:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
        rows = [(line.split("|")[0].strip(), line.split("|", 2)[2].strip()) for line in lines]
        calm = [_alerts(engine, text) for category, text in rows if category == "none"]
        grave = [_alerts(engine, text) for category, text in rows if category != "none"]
        result[path.stem] = {
            "messages": len(rows),
            "recall": _share(sum(grave), len(grave)),
            "false-alert rate": _share(sum(calm), len(calm)),
        }
    return result


def measured(folder: Path) -> dict[str, Any]:
    """Every number that the data in the folder allows."""
    engine = starter_engine()
    rows = list(_rows(folder))
    own = [row for row in rows if "should_alert" in row]
    others = [row for row in rows if "label" in row]
    result: dict[str, Any] = {}
    if own:
        result["labelled messages"] = labelled(engine, own)
    if others:
        result["texts by provenance"] = provenance(engine, others)
    if own:
        result["disguises"] = disguised(engine, own)
    result["own messages"] = fresh(engine)
    result["cost"] = cost(engine, rows)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.detection", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    chosen = parser.parse_args()
    result = measured(chosen.folder)
    if chosen.json:
        print(json.dumps(result, indent=2))
        return 0
    for title, numbers in result.items():
        print(title)
        for name, value in numbers.items():
            print(f"  {name}: {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
