// The picture: vis-network draws nodes and lines at the given positions, physics off; labels, rings and marks are drawn here, over it, so that they stay
// legible at every scale and never lie on one another.

const graph = byId("graph");
const placed = { nodes: new Set(), edges: new Set() };
const dataset = { nodes: new vis.DataSet(), edges: new vis.DataSet() };
const bends = bendsOfParallels();
const network = new vis.Network(byId("canvas"), dataset, {
  physics: false,
  layout: { improvedLayout: false },
  interaction: {
    dragNodes: false,
    selectable: false,
    hover: false,
    tooltipDelay: 1e9,
    hideEdgesOnDrag: edges.length > 1500,
    hideEdgesOnZoom: edges.length > 1500,
    zoomSpeed: 0.6,
  },
  nodes: { chosen: false, borderWidth: 1.5 },
  edges: { chosen: false, smooth: false, width: 1.6, arrowStrikethrough: false, selectionWidth: 0, hoverWidth: 0 },
});

// How far each of several lines between the same two nodes bends, so that each can be seen.
function bendsOfParallels() {
  const pairs = new Map();
  edges.forEach((edge, e) => {
    const key = Math.min(edge.from, edge.to) * nodes.length + Math.max(edge.from, edge.to);
    pairs.set(key, [...(pairs.get(key) ?? []), e]);
  });
  const result = new Float64Array(edges.length);
  for (const list of pairs.values()) {
    const step = Math.min(0.22, 1.3 / list.length);
    list.forEach((e, rank) => {
      const bend = (rank - (list.length - 1) / 2) * step;
      result[e] = edges[e].from <= edges[e].to ? bend : -bend;
      if (edges[e].from === edges[e].to) result[e] = rank;
    });
  }
  return result;
}

function visNode(i) {
  const { shape } = kindLook(nodes[i].kind);
  return { id: `n${i}`, x: nodes[i].x, y: nodes[i].y, shape, size: sizeOf(i), color: nodeColour(i) };
}

function nodeColour(i) {
  const background = ink(kindLook(nodes[i].kind).colour);
  return { background, border: ink(INK.paper) };
}

function visEdge(e) {
  const edge = edges[e];
  const look = relationLook(edge.kind);
  const made = {
    id: `e${e}`,
    from: `n${edge.from}`,
    to: `n${edge.to}`,
    color: { color: ink(look.colour), opacity: 1, inherit: false },
    dashes: look.dash ?? false,
  };
  if (look.arrow) made.arrows = { to: { enabled: true, type: look.arrow, scaleFactor: 0.6 } };
  if (edge.from === edge.to) made.selfReference = { size: 16 + 7 * bends[e], angle: Math.PI / 4 };
  else if (Math.abs(bends[e]) > 0.01)
    made.smooth = { enabled: true, type: bends[e] > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bends[e]) };
  return made;
}

// "And 40 more": a mark beside each hub that has nodes folded away, on the side where most of them lie.
function sideOf(hub) {
  let [dx, dy] = [0, 0];
  for (const i of folds.get(hub)) {
    dx += nodes[i].x - nodes[hub].x;
    dy += nodes[i].y - nodes[hub].y;
  }
  const length = Math.hypot(dx, dy) || 1;
  return { x: dx / length || 0.8, y: dy / length || 0.6 };
}

const sides = new Map([...folds.keys()].map((hub) => [hub, sideOf(hub)]));

// Bring vis-network's list of what there is to what is shown. What was never shown was never made.
function place() {
  const newNodes = nodes.map((_, i) => i).filter((i) => shown.nodes[i] && !placed.nodes.has(i));
  const newEdges = edges.map((_, e) => e).filter((e) => shown.edges[e] && !placed.edges.has(e));
  newNodes.forEach((i) => placed.nodes.add(i));
  newEdges.forEach((e) => placed.edges.add(e));
  if (newNodes.length) dataset.nodes.add(newNodes.map(visNode));
  if (newEdges.length) dataset.edges.add(newEdges.map(visEdge));
  for (const i of placed.nodes) network.body.nodes[`n${i}`].options.hidden = !shown.nodes[i];
  for (const e of placed.edges) network.body.edges[`e${e}`].options.hidden = !shown.edges[e];
  grown = 0;
  network.body.nodeIndices = [...placed.nodes].filter((i) => shown.nodes[i]).map((i) => `n${i}`);
  network.body.edgeIndices = [...placed.edges].filter((e) => shown.edges[e]).map((e) => `e${e}`);
}

// What stands out: the node under the pointer or chosen and its neighbours, the line chosen and its ends, or the route. null: nothing does.
function highlighted() {
  const of = (node, edge) => {
    if (edge >= 0) return { nodes: new Set([edges[edge].from, edges[edge].to]), edges: new Set([edge]) };
    if (node < 0) return null;
    const lit = incident[node].filter((e) => shown.edges[e]);
    return { nodes: new Set([node, ...lit.map((e) => other(e, node))]), edges: new Set(lit) };
  };
  const hovered = of(state.hover, state.hoverEdge);
  if (hovered) return hovered;
  const path = state.route?.path;
  if (
    path &&
    (state.node < 0 || path.some((step, k) => k % 2 === 0 && step === state.node)) &&
    (state.edge < 0 || path.some((step, k) => k % 2 === 1 && step === state.edge))
  ) {
    return { nodes: new Set(path.filter((_, k) => k % 2 === 0)), edges: new Set(path.filter((_, k) => k % 2 === 1)) };
  }
  return of(state.node, state.edge);
}

// How much larger than life nodes and lines are drawn when far away, so that they can still be seen and hit.
function growth() {
  return Math.min(4, Math.max(1, (nodes.length > 300 ? 0.32 : nodes.length > 60 ? 0.45 : 0.55) / network.getScale()));
}

let grown = 1;

// Before each drawing: sizes for the scale. The shape keeps its width until told that it is unknown.
network.on("beforeDrawing", () => {
  if (Math.abs(growth() / grown - 1) < 0.02) return;
  grown = growth();
  for (const i of placed.nodes) {
    const node = network.body.nodes[`n${i}`];
    node.options.size = sizeOf(i) * grown;
    node.shape.width = undefined;
  }
  for (const e of placed.edges) widen(e);
});

function widen(e) {
  const { options } = network.body.edges[`e${e}`];
  options.width = (bright?.edges.has(e) ? 3 : edges.length > 1000 ? 1.2 : 1.6) * grown;
  options.arrows.to.scaleFactor = 0.6 * grown;
  options.arrows.to.enabled = options.color.opacity === 1 && relationLook(edges[e].kind).arrow !== "";
}

const FAINT = 0.13;
let bright = null;
const nodeFaint = new Uint8Array(nodes.length);

// Write how everything shown looks into vis-network's own options, and draw once. Going through its data sets would make each item anew.
function paint() {
  bright = highlighted();
  const alive = new Uint8Array(nodes.length);
  for (const e of placed.edges) {
    if (!shown.edges[e]) continue;
    const held = stateOn(edges[e].fact, state.day);
    const off = held === "not yet" || held === "ended";
    if (!off) alive[edges[e].from] = alive[edges[e].to] = 1;
    const { options } = network.body.edges[`e${e}`];
    options.color.opacity = off || (bright && !bright.edges.has(e)) ? FAINT : 1;
    options.dashes = held === "may" ? MAY : (relationLook(edges[e].kind).dash ?? false);
    widen(e);
  }
  for (const i of placed.nodes) {
    const { options } = network.body.nodes[`n${i}`];
    const dim = (bright && !bright.nodes.has(i)) || (state.day !== null && incident[i].length && !alive[i] && !listedState(i));
    nodeFaint[i] = dim ? 1 : 0;
    options.opacity = dim ? 0.2 : 1;
  }
  network.body.emitter.emit("_requestRedraw");
}

function recolour() {
  for (const i of placed.nodes) Object.assign(network.body.nodes[`n${i}`].options.color, nodeColour(i));
  for (const e of placed.edges) network.body.edges[`e${e}`].options.color.color = ink(relationLook(edges[e].kind).colour);
}

// Where a point of the drawing is on the canvas, in CSS pixels.
function onCanvas({ x, y }) {
  const { scale, translation } = network.body.view;
  return { x: x * scale + translation.x, y: y * scale + translation.y };
}

function middleOf(e) {
  const edge = network.body.edges[`e${e}`];
  return edge.edgeType.getPoint(0.5, edge.edgeType.getViaNode());
}

// The part of the drawing that is shown, with room for labels; never nearer than life size and a bit.
function fit() {
  const list = nodes.filter((_, i) => shown.nodes[i]);
  if (!list.length) return;
  const box = extent(list);
  const { clientWidth: width, clientHeight: height } = graph;
  const scale = Math.min(
    1.3,
    (width - 150) / Math.max(1, box.right - box.left),
    (height - 90) / Math.max(1, box.bottom - box.top),
  );
  network.moveTo({
    position: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + 10 / scale },
    scale: Math.max(0.02, scale),
  });
}

function extent(list) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of list) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

// Bring node `i` into the middle part of the view; not nearer than it is, unless it is too far to read.
function show(i) {
  const { x, y } = onCanvas(nodes[i]);
  const { clientWidth: width, clientHeight: height } = graph;
  const scale = network.getScale();
  const inside = x > width * 0.12 && x < width * 0.88 && y > height * 0.12 && y < height * 0.85;
  if (inside && scale >= 0.45) return;
  network.moveTo({
    position: { x: nodes[i].x, y: nodes[i].y },
    scale: Math.max(scale, 0.75),
    animation: calm() ? false : { duration: 250, easingFunction: "easeInOutQuad" },
  });
}

// Bring both ends of a line into view, no nearer than it is.
function showLine(e) {
  const ends = [nodes[edges[e].from], nodes[edges[e].to]];
  const { clientWidth: width, clientHeight: height } = graph;
  const inside = ({ x, y }) => x > 40 && x < width - 40 && y > 30 && y < height - 50;
  if (ends.every((end) => inside(onCanvas(end)))) return;
  const box = extent(ends);
  const scale = Math.min(
    network.getScale(),
    (width - 200) / Math.max(1, box.right - box.left),
    (height - 160) / Math.max(1, box.bottom - box.top),
  );
  network.moveTo({ position: { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, scale: Math.max(0.05, scale) });
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function zoom(factor) {
  network.moveTo({ scale: Math.min(6, Math.max(0.02, network.getScale() * factor)) });
}

function viewText() {
  const { x, y } = network.getViewPosition();
  return [fixed(x), fixed(y), Math.round(network.getScale() * 1000) / 1000].join(",");
}
