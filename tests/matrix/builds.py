# SPDX-License-Identifier: MIT
"""Builds libbenchrun and the suite beside this file with any compiler, and has benchrun do all with it."""
import json
import os
import re
import shlex
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
HARNESS = SOURCE / "framework" / "harness"
WARNINGS = ["-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Werror"]

FORWARD = [f"sums/{name}/n:{n}/first:-1/0/{step}" for name in ("forward", "back to front")
           for n in (64, 256) for step in ("half", "two")]
STATUSES = {
    **{f"loops/{name}": "ok" for name in ("empty", "removed", "kept", "barriers")},
    **{case: "ok" for case in FORWARD},
    **{f"ways/{name}": "ok" for name in ("batches", "threads/threads:1", "threads/threads:2", "each",
                                         "closed/concurrency:2", "open", "own_time", "spans")},
    "ends/unsupported": "skipped", "ends/skipped": "skipped", "ends/wrong": "failed",
}
EMPTY = {"loops/empty", "loops/removed", "ends/unsupported"}
CHANGED = "loops/kept"  # by another STEP


class Problem(Exception):
    """What does not hold."""


def run(words, good=(0,), more=None, **options):
    """Output and complaints of a command, which must exit with one of these codes."""
    words = [str(word) for word in words]
    # Compilers spend much of their time on page faults in a virtual machine where they are slow.
    environment = {**os.environ, "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1", **(more or {})}
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False,
                          stdin=subprocess.DEVNULL, env=environment, **options)
    if done.returncode not in good:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-30:])
        raise Problem(f"{shlex.join(words)}: exit code {done.returncode}\n{said}")
    return done.stdout, done.stderr


def library_sources():
    text = (HARNESS / "meson.build").read_text(encoding="utf-8")
    listed = re.search(r"^harness_sources = files\((.*?)\)", text, re.DOTALL | re.MULTILINE).group(1)
    return [HARNESS / name for name in re.findall(r"'([^']+)'", listed)]


def compile_library(compiler, flags, folder):
    """The objects of libbenchrun and, first, that of its main()."""
    folder.mkdir()
    run([*compiler.split(), *flags, "-fPIC", "-fvisibility=hidden", "-D_GNU_SOURCE",
         "-D_FILE_OFFSET_BITS=64", '-DBENCHRUN_VERSION="matrix"',
         "-I", SOURCE, "-I", SOURCE / "include", *WARNINGS, "-c", *library_sources(), HARNESS / "main.c"], cwd=folder)
    main = folder / "main.o"
    return [main, *sorted(set(folder.glob("*.o")) - {main})]


def join_library(compiler, flags, objects, kind, folder):
    """What a suite is linked with: `objects`, an `archive`, or a `shared` library."""
    main, *inner = objects
    if kind == "objects":
        return objects
    if kind == "archive":
        run([SOURCE / "scripts" / "merge_objects", *compiler.split(), folder / "libbenchrun.a", *inner])
        return [main, folder / "libbenchrun.a"]
    shared = folder / "libbenchrun.so"
    run([*compiler.split(), *flags, "-shared", f"-Wl,-soname,{shared.name}",
         f"-Wl,--version-script={HARNESS / 'libbenchrun.map'}", *inner, "-o", shared])
    return [main, shared, f"-Wl,-rpath,{folder}"]


def build_suite(compiler, flags, link, folder):
    """FOLDER/suite, in C or, where the flags have a standard of it, in C++."""
    folder.mkdir()
    language = "c++" if any(flag.startswith("-std=c++") for flag in flags) else "c"
    strict = [*WARNINGS, "-Wpedantic", "-Wundef", "-Wpointer-arith"]
    if language == "c++":
        strict += ["-Wold-style-cast", "-Wcast-qual", "-Woverloaded-virtual"]
    run([*compiler.split(), *flags, *strict, "-I", SOURCE / "include", "-x", language, HERE / "suite.c", "-x", "none",
         *link, "-o", folder / "suite"])
    return folder / "suite"


def expect(what, found, wanted):
    if found != wanted:
        raise Problem(f"{what}: {found}\nwanted: {wanted}")


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def drive(benchrun, base, head, folder, options=(), empty=EMPTY, changed=(CHANGED,)):
    """Has benchrun list, measure, test and compare two builds, in which `changed` run other code; None: unknown."""
    base, head = base.relative_to(folder), head.relative_to(folder)
    words, _ = run([benchrun, "list", *options, base], cwd=folder)
    expect("list", words.splitlines(), list(STATUSES))
    few = ["--cpu", "none", "--samples", "2", "--processes", "1", "-q"]
    run([benchrun, "run", *few, *options, "-o", "run.json", base], good=(1,), cwd=folder)
    results = read_json(folder / "run.json")["results"]
    expect("run", {r["id"]: r["status"] for r in results}, STATUSES)
    expect("loops that are empty", {r["id"] for r in results if r.get("empty_loop")}, set(empty))
    values = {r["id"]: {name: m["value"] for name, m in r["metrics"].items()} for r in results}
    expect("metrics", [values[case]["size"] for case in FORWARD], [64, 64, 256, 256] * 2)
    expect("threads", [values[f"ways/threads/threads:{n}"]["threads"] for n in (1, 2)], [1, 2])
    expect("its own time", [r["processes"][0]["first_ns"] for r in results if r["id"] == "ways/own_time"], [2000])
    said, _ = run([benchrun, "test", *options, base], good=(1,), cwd=folder)
    passed = list(STATUSES.values()).count("ok")
    expect("test", said.splitlines()[-1:], [f"{passed} passed, 1 failed, 2 skipped"])
    if changed is None:
        return
    run([benchrun, "compare", *few, "--witness", "never", "--only-changed", *options, "-o", "compare.json",
         base, head], good=(0, 1), cwd=folder)
    compared = read_json(folder / "compare.json")
    measured = {r["id"] for r in compared["results"] if r.get("message") != "same code"}
    warnings = "\n".join(compared["run"].get("warnings", []))
    expect(f"{warnings}\ncases that are measured because their code is another", measured, set(changed))


def report(n, name, problem=None):
    """A line of TAP."""
    print(f"{'not ok' if problem else 'ok'} {n} - {name}")
    for line in str(problem or "").splitlines():
        print(f"# {line}")
    return not problem
