// The evidence: what is known of the chosen node or line, each fact with its sources.

const FIRST_LINES = 60; // lines of a node that the panel lists before "show all"

function startPanel() {
  onChange((changed) => {
    if (["node", "edge", "off", "grade", "open", "day", "theme", "turned"].some((key) => changed.has(key))) showPanel();
  });
  byId("panel-close").addEventListener("click", closePanel);
  byId("panel").addEventListener("keydown", (event) => event.key === "Escape" && closePanel());
  showPanel();
}

function closePanel() {
  select(-1, -1);
  graph.focus();
}

function showPanel() {
  const chosen = state.node >= 0 || state.edge >= 0;
  byId("panel-close").hidden = !chosen;
  byId("panel").classList.toggle("empty", !chosen);
  const [title, ...content] = state.edge >= 0 ? edgePanel(state.edge) : state.node >= 0 ? nodePanel(state.node) : emptyPanel();
  byId("panel-title").replaceChildren(title);
  byId("panel-content").replaceChildren(...content.flat(Infinity).filter(Boolean));
}

function emptyPanel() {
  const order = nodes
    .map((_, i) => i)
    .filter((i) => shown.passNodes[i] && neighbours[i].size > 1)
    .sort((a, b) => incident[b].length - incident[a].length || a - b);
  const listed = nodes.filter((node, i) => shown.passNodes[i] && listedState(i)).length;
  const when = state.day === null ? "at some time" : `certainly or maybe on ${dayText(state.day)}`;
  return [
    "Evidence",
    el(
      "p",
      { class: "soft" },
      "Choose a node or a line in the graph, in the search or in the tables: its facts stand here, each with its sources.",
    ),
    listed ? el("p", {}, el("strong", {}, counted(listed, "node")), ` on a list ${when}.`) : null,
    order.length ? el("h3", {}, "Most lines") : null,
    el(
      "ul",
      { class: "lines" },
      order
        .slice(0, 8)
        .map((i) =>
          el(
            "li",
            {},
            el("span", { class: "swatch", "aria-hidden": "true" }, nodeSwatch(nodes[i].kind)),
            el("span", {}, nodeButton(i), el("span", { class: "soft" }, ` ${counted(incident[i].length, "line")}`)),
          ),
        ),
    ),
  ];
}

function nodePanel(i) {
  const node = nodes[i];
  const listed = listedState(i);
  const lines = incident[i].filter((e) => shown.passEdges[e]);
  const listings = node.listings.filter(factPasses);
  return [
    bdi(node.name),
    el(
      "p",
      { class: "kind" },
      el("span", { class: "swatch", "aria-hidden": "true" }, nodeSwatch(node.kind)),
      kindWord(node.kind),
      listed ? el("strong", { class: "listed" }, LISTED_WORDS.get(listed)) : null,
    ),
    shown.passNodes[i] ? null : hiddenNote(),
    node.link && /^[\w\-./%~]+$/.test(node.link) && !node.link.startsWith("//")
      ? el("p", {}, el("a", { href: node.link }, "its page"))
      : null,
    rows([
      ...(node.territories.length ? [["territory", node.territories.map(([, name]) => name).join("; ")]] : []),
      ...(node.aliases.length ? [["also named", node.aliases]] : []),
      ...(node.identifiers.length ? [["identifiers", node.identifiers]] : []),
    ]),
    folds.has(i) ? foldButton(i) : null,
    listings.length ? [el("h3", {}, `${counted(listings.length, "listing")}`), listings.map(listingCard)] : null,
    node.listings.length > listings.length
      ? el("p", { class: "soft" }, `${counted(node.listings.length - listings.length, "listing")} left out by the filter.`)
      : null,
    node.facts.length ? [el("h3", {}, "Facts"), node.facts.map((f) => factCard(f, "h4"))] : null,
    el("h3", {}, counted(lines.length, "line")),
    linesOf(i, lines),
    lines.length < incident[i].length
      ? el("p", { class: "soft" }, `${counted(incident[i].length - lines.length, "line")} left out by the filter.`)
      : null,
  ];
}

function edgePanel(e) {
  const edge = edges[e];
  const end = (i) => nodeButton(i);
  const held = stateOn(edge.fact, state.day);
  const twins = edges.flatMap((twin, t) => (twin.fact === edge.fact && t !== e ? [t] : []));
  return [
    bdi(facts[edge.fact].title || `${nodes[edge.from].name} ${edge.kind} ${nodes[edge.to].name}`),
    el(
      "p",
      { class: "triple" },
      end(edge.from),
      el("span", {}, el("span", { class: "swatch", "aria-hidden": "true" }, lineSwatch(edge.kind)), visible(edge.kind, 60)),
      end(edge.to),
    ),
    state.day === null ? null : el("p", {}, `On ${dayText(state.day)}: `, el("strong", {}, STATE_WORDS.get(held)), "."),
    shown.passEdges[e] ? null : hiddenNote(),
    factCard(edge.fact, ""),
    twins.length
      ? [
          el("h3", {}, "The same fact also stands for"),
          el(
            "ul",
            { class: "lines" },
            twins.map((t) => lineItem(t, -1)),
          ),
        ]
      : null,
  ];
}

function hiddenNote() {
  return el(
    "p",
    { class: "note" },
    "Not in the picture: the filter hides it. ",
    el("button", { type: "button", click: () => change({ off: blank(), grade: "", open: false }) }, "Clear the filter"),
  );
}

function foldButton(i) {
  const count = folds.get(i).length;
  return el(
    "p",
    {},
    el(
      "button",
      {
        type: "button",
        click: () => {
          turnHub(i);
          byId("panel-title").focus();
        },
      },
      unfolded(i) ? `Fold ${counted(count, "neighbour")} away` : `Unfold ${counted(count, "neighbour")}`,
    ),
  );
}

// The name of a node as a button that chooses it.
function nodeButton(i, longest = 120) {
  const choose = () => {
    select(i);
    show(i);
    byId("panel-title").focus();
  };
  return el(
    "button",
    { type: "button", class: "plain", click: choose },
    longest === LONGEST ? bdi(nodes[i].name, LONGEST) : el("bdi", {}, shortened(nodes[i].name, longest)),
  );
}

function chooseLine(e) {
  select(-1, e);
  showLine(e);
  byId("panel-title").focus();
}

function linesOf(i, lines) {
  const order = lines
    .slice()
    .sort((a, b) => compare(edges[a].kind, edges[b].kind) || compare(nodes[other(a, i)].name, nodes[other(b, i)].name) || a - b);
  const list = el(
    "ul",
    { class: "lines" },
    order.slice(0, FIRST_LINES).map((e) => lineItem(e, i)),
  );
  if (order.length <= FIRST_LINES) return list;
  const more = el(
    "button",
    {
      type: "button",
      click: () => {
        list.append(...order.slice(FIRST_LINES).map((e) => lineItem(e, i)));
        more.remove();
      },
    },
    `Show all ${counted(order.length, "line")}`,
  );
  return [list, more];
}

// One line as a button that chooses it: the relation and the other end seen from node `i`; from -1 both ends.
function lineItem(e, i) {
  const edge = edges[e];
  const [from, to] = [shortened(nodes[edge.from].name, 80), shortened(nodes[edge.to].name, 80)];
  const words =
    i === edge.from
      ? [`${visible(edge.kind, 40)} `, el("bdi", {}, to)]
      : i === edge.to
        ? [el("bdi", {}, from), ` ${visible(edge.kind, 40)} it`]
        : [el("bdi", {}, from), ` ${visible(edge.kind, 40)} `, el("bdi", {}, to)];
  const held = stateOn(edge.fact, state.day);
  return el(
    "li",
    {},
    el("span", { class: "swatch", "aria-hidden": "true" }, lineSwatch(edge.kind)),
    el(
      "span",
      {},
      el("button", { type: "button", class: "plain", click: () => chooseLine(e) }, words),
      el(
        "span",
        { class: "soft" },
        ` ${period(edge.fact)}${state.day === null || held === "holds" ? "" : ` · ${STATE_WORDS.get(held)}`}`,
      ),
    ),
  );
}

function rows(list) {
  if (!list.length) return null;
  return el(
    "dl",
    {},
    list.map(([label, value]) => [
      el("dt", {}, visible(label, 80)),
      (Array.isArray(value) ? value : [value]).map((text) => el("dd", {}, bdi(text))),
    ]),
  );
}

// A listing in one line, its whole fact below when opened.
function listingCard(f) {
  const held = stateOn(f, state.day);
  const name = programmes.get(facts[f].programme) ?? facts[f].title;
  return el(
    "details",
    { class: "fact" },
    el(
      "summary",
      {},
      bdi(name),
      " ",
      el(
        "span",
        { class: "soft" },
        `${period(f)}${state.day === null ? "" : ` · on ${dayText(state.day)}: ${STATE_WORDS.get(held)}`}`,
      ),
    ),
    factContent(f),
  );
}

function factCard(f, level) {
  return el(
    "article",
    { class: "fact" },
    level ? el(level, {}, bdi(facts[f].title)) : null,
    level && state.day !== null
      ? el("p", { class: "soft" }, `On ${dayText(state.day)}: ${STATE_WORDS.get(stateOn(f, state.day))}.`)
      : null,
    factContent(f),
  );
}

function factContent(f) {
  const fact = facts[f];
  const said = new Set(fact.rows.map(([label]) => label));
  const more = [
    ["programme", fact.programme ? (programmes.get(fact.programme) ?? fact.programme) : ""],
    ["technology", fact.technologies.map((code) => technologies.get(code) ?? code).join("; ")],
    ["evidence", fact.grade ? gradeWords(fact.grade) : "no grade"],
  ];
  return [
    rows([...fact.rows, ...more.filter(([label, text]) => text && !said.has(label))]),
    fact.sources.length
      ? el(
          "ul",
          { class: "sources", "aria-label": "Sources" },
          fact.sources.map((s) => el("li", {}, citation(sources[s]))),
        )
      : el("p", { class: "note" }, "No source is held."),
  ];
}

// "Title. Publisher, 2019-10-09. Licence CC BY 4.0 (open). Read on 2026-11-24."
function citation(source) {
  const by = [source.publisher, source.date]
    .filter(Boolean)
    .map((text) => visible(text))
    .join(", ");
  const licence =
    source.licence && source.licence !== "not stated"
      ? `Licence: ${visible(source.licence)} (${source.open ? "open" : "not open"}).`
      : "Licence: not stated.";
  return [
    linked(source.url, source.title || source.url || "untitled"),
    ". ",
    el("span", { class: "soft" }, by ? `${by}. ` : "", licence, source.read ? ` Read on ${visible(source.read)}.` : ""),
  ];
}
