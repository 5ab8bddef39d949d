// The way from one node to another inside the page: fewest lines, over what the filter shows and what holds or may hold on the day.

function startRoute() {
  const [from, to, any] = [byId("route-from"), byId("route-to"), byId("route-any")];
  const ends = { from: -1, to: -1 };
  combobox(
    from,
    (i) => {
      ends.from = i;
    },
    { keep: true },
  );
  combobox(
    to,
    (i) => {
      ends.to = i;
    },
    { keep: true },
  );
  from.addEventListener("input", () => {
    ends.from = -1;
  });
  to.addEventListener("input", () => {
    ends.to = -1;
  });
  byId("route-form").addEventListener("submit", (event) => {
    event.preventDefault();
    for (const [key, input] of [
      ["from", from],
      ["to", to],
    ])
      if (ends[key] < 0) ends[key] = found(input.value, 1)[0]?.[0] ?? -1;
    if (ends.from < 0 || ends.to < 0)
      return tellRoute([
        `Nothing in this page is named “${visible((ends.from < 0 ? from : to).value, 60)}”; choose both ends from what the fields offer.`,
      ]);
    select(-1, -1, { route: { from: ends.from, to: ends.to, any: any.checked, path: null } });
    const { path } = state.route;
    if (path) show(path[0]);
  });
  any.addEventListener("change", () => state.route && change({ route: { ...state.route, any: any.checked, path: null } }));
  byId("route-clear").addEventListener("click", () => {
    from.value = to.value = "";
    ends.from = ends.to = -1;
    change({ route: null });
  });
  onChange((changed) => {
    if (state.route && ["route", "off", "grade", "open", "day"].some((key) => changed.has(key))) findRoute();
    if (changed.has("route")) {
      byId("route-clear").hidden = !state.route;
      if (state.route) {
        [from.value, to.value, any.checked] = [
          shortened(nodes[state.route.from].name, 80),
          shortened(nodes[state.route.to].name, 80),
          state.route.any,
        ];
        [ends.from, ends.to] = [state.route.from, state.route.to];
        byId("route").open = true;
      } else tellRoute([]);
    }
  });
}

// Finds the path of `state.route`, unfolds what it needs, and tells it. Runs before the picture is brought up to date.
function findRoute() {
  const { route } = state;
  route.path = shortest(route.from, route.to, route.any);
  if (!route.path) {
    const what = state.day === null ? "" : ` on ${dayText(state.day)}`;
    return tellRoute([
      `No route in what is shown${what} from ${shortened(nodes[route.from].name, 60)} to ${shortened(nodes[route.to].name, 60)}${route.any ? "" : " along the direction of the lines"}.`,
    ]);
  }
  const turned = withUnfolded(route.path.filter((_, k) => k % 2 === 0));
  if (turned) {
    state.turned = turned;
    computeShown();
  }
  const hops = (route.path.length - 1) / 2;
  const steps = el(
    "ol",
    { class: "steps" },
    route.path.map((step, k) => (k % 2 ? lineStep(step, route.path[k - 1]) : el("li", {}, nodeButton(step)))),
  );
  return tellRoute([el("p", {}, `${counted(hops, "line")}, fewest possible:`), steps]);
}

function lineStep(e, from) {
  const backwards = edges[e].from !== from;
  return el(
    "li",
    { class: "line" },
    el("span", { class: "swatch", "aria-hidden": "true" }, lineSwatch(edges[e].kind)),
    backwards ? "← " : "→ ",
    el(
      "button",
      { type: "button", class: "plain", click: () => chooseLine(e) },
      `${visible(edges[e].kind, 40)}${backwards ? " (against its direction)" : ""}`,
    ),
    el("span", { class: "soft" }, ` ${period(edges[e].fact)}`),
  );
}

function tellRoute(content) {
  byId("route-answer").replaceChildren(...content.map((part) => (typeof part === "string" ? el("p", {}, part) : part)));
}

// [node, edge, node, ...] with the fewest edges, ties by the order of the edges; null where there is no way.
function shortest(from, to, any) {
  const before = new Map([[from, -1]]);
  for (let queue = [from]; queue.length && !before.has(to);) {
    const next = [];
    for (const i of queue) {
      for (const e of incident[i]) {
        const j = other(e, i);
        if (before.has(j) || !shown.passEdges[e] || (!any && edges[e].from !== i)) continue;
        if (["not yet", "ended"].includes(stateOn(edges[e].fact, state.day))) continue;
        before.set(j, e);
        next.push(j);
      }
    }
    queue = next;
  }
  if (!before.has(to)) return null;
  const path = [to];
  for (let i = to; i !== from;) {
    const e = before.get(i);
    i = other(e, i);
    path.unshift(i, e);
  }
  return path;
}
