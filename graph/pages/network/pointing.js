// Pointer and keyboard in the picture.

const REACH = 14; // pixels around the pointer in which a node counts as meant

// What stands at a point of the canvas: {hub} of "and 40 more", {node}, {edge}, or {}.
function at(point) {
  const mark = markBoxes.find(
    (b) => point.x >= b.left - 3 && point.x <= b.right + 3 && point.y >= b.top - 3 && point.y <= b.bottom + 3,
  );
  if (mark) return { hub: mark.hub };
  const scale = network.getScale();
  let [best, near] = [-1, Infinity];
  for (let i = 0; i < nodes.length; i++) {
    if (!shown.nodes[i]) continue;
    const p = onCanvas(nodes[i]);
    const distance = Math.hypot(p.x - point.x, p.y - point.y) - Math.max(0, sizeOf(i) * scale * growth() - REACH);
    if (distance < near) [best, near] = [i, distance];
  }
  if (near <= REACH) return { node: best };
  const edge = network.getEdgeAt(point);
  return edge === undefined ? {} : { edge: Number(edge.slice(1)) };
}

function startPointing() {
  const canvas = graph.querySelector("canvas");
  graph.querySelector(".vis-network").removeAttribute("tabindex");
  canvas.setAttribute("role", "img");
  network.on("click", ({ pointer }) => {
    const hit = at(pointer.DOM);
    if (hit.hub !== undefined) turnHub(hit.hub);
    else if (hit.node !== undefined) select(hit.node);
    else if (hit.edge !== undefined) select(-1, hit.edge);
    else select(-1, -1, { route: null });
  });
  let waiting = null;
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    if (!waiting) requestAnimationFrame(() => hoverAt(waiting));
    waiting = { x: event.offsetX, y: event.offsetY };
  });
  const hoverAt = (point) => {
    waiting = null;
    const hit = at(point);
    canvas.classList.toggle("over", hit.node !== undefined || hit.edge !== undefined || hit.hub !== undefined);
    hoverOver(hit.node ?? -1, hit.edge ?? -1);
  };
  canvas.addEventListener("pointerleave", () => hoverOver(-1, -1));
  // The wheel scrolls the page until the picture has the focus, or Ctrl is held, as maps do.
  graph.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !graph.contains(document.activeElement)) event.stopPropagation();
    },
    { capture: true, passive: true },
  );
  canvas.addEventListener("pointerdown", () => graph.focus({ preventScroll: true }));
  graph.addEventListener("keydown", graphKey);
  graph.addEventListener("focus", () => network.redraw());
  graph.addEventListener("blur", () => network.redraw());
  byId("zoom-in").addEventListener("click", () => zoom(1.4));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
  byId("zoom-fit").addEventListener("click", fit);
}

function hoverOver(node, edge) {
  if (node !== state.hover || edge !== state.hoverEdge) change({ hover: node, hoverEdge: edge });
}

function turnHub(hub) {
  const opening = !unfolded(hub);
  const count = folds.get(hub).length;
  change({ turned: toggle(new Set(state.turned), hub) });
  say(`${opening ? "Unfolded" : "Folded"} ${counted(count, "neighbour")} of ${shortened(nodes[hub].name, 60)}.`);
}

const DIRECTIONS = new Map([
  ["ArrowLeft", [-1, 0]],
  ["ArrowRight", [1, 0]],
  ["ArrowUp", [0, -1]],
  ["ArrowDown", [0, 1]],
]);

function graphKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  if (DIRECTIONS.has(key)) moveCursor(nearest(...DIRECTIONS.get(key)));
  else if (key === "n" || key === "p") moveCursor(nextNeighbour(key === "n" ? 1 : -1));
  else if (key === "+" || key === "=") zoom(1.3);
  else if (key === "-") zoom(1 / 1.3);
  else if (key === "0") fit();
  else if (key === "m" && folds.has(state.cursor)) turnHub(state.cursor);
  else if ((key === "Enter" || key === " ") && state.cursor >= 0) {
    select(state.cursor);
    byId("panel-title").focus();
  } else if (key === "Escape") select(-1, -1, { route: null });
  else return;
  event.preventDefault();
}

// The nearest node shown in a direction: within 60 degrees of it, those straight ahead before those aside; from nowhere the one nearest to the middle.
function nearest(dx, dy) {
  const nowhere = state.cursor < 0 || !shown.nodes[state.cursor];
  const from = nowhere ? network.getViewPosition() : nodes[state.cursor];
  let [best, least] = [-1, Infinity];
  nodes.forEach((node, i) => {
    if (!shown.nodes[i] || (!nowhere && i === state.cursor)) return;
    const [x, y] = [node.x - from.x, node.y - from.y];
    const along = nowhere ? Math.hypot(x, y) : x * dx + y * dy;
    const aside = nowhere ? 0 : Math.abs(x * dy - y * dx);
    if (along < 0 || (!nowhere && along <= aside * 0.58)) return;
    if (along + 2 * aside < least) [best, least] = [i, along + 2 * aside];
  });
  return best;
}

// Around the chosen node: its neighbours in turn, by name.
let around = -1;
function nextNeighbour(step) {
  const centre = state.node >= 0 ? state.node : state.cursor;
  if (centre < 0) return -1;
  const list = [...neighbours[centre]].filter((i) => shown.nodes[i]).sort((a, b) => compare(nodes[a].name, nodes[b].name));
  if (!list.length) return -1;
  if (state.node < 0) change({ node: centre });
  around = list.includes(state.cursor) ? list.indexOf(state.cursor) + step : step > 0 ? 0 : -1;
  return list[(around + list.length) % list.length];
}

function moveCursor(i) {
  if (i < 0) return say("No node further on in this direction.");
  change({ cursor: i });
  show(i);
  say(described(i));
}

// "Hikvision, organisation, China, 12 lines, listed"
function described(i) {
  const listed = listedState(i);
  const lines = incident[i].filter((e) => shown.passEdges[e]).length;
  return [
    shortened(nodes[i].name, 120),
    kindWord(nodes[i].kind),
    visible(territoriesOf(i), 120),
    counted(lines, "line"),
    listed && LISTED_WORDS.get(listed),
    shown.folded.has(i) && `${shown.folded.get(i)} neighbours folded away, key m unfolds`,
  ]
    .filter(Boolean)
    .join(", ");
}
