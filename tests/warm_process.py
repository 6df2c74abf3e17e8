"""A process that has imported the whole bot and waits: every line on its socket is a bot to fork.

A fork is a real process with the same code, its own memory, signals and limits; only its imports are done. Run by
`tests.warm_bot`, never by hand. It has one thread and no event loop, so that forking is safe.
"""

import gc
import importlib
import json
import os
import pkgutil
import random
import runpy
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def warm_up() -> None:
    """Import everything, and make what takes long to make: the engine that reads messages, and what helplines read."""
    for package in ("cogs", "storage"):
        for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if not module.name.startswith("storage.migrations"):
                importlib.import_module(module.name)
    for name in ("bot", "cli", "storage.migrations"):
        importlib.import_module(name)
    importlib.import_module("cogs.helplines.directory").shipped()
    importlib.import_module("cogs.helplines.countries").find("nowhere")
    importlib.import_module("cogs.alerts.matching.engine").starter_engine()
    gc.collect()
    gc.freeze()


def become(asked: dict[str, Any]) -> list[str]:
    """In the fork: take on the session, files and environment that were asked for; answers what to run."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.close(log)
    os.close(nothing)
    os.environ.clear()
    os.environ.update(asked["environment"])
    random.seed()
    importlib.reload(importlib.import_module("storage.points"))  # the kill point stands in the environment
    return asked["argv"]


def serve(line: socket.socket) -> list[str]:
    """Fork whatever is asked for until the other side is gone; returns only in a fork."""
    wake, woken = os.pipe()
    for end in (wake, woken):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken)
    buffer = b""
    while True:
        ready, _, _ = select.select([line, wake], [], [])
        if wake in ready:
            os.read(wake, 4096)
            _tell_who_ended(line)
        if line not in ready:
            continue
        got = line.recv(1 << 16)
        if not got:
            os._exit(0)
        buffer += got
        while b"\n" in buffer:
            asked, _, buffer = buffer.partition(b"\n")
            pid = os.fork()
            if pid == 0:
                os.close(wake)
                argv = become(json.loads(asked))
                os.close(woken)
                line.close()
                return argv
            line.sendall(json.dumps({"began": pid}).encode() + b"\n")


def _tell_who_ended(line: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        line.sendall(json.dumps({"ended": pid, "code": os.waitstatus_to_exitcode(status)}).encode() + b"\n")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    warm_up()
    sys.argv = serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_path(sys.argv[0], run_name="__main__")
