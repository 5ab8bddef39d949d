// The same content as two tables that sort and follow the filter, for reading aloud and for print. Nodes that are folded away stand in them too.

const FIRST_ROWS = 200;
const collator = new Intl.Collator("en", { numeric: true });

function compare(a, b) {
  return collator.compare(a, b);
}

const tables = {
  nodes: {
    one: "node",
    sort: 0,
    down: false,
    all: false,
    rows: () => nodes.map((_, i) => i).filter((i) => shown.passNodes[i]),
    columns: () => [
      ["Name", (i) => nodes[i].name, (i) => nodeButton(i, LONGEST)],
      ["Kind", (i) => kindWord(nodes[i].kind)],
      ["Territory", (i) => territoriesOf(i)],
      ["Lines", (i) => incident[i].filter((e) => shown.passEdges[e]).length],
      ["Listings", (i) => nodes[i].listings.filter(factPasses).map(listingText).join("; ")],
      ...(state.day === null ? [] : [[`On ${dayText(state.day)}`, (i) => LISTED_WORDS.get(listedState(i)) ?? ""]]),
      [
        "Also named, identifiers",
        (i) => [...nodes[i].aliases, ...nodes[i].identifiers].join("; "),
        (i) => bdi([...nodes[i].aliases, ...nodes[i].identifiers].join("; "), 400),
      ],
    ],
  },
  edges: {
    one: "line",
    sort: 0,
    down: false,
    all: false,
    rows: () => edges.map((_, e) => e).filter((e) => shown.passEdges[e]),
    columns: () => [
      ["From", (e) => nodes[edges[e].from].name, (e) => bdi(nodes[edges[e].from].name, LONGEST)],
      [
        "Relation",
        (e) => edges[e].kind,
        (e) => el("button", { type: "button", class: "plain", click: () => chooseLine(e) }, bdi(edges[e].kind, LONGEST)),
      ],
      ["To", (e) => nodes[edges[e].to].name, (e) => bdi(nodes[edges[e].to].name, LONGEST)],
      ["When", (e) => period(edges[e].fact)],
      ...(state.day === null ? [] : [[`On ${dayText(state.day)}`, (e) => STATE_WORDS.get(stateOn(edges[e].fact, state.day))]]),
      ["Evidence", (e) => gradeWords(facts[edges[e].fact].grade)],
      [
        "Sources",
        (e) => facts[edges[e].fact].sources.map((s) => sources[s].title).join("; "),
        (e) =>
          el(
            "ul",
            { class: "sources" },
            facts[edges[e].fact].sources.map((s) => el("li", {}, citation(sources[s]))),
          ),
      ],
    ],
  },
};

function listingText(f) {
  return `${programmes.get(facts[f].programme) ?? facts[f].title} (${period(f)})`;
}

// The rows of a table, sorted; empty cells last either way.
function sortedRows(table) {
  const value = table.columns()[table.sort]?.[1] ?? table.columns()[0][1];
  const sign = table.down ? -1 : 1;
  return table
    .rows()
    .map((row) => [row, value(row)])
    .sort(([a, x], [b, y]) => {
      if (x === "" || y === "") return (x === "") - (y === "") || a - b;
      return sign * (typeof x === "number" ? x - y : compare(x, y)) || a - b;
    })
    .map(([row]) => row);
}

function showTable(name) {
  const table = tables[name];
  const columns = table.columns();
  table.sort = Math.min(table.sort, columns.length - 1);
  const rowsAll = sortedRows(table);
  const rowsNow = table.all ? rowsAll : rowsAll.slice(0, FIRST_ROWS);
  const head = columns.map(([title], c) => {
    const button = el("button", { type: "button", class: "plain sort", click: () => sortBy(name, c) }, title);
    return el("th", { scope: "col", "aria-sort": c === table.sort ? (table.down ? "descending" : "ascending") : null }, button);
  });
  const body = rowsNow.map((row) =>
    el(
      "tr",
      {},
      columns.map(([, value, cell], c) =>
        el(c ? "td" : "th", c ? {} : { scope: "row" }, cell ? cell(row) : bdi(value(row), LONGEST)),
      ),
    ),
  );
  byId(`${name}-table`).replaceChildren(el("thead", {}, el("tr", {}, head)), el("tbody", {}, body));
  byId(`${name}-count`).textContent =
    `${counted(rowsAll.length, table.one)}${rowsNow.length < rowsAll.length ? `, the first ${rowsNow.length} shown` : ""}`;
  byId(`${name}-table`).setAttribute("aria-busy", "false");
  const all = byId(`${name}-all`);
  all.hidden = rowsNow.length === rowsAll.length;
  all.textContent = `Show all ${counted(rowsAll.length, table.one)}`;
}

function sortBy(name, column) {
  const table = tables[name];
  [table.sort, table.down] = [column, column === table.sort && !table.down];
  showTable(name);
  byId(`${name}-table`).querySelectorAll("th button.sort")[column].focus();
  say(`Sorted by ${table.columns()[column][0]}, ${table.down ? "descending" : "ascending"}.`);
}

function startTables() {
  let [waiting, started] = [0, false];
  const idle = (work) => (window.requestIdleCallback ? requestIdleCallback(work, { timeout: 500 }) : setTimeout(work));
  const showSoon = () => {
    clearTimeout(waiting);
    for (const name of Object.keys(tables)) byId(`${name}-table`).setAttribute("aria-busy", "true");
    waiting = setTimeout(() => Object.keys(tables).forEach((name) => idle(() => showTable(name))), started ? 400 : 0);
    started = true;
  };
  for (const name of Object.keys(tables)) {
    byId(`${name}-all`).addEventListener("click", () => {
      tables[name].all = true;
      showTable(name);
    });
  }
  onChange((changed) => ["off", "grade", "open", "day"].some((key) => changed.has(key)) && showSoon());
  addEventListener("beforeprint", () => {
    for (const name of Object.keys(tables)) {
      tables[name].all = true;
      showTable(name);
    }
  });
  showSoon();
}
