#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""open_profile.py PAGE FOLDER FUNCTION: opens the page of a profile in headless Chromium, as a reader would.

Fails on any message in the console, on any request but that of the page, and where zooming, searching,
sorting or the listing of FUNCTION does not do what it should. Writes pictures into FOLDER for a person to
look at (light, dark, sunburst, phone) and prints what it saw as JSON."""
import json
import sys
import tempfile
import time
from pathlib import Path

from open_page import PAINTED, Browser, complaints

# On what is drawn at a place of the canvas.
CLICK = """(function (x, y) {
    const canvas = document.getElementById("tree"), box = canvas.getBoundingClientRect();
    canvas.dispatchEvent(new MouseEvent("click", {clientX: box.left + x, clientY: box.top + y}));
    return canvas.dataset.root;
})"""


def expect(is_good, what):
    if not is_good:
        sys.exit(what)


def use(browser, function):
    seen = {"shapes": int(browser.evaluate("document.getElementById('tree').dataset.shapes"))}
    expect(seen["shapes"] > 1, "nothing is drawn")
    # The second row from above is what the whole consists of; a click zooms in, the button out again.
    zoomed = browser.evaluate(f"{CLICK}(5, 30)")
    expect(zoomed not in ("all", None), "a click does not zoom")
    seen["zoomed"] = zoomed
    browser.evaluate("document.getElementById('out').click()")
    expect(browser.evaluate("document.getElementById('tree').dataset.root") == "all", "it does not zoom out")
    browser.evaluate(f"""(() => {{ const words = document.getElementById("words");
        words.value = {json.dumps(function)}; words.dispatchEvent(new Event("input")); }})()""")
    seen["found"] = browser.evaluate("document.getElementById('found').textContent")
    expect(seen["found"][:1] in "123456789", f"the search finds nothing: {seen['found']!r}")
    browser.evaluate(f"""Array.from(document.querySelectorAll("#table tbody button"))
        .find(button => button.textContent === {json.dumps(function)}).click()""")
    seen["source"] = browser.evaluate("document.getElementById('code').innerText")
    expect(not browser.evaluate("document.getElementById('listing').hidden"), "no source is shown")
    browser.evaluate("document.querySelector('#table th button').click()")
    rows = "Array.from(document.querySelectorAll('#table tbody tr')).map(r => r.innerText)"
    names = browser.evaluate(rows)
    browser.evaluate("document.querySelector('#table th button').click()")
    expect(len(names) < 2 or browser.evaluate(rows) != names, "the table does not sort")
    seen["rows"] = len(names)
    seen["text"] = browser.evaluate("document.body.innerText")
    return seen


def main():
    page, folder, function = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), sys.argv[3]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)
        for domain in ("Page", "Runtime", "Log", "Network"):
            browser.call(f"{domain}.enable")
        began = time.monotonic()
        url = page.as_uri()
        browser.call("Page.navigate", url=url)
        browser.wait_for("Page.loadEventFired")
        browser.evaluate(PAINTED)
        seconds = time.monotonic() - began
        browser.picture(folder / f"{page.stem}-light.png", 1280, 900, "light")
        seen = use(browser, function)
        browser.evaluate("window.scrollTo(0, 0)")
        browser.picture(folder / f"{page.stem}-dark.png", 1280, 1100, "dark")
        browser.evaluate("""(() => { const view = document.getElementById("view"); view.value = "sunburst";
            view.dispatchEvent(new Event("change")); })()""")
        browser.picture(folder / f"{page.stem}-sunburst.png", 1280, 1100, "light")
        browser.picture(folder / f"{page.stem}-phone.png", 390, 844, "light", is_phone=True)
        wrong = list(complaints(browser, url))
        browser.close()
    if wrong:
        sys.exit("\n".join(wrong))
    print(json.dumps({**seen, "seconds": seconds}))


if __name__ == "__main__":
    main()
