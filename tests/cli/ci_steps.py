# SPDX-License-Identifier: MIT
"""ci_steps.py DOCUMENT SECTION NAME: the shell lines of the step (`- name: NAME` with `run: |`) or of the
job (`NAME:` with `script:`) in the YAML of a section (`## SECTION`) of a document."""
import re
import sys


def blocks(text, section):
    part = text.split(f"\n## {section}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^```yaml\n(.*?)^```", part, re.M | re.S)


def run_of(block, name):
    found = re.search(rf"^( *)- name: {re.escape(name)}\n\1  run: \|\n((?:\1    .*\n|\n)+)", block, re.M)
    return found and re.sub(rf"^{found[1]}    ", "", found[2], flags=re.M)


def script_of(block, name):
    found = re.search(rf"^{re.escape(name)}:\n(?:  .*\n)*?  script:\n((?:    - .*\n)+)", block, re.M)
    return found and re.sub(r"^    - ", "", found[1], flags=re.M)


document, section, name = sys.argv[1:]
steps = [run_of(b, name) or script_of(b, name) for b in blocks(open(document, encoding="utf-8").read(), section)]
steps = [s for s in steps if s]
if not steps:
    sys.exit(f"no step or job '{name}' under '{section}' of {document}")
print(steps[0], end="")
