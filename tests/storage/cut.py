"""Run as a process: commits alerts on a recording disk, cuts the power again and again, and counts what was lost.

With `lies` the disk says that it synced and did not: then something must be lost.
"""

import asyncio
import json
import random
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.storage.power import Disk, Recording


async def main(folder: Path, cuts: int, seed: int, lies: bool) -> None:
    from tests.storage.house import House, put

    disk = Disk()
    Recording(disk)
    chance = random.Random(seed)
    house = House(folder)
    database = await house.database()
    disk.lies = lies
    acknowledged: list[str] = []
    found = {"cuts": 0, "commits": 0, "lost": 0, "damaged": 0, "syncs": 0}
    for number in range(cuts):
        for _ in range(chance.randint(1, 4)):
            name = f"alert {len(acknowledged):06}"
            async with database.transaction() as work:
                await put(work, name, "x" * chance.randint(10, 3000))
                await put(work, name + " notice")
            acknowledged.append(name)
        if number % 40 == 39:
            await database.fold_log()
        with tempfile.TemporaryDirectory() as after:
            for file, content in disk.cut(chance).items():
                if file.startswith("circlekeeper.db") and not file.endswith("-shm"):
                    (Path(after) / file).write_bytes(content)
            with closing(sqlite3.connect(f"file:{after}/circlekeeper.db?vfs=unix", uri=True)) as copy:
                whole = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
                names = {row[0] for row in copy.execute("SELECT name FROM storage_facts")}
        found["cuts"] += 1
        found["damaged"] += not whole
        found["lost"] += sum(one not in names or one + " notice" not in names for one in acknowledged[-50:])
    found["commits"], found["syncs"] = len(acknowledged), disk.syncs
    print(json.dumps(found))
    await house.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), "lies" in sys.argv))
