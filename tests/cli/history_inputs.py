# SPDX-License-Identifier: MIT
"""Result files for the tests of `history`: history_inputs.py RUN COMMIT PARENT TIME NS [CASES [MACHINE SCALE]] prints
one of a run at a commit, each of whose cases takes that many ns; a word of - is not in it. With a scale, all references
take that many times as long on that machine, and l2 its square."""
import json
import sys


def result(number, time_ns):
    # Some processes, so that there is an interval.
    times = [time_ns * (1 + 0.01 * step) for step in range(-3, 4)]
    processes = [{"pid_seed": 1, "samples_ns": [one], "sample_iterations": [1000], "disturbed": [False]}
                 for one in times]
    return {"id": f"sum/case{number}", "suite": "./build/sum", "group": "sum", "name": f"case{number}", "threads": 1,
            "status": "ok", "iterations": 1000, "processes": processes,
            "metrics": {"instructions": {"value": 10 * time_ns, "unit": "", "source": "instructions",
                                         "better": "less"}}}


REFERENCES = ("arithmetic", "branches", "l1", "l2", "memory_latency", "memory_bandwidth", "allocation", "system_calls")


def reference(name, scale):
    times = [10 * scale ** (2 if name == "l2" else 1)] * 3
    return {"name": name, "samples_ns": times}


def run(name, commit="-", parent="-", time="-", time_ns=100.0, cases=2, machine="m1", scale=None):
    revision = {"git": commit, "dirty": False, "branch": "main"}
    if parent != "-":
        revision["parents"] = parent.split()
    if time != "-":
        revision["time"] = int(time)
    content = {"benchrun": 1, "run": {"id": name, "started": "2026-01-02T03:04:05Z", "suite_compiler": "gcc -O2"},
               "machine": {"id": machine, "cpu": "A CPU"},
               "results": [result(number, time_ns) for number in range(cases)]}
    if scale is not None:
        content["machine"]["arch"] = "x86_64"
        content["references"] = [reference(kernel, scale) for kernel in REFERENCES]
    if commit != "-":
        content["revision"] = revision
    return json.dumps(content)


def main():
    name, commit, parent, time, time_ns, *more = sys.argv[1:]
    types = (int, str, float)
    print(run(name, commit, parent, time, float(time_ns), *(kind(word) for kind, word in zip(types, more))))


if __name__ == "__main__":
    main()
