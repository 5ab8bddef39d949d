// The drawing as it came, and what is computed from it once. Nodes, edges, facts and sources are meant by position; ids are used in permalinks only.

const drawing = JSON.parse(byId("drawing").textContent);
const { nodes, edges, facts, sources } = drawing;
const technologies = new Map(Object.entries(drawing.legend.technologies));
const programmes = new Map(Object.entries(drawing.legend.programmes));
const grades = new Map(drawing.legend.grades);
const gradeRank = new Map(drawing.legend.grades.map(([code], rank) => [code, rank]));
for (const node of nodes) if (!visible(node.name).trim()) node.name = node.id; // a node that has no name goes by its id
const nodeOf = new Map(nodes.map((node, i) => [node.id, i]));
const incident = nodes.map(() => []);
edges.forEach((edge, e) => {
  incident[edge.from].push(e);
  if (edge.to !== edge.from) incident[edge.to].push(e);
});
const neighbours = incident.map((list, i) => new Set(list.map((e) => other(e, i)).filter((j) => j !== i)));

function other(e, i) {
  return edges[e].from === i ? edges[e].to : edges[e].from;
}

// The day as a number (days since 1970-01-01), null for what is no day.
function dayNumber(text) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? "");
  if (!match) return null;
  const time = new Date(0);
  time.setUTCFullYear(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return time.toISOString().slice(0, 10) === text ? time.getTime() / 86400000 : null;
}

function dayText(number) {
  return new Date(number * 86400000).toISOString().slice(0, 10);
}

// Of each fact: the first and last day on which it can have begun, and on which it can have ended; infinite where that is open.
const spans = facts.map((fact) => ({
  begins: [dayNumber(fact.days[0]) ?? -Infinity, dayNumber(fact.days[1]) ?? Infinity],
  ends: fact.until ? [dayNumber(fact.until[0]) ?? -Infinity, dayNumber(fact.until[1]) ?? Infinity] : null,
}));

// Does fact `f` hold on `day`? "holds", "may" (a date is too imprecise to tell), "not yet", "ended"; null is all time.
function stateOn(f, day) {
  if (day === null) return "holds";
  const { begins, ends } = spans[f];
  if (day < begins[0]) return "not yet";
  if (ends && day > ends[1]) return "ended";
  if (day < begins[1] || (ends && day >= ends[0] && ends[0] !== ends[1])) return "may";
  return "holds";
}

const STATE_WORDS = new Map([
  ["holds", "holds"],
  ["may", "may hold"],
  ["not yet", "not yet"],
  ["ended", "ended"],
]);

// When a fact held, in words. What goes on from then is "since" then.
const LASTING = new Set(["listing", "ownership stake", "control link"]);

function period(f) {
  const { days, until, kind } = facts[f];
  if (!days[0] && days[1] && until?.[0] && !until[1] && until[0] <= days[1])
    return `seen ${between([until[0], days[1]])}, begin and end not known`;
  const began = between(days);
  const since = LASTING.has(kind) && days[0] && !until ? "since " : "";
  return `${began ? since + began : "not dated"}${until ? `, until ${between(until) || "an unknown day"}` : ""}`;
}

function between([first, last]) {
  if (first === last) return visible(first);
  if (first.slice(4) === "-01-01" && last === `${first.slice(0, 4)}-12-31`) return first.slice(0, 4);
  if (
    first.endsWith("-01") &&
    first.slice(0, 7) === last.slice(0, 7) &&
    dayNumber(last) !== null &&
    dayText(dayNumber(last) + 1).endsWith("-01")
  )
    return first.slice(0, 7);
  if (!first) return `by ${visible(last)}`;
  return last ? `${visible(first)} to ${visible(last)}` : `${visible(first)} or later`;
}

function gradeWords(code) {
  return grades.get(code) ?? code;
}

function territoriesOf(i) {
  return nodes[i].territories.map(([, name]) => name).join(", ");
}

// Hubs. `home[i]` is the hub into which node i folds, or -1. Folded are neighbours of a hub that have no other, beyond the first ones; in a drawing
// that starts collapsed also all but the best connected, each into the best connected of its neighbours that stays.
const FIRST_NEIGHBOURS = 8;
const KEPT_WHEN_COLLAPSED = 600;
const home = homes();
const folds = new Map();
home.forEach((hub, i) => {
  if (hub >= 0) folds.set(hub, [...(folds.get(hub) ?? []), i]);
});

function homes() {
  const result = nodes.map(() => -1);
  const only = new Map();
  nodes.forEach((_, i) => {
    const [hub] = neighbours[i];
    if (neighbours[i].size === 1 && neighbours[hub].size > 1) only.set(hub, [...(only.get(hub) ?? []), i]);
  });
  for (const [hub, list] of only)
    if (list.length > FIRST_NEIGHBOURS + 1) for (const i of list.slice(FIRST_NEIGHBOURS)) result[i] = hub;
  if (drawing.collapse) foldWeakest(result);
  return result;
}

function foldWeakest(result) {
  const order = nodes
    .map((_, i) => i)
    .filter((i) => result[i] < 0)
    .sort((a, b) => neighbours[b].size - neighbours[a].size || a - b);
  const kept = new Set(order.slice(0, KEPT_WHEN_COLLAPSED));
  let queue = order.slice(0, KEPT_WHEN_COLLAPSED);
  const better = (a, b) => neighbours[b].size - neighbours[a].size || a - b;
  for (let rest = order.slice(KEPT_WHEN_COLLAPSED); ;) {
    while (queue.length) {
      const next = [];
      for (const i of queue) {
        for (const j of [...neighbours[i]].sort(better)) {
          if (result[j] < 0 && !kept.has(j)) {
            result[j] = kept.has(i) ? i : result[i];
            next.push(j);
          }
        }
      }
      queue = next;
    }
    rest = rest.filter((i) => result[i] < 0 && !kept.has(i));
    if (!rest.length) return;
    kept.add(rest[0]);
    queue = [rest[0]];
  }
}
