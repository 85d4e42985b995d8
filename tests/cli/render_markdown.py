#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""render_markdown.py FILE...: renders Markdown as GitHub does (cmark-gfm), fails where that makes
anything but tables, lists, folds and code, and prints the text that a reader sees."""
import html.parser
import subprocess
import sys

EXPECTED = {"h3", "p", "br", "hr", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code",
            "details", "summary", "pre"}


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.text = []

    def handle_starttag(self, tag, attributes):
        if tag not in EXPECTED or any(name != "align" for name, _ in attributes):
            sys.exit(f"unexpected markup: <{tag}> {attributes}")

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        sys.exit(f"unexpected comment: {data}")


for file in sys.argv[1:]:
    rendered = subprocess.run(
        ["cmark-gfm", "--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", file],
        stdout=subprocess.PIPE, check=True).stdout
    reader = Reader()
    reader.feed(rendered.decode())
    reader.close()
    print("".join(reader.text))
