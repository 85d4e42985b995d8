# SPDX-License-Identifier: MIT
"""gdb -nx -batch -p PID -ex 'set backtrace past-main on' -x like_gdb.py: whether gdb's stacks of
all threads are those of `benchrun where --format json` in where.json: as many frames, and wherever
gdb has debug information the same function, file, line and word on whether it was inlined. Prints
`the same stacks: N frames of M threads`, or what is different. Functions that ended by jumping into
another are none: they have left the stack, though gdb shows that they were there."""
import json
import os

import gdb


def plain(name):
    """Functions of libc have several names, which differ at the start."""
    return name.removeprefix("__GI_").lstrip("_")


def frames_of(thread):
    thread.switch()
    frame = gdb.newest_frame()
    while frame is not None:
        place = frame.find_sal()
        if frame.function() is None:
            yield None
        elif frame.type() != gdb.TAILCALL_FRAME:
            yield (plain(frame.function().name), os.path.basename(place.symtab.filename), place.line,
                   frame.type() == gdb.INLINE_FRAME)
        frame = frame.older()


theirs = {thread.ptid[1]: list(frames_of(thread)) for thread in gdb.selected_inferior().threads()}
with open("where.json", encoding="utf-8") as file:
    ours = {thread["tid"]: [(plain(frame["function"]), os.path.basename(frame.get("file", "")),
                             frame.get("line"), frame["inlined"]) for frame in thread["frames"]]
            for thread in json.load(file)["threads"]}
compared = 0
wrong = [] if theirs.keys() == ours.keys() else [f"gdb has {theirs.keys()}, where has {ours.keys()}"]
for tid in theirs.keys() & ours.keys():
    if len(theirs[tid]) != len(ours[tid]):
        wrong.append(f"{tid}: gdb has {theirs[tid]}, where has {ours[tid]}")
    for their, our in zip(theirs[tid], ours[tid]):
        compared += their is not None
        if their is not None and their != our:
            wrong.append(f"{tid}: gdb has {their}, where has {our}")
print("\n".join(wrong) or f"the same stacks: {compared} frames of {len(theirs)} threads")
