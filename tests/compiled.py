"""What each worker would work out for itself on a fresh clone, from the same sources and at the same time, is worked
out once before the first of them begins."""

import compileall
import contextlib
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import ModuleType

from _pytest.assertion import rewrite
from hypothesis.internal.constants_ast import constants_from_module

ROOT = Path(__file__).parents[1]
_FOLDERS = ("cogs", "storage", "rehearsal", "tests")


def compile_ahead() -> None:
    """Fill four caches: Python's of modules, pytest's of tests, whose asserts are rewritten, hypothesis's of constants
    to try, and ours of the engine that reads messages."""
    if sys.dont_write_bytecode:
        return
    files = [ROOT / "bot.py", ROOT / "cli.py"]
    files += [file for folder in _FOLDERS for file in ROOT.glob(f"{folder}/**/*.py")]
    with ProcessPoolExecutor() as cores:
        engine = cores.submit(_make_engine)
        list(cores.map(_compile, files, chunksize=8))
        engine.result()


def _make_engine() -> None:
    from cogs.alerts.matching.engine import starter_engine

    starter_engine()


def _compile(file: Path) -> None:
    if file.name.startswith("test_") or file.name == "conftest.py":
        _rewrite(file)
        return
    compileall.compile_file(file, quiet=2)
    if ROOT / "tests" not in file.parents:
        module = ModuleType(file.stem)
        module.__file__ = str(file)
        constants_from_module(module)


def _rewrite(file: Path) -> None:
    """What pytest's import hook does before it runs a file."""
    kept = rewrite.get_cache_dir(file) / (file.stem + rewrite.PYC_TAIL)
    if rewrite._read_pyc(file, kept) is not None:
        return
    source_hash, code = rewrite._rewrite_test(file, None)  # type: ignore[arg-type]  # without a config it asks nothing
    new = kept.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):  # what cannot be kept is made again
        kept.parent.mkdir(exist_ok=True)
        with new.open("wb") as out:
            rewrite._write_pyc_fp(out, source_hash, code)
        new.replace(kept)
