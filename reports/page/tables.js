// Tables that sort, filter and copy in place. Without scripts they are what they were.
(() => {
  const textOf = (cell) => cell.textContent.replaceAll(/\s+/g, " ").trim();
  const EXPONENT = /× ?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/;
  const plain = (digits) => [...digits].map((c) => (c === "⁻" ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))).join("");

  // The first number of a cell, with its exponent; nothing where it has none, which sorts last.
  const numberOf = (text) => {
    const found = /[-−]?\d[\d\u202f]*(\.\d+)?(e[-−]?\d+)?/.exec(text);
    if (found === null) return NaN;
    const exponent = EXPONENT.exec(text);
    const value = Number(found[0].replaceAll("−", "-").replaceAll("\u202f", ""));
    return exponent === null ? value : value * 10 ** Number(plain(exponent[1]));
  };

  const sort = (table, column, descending) => {
    const body = table.tBodies[0];
    const isNumber = table.tHead.rows[0].cells[column].classList.contains("number");
    const keys = new Map([...body.rows].map((row) => {
      const text = textOf(row.cells[column]);
      return [row, isNumber ? numberOf(text) : text];
    }));
    const order = (a, b) => {
      const [x, y] = [keys.get(a), keys.get(b)];
      if (!isNumber) return (descending ? -1 : 1) * x.localeCompare(y, "en", { numeric: true });
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return (descending ? -1 : 1) * (x - y);
    };
    body.append(...[...body.rows].sort(order));
  };

  const sortable = (table) => {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sort(table, column, descending);
      });
      head.append(button);
    });
  };

  const shown = (table) =>
    [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map(textOf));
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const LATEX = {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "−": "$-$",
    "×": "$\\times$",
  };
  const latex = (text) =>
    text.replaceAll(/[\\~^−×]|[&%$#_{}]/g, (c) => LATEX[c] ?? `\\${c}`).replaceAll(
      /[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g,
      (c) => `$^{${plain(c)}}$`,
    );
  const FORMATS = {
    CSV: (rows) => rows.map((cells) => cells.map(quoted).join(",")).join("\n") + "\n",
    LaTeX: ([head, ...rows]) =>
      [
        `\\begin{tabular}{${"l".repeat(head.length)}}`,
        ...[head, ...rows].map((cells) => `${cells.map(latex).join(" & ")} \\\\`),
        "\\end{tabular}",
      ]
        .join("\n") + "\n",
  };

  const copy = async (text, button) => {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      // A page from a file may have no clipboard: the selection can be copied by hand.
      const area = document.createElement("textarea");
      area.value = text;
      area.setAttribute("aria-label", "Table as text");
      button.parentElement.after(area);
      area.select();
    }
    setTimeout(() => button.textContent = label, 1500);
  };

  const tools = (table) => {
    const bar = document.createElement("div");
    bar.className = "tools";
    if (table.tBodies[0].rows.length > 5) {
      const filter = document.createElement("input");
      filter.type = "search";
      filter.placeholder = "filter rows";
      filter.setAttribute("aria-label", `Filter rows of: ${textOf(table.caption)}`);
      filter.addEventListener("input", () => {
        const words = filter.value.toLowerCase().split(/\s+/);
        for (const row of table.tBodies[0].rows) {
          const text = textOf(row).toLowerCase();
          row.hidden = !words.every((word) => text.includes(word));
        }
      });
      bar.append(filter);
    }
    for (const [name, format] of Object.entries(FORMATS)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `Copy ${name}`;
      button.addEventListener("click", () => copy(format(shown(table)), button));
      bar.append(button);
    }
    return bar;
  };

  for (const table of document.querySelectorAll(".scroll > table")) {
    if (table.tBodies[0].rows.length < 2 || table.closest(".screen") !== null) continue; // the first screen is full
    sortable(table);
    table.before(tools(table)); // inside, so that the page's own order stays
  }
})();
