#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""open_speedscope.py SPEEDSCOPE FILE.json FILE.speedscope FOLDER: the published viewer (the folder of its package) shows
what the profile file says: the sum of each metric, and of the functions at the top of its table ("Sandwich") what they
have themselves and with all that they called. Opens its page in headless Chromium, as its own command does, presses
keys, prints the first function of each metric, and writes a picture into FOLDER."""
import base64
import json
import re
import sys
import tempfile
import time
from pathlib import Path

import profile_totals
from open_page import PAINTED, Browser

UNITS = {"s": {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1}, "B": {"B": 1, "KB": 1024, "MB": 1024**2, "GB": 1024**3},
         "": {"": 1}}
WAIT_S = 60
SHOWN = 10
ROWS = """Array.from(document.querySelectorAll("tr"), row => Array.from(row.querySelectorAll("td"),
    cell => cell.textContent.trim())).filter(cells => cells.length === 3)"""


def fail(browser, words):
    sys.exit(f"{words}\nthe page: {browser.evaluate('document.body.innerText')}")


def wait_until(browser, what, is_so):
    """What a function returns once that is true."""
    ends = time.monotonic() + WAIT_S
    while not (value := is_so()):
        if time.monotonic() > ends:
            fail(browser, f"waited in vain for {what}")
        time.sleep(0.02)
    return value


def press(browser, key):
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key=key, text=key if kind == "keyDown" else "")


def is_value(text, wanted, units):
    """Whether a text such as `1.23ms (4.5%)` is a value, to its last digit."""
    match = re.match(r"([\d,]+(?:\.(\d+))?) ?(\D*?)(?: \(|$)", text)
    if match is None or match[3] not in units:
        return False
    unit = units[match[3]]
    last = 10.0 ** -len(match[2] or "")
    return abs(float(match[1].replace(",", "")) * unit - wanted) <= 0.501 * last * unit


def sums_of(browser):
    """The list of profiles: number, name, sum."""
    return [cells for cells in browser.evaluate(ROWS) if cells[0].isdigit()]


def functions_of(browser):
    """The table: total and self, with their shares, and the name."""
    return [cells for cells in browser.evaluate(ROWS) if cells[0].endswith("%)")]


def check_metric(browser, profile, metric):
    units, wanted = UNITS[metric["unit"]], profile_totals.totals(profile, metric)
    of_one = profile_totals.names_of_one(profile)
    browser.evaluate(PAINTED)
    rows = wait_until(browser, f"the functions of {metric['name']}", lambda: functions_of(browser))
    for whole, own, name in rows[:SHOWN]:
        if name not in wanted or name in of_one and not (
                is_value(own, wanted[name][0], units) and is_value(whole, wanted[name][1], units)):
            fail(browser, f"{metric['name']} of '{name}' is {wanted.get(name)}, not {own} and {whole}")
    hottest = max(own for own, _ in wanted.values())
    if wanted[rows[0][2]][0] != hottest:
        fail(browser, f"{metric['name']}: the first is {rows[0]}, not the one with {hottest}")
    print(metric["name"], *rows[0], sep="; ")


def check(browser, profile):
    metrics = profile["metrics"]
    text = "document.body.innerText"
    wait_until(browser, "the profile", lambda: f"{metrics[0]['name']} (1/{len(metrics)})" in browser.evaluate(text))
    sums = sums_of(browser)
    for metric, (_, name, shown) in zip(metrics, sums, strict=True):
        if name != metric["name"] or not is_value(shown, sum(value for _, value in metric["self"]),
                                                  UNITS[metric["unit"]]):
            fail(browser, f"the sum of {metric['name']} is shown as {name}, {shown}")
    press(browser, "3")  # the table
    for number, metric in enumerate(metrics, 1):
        wait_until(browser, metric["name"],
                   lambda: f"{metric['name']} ({number}/{len(metrics)})" in browser.evaluate(text))
        check_metric(browser, profile, metric)
        press(browser, "n")  # the next profile


def main():
    page = (Path(sys.argv[1]) / "dist/release/index.html").resolve()
    profile, path, folder = profile_totals.read(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "profile.js"
        text = base64.b64encode(path.read_bytes()).decode()
        source.write_text(f"speedscope.loadFileFromBase64({json.dumps(path.name)}, {json.dumps(text)})")
        browser = Browser(str(Path(scratch) / "browser"))
        for domain in ("Page", "Runtime"):
            browser.call(f"{domain}.enable")
        browser.call("Page.navigate", url=f"{page.as_uri()}#localProfilePath={source}")
        browser.wait_for("Page.loadEventFired")
        check(browser, profile)
        browser.picture(folder / "speedscope.png", 1280, 900, "light")
        browser.close()


main()
