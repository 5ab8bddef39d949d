// The legend, which is the filter: what each mark means, how many there are, and a box to leave it out.

const sections = [];

function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function startLegend() {
  const filter = byId("filter");
  addChoice(filter, "kind", "Nodes", tally(nodes.map((n) => n.kind)), kindWord, nodeSwatch);
  addChoice(filter, "relation", "Lines", tally(edges.map((e) => e.kind)), (kind) => visible(kind, 40), lineSwatch);
  const listings = [...new Set(nodes.flatMap((n) => n.listings))].map((f) => facts[f]);
  addChoice(
    filter,
    "programme",
    "Listings that count",
    tally(listings.map((f) => f.programme ?? NOT_STATED)),
    (code) => (code === NOT_STATED ? "list not stated" : visible(programmes.get(code) ?? code, 80)),
    ringSwatch,
  );
  const used = [...new Set(edges.map((e) => e.fact))].map((f) => facts[f]).filter((f) => f.kind !== "listing");
  const stated = tally(used.flatMap((f) => (f.technologies.length ? f.technologies : [NOT_STATED])));
  if (stated.size > 1 || !stated.has(NOT_STATED))
    addChoice(
      filter,
      "technology",
      "Technology of the line",
      stated,
      (code) => (code === NOT_STATED ? "not stated" : visible(technologies.get(code) ?? code, 60)),
      null,
    );
  addEvidence(filter, used);
  byId("clear-filter").addEventListener("click", () => change({ off: blank(), grade: "", open: false }));
  onChange((changed) => {
    if (["off", "grade", "open"].some((key) => changed.has(key))) updateLegend();
    if (changed.has("theme")) sections.forEach((section) => section.recolour());
  });
  prefersDark.addEventListener("change", () => change({ theme: state.theme }));
  updateLegend();
}

function addChoice(filter, choice, title, counts, word, swatch) {
  if (!counts.size) return;
  const rows = [...counts].map(([code, count]) => {
    const box = el("input", { type: "checkbox", checked: true, change: () => choose(choice, code, box.checked) });
    const mark = el("span", { class: "swatch", "aria-hidden": "true" });
    const label = el(
      "label",
      {},
      box,
      swatch ? mark : null,
      el("span", { class: "word" }, el("bdi", {}, word(code))),
      el("span", { class: "count" }, count.toLocaleString("en")),
    );
    return { code, box, mark, label };
  });
  rows.sort((a, b) => counts.get(b.code) - counts.get(a.code) || compare(a.code, b.code));
  const all = el("button", { type: "button", class: "plain", click: () => chooseAll(choice, rows) }, "none");
  filter.append(group(`group-${choice}`, title, all, ...rows.map((row) => row.label)));
  const recolour = () => swatch && rows.forEach((row) => row.mark.replaceChildren(swatch(row.code)));
  const update = () => {
    rows.forEach((row) => (row.box.checked = !state.off[choice].has(row.code)));
    all.textContent = state.off[choice].size ? "all" : "none";
    all.setAttribute("aria-label", `${title}: ${all.textContent}`);
  };
  sections.push({ recolour, update });
  recolour();
}

function group(id, title, button, ...content) {
  return el(
    "div",
    { role: "group", class: "group", "aria-labelledby": id },
    el("div", { class: "group-head" }, el("h3", { id }, title), button),
    content,
  );
}

function choose(choice, code, on) {
  const set = new Set(state.off[choice]);
  if (on) set.delete(code);
  else set.add(code);
  change({ off: { ...state.off, [choice]: set } });
}

function chooseAll(choice, rows) {
  change({ off: { ...state.off, [choice]: new Set(state.off[choice].size ? [] : rows.map((row) => row.code)) } });
}

function addEvidence(filter, used) {
  const byGrade = tally(used.map((f) => f.grade));
  const grade = el(
    "select",
    { id: "grade", change: () => change({ grade: grade.value }) },
    el("option", { value: "" }, "any evidence"),
  );
  let running = 0;
  for (const [code, words] of drawing.legend.grades) {
    running += byGrade.get(code) ?? 0;
    if (byGrade.has(code))
      grade.append(el("option", { value: code }, `${shortened(words, 60)} (${running.toLocaleString("en")})`));
  }
  const open = el("input", { type: "checkbox", id: "open", change: () => change({ open: open.checked }) });
  const openFacts = used.filter((f) => f.open).length;
  filter.append(
    group(
      "group-evidence",
      "Evidence",
      null,
      el("label", { class: "stacked", for: "grade" }, "No weaker than"),
      grade,
      el(
        "label",
        {},
        open,
        el("span", { class: "word" }, "only under an open licence"),
        el("span", { class: "count" }, openFacts.toLocaleString("en")),
      ),
    ),
  );
  sections.push({
    recolour: () => {},
    update: () => {
      grade.value = state.grade;
      open.checked = state.open;
    },
  });
}

function updateLegend() {
  sections.forEach((section) => section.update());
  byId("clear-filter").hidden = !filtered();
}

function nodeSwatch(kind) {
  const look = kindLook(kind);
  return svg(
    "svg",
    { viewBox: "0 0 28 16", width: 28, height: 16 },
    svg("path", { d: outline(look.shape, 14, 8, look.shape === "star" ? 7.2 : 6), fill: ink(look.colour) }),
  );
}

function lineSwatch(kind) {
  const look = relationLook(kind);
  const colour = ink(look.colour);
  return svg(
    "svg",
    { viewBox: "0 0 28 16", width: 28, height: 16 },
    svg("path", {
      d: "M1 8H20",
      stroke: colour,
      "stroke-width": 2,
      fill: "none",
      "stroke-dasharray": look.dash ? look.dash.map((n) => n / 2).join(" ") : null,
    }),
    look.arrow
      ? svg("path", { d: head(look.arrow, 27, 8, 0, 9), fill: colour })
      : svg("path", { d: "M20 8H27", stroke: colour, "stroke-width": 2 }),
  );
}

function ringSwatch() {
  const colour = ink(INK.listed);
  return svg(
    "svg",
    { viewBox: "0 0 28 16", width: 28, height: 16 },
    svg("circle", { cx: 14, cy: 8, r: 7, stroke: colour, "stroke-width": 1.2, fill: "none" }),
    svg("circle", { cx: 14, cy: 8, r: 4.5, stroke: colour, "stroke-width": 2, fill: "none" }),
  );
}
