// Everything put together.

function startTheme() {
  const button = byId("theme");
  button.addEventListener("click", () => change({ theme: isDark() ? "light" : "dark" }));
  const update = () => {
    if (state.theme) document.documentElement.dataset.theme = state.theme;
    else delete document.documentElement.dataset.theme;
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Change to ${isDark() ? "light" : "dark"} colours`);
  };
  onChange((changed) => changed.has("theme") && update());
  update();
}

function startPicture() {
  onChange((changed) => {
    if (changed.has("theme")) recolour();
    if (
      ["off", "grade", "open", "turned", "node", "edge", "route"].some((key) => changed.has(key)) ||
      (state.route && changed.has("day"))
    )
      place();
    if (["slash"].every((key) => !changed.has(key) || changed.size > 1)) paint();
    if (["day", "off", "grade", "open", "turned", "route", "node", "edge"].some((key) => changed.has(key))) updateCounts();
  });
}

function updateCounts() {
  const count = (list) => list.filter(Boolean).length;
  const [n, e] = [count(shown.passNodes), count(shown.passEdges)];
  const away = [...shown.folded.values()].reduce((a, b) => a + b, 0);
  const of = (some, all, word) => (some === all ? counted(all, word) : `${some.toLocaleString("en")} of ${counted(all, word)}`);
  byId("counts").textContent =
    `${of(n, nodes.length, "node")}, ${of(e, edges.length, "line")}${away ? `; ${away.toLocaleString("en")} folded away` : ""}`;
  const listed = nodes.filter((_, i) => shown.nodes[i] && listedState(i) === "listed").length;
  graph
    .querySelector("canvas")
    .setAttribute(
      "aria-label",
      `Graph of ${byId("counts").textContent}${state.day === null ? "" : `; on ${dayText(state.day)} ${counted(listed, "node")} certainly listed`}. The same content stands in the tables below.`,
    );
}

let writing = 0;
let known = location.hash; // as last written or read

// Keep the address in step with the state, a moment after the last change.
function startAddress() {
  const write = () => {
    clearTimeout(writing);
    writing = setTimeout(() => {
      if (location.hash !== known) return; // a new address was given a moment ago, and is about to be read
      history.replaceState(null, "", `#${permalink(viewText())}`);
      known = location.hash;
    }, 250);
  };
  onChange((changed) => [...changed].some((key) => !["hover", "hoverEdge", "cursor"].includes(key)) && write());
  for (const event of ["dragEnd", "zoom", "animationFinished"]) network.on(event, write);
  addEventListener("hashchange", () => {
    if (location.hash === known) return;
    known = location.hash;
    clearTimeout(writing);
    readAddress();
  });
}

function readAddress() {
  const [patch, view, wrong] = fromPermalink(location.hash.slice(1));
  change({ ...patch, cursor: patch.node });
  const turned = withUnfolded(
    [patch.node, ...(patch.edge >= 0 ? [edges[patch.edge].from, edges[patch.edge].to] : [])].filter((i) => i >= 0),
  );
  if (turned) change({ turned });
  network.canvas.setSize();
  if (view) network.moveTo(view);
  else fit();
  byId("wrong").hidden = !wrong.length;
  byId("wrong").textContent = wrong.join(" ");
}

computeShown();
place();
startTheme();
startLegend();
startDates();
startRoute();
startPicture();
startPointing();
startPanel();
startSearch();
startTables();
startDownload();
startAddress();
if (drawing.day) state.day = dayNumber(drawing.day);
if (location.hash.length > 1) readAddress();
else {
  change({ day: state.day });
  fit();
}
updateCounts();
network.once("afterDrawing", () => setTimeout(() => performance.mark("interactive")));
network.redraw();
