# SPDX-License-Identifier: MIT
"""cut_run.py make WHOLE CASES: writes a comparison of builds with planted differences of all sizes.
cut_run.py cut WHOLE PARTS PREFIX: cuts a saved run into the parts that --shard would have made of it,
PREFIX1.json to PREFIXn.json.
cut_run.py same A B: whether two files have the same results and comparisons."""
import json
import math
import random
import sys

RESTARTS, SAMPLES = 24, 4


def process(seed, typical_ns, chance):
    # Of 1000 iterations, so that files hold them exactly.
    samples = [round(typical_ns * math.exp(chance.gauss(0, 0.004)), 3) for _ in range(SAMPLES)]
    return {"pid_seed": seed, "first_ns": round(2 * typical_ns), "floor_ns": 0.3, "samples_ns": samples,
            "sample_iterations": [1000] * SAMPLES, "disturbed": [False] * SAMPLES, "causes": {}}


def result(name, side, times_ns, chance):
    return {"id": f"made/{name}", "suite": "made", "group": "made", "name": name, "threads": 1,
            "baseline": False, "side": side, "status": "ok", "iterations": 1000, "ended_by": "budget",
            "restarts_planned": RESTARTS, "cycles_from": "unknown", "at_floor": False,
            "optimised_away": False, "warnings": [],
            "processes": [process(i, ns, chance) for i, ns in enumerate(times_ns)]}


def make(path, cases):
    chance = random.Random(7)
    results = {"base": [], "head": []}
    for i in range(cases):
        change = 0 if i % 2 else 0.0003 * i
        common = [math.log(1000) + chance.gauss(0, 0.02) for _ in range(RESTARTS)]
        own = [change + chance.gauss(0, 0.012) for _ in range(RESTARTS)]
        results["base"].append(result(f"case{i}", "base", [math.exp(x) for x in common], chance))
        results["head"].append(
            result(f"case{i}", "head", [math.exp(x + y) for x, y in zip(common, own)], chance))
    run = {"id": "20260101T000000-abcdef", "started": "2026-01-01T00:00:00Z", "command": "benchrun compare a b",
           "seed": 1, "benchrun_version": "0.2.0", "duration_s": 8, "alpha": 0.01, "warnings": []}
    sides = {"base": "a", "head": "b", "only_base": [], "only_head": [], "fail_on": ["regression"]}
    write(path, {"benchrun": 1, "run": run, "sides": sides, "results": results["base"] + results["head"],
                 "comparisons": [], "fits": []})


def write(path, whole):
    with open(path, "w", encoding="utf-8") as out:
        json.dump(whole, out)


def read(path):
    with open(path, encoding="utf-8") as text:
        return json.load(text)


def cut(path, parts, prefix):
    whole = read(path)
    ours = [r for r in whole["results"] if r.get("side") != "base"]
    places = {r["id"]: place for place, r in enumerate(ours, 1)}
    of_base = [r for r in whole["results"] if r.get("side") == "base"]
    plans = {c["id"]: c["baseline"] for c in whole["comparisons"]}  # alternatives stay together
    names = sorted({plans.get(i, i) for i in places}, key=places.get)
    for number in range(1, parts + 1):
        own = set(names[number - 1::parts])
        mine = {i for i in places if plans.get(i, i) in own}
        part = dict(whole)
        part["run"] = dict(whole["run"], id=f"{whole['run']['id']}{number}")
        part["results"] = [dict(r, position=places[r["id"]]) for r in of_base + ours if r["id"] in mine]
        part["comparisons"] = [c for c in whole["comparisons"] if c["id"] in mine]
        part["fits"] = []
        part["part"] = {"number": number, "of": parts, "cases": len(mine), "options": [], "plans": "digest",
                        "comparisons": len(whole["comparisons"]) or len(names)}
        write(f"{prefix}{number}.json", part)


def facts(path):
    run = read(path)
    return {key: run[key] for key in ("results", "comparisons", "fits")} | {"sides": run.get("sides")}


def same(a, b):
    x, y = facts(a), facts(b)
    for key in x:
        if x[key] != y[key]:
            sys.exit(f"{key} differ: {a} and {b}")
    if not x["results"] or not x["comparisons"]:
        sys.exit("there is nothing to compare")


if sys.argv[1] == "make":
    make(sys.argv[2], int(sys.argv[3]))
elif sys.argv[1] == "cut":
    cut(sys.argv[2], int(sys.argv[3]), sys.argv[4])
else:
    same(sys.argv[2], sys.argv[3])
