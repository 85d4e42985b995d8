# SPDX-License-Identifier: MIT
"""Inputs of any size for `check_scale` and `scripts/performance --scale`: files with a number of cases, as
benchrun, Google Benchmark and hyperfine write them, and a suite that lists as many. All numbers are invented."""
import json
import random
import sqlite3
import subprocess

SAMPLES = 1  # of a process
PROCESSES = 5  # enough for a verdict


def _process(numbers, time_ns, samples):
    times = [time_ns * numbers.uniform(1, 1.02) for _ in range(samples)]
    return {"pid_seed": numbers.getrandbits(63), "first_ns": 2 * time_ns, "floor_ns": 0.25, "samples_ns": times,
            "sample_iterations": [1000] * samples, "disturbed": [False] * samples, "samples_cpu_ns": times,
            "causes": {}}


def _result(numbers, number, group_of, processes, samples=SAMPLES):
    group, name = f"group{number // group_of}", f"case{number % group_of}"
    time_ns = numbers.uniform(100, 200)
    return {"id": f"{group}/{name}", "suite": "suite", "group": group, "name": name, "threads": 1,
            "baseline": number % group_of == 0, "file": "suite.c", "line": number + 1, "status": "ok",
            "iterations": 1000, "ended_by": "budget", "restarts_planned": processes,
            "processes": [_process(numbers, time_ns, samples) for _ in range(processes)], "metrics": {}, "warnings": []}


def write_run(path, cases, group_of=4, processes=PROCESSES, seed=1, arguments=0, samples=SAMPLES,
              machine_of=0):
    """A result file: `group_of` cases make a group, of which the first is the baseline of the others. With
    `arguments`, they are alternatives at that many arguments each. Each process has as many samples. With `machine_of`,
    as many cases each were measured on one machine."""
    numbers = random.Random(seed)
    results = [_result(numbers, number, group_of, processes, samples) for number in range(cases)]
    for number, result in enumerate(results if arguments > 0 else []):
        alternative, argument = divmod(number % group_of, arguments)
        result.update(id=f"{result['group']}/case{alternative}/{argument + 1}", name=f"case{alternative}",
                      arg=argument + 1, baseline=alternative == 0)
    for number, result in enumerate(results if machine_of > 0 else []):
        result.update(node=f"node{number // machine_of}", machine=f"{number // machine_of:016x}")
    _write(path, {"benchrun": 1, "run": {"id": f"scale-{seed}", "alpha": 0.01}, "results": results})


def _write_case(path, **about):
    result = _result(random.Random(1), 0, 1, 0)
    result.update(about)
    _write(path, {"benchrun": 1, "run": {"id": "scale", "alpha": 0.01}, "results": [result]})


def write_failures(path, word_bytes, character="x"):
    """A result file with one case, which failed with a word of that length."""
    _write_case(path, status="failed", message=character * word_bytes)


def write_metrics(path, metrics):
    """A result file with one case that has as many metrics."""
    _write_case(path, metrics={f"metric{number}": {"value": number, "unit": "", "source": "body"}
                               for number in range(metrics)})


def write_rare_metrics(path, cases):
    """A result file of one group whose cases have a metric of their own each."""
    numbers = random.Random(1)
    results = [_result(numbers, number, cases, 1) for number in range(cases)]
    for number, result in enumerate(results):
        result["metrics"] = {f"metric{number}": {"value": number, "unit": "", "source": "body"}}
    _write(path, {"benchrun": 1, "run": {"id": "scale", "alpha": 0.01}, "results": results})


def write_collisions(path, cases):
    """A result file whose ids all have one hash with g_str_hash(), as "Ez" and "FY" have."""
    numbers = random.Random(1)
    results = [_result(numbers, number, 1, 1) for number in range(cases)]
    for number, result in enumerate(results):
        result["id"] = "".join("Ez" if number >> bit & 1 else "FY" for bit in range(16))
    _write(path, {"benchrun": 1, "run": {"id": "scale", "alpha": 0.01}, "results": results})


def write_history(path, program, commits, cases=3, has_steps=False):
    """A history of as many commits. benchrun adds the first one; the others are copies of its rows, as adding
    each would take longer. With steps, there is noise of 1 %, and every second series gets slower by a tenth in the
    middle."""
    numbers = random.Random(1)
    first = path.with_suffix(".json")
    write_run(first, cases)
    subprocess.run([program, "history", "--history", path, "-q", "add", first], check=True)
    database = sqlite3.connect(path)
    series = database.execute("SELECT series, value, low, high FROM point").fetchall()
    for number in range(2, commits + 1):
        database.execute("INSERT INTO revision VALUES (?, ?, ?)", (number, f"c{number}", 1000 * number))
        database.execute("INSERT INTO parent VALUES (?, 0, ?)", (number, f"c{number - 1}"))
        database.execute("INSERT INTO run SELECT ?, ?, side, name, started, command, version, compiler, machine, ?,"
                         " is_dirty, branch FROM run WHERE id = 1", (number, f"r{number}", number))
        database.executemany("INSERT INTO point VALUES (?, ?, ?, ?, ?)",
                             ((one, number, value * numbers.gauss(1, 0.01) * (1.1 if one % 2 and 2 * number > commits else 1)
                               if has_steps else value + number % 7, low, high) for one, value, low, high in series))
    database.commit()
    database.close()


def write_parts(folder, files, cases=10):
    """The result files of as many runs of one suite; their paths."""
    paths = [folder / f"part{number}.json" for number in range(files)]
    for number, path in enumerate(paths):
        write_run(path, cases, seed=number)
    return paths


def write_samples(path, samples, processes=100, cases=10):
    """A result file with as many samples, of that many cases; processes have the same samples."""
    numbers = random.Random(1)
    result = _result(numbers, 0, 1, 1, samples // (processes * cases))
    process = json.dumps(result["processes"][0])
    with open(path, "w", encoding="ascii") as out:
        out.write('{"benchrun":1,"run":{"id":"samples","alpha":0.01},"results":[')
        for number in range(cases):
            result.update(id=f"group/case{number}", group="group", name=f"case{number}", baseline=number == 0, processes=[])
            before, after = json.dumps(result).split('"processes": []')
            out.write(f'{"," if number else ""}{before}"processes":[{",".join([process] * processes)}]{after}')
        out.write("]}\n")


def write_shards(folder, parts, cases=10):
    """The files of all parts (`run --shard I/N`) of one run, with as many cases each; their paths."""
    paths = [folder / f"shard{number}.json" for number in range(1, parts + 1)]
    for number, path in enumerate(paths, 1):
        results = [_result(random.Random(number), (number - 1) * cases + i, 4, 1) for i in range(cases)]
        for i, result in enumerate(results):
            result["position"] = (number - 1) * cases + i + 1
        part = {"number": number, "of": parts, "cases": cases, "comparisons": parts * cases, "plans": "0" * 64,
                "options": ["--quick"], "node": f"node{number % 50}"}
        _write(path, {"benchrun": 1, "run": {"id": f"20260101T000000-{number:06x}", "alpha": 0.01,
                                             "command": f"benchrun run suite --shard {number}/{parts}"},
                      "part": part, "results": results})
    return paths


def write_hostile(path, values, what="results", value="{}"):
    """A file that has as many values that are no results, as short as JSON allows."""
    path.write_text(f'{{"benchrun":1,"run":{{"id":"hostile"}},"{what}":[' + ",".join([value] * values) + "]}")


def write_hyperfine(path, commands, has_equal_names, repetitions=PROCESSES):
    numbers = random.Random(1)
    _write(path, {"results": [{"command": "sleep 0" if has_equal_names else f"sleep 0.{number}",
                               "times": [numbers.uniform(0.01, 0.011) for _ in range(repetitions)]}
                              for number in range(commands)]})


def write_gbench(path, cases, repetitions=PROCESSES):
    numbers = random.Random(1)
    _write(path, {"context": {"executable": "suite"}, "benchmarks": [
        {"name": f"family{number // 4}/{number % 4}", "run_type": "iteration", "iterations": 1000,
         "real_time": numbers.uniform(100, 200), "cpu_time": 100, "time_unit": "ns"}
        for number in range(cases) for _ in range(repetitions)]})


# Lists its cases, and interrupts benchrun (its parent is the reaper between them) when asked to open one: by then
# the plans are made.
SUITE = """#!/usr/bin/env python3
import os, signal, sys
print("benchrun-worker 1 library=0.0.1 pid=1", flush=True)
for request in sys.stdin:
    if request == "list\\n":
        for i in range({cases}):
            print(f"case group=group{{i // {group_of}}} name=case{{i % {group_of}}} "
                  f"baseline={{int(i % {group_of} == 0)}} iterations=0 file=a.c line={{i}}")
    if request.startswith("open"):
        with open(f"/proc/{{os.getppid()}}/stat") as stat:
            os.kill(int(stat.read().rsplit(")", 1)[1].split()[1]), signal.SIGINT)
    print("ok resolution_ns=20 cost_ns=20 name=invented", flush=True)
"""


PROFILE_METRICS = (("time", "s"), ("instructions", ""), ("bytes", "B"))
BLOCK, HEADS = 50, 20  # calls in a row; functions that all others are below


def _node(number, functions, block):
    """A parent and a frame, which no other has."""
    block, place = divmod(number - 1, block)
    parent = number - 1 if place > 0 else 1 + block % HEADS
    return 0 if number <= HEADS else parent, profile_function(number, functions)


def profile_function(node, functions):
    return ((node - 1) // BLOCK + node % BLOCK) % functions


def profile_value(node):
    return node * 7919 % 1000003


def write_profile(path, paths, deepest=BLOCK):
    """A profile of as many call paths (from 2,500), some 64 bytes each, in stacks as deep. The functions are `f0`,
    `f1` ..., and a path has its profile_value() in each metric. Returns how many functions there are."""
    functions = paths // BLOCK
    values = ",".join(f"[{i},{profile_value(i)}]" for i in range(1, paths + 1))
    with open(path, "w", encoding="ascii") as out:
        out.write('{"benchrun_profile":1,"target":"invented","functions":[')
        out.write(",".join(f'{{"name":"f{i}","file":"/src/{i // 20}.c","line":{i + 1}}}' for i in range(functions)))
        out.write('],"frames":[' + ",".join(f"[{i},{i + 2},false]" for i in range(functions)))
        out.write('],"nodes":[' + ",".join("[%d,%d]" % _node(i, functions, deepest) for i in range(1, paths + 1)))
        out.write('],"metrics":[' + ",".join(f'{{"name":"{name}","unit":"{unit}","pass":"time","self":[{values}]}}'
                                             for name, unit in PROFILE_METRICS))
        out.write("]}\n")
    return functions


def write_variants(path, cases):
    """A result file of alternatives of one name that differ in a parameter, at four arguments each."""
    numbers = random.Random(1)
    results = [_result(numbers, number, cases, 1) for number in range(cases)]
    for number, result in enumerate(results):
        variant, argument = f"v:{number // 4}", 1 << number % 4
        result.update(id=f"group/name/{variant}/{argument}", group="group", name="name", variant=variant, arg=argument,
                      baseline=False)
    _write(path, {"benchrun": 1, "run": {"id": "scale", "alpha": 0.01}, "results": results})


def _write_live(path, **lists):
    """A profile of a program that was seen from outside."""
    _write(path, {"benchrun_profile": 1, "target": "invented", "functions": [{"name": "f"}], "frames": [[0, 1, False]],
                  "nodes": [[0, 0]], "metrics": [{"name": "time", "unit": "s", "pass": "time", "self": [[1, 1.0]]}], **lists})


def write_stalls(path, number):
    """A profile of an event loop that stalled as often, each time as deep below as many functions."""
    _write_live(path, functions=[{"name": f"f{i}"} for i in range(number)], frames=[[i, 1, False] for i in range(number)],
                nodes=[[i, i] for i in range(number)], loops=1,
                stalls=[{"thread": "loop", "pid": 1, "tid": 1, "at_s": 0.1 * i, "lasted_s": 0.05, "node": number - i % 10,
                         "cut": False} for i in range(number)])


def write_spans(path, number):
    """A profile of as many spans, each of another process."""
    _write_live(path, spans_seen_s=100.0,
                spans=[{"label": f"l{i}", "pid": i + 1, "tid": 1, "number": i + 1, "at_s": 0.001 * i, "lasted_s": 0.0005,
                        "open": False} for i in range(number)])


def write_suite(path, cases, group_of=1):
    path.write_text(SUITE.format(cases=cases, group_of=group_of))
    path.chmod(0o755)


def _write(path, content):
    path.write_text(json.dumps(content))
