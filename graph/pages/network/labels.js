// Labels, rings and marks over the picture. Drawn in pixels of the screen: a label is as large when far away as when near, and gives way where there is no room.

const FONT = "12px system-ui, sans-serif";
const SMALL = "11px system-ui, sans-serif";
const LABEL_LINE = 22;
const labelCache = new Map();
let labelsShown = []; // names whose label was drawn, for tests and for the description

// A name in at most two lines of about 22 characters.
function labelLines(i) {
  if (!labelCache.has(i)) labelCache.set(i, inTwoLines(nodes[i].name));
  return labelCache.get(i);
}

function inTwoLines(name) {
  const text = shortened(name, 2 * LABEL_LINE + 6);
  if (text.length <= LABEL_LINE + 4) return [text];
  const middle = text.length / 2;
  let cut = -1;
  for (let at = text.indexOf(" "); at >= 0 && at <= LABEL_LINE + 6; at = text.indexOf(" ", at + 1))
    if (cut < 0 || Math.abs(at - middle) < Math.abs(cut - middle)) cut = at;
  if (cut < 4) return [shortened(text, LABEL_LINE + 6)];
  return [text.slice(0, cut), shortened(text.slice(cut + 1), LABEL_LINE + 6)];
}

network.on("afterDrawing", (context) => {
  context.save();
  const ratio = network.canvas.pixelRatio;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.lineJoin = "round";
  context.textAlign = "center";
  context.textBaseline = "top";
  const area = [];
  canvasSize = { width: graph.clientWidth, height: graph.clientHeight };
  markBoxes = [];
  const far = network.body.view.scale < 0.35; // then small marks give way to the labels, and the smallest are left out
  drawMarks(context, area, far, far ? 40 : 1, Infinity);
  drawRings(context);
  drawLabels(context, area);
  if (far) drawMarks(context, area, far, 5, 39);
  drawLineWords(context, area);
  context.restore();
});

let canvasSize = { width: 0, height: 0 }; // read once a drawing

function inView({ x, y }) {
  return x > -60 && y > -40 && x < canvasSize.width + 60 && y < canvasSize.height + 40;
}

function drawRings(context) {
  const { scale } = network.body.view;
  for (let i = 0; i < nodes.length; i++) {
    if (!shown.nodes[i]) continue;
    const point = onCanvas(nodes[i]);
    if (!inView(point)) continue;
    const radius = sizeOf(i) * scale * growth();
    const listed = listedState(i);
    context.globalAlpha = nodeFaint[i] ? 0.35 : 1;
    if (listed) ring(context, point, radius + 4, ink(INK.listed), listed === "some" ? 1.5 : 3, listed === "may" ? [4, 3] : []);
    if (listed === "listed") ring(context, point, radius + 8, ink(INK.listed), 1.2, []);
    context.globalAlpha = 1;
    if (i === state.node || isEnd(i)) ring(context, point, radius + 2, ink(INK.ink), 2.5, []);
    if (i === state.cursor && graph.matches(":focus-visible")) ring(context, point, radius + 12, ink(INK.mark), 3, [6, 4]);
  }
}

function isEnd(i) {
  return state.edge >= 0 && (edges[state.edge].from === i || edges[state.edge].to === i);
}

function ring(context, { x, y }, radius, colour, width, dash) {
  context.beginPath();
  context.setLineDash(dash);
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
  context.setLineDash([]);
}

function free(area, box) {
  return !area.some((b) => box.left < b.right && box.right > b.left && box.top < b.bottom && box.bottom > b.top);
}

function haloed(context, text, x, y, colour) {
  context.lineWidth = 4;
  context.strokeStyle = ink(INK.paper);
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

// "and 40 more", in a rounded box with a line to its hub.
function drawMarks(context, area, far, least, most) {
  context.font = SMALL;
  const { scale } = network.body.view;
  for (const [hub, count] of [...shown.folded].sort((a, b) => b[1] - a[1])) {
    if (!shown.nodes[hub] || count < least || count > most) continue;
    const [from, side] = [onCanvas(nodes[hub]), sides.get(hub)];
    const reach = sizeOf(hub) * scale * growth() + Math.max(46 * scale, 26);
    const point = { x: from.x + side.x * reach, y: from.y + side.y * reach };
    if (!inView(point)) continue;
    const text = far ? `+${count}` : `and ${count} more`;
    const half = context.measureText(text).width / 2 + 7;
    const box = { left: point.x - half, right: point.x + half, top: point.y - 10, bottom: point.y + 10, hub };
    if (far && !free(area, box)) continue;
    area.push(box);
    markBoxes.push(box);
    context.globalAlpha = bright && !bright.nodes.has(hub) ? 0.3 : 1;
    context.strokeStyle = ink(INK.soft);
    context.lineWidth = 1.2;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(point.x, point.y);
    context.stroke();
    context.fillStyle = ink(INK.paper);
    context.beginPath();
    context.roundRect(box.left, box.top, 2 * half, 20, 10);
    context.fill();
    context.stroke();
    context.fillStyle = ink(INK.ink);
    context.fillText(text, point.x, point.y - 5);
    context.globalAlpha = 1;
  }
}

let markBoxes = []; // where the "and 40 more" stand on the canvas

// What the line under the pointer, the chosen line, and the few lines of a chosen node say.
function drawLineWords(context, area) {
  if (!bright || bright.edges.size > 14 || network.body.view.scale < 0.3) return;
  context.font = SMALL;
  for (const e of bright.edges) {
    if (!shown.edges[e]) continue;
    const point = onCanvas(middleOf(e));
    const text = `${shortened(edges[e].kind, 24)}${state.day !== null && stateOn(edges[e].fact, state.day) === "may" ? " (may hold)" : ""}`;
    const half = context.measureText(text).width / 2 + 2;
    const box = { left: point.x - half, right: point.x + half, top: point.y - 7, bottom: point.y + 8 };
    if (!free(area, box)) continue;
    area.push(box);
    haloed(context, text, point.x, point.y - 6, ink(INK.soft));
  }
}

function rank(i) {
  if (i === state.hover || i === state.node || isEnd(i)) return 1e6;
  if (i === state.cursor && document.activeElement === graph) return 1e5;
  return (bright?.nodes.has(i) ? 1e4 : 0) + (["listed", "may"].includes(listedState(i)) ? 500 : 0) + neighbours[i].size;
}

function drawLabels(context, area) {
  const { scale } = network.body.view;
  const candidates = [];
  for (let i = 0; i < nodes.length; i++) {
    if (!shown.nodes[i] || (nodeFaint[i] && bright && i !== state.cursor)) continue;
    const point = onCanvas(nodes[i]);
    if (inView(point)) candidates.push([rank(i), i, point]);
  }
  candidates.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  labelsShown = [];
  for (const [weight, i, point] of candidates) {
    const lines = labelLines(i);
    const listed = listedState(i);
    const word = listed && (listed !== "some" || scale > 0.7) ? LISTED_WORDS.get(listed) : "";
    context.font = weight >= 1e4 ? `600 ${FONT}` : FONT;
    const half = Math.max(labelWidth(context, i, weight >= 1e4), word ? 80 : 0) / 2 + 3;
    const middle =
      point.x < 0 || point.x > canvasSize.width ? point.x : Math.max(half + 3, Math.min(canvasSize.width - half - 3, point.x));
    const top = point.y + sizeOf(i) * scale * growth() + (listed ? 10 : 4);
    const box = { left: middle - half, right: middle + half, top, bottom: top + 14 * (lines.length + (word ? 1 : 0)) };
    if (weight < 1e5 && (!free(area, box) || covers(box, candidates, i))) continue;
    area.push(box);
    labelsShown.push(i);
    const colour = nodeFaint[i] ? ink(INK.soft) : ink(INK.ink);
    lines.forEach((line, n) => haloed(context, line, middle, top + 14 * n, colour));
    if (word) {
      context.font = `600 ${SMALL}`;
      haloed(context, word, middle, top + 14 * lines.length, ink(INK.listed));
    }
    if (labelsShown.length > 400) return;
  }
}

// Would a label lie on the middle of a node that matters more than its own?
function covers(box, candidates, own) {
  for (const [, i, point] of candidates) {
    if (i === own) return false;
    if (point.x > box.left && point.x < box.right && point.y > box.top - 4 && point.y < box.bottom + 4) return true;
  }
  return false;
}

const widths = [new Map(), new Map()];

function labelWidth(context, i, bold) {
  const known = widths[bold ? 1 : 0];
  if (!known.has(i)) known.set(i, Math.max(...labelLines(i).map((line) => context.measureText(line).width)));
  return known.get(i);
}
