"""Named points at which a test kills the process, once: the places where a crash would hurt most.

Set from outside with CIRCLEKEEPER_KILL_AT=K5 (or K5:3 for the third time it is reached). Without that variable a
point costs one comparison. The process says which point it was before it ends, so that nobody takes another death
for this one.
"""

import os
import signal

_wanted, _, _count = os.environ.get("CIRCLEKEEPER_KILL_AT", "").partition(":")
_left = int(_count or 1)


def reached(point: str) -> None:
    """The process is at `point`; it ends here, as if the power went, when that was asked for."""
    global _left
    if point != _wanted:
        return
    _left -= 1
    if _left == 0:
        os.write(2, f"kill point {point} reached\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)
