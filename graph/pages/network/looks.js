// Shape, colour, dash and arrow of everything, for the picture, the legend and the saved files alike. Never colour alone.
// Colours are pairs: on light paper, on dark paper; each has a contrast of at least 3 to 1 with its paper.

const KINDS = new Map([
  ["organization", { shape: "dot", colour: ["#0a66a8", "#6cb8f0"], word: "organisation" }],
  ["agency", { shape: "square", colour: ["#b04a05", "#f3a063"], word: "public body" }],
  ["territory", { shape: "hexagon", colour: ["#59616e", "#a9b2c0"], word: "territory" }],
  ["item", { shape: "diamond", colour: ["#00735c", "#43c7a5"], word: "product or component" }],
  ["technology", { shape: "triangle", colour: ["#8d3f7b", "#e09aca"], word: "technology" }],
  ["programme", { shape: "star", colour: ["#7d5f00", "#e3c24a"], word: "list" }],
]);
const OTHER_KIND = { shape: "triangleDown", colour: ["#59616e", "#a9b2c0"], word: "" };
const INK = {
  paper: ["#ffffff", "#17181c"],
  ink: ["#1b1b1f", "#ececf0"],
  soft: ["#55565c", "#b3b4bd"],
  listed: ["#b3122f", "#ff8b98"],
  mark: ["#0b4fb3", "#9cc2ff"],
};
const LINES = {
  trade: ["#a5490a", "#eda263"],
  supply: ["#15728c", "#68c1da"],
  control: ["#7646a3", "#c6a3ea"],
  use: ["#50711a", "#a6cd68"],
  place: ["#7d7f88", "#8e909b"],
};
const LONG = [14, 6];
const MIXED = [14, 4, 3, 4];
const MAY = [4, 5];
const RELATIONS = new Map([
  ["sold to", { colour: LINES.trade, dash: null, arrow: "arrow" }],
  ["sells through", { colour: LINES.trade, dash: MIXED, arrow: "arrow" }],
  ["sold by", { colour: LINES.trade, dash: LONG, arrow: "arrow" }],
  ["financed", { colour: LINES.trade, dash: null, arrow: "diamond" }],
  ["supplies", { colour: LINES.supply, dash: null, arrow: "vee" }],
  ["built into", { colour: LINES.supply, dash: LONG, arrow: "vee" }],
  ["goes into", { colour: LINES.supply, dash: MIXED, arrow: "vee" }],
  ["makes", { colour: LINES.supply, dash: null, arrow: "circle" }],
  ["owns", { colour: LINES.control, dash: null, arrow: "bar" }],
  ["controls", { colour: LINES.control, dash: LONG, arrow: "bar" }],
  ["became", { colour: LINES.control, dash: MIXED, arrow: "arrow" }],
  ["uses", { colour: LINES.use, dash: null, arrow: "circle" }],
  ["may search", { colour: LINES.use, dash: LONG, arrow: "circle" }],
  ["in", { colour: LINES.place, dash: null, arrow: "" }],
  ["used by", { colour: LINES.use, dash: null, arrow: "circle" }],
  ["seen in", { colour: LINES.use, dash: MIXED, arrow: "circle" }],
  ["mentioned for", { colour: LINES.place, dash: LONG, arrow: "vee" }],
  ["listed on", { colour: INK.listed, dash: null, arrow: "bar" }],
]);
const OTHER_RELATION = { colour: LINES.place, dash: null, arrow: "arrow" };

const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return state.theme ? state.theme === "dark" : prefersDark.matches;
}

function ink(pair) {
  return pair[isDark() ? 1 : 0];
}

function kindLook(kind) {
  return KINDS.get(kind) ?? OTHER_KIND;
}

function kindWord(kind) {
  return kindLook(kind).word || visible(kind, 40);
}

function relationLook(kind) {
  return RELATIONS.get(kind) ?? OTHER_RELATION;
}

function sizeOf(i) {
  return 10 + Math.min(12, 2 * Math.sqrt(neighbours[i].size));
}

// The outline of a shape, as vis-network draws it, as SVG path data.
function outline(shape, x, y, r) {
  const polygon = (points) => `M${points.map(([a, b]) => `${fixed(a)} ${fixed(b)}`).join("L")}Z`;
  if (shape === "square")
    return polygon([
      [x - r, y - r],
      [x + r, y - r],
      [x + r, y + r],
      [x - r, y + r],
    ]);
  if (shape === "diamond")
    return polygon([
      [x, y + r],
      [x + r, y],
      [x, y - r],
      [x - r, y],
    ]);
  if (shape === "hexagon")
    return polygon([0, 1, 2, 3, 4, 5].map((i) => [x + r * Math.cos((Math.PI * i) / 3), y + r * Math.sin((Math.PI * i) / 3)]));
  if (shape === "star") {
    const s = r * 0.82;
    return polygon(
      Array.from({ length: 10 }, (_, i) => {
        const reach = i % 2 === 0 ? s * 1.3 : s * 0.5;
        return [x + reach * Math.sin((i * Math.PI) / 5), y + 0.1 * s - reach * Math.cos((i * Math.PI) / 5)];
      }),
    );
  }
  if (shape.startsWith("triangle")) {
    const up = shape === "triangle" ? 1 : -1;
    const half = r * 1.15;
    const base = y + up * (0.275 * half + (Math.sqrt(3) / 3) * half);
    return polygon([
      [x, base - up * Math.sqrt(3) * half],
      [x + half, base],
      [x - half, base],
    ]);
  }
  return `M${fixed(x - r)} ${fixed(y)}a${fixed(r)} ${fixed(r)} 0 1 0 ${fixed(2 * r)} 0a${fixed(r)} ${fixed(r)} 0 1 0 ${fixed(-2 * r)} 0Z`;
}

function fixed(number) {
  return Math.round(number * 10) / 10;
}

// The head of an arrow whose tip is at (x, y) and that points along `angle`: SVG path data, and whether it is filled.
function head(type, x, y, angle, length) {
  const at = (along, across) =>
    `${fixed(x + along * length * Math.cos(angle) - across * length * Math.sin(angle))} ${fixed(y + along * length * Math.sin(angle) + across * length * Math.cos(angle))}`;
  if (type === "vee") return `M${at(-1, 0.45)}L${at(0, 0)}L${at(-1, -0.45)}L${at(-0.6, 0)}Z`;
  if (type === "circle")
    return `M${at(0, 0)}A${fixed(length * 0.4)} ${fixed(length * 0.4)} 0 1 0 ${at(-0.8, 0)}A${fixed(length * 0.4)} ${fixed(length * 0.4)} 0 1 0 ${at(0, 0)}Z`;
  if (type === "diamond") return `M${at(0, 0)}L${at(-0.5, 0.35)}L${at(-1, 0)}L${at(-0.5, -0.35)}Z`;
  if (type === "bar") return `M${at(0, 0.5)}L${at(0, -0.5)}L${at(-0.25, -0.5)}L${at(-0.25, 0.5)}Z`;
  return `M${at(-1, 0.4)}L${at(0, 0)}L${at(-1, -0.4)}Z`;
}
