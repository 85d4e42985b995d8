#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""open_page.py PAGE FOLDER: opens an HTML report in headless Chromium, as a reader would.

Fails on any message in the console, refused by the content security policy or not, on any request
but that of the page, on a dialog, and where sorting or filtering does not do what it should. Writes
pictures into FOLDER for a person to look at (light, dark, phone, print) and prints what it saw as
JSON: how long the page took until it was painted, how many rows there are, the text of the page.
"""
import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


class Browser:
    """Chromium, spoken to over a pipe in the DevTools protocol."""

    def __init__(self, profile):
        theirs_in, self.out = os.pipe()
        self.inp, theirs_out = os.pipe()
        # Chromium reads from 3 and writes to 4; both pairs are moved out of their way first.
        high_in, high_out = os.dup(theirs_in), os.dup(theirs_out)
        words = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                 "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                 f"--user-data-dir={profile}", "--remote-debugging-pipe", "about:blank"]
        # The shell sees to it that the two have their numbers.
        script = f'exec "$@" 3<&{high_in} 4>&{high_out}'
        self.process = subprocess.Popen(["bash", "-c", script, "bash", *words],
                                        pass_fds=(high_in, high_out),
                                        env={**os.environ, "HOME": profile, "XDG_CONFIG_HOME": profile},
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for fd in (theirs_in, theirs_out, high_in, high_out):
            os.close(fd)
        self.buffer = b""
        self.events = []
        self.number = 0
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def receive(self):
        while b"\0" not in self.buffer:
            piece = os.read(self.inp, 1 << 20)
            if not piece:
                sys.exit("chromium ended")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if getattr(self, "session", None):
            request["sessionId"] = self.session
        os.write(self.out, json.dumps(request).encode() + b"\0")
        while True:
            message = self.receive()
            if message.get("id") == self.number:
                if "error" in message:
                    sys.exit(f"{method}: {message['error']}")
                return message["result"]
            if "method" in message:
                self.events.append(message)

    def wait_for(self, method):
        while not any(event["method"] == method for event in self.events):
            message = self.receive()
            if "method" in message:
                self.events.append(message)

    def evaluate(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in result:
            sys.exit(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def press(self, key, text=""):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, text=text,
                      windowsVirtualKeyCode={"Enter": 13, "Tab": 9}.get(key, 0))

    def picture(self, path, width, height, scheme, is_phone=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=2 if is_phone else 1, mobile=is_phone)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        data = self.call("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))

    def close(self):
        self.session = None
        self.call("Browser.close")
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


ROWS = """Array.from(document.querySelectorAll('#table tbody tr:not([hidden])'))"""
PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def complaints(browser, url):
    """What no page should make a browser say or do."""
    for event in browser.events:
        name, parameters = event["method"], event["params"]
        if name in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded",
                    "Page.javascriptDialogOpening"):
            yield f"{name}: {json.dumps(parameters)[:500]}"
        elif name == "Network.requestWillBeSent":
            asked = parameters["request"]["url"]
            if asked != url and not asked.startswith("data:"):
                yield f"asked for {asked[:200]}"


def check_sorting(browser, most):
    """Presses the buttons of the first columns twice, as somebody without a mouse would."""
    titles = browser.evaluate("""Array.from(document.querySelectorAll('#table thead [data-sort]'),
                                          h => [h.cellIndex, h.textContent])""")
    for index, title in titles[:most]:
        header = f"document.querySelector('#table thead tr').cells[{index}]"
        for direction in ("ascending", "descending"):
            browser.evaluate(f"{header}.querySelector('button').focus()")
            browser.press("Enter", "\r")
            if browser.evaluate(f"{header}.getAttribute('aria-sort')") != direction:
                sys.exit(f"'{title}' is not sorted {direction}")
            values = browser.evaluate(f"{ROWS}.map(r => r.cells[{index}].dataset.v)")
            numbers = [float(v) for v in values if v is not None]
            if numbers != sorted(numbers, reverse=direction == "descending"):
                sys.exit(f"'{title}' is out of order: {numbers[:20]}")
            if numbers and any(v is None for v in values[:len(numbers)]):
                sys.exit(f"'{title}': what has no value is not last")
    marked = browser.evaluate("""document.querySelectorAll(
        '#table [aria-sort=ascending], #table [aria-sort=descending]').length""")
    if marked != 1:
        sys.exit(f"{marked} columns say that they are the sorted one")


def check_filter(browser):
    names = browser.evaluate(f"{ROWS}.map(r => r.cells[0].textContent)")
    word = names[0].split("/")[-1].lower() or names[0].lower()
    browser.evaluate("document.getElementById('words').focus()")
    browser.call("Input.insertText", text=word)
    shown = browser.evaluate(f"{ROWS}.map(r => r.cells[0].textContent)")
    wanted = [n for n in names if all(part in n.lower() for part in word.split())]
    if shown != wanted:
        sys.exit(f"the filter '{word}' shows {shown[:5]}, not {wanted[:5]}")
    told = browser.evaluate("document.getElementById('count').textContent")
    if told != f"{len(shown)} of {len(names)} cases":
        sys.exit(f"the filter says: {told}")
    browser.evaluate("""const words = document.getElementById('words'); words.value = '';
                        words.dispatchEvent(new Event('input'))""")
    for verdict in browser.evaluate("Array.from(document.getElementById('verdict').options, o => o.value)"):
        browser.evaluate(f"""document.getElementById('verdict').value = {json.dumps(verdict)};
                             document.getElementById('verdict').dispatchEvent(new Event('input'))""")
        shown = browser.evaluate(f"{ROWS}.map(r => r.dataset.verdict)")
        if not shown or any(verdict not in ("", v) for v in shown):
            sys.exit(f"the verdict '{verdict}' shows {shown[:5]}")
    browser.evaluate("""document.getElementById('verdict').value = '';
                        document.getElementById('verdict').dispatchEvent(new Event('input'))""")
    if len(browser.evaluate(f"{ROWS}.map(r => 1)")) != len(names):
        sys.exit("not all rows came back")


def check_unfolding(browser):
    """A link to a case opens what it is folded into."""
    link = browser.evaluate("document.querySelector('#table tbody a').getAttribute('href')")
    browser.evaluate(f"location.hash = '{link}'")
    browser.evaluate(PAINTED)
    if not browser.evaluate(f"document.querySelector('{link}').closest('details').open"):
        sys.exit(f"{link} stays folded away")


def check_layout(browser, width):
    """At a width in CSS pixels: the page itself never scrolls sideways, a short name is on one line,
    and a chart that has the room is beside its table."""
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=1000, deviceScaleFactor=1,
                 mobile=width < 500)
    browser.evaluate(PAINTED)
    problems = browser.evaluate("""(async function () {
        const found = [];
        if (document.documentElement.scrollWidth > innerWidth)
            found.push(`the page is ${document.documentElement.scrollWidth} wide`);
        for (const section of document.querySelectorAll('.group')) {
            section.scrollIntoView();
            await new Promise(done => requestAnimationFrame(done));
            for (const name of section.querySelectorAll('.beside th bdi'))
                if (!name.closest('.long') && name.textContent.length < 24 &&
                    new Set(Array.from(name.getClientRects(), r => Math.round(r.top))).size > 1)
                    found.push('in several lines: ' + name.textContent);
            const table = section.querySelector('.beside table');
            const chart = section.querySelector('.beside figure');
            if (!table || !chart) continue;
            const left = table.getBoundingClientRect(), right = chart.getBoundingClientRect();
            const gap = 24, least = 32 * 16;
            if (left.width + gap + least <= table.parentElement.clientWidth &&
                (right.left < left.right || right.top >= left.bottom))
                found.push('the chart is not beside the table of ' + section.querySelector('h2').textContent);
        }
        return found;
    })()""")
    if problems:
        sys.exit(f"{width} wide: " + "; ".join(problems[:5]))


def check_structure(browser):
    """What people need who do not use a mouse or cannot see the page."""
    problems = browser.evaluate("""(function () {
        const found = [];
        const ids = Array.from(document.querySelectorAll('[id]'), e => e.id);
        if (new Set(ids).size !== ids.length) found.push('there are duplicate ids');
        for (const link of document.querySelectorAll('a[href]'))
            if (!document.getElementById(link.getAttribute('href').slice(1)))
                found.push('leads nowhere: ' + link.outerHTML);
        for (const use of document.querySelectorAll('use'))
            if (!document.getElementById(use.getAttribute('href').slice(1)))
                found.push('draws nothing: ' + use.outerHTML);
        for (const header of document.querySelectorAll('th'))
            if (!header.scope) found.push('without scope: ' + header.outerHTML);
        for (const svg of document.querySelectorAll('svg:not([aria-hidden])'))
            if (!svg.getAttribute('aria-label') && !svg.querySelector('title').textContent)
                found.push('a picture without a text');
        for (const field of document.querySelectorAll('input, select'))
            if (!field.labels.length) found.push('a field without a label');
        if (document.querySelectorAll('[style], [onclick], [onload], [onerror]').length)
            found.push('attributes that are code');
        if (document.scripts.length !== 1) found.push('scripts: ' + document.scripts.length);
        return found;
    })()""")
    if problems:
        sys.exit("; ".join(problems[:5]))
    browser.evaluate("document.activeElement.blur()")
    browser.press("Tab")
    if browser.evaluate("document.activeElement.className") != "skip":
        sys.exit("the first stop of the keyboard is not the skip link")


def main():
    page, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / page.stem
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)
        for domain in ("Page", "Runtime", "Log", "Network"):
            browser.call(f"{domain}.enable")
        started = time.monotonic()
        browser.call("Page.navigate", url=page.as_uri())
        browser.wait_for("Page.loadEventFired")
        browser.evaluate(PAINTED)
        seconds = time.monotonic() - started
        rows = browser.evaluate(f"{ROWS}.length")
        check_structure(browser)
        # Of a large page, whose parts are those of a small one, one picture and two columns will do.
        is_large = rows > 200
        browser.picture(Path(f"{stem}-light.png"), 1280, 1600, "light")
        for place in ("group-1", "cases") if not is_large else ():
            browser.evaluate(f"document.activeElement.blur(); location.hash = '{place}'")
            browser.picture(Path(f"{stem}-{place}-dark.png"), 1280, 1600, "dark")
            browser.picture(Path(f"{stem}-{place}-phone.png"), 390, 844, "light", is_phone=True)
        for width in (1600, 1280, 390) if not is_large else ():
            check_layout(browser, width)
        browser.call("Emulation.clearDeviceMetricsOverride")
        if rows > 0:
            check_sorting(browser, 2 if is_large else None)
            check_filter(browser)
            check_unfolding(browser)
        if not is_large:
            data = browser.call("Page.printToPDF", printBackground=False)["data"]
            Path(f"{stem}.pdf").write_bytes(base64.b64decode(data))
        text = browser.evaluate("""document.querySelector('header').textContent +
                                   document.querySelector('main').textContent""")
        browser.call("Emulation.setScriptExecutionDisabled", value=True)
        browser.events = [e for e in browser.events if e["method"] != "Page.loadEventFired"]
        browser.call("Page.reload")
        browser.wait_for("Page.loadEventFired")
        if browser.evaluate(f"{ROWS}.length") != rows or not browser.evaluate(
                "document.getElementById('filter').hidden && !document.querySelector('th button')"):
            sys.exit("without scripts the page is not all there, or offers what it cannot do")
        wrong = list(complaints(browser, page.as_uri()))
        browser.close()
    if wrong:
        sys.exit("\n".join(wrong))
    json.dump({"seconds": round(seconds, 3), "rows": rows, "text": text}, sys.stdout)


if __name__ == "__main__":
    main()
