// SPDX-License-Identifier: MIT
// Draws the call paths, zooms and searches in them, sorts the table, and shows source.
"use strict";
(function () {
    const data = JSON.parse(document.getElementById("data").textContent);
    const canvas = document.getElementById("tree");
    const told = document.getElementById("told");
    const path = document.getElementById("path");
    const found = document.getElementById("found");
    const metric = document.getElementById("metric");
    const view = document.getElementById("view");
    const words = document.getElementById("words");
    const n = data.parent.length;
    const ROW = 20, RINGS = 12;
    let children, inclusive, root = 0, current = 0, matches = null, shapes = [];

    function nameOf(node) {
        return node === 0 ? "all" : data.functions[data.function[node]].name;
    }

    function unitText(value) {
        const unit = data.metrics[metric.value].unit;
        if (value === 0)
            return "nothing";
        if (unit !== "s")
            return Math.round(value).toLocaleString("en") + (unit ? " " + unit : "");
        for (const [name, size] of [["s", 1], ["ms", 1e-3], ["us", 1e-6]])
            if (value >= size)
                return (value / size).toPrecision(3) + " " + name;
        return (value / 1e-9).toPrecision(3) + " ns";
    }

    function shareText(value) {
        return inclusive[0] > 0 ? (100 * value / inclusive[0]).toFixed(1) + "%" : "0%";
    }

    // Parents come before their children.
    function prepare() {
        const self = data.self[metric.value], rest = data.rest[metric.value];
        inclusive = new Float64Array(n);
        children = Array.from({ length: n }, function () { return []; });
        for (let i = n - 1; i >= 0; i--) {
            inclusive[i] += self[i] + rest[i];
            if (i > 0) {
                inclusive[data.parent[i]] += inclusive[i];
                children[data.parent[i]].push(i);
            }
        }
        for (const some of children)
            some.sort(function (a, b) { return inclusive[b] - inclusive[a]; });
    }

    function search() {
        const wanted = words.value.toLowerCase();
        matches = null;
        found.textContent = "";
        if (wanted === "")
            return;
        matches = new Uint8Array(n);
        let sum = 0, count = 0;
        const isBelow = new Uint8Array(n);
        for (let i = 1; i < n; i++) {
            matches[i] = nameOf(i).toLowerCase().includes(wanted) ? 1 : 0;
            isBelow[i] = isBelow[data.parent[i]] || matches[data.parent[i]];
            count += matches[i];
            if (matches[i] && !isBelow[i])
                sum += inclusive[i];
        }
        found.textContent = count + " places, " + shareText(sum) + " with what they called";
    }

    function colours() {
        const style = getComputedStyle(document.documentElement);
        const of = function (name) { return style.getPropertyValue(name).trim(); };
        return { paper: of("--paper"), ink: of("--ink"), line: of("--line"), match: of("--unclear"), link: of("--link"),
                 isDark: matchMedia("(prefers-color-scheme: dark)").matches };
    }

    // A colour for each module, so that libraries differ.
    function fillOf(node, colour) {
        if (matches && matches[node])
            return colour.match;
        const module = node === 0 ? "" : data.functions[data.function[node]].module;
        let hue = 20;
        for (const letter of module)
            hue = (hue * 31 + letter.codePointAt(0)) % 360;
        const light = colour.isDark ? 28 + node % 3 * 3 : 82 - node % 3 * 4;
        return "hsl(" + hue + " 45% " + light + "%" + (matches ? " / 40%" : "") + ")";
    }

    function depthOf(node) {
        let depth = 1;
        for (const child of children[node])
            depth = Math.max(depth, 1 + depthOf(child));
        return depth;
    }

    function write(pen, text, x, y, width) {
        if (width < 25)
            return;
        let shown = text;
        const most = Math.floor((width - 6) / 6.5);
        if (shown.length > most)
            shown = shown.slice(0, Math.max(0, most - 1)) + "\u2026";
        pen.fillText(shown, x + 3, y, width - 6);
    }

    // From the chosen node down; those above it are rows of their own, as wide as all.
    function drawIcicle(pen, width, colour) {
        const above = [];
        for (let i = root; i !== 0; i = data.parent[i])
            above.unshift(data.parent[i]);
        const put = function (node, x, y, w) {
            shapes.push({ node: node, x: x, y: y, w: w, h: ROW });
            pen.fillStyle = fillOf(node, colour);
            pen.fillRect(x, y, Math.max(w - .5, .5), ROW - 1);
            if (node === current) {
                pen.strokeStyle = colour.link;
                pen.strokeRect(x + 1, y + 1, Math.max(w - 2.5, 1), ROW - 3);
            }
            pen.fillStyle = matches && matches[node] ? "#000" : colour.ink;
            write(pen, nameOf(node), x, y + ROW - 6, w);
        };
        above.forEach(function (node, i) { put(node, 0, i * ROW, width); });
        const visit = function (node, x, y, w) {
            put(node, x, y, w);
            let at = x;
            for (const child of children[node]) {
                const part = w * inclusive[child] / inclusive[node];
                if (part >= .5)
                    visit(child, at, y + ROW, part);
                at += part;
            }
        };
        visit(root, 0, above.length * ROW, width);
    }

    function drawSunburst(pen, width, height, colour) {
        const cx = width / 2, cy = height / 2, ring = Math.min(cx, cy) / (RINGS + 1);
        const visit = function (node, from, to, depth) {
            const inner = depth * ring, outer = inner + ring;
            shapes.push({ node: node, from: from, to: to, inner: inner, outer: outer });
            pen.beginPath();
            pen.arc(cx, cy, outer, from, to);
            pen.arc(cx, cy, inner, to, from, true);
            pen.fillStyle = fillOf(node, colour);
            pen.fill();
            pen.strokeStyle = node === current ? colour.link : colour.paper;
            pen.stroke();
            let at = from;
            for (const child of children[node]) {
                const part = (to - from) * inclusive[child] / inclusive[node];
                if (part * outer >= .7 && depth < RINGS)
                    visit(child, at, at + part, depth + 1);
                at += part;
            }
        };
        visit(root, -Math.PI / 2, 1.5 * Math.PI - 1e-6, 0);
        pen.fillStyle = colour.ink;
        write(pen, nameOf(root), cx - ring, cy + 4, 2 * ring);
    }

    function draw() {
        const width = canvas.clientWidth, scale = devicePixelRatio || 1;
        let above = 0;
        for (let i = root; i !== 0; i = data.parent[i])
            above++;
        const height = view.value === "icicle" ? (above + depthOf(root)) * ROW : Math.min(width, 640);
        canvas.style.height = height + "px";
        canvas.width = width * scale;
        canvas.height = height * scale;
        const pen = canvas.getContext("2d");
        pen.scale(scale, scale);
        pen.font = "12px system-ui, sans-serif";
        shapes = [];
        const colour = colours();
        if (inclusive[0] > 0 && view.value === "icicle")
            drawIcicle(pen, width, colour);
        else if (inclusive[0] > 0)
            drawSunburst(pen, width, height, colour);
        canvas.dataset.shapes = shapes.length;
        canvas.dataset.root = nameOf(root);
    }

    function nodeAt(event) {
        const box = canvas.getBoundingClientRect();
        const x = event.clientX - box.left, y = event.clientY - box.top;
        const dx = x - box.width / 2, dy = y - box.height / 2;
        const distance = Math.hypot(dx, dy);
        let angle = Math.atan2(dy, dx);
        if (angle < -Math.PI / 2)
            angle += 2 * Math.PI;
        for (let i = shapes.length - 1; i >= 0; i--) {
            const s = shapes[i];
            const isHit = s.w !== undefined ? x >= s.x && x < s.x + s.w && y >= s.y && y < s.y + s.h
                : distance >= s.inner && distance < s.outer && angle >= s.from && angle < s.to;
            if (isHit)
                return s.node;
        }
        return -1;
    }

    function tell(node) {
        const names = [];
        for (let i = node; i !== 0; i = data.parent[i])
            names.unshift(nameOf(i));
        const self = data.self[metric.value][node];
        told.textContent = nameOf(node) + ": " + unitText(inclusive[node]) + " (" + shareText(inclusive[node]) +
            ") with what it called, " + unitText(self) + " itself";
        path.textContent = names.join(" \u203a ");
    }

    function select(node) {
        current = node;
        tell(node);
        draw();
    }

    function zoom(node) {
        root = node;
        select(node);
        if (node !== 0)
            list(data.function[node]);
    }

    // What each line of a file has itself.
    function lineValues(file) {
        const wanted = Number(metric.value);
        return new Map(data.lines[file].filter(function (row) { return row[1] === wanted; })
            .map(function (row) { return [row[0], row[2]]; }));
    }

    function cell(row, text, name) {
        const made = row.insertCell();
        made.textContent = text;
        made.className = name || "";
        return made;
    }

    function list(number) {
        const wanted = data.functions[number];
        if (wanted === null) // too small to be seen
            return;
        const source = data.files[wanted.file];
        const section = document.getElementById("listing");
        const body = document.getElementById("code");
        section.hidden = false;
        body.textContent = "";
        document.getElementById("source").textContent = wanted.name + (wanted.place ? ", " + wanted.place : "");
        const head = document.getElementById("code-head");
        head.textContent = "";
        for (const title of ["line", data.metrics[metric.value].name, "%", "source"]) {
            const made = document.createElement("th");
            made.textContent = title;
            made.scope = "col";
            head.append(made);
        }
        if (!source) {
            cell(body.insertRow(), "The source of it is not here: build with -g, where the files are.");
            return;
        }
        const values = lineValues(wanted.file);
        const most = Math.max(...values.values(), 1e-300);
        source.lines.forEach(function (text, i) {
            const line = source.first + i;
            const value = values.get(line) || 0;
            const row = body.insertRow();
            row.style.setProperty("--heat", value / most);
            cell(row, line, "n");
            cell(row, value > 0 ? unitText(value) : "", "n");
            cell(row, value > 0 ? shareText(value) : "", "n");
            cell(row, text);
            if (line === wanted.line)
                row.className = "current";
        });
        const at = body.querySelector(".current");
        if (at)
            at.scrollIntoView({ block: "nearest" });
    }

    function move(key) {
        const siblings = current === 0 ? [0] : children[data.parent[current]];
        const at = siblings.indexOf(current);
        const next = key === "ArrowDown" ? children[current][0]
            : key === "ArrowUp" ? data.parent[current]
            : siblings[at + (key === "ArrowRight" ? 1 : -1)];
        if (next !== undefined)
            select(next);
    }

    function sortTable() {
        const table = document.getElementById("table");
        const rows = Array.from(table.tBodies[0].rows);
        for (const header of table.tHead.querySelectorAll("[data-sort]")) {
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = header.textContent;
            header.textContent = "";
            header.append(button);
            header.setAttribute("aria-sort", "none");
            button.addEventListener("click", function () {
                const isDown = header.getAttribute("aria-sort") === "descending";
                const key = function (row) {
                    const made = row.cells[header.cellIndex];
                    return made.dataset.v !== undefined ? Number(made.dataset.v) : made.textContent;
                };
                rows.sort(function (a, b) {
                    const one = key(a), two = key(b);
                    const order = typeof one === "number" ? two - one : one.localeCompare(two);
                    return isDown ? -order : order;
                });
                for (const other of table.tHead.querySelectorAll("[aria-sort]"))
                    other.setAttribute("aria-sort", "none");
                header.setAttribute("aria-sort", isDown ? "ascending" : "descending");
                table.tBodies[0].append(...rows);
            });
        }
        for (const row of rows) {
            const name = row.cells[0];
            const button = document.createElement("button");
            button.type = "button";
            button.textContent = name.textContent;
            name.textContent = "";
            name.append(button);
            button.addEventListener("click", function () { list(Number(row.dataset.function)); });
        }
    }

    canvas.addEventListener("mousemove", function (event) {
        const node = nodeAt(event);
        if (node >= 0)
            tell(node);
    });
    canvas.addEventListener("click", function (event) {
        const node = nodeAt(event);
        if (node >= 0)
            zoom(node);
    });
    canvas.addEventListener("keydown", function (event) {
        if (event.key.startsWith("Arrow"))
            move(event.key);
        else if (event.key === "Enter")
            zoom(current);
        else if (event.key === "Escape")
            zoom(data.parent[root] || 0);
        else
            return;
        event.preventDefault();
    });
    document.getElementById("out").addEventListener("click", function () { zoom(0); });
    metric.addEventListener("change", function () { prepare(); search(); select(current); });
    view.addEventListener("change", draw);
    words.addEventListener("input", function () { search(); draw(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    window.addEventListener("resize", draw);
    const controls = document.getElementById("controls");
    controls.hidden = false;
    controls.addEventListener("submit", function (event) { event.preventDefault(); });
    prepare();
    sortTable();
    select(0);
}());
