# SPDX-License-Identifier: MIT
"""What a profile file says of each function, added up again: for comparison with what other programs make of it."""
import json


def read(path):
    return json.loads(open(path, encoding="utf-8").read())


def path_of(profile, node):
    """The names of a path's functions, innermost first."""
    while node > 0:
        parent, frame = profile["nodes"][node - 1]
        yield profile["functions"][profile["frames"][frame][0]]["name"]
        node = parent


def totals(profile, metric):
    """By name: what it has itself, and with all that it called, where recursion counts once."""
    sums = {}
    for node, value in metric["self"]:
        names = list(path_of(profile, node))
        for name in set(names):
            own, whole = sums.get(name, (0, 0))
            sums[name] = (own + (value if name == names[0] else 0), whole + value)
    return sums


def names_of_one(profile):
    """Names that one function alone has."""
    names = [function["name"] for function in profile["functions"]]
    return {name for name in names if names.count(name) == 1}
