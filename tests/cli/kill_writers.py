#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""kill_writers.py BENCHRUN TIMES: adds a run to h.db as many times, each time killed with SIGKILL: half of the
writers when they have begun to write, half at any time. A run must then be there with all of its points or not at
all, and what was there before must stay."""
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import history_inputs

CASES = 300  # so that a run is several hundred pages
POINTS = 2 * CASES
RUN = history_inputs.run("THE-RUN", "THE-COMMIT", cases=CASES)
JOURNAL = Path("h.db-wal")


def journal_bytes():
    try:
        return JOURNAL.stat().st_size
    except FileNotFoundError:
        return 0


def wait_until_it_writes(writer, before):
    """It is watched, not timed: however slow the machine, it is killed as it writes."""
    while writer.poll() is None and journal_bytes() == before:
        pass


def kill_one(program, number, wait_s):
    Path("run.json").write_text(RUN.replace("THE-RUN", f"r{number}").replace("THE-COMMIT", f"c{number}"))
    before = journal_bytes()
    writer = subprocess.Popen([program, "history", "--history", "h.db", "-q", "add", "run.json"])
    if wait_s is None:
        wait_until_it_writes(writer, before)
    else:
        try:
            writer.wait(wait_s)
        except subprocess.TimeoutExpired:
            pass
    writer.kill()
    return writer.wait()


def points_of_runs():
    database = sqlite3.connect("h.db")
    try:
        return dict(database.execute("SELECT name, (SELECT count(*) FROM point WHERE run = run.id) FROM run"))
    finally:
        database.close()


def main():
    program, times = sys.argv[1], int(sys.argv[2])
    numbers = random.Random(1)
    killed, known = 0, {}
    for number in range(1, times + 1):
        wait_s = None if number % 2 else numbers.uniform(0, 0.03)
        code = kill_one(program, number, wait_s)
        killed += code == -signal.SIGKILL
        if number % 10 == 0:
            found = points_of_runs()
            halves = {name: points for name, points in found.items() if points != POINTS}
            lost = known.keys() - found.keys()
            if halves or lost:
                sys.exit(f"after {number} writers: half in: {halves}, lost: {lost}")
            known = found
    print(f"{killed} of {times} writers were killed, {len(known)} runs are there")
    if killed < times // 4:
        sys.exit("too few were killed to show anything")


main()
