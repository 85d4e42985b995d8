# SPDX-License-Identifier: MIT
"""Result files for the tests of steps: history_series.py FOLDER COMMITS AT=TIMES... writes a run for each of the words
COMMITS (a number stands for that many that no repository has), each a little off 100 ns, and from the commit AT on TIMES as
long; several of them are multiplied. A word metric=VALUE:N adds a metric `allocations` that is VALUE from
commit N on and 0 before; compiler=N changes the compiler there; wide=N gives commit N an interval that reaches below 0."""
import json
import random
import sys
from pathlib import Path

import history_inputs


def expand(words):
    gone = 0
    for word in words:
        if word.isdigit() and len(word) < 4:
            yield from (f"gone{number:03}" for number in range(gone, gone + int(word)))
            gone += int(word)
        else:
            yield word


def main():
    folder, commits, *changes = sys.argv[1:]
    noise = random.Random(1)
    before = "-"
    for number, commit in enumerate(expand(commits.split(","))):
        times, allocations, compiler, is_wide = 1.0, None, "gcc 12 -O2", False
        for change in changes:
            at, value = change.split("=")
            if at == "metric":
                value, first = value.split(":")
                allocations = float(value) if number >= int(first) else 0.0
            elif at == "compiler":
                compiler = "gcc 13 -O2" if number >= int(value) else compiler
            elif at == "wide":
                is_wide = number == int(value)
            elif number >= int(at):
                times *= float(value)
        time_ns = 100 * times * (1 + 0.01 * noise.uniform(-1, 1))
        run = json.loads(history_inputs.run(f"r{number}", commit, before, str(100000 * (number + 1)), time_ns, 1))
        run["run"]["suite_compiler"] = compiler
        result = run["results"][0]
        result["id"], result["group"], result["name"] = "planted/slowed", "planted", "slowed"
        result["metrics"] = {}
        if is_wide:  # two processes that are far from each other
            for process, share in zip(result["processes"], (0.5, 1.5)):
                process["samples_ns"] = [time_ns * share]
            del result["processes"][2:]
        if allocations is not None:
            result["metrics"]["allocations"] = {"value": allocations, "unit": "", "source": "memory", "better": "less"}
        (Path(folder) / f"{number:03}.json").write_text(json.dumps(run))
        before = commit


if __name__ == "__main__":
    main()
