// SPDX-License-Identifier: MIT
// Sorts and filters the table, and opens what is folded. Nothing on the page needs it.
"use strict";
(function () {
    const table = document.getElementById("table");
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    const words = document.getElementById("words");
    const verdict = document.getElementById("verdict");
    const count = document.getElementById("count");
    const names = rows.map(function (row) { return row.cells[0].textContent.toLowerCase(); });

    // A number where the column has numbers, else the text; null where there is nothing.
    function key(row, column) {
        const cell = row.cells[column];
        if (cell.dataset.v !== undefined)
            return Number(cell.dataset.v);
        return cell.textContent === "" ? null : cell.textContent;
    }

    // What has no value stays last, whichever way it is sorted.
    function sort(header, column) {
        const isDown = header.getAttribute("aria-sort") === "ascending";
        const texts = new Intl.Collator(undefined, { numeric: true });
        const keyed = rows.map(function (row) { return [key(row, column), row]; });
        keyed.sort(function (left, right) {
            const a = left[0], b = right[0];
            if (a === null || b === null)
                return (a === null) - (b === null);
            const order = typeof a === "number" && typeof b === "number" ? a - b : texts.compare(a, b);
            return isDown ? -order : order;
        });
        for (const other of table.tHead.querySelectorAll("[aria-sort]"))
            other.setAttribute("aria-sort", "none");
        header.setAttribute("aria-sort", isDown ? "descending" : "ascending");
        const sorted = document.createDocumentFragment();
        for (const pair of keyed)
            sorted.append(pair[1]);
        body.append(sorted);
    }

    function filter() {
        const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
        let shown = 0;
        rows.forEach(function (row, i) {
            const isShown = (verdict.value === "" || row.dataset.verdict === verdict.value) &&
                wanted.every(function (word) { return names[i].includes(word); });
            row.hidden = !isShown;
            shown += isShown;
        });
        count.textContent = shown + " of " + rows.length + " cases";
    }

    for (const header of table.tHead.querySelectorAll("[data-sort]")) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = header.textContent;
        header.textContent = "";
        header.append(button);
        header.setAttribute("aria-sort", "none");
        button.addEventListener("click", function () { sort(header, header.cellIndex); });
    }
    // A link may lead to a case that is folded away.
    function unfold() {
        const target = document.getElementById(location.hash.slice(1));
        const details = target && target.closest("details");
        if (details && !details.open) {
            details.open = true;
            target.scrollIntoView();
        }
    }
    window.addEventListener("hashchange", unfold);
    window.addEventListener("beforeprint", function () {
        for (const details of document.querySelectorAll("details"))
            details.open = true;
    });
    unfold();
    const form = document.getElementById("filter");
    form.hidden = false;
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    words.addEventListener("input", filter);
    verdict.addEventListener("input", filter);
    filter();
})();
