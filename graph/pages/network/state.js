// What the reader has chosen, what follows from it, and its place in the address (after #), so that an address gives the same picture again.

const CHOICES = ["kind", "relation", "programme", "technology"];
const NOT_STATED = "";
const state = {
  node: -1,
  edge: -1,
  hover: -1,
  hoverEdge: -1,
  cursor: -1,
  day: null,
  off: blank(),
  grade: "",
  open: false,
  turned: new Set(), // hubs that are not as the drawing began: unfolded where it began collapsed, folded where it did not
  route: null, // {from, to, any, path: [node, edge, node, ...] or null}
  theme: "",
  slash: true,
};
const listeners = [];
const shown = { nodes: [], edges: [], passNodes: [], passEdges: [], folded: new Map() };

function blank() {
  return Object.fromEntries(CHOICES.map((choice) => [choice, new Set()]));
}

// `listener(changed)` is called after every change with the set of what changed.
function onChange(listener) {
  listeners.push(listener);
}

// Change the state. What changed is named by the keys of `patch`.
function change(patch) {
  Object.assign(state, patch);
  const changed = new Set(Object.keys(patch));
  if (["off", "grade", "open", "turned"].some((key) => changed.has(key))) computeShown();
  for (const listener of listeners) listener(changed);
}

function factPasses(f) {
  const fact = facts[f];
  if (state.open && !fact.open) return false;
  if (state.grade && !((gradeRank.get(fact.grade) ?? Infinity) <= gradeRank.get(state.grade))) return false;
  if (fact.kind === "listing") return !state.off.programme.has(fact.programme ?? NOT_STATED);
  const stated = fact.technologies.length ? fact.technologies : [NOT_STATED];
  return !state.off.technology.size || stated.some((code) => !state.off.technology.has(code));
}

// Is the fold of this hub open?
function unfolded(hub) {
  return Boolean(drawing.collapse) === state.turned.has(hub);
}

function computeShown() {
  const kindOn = nodes.map((node) => !state.off.kind.has(node.kind));
  shown.passEdges = edges.map(
    (edge) => kindOn[edge.from] && kindOn[edge.to] && !state.off.relation.has(edge.kind) && factPasses(edge.fact),
  );
  shown.passNodes = nodes.map((_, i) => kindOn[i] && (!incident[i].length || incident[i].some((e) => shown.passEdges[e])));
  shown.folded = new Map();
  const unfoldedNode = (i) => {
    const hub = home[i];
    return hub < 0 || !shown.passNodes[hub] || (unfolded(hub) && unfoldedNode(hub));
  };
  shown.nodes = nodes.map((_, i) => {
    if (!shown.passNodes[i] || unfoldedNode(i)) return shown.passNodes[i];
    if (!unfolded(home[i])) shown.folded.set(home[i], (shown.folded.get(home[i]) ?? 0) + 1);
    return false;
  });
  shown.edges = edges.map((edge, e) => shown.passEdges[e] && shown.nodes[edge.from] && shown.nodes[edge.to]);
}

// How a node is listed on the chosen day: "listed", "may" or "" ; without a day "some" when it ever was.
function listedState(i) {
  let best = "";
  for (const f of nodes[i].listings) {
    if (!factPasses(f)) continue;
    if (state.day === null) return "some";
    const held = stateOn(f, state.day);
    if (held === "holds") return "listed";
    if (held === "may") best = "may";
  }
  return best;
}

const LISTED_WORDS = new Map([
  ["listed", "listed"],
  ["may", "may be listed"],
  ["some", "listed at some time"],
]);

// Choose a node or an edge; what is folded away is unfolded.
function select(node, edge = -1, extra = {}) {
  const patch = { node, edge, ...extra };
  const ends = edge >= 0 ? [edges[edge].from, edges[edge].to] : [node];
  const turned = withUnfolded(ends.filter((i) => i >= 0));
  if (turned) patch.turned = turned;
  if (node >= 0) patch.cursor = node;
  change(patch);
}

// `state.turned` such that these nodes are not folded away; null when it is so already.
function withUnfolded(list) {
  const turned = new Set(state.turned);
  for (const i of list) {
    for (let hub = home[i]; hub >= 0; hub = home[hub]) if (Boolean(drawing.collapse) !== turned.has(hub)) toggle(turned, hub);
  }
  return turned.size === state.turned.size ? null : turned;
}

function toggle(set, value) {
  if (!set.delete(value)) set.add(value);
  return set;
}

function filtered() {
  return state.open || Boolean(state.grade) || CHOICES.some((choice) => state.off[choice].size);
}

// The state as it stands after # in the address.
function permalink(view) {
  const out = new URLSearchParams();
  if (state.node >= 0) out.set("node", nodes[state.node].id);
  if (state.edge >= 0) {
    const { fact, from, to } = edges[state.edge];
    out.set("line", facts[fact].id);
    out.set("ends", `${nodes[from].id} ${nodes[to].id} ${edges[state.edge].kind}`);
  }
  if (state.day !== null) out.set("day", dayText(state.day));
  for (const choice of CHOICES) for (const code of state.off[choice]) out.append(`no-${choice}`, code);
  if (state.grade) out.set("grade", state.grade);
  if (state.open) out.set("open", "1");
  for (const hub of state.turned) out.append("hub", nodes[hub].id);
  if (state.route) {
    out.set("from", nodes[state.route.from].id);
    out.set("to", nodes[state.route.to].id);
    if (state.route.any) out.set("any", "1");
  }
  if (state.theme) out.set("theme", state.theme);
  if (!state.slash) out.set("slash", "0");
  if (view) out.set("view", view);
  return out.toString();
}

// The state that a permalink means: [patch, view or null, sentences about what in it this page does not have].
function fromPermalink(text) {
  const asked = new URLSearchParams(text);
  const wrong = [];
  const nodeNamed = (key, value) => {
    if (nodeOf.has(value)) return nodeOf.get(value);
    wrong.push(`The address names ${key} “${visible(value, 60)}”, which is not in this page.`);
    return -1;
  };
  const patch = {
    node: -1,
    edge: -1,
    day: null,
    off: blank(),
    grade: "",
    open: asked.get("open") === "1",
    turned: new Set(),
    route: null,
  };
  if (asked.has("node")) patch.node = nodeNamed("the node", asked.get("node"));
  if (asked.has("line")) patch.edge = edgeNamed(asked.get("line"), asked.get("ends"), wrong);
  if (asked.has("day")) {
    patch.day = dayNumber(asked.get("day"));
    if (patch.day === null)
      wrong.push(`The address names the day “${visible(asked.get("day"), 60)}”, which is no day as 2019-10-09 is.`);
  }
  for (const choice of CHOICES) patch.off[choice] = new Set(asked.getAll(`no-${choice}`));
  if (asked.has("grade")) {
    if (gradeRank.has(asked.get("grade"))) patch.grade = asked.get("grade");
    else wrong.push(`The address names the grade “${visible(asked.get("grade"), 60)}”, which is not in this page.`);
  }
  for (const id of asked.getAll("hub")) {
    const hub = nodeNamed("the hub", id);
    if (folds.has(hub)) patch.turned.add(hub);
  }
  if (asked.has("from") && asked.has("to")) {
    const [from, to] = [nodeNamed("the start", asked.get("from")), nodeNamed("the end", asked.get("to"))];
    if (from >= 0 && to >= 0) patch.route = { from, to, any: asked.get("any") === "1", path: null };
  }
  patch.theme = ["light", "dark"].includes(asked.get("theme")) ? asked.get("theme") : "";
  patch.slash = asked.get("slash") !== "0";
  return [patch, viewNamed(asked.get("view"), wrong), wrong];
}

function edgeNamed(id, ends, wrong) {
  const found = edges.flatMap((edge, e) => (facts[edge.fact].id === id ? [e] : []));
  if (!found.length) wrong.push(`The address names the line “${visible(id, 60)}”, which is not in this page.`);
  const same = found.find((e) => `${nodes[edges[e].from].id} ${nodes[edges[e].to].id} ${edges[e].kind}` === ends);
  return same ?? found[0] ?? -1;
}

function viewNamed(text, wrong) {
  if (text === null) return null;
  const [x, y, scale] = text.split(",").map(Number);
  if ([x, y, scale].every(Number.isFinite) && scale > 0.001 && scale < 100) return { position: { x, y }, scale };
  wrong.push(`The address gives the view “${visible(text, 60)}”, which is no view.`);
  return null;
}
