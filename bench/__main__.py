"""Every bench, one after the other, each in a process of its own: `python -m bench [DIR]`.

DIR holds labelled messages (*.jsonl) for the benches of the detection; without it our own are used.
"""

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
OWN_MESSAGES = HERE.parent / "tests" / "data"
READS_MESSAGES = ("detection", "scan_cost")


def main() -> int:
    """Answers 1 when a bench could not run to its end; a figure is never a failure."""
    messages = sys.argv[1] if len(sys.argv) > 1 else str(OWN_MESSAGES)
    failed: list[str] = []
    for path in sorted(HERE.glob("[!_]*.py")):
        words = [messages] if path.stem in READS_MESSAGES else []
        print(f"== python -m bench.{path.stem} {' '.join(words)}".rstrip(), flush=True)
        begun = time.perf_counter()
        if subprocess.run(
            [sys.executable, "-m", f"bench.{path.stem}", *words], cwd=HERE.parent, check=False
        ).returncode:
            failed.append(path.stem)
        print(f"   ({time.perf_counter() - begun:.0f} s)\n", flush=True)
    if failed:
        print(f"These did not run to their end: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
