// What is shown as files: both tables as CSV, the picture as SVG and PNG.

function startDownload() {
  const makers = {
    "save-edges": () => save(csv("edges"), "text/csv;charset=utf-8", "lines.csv"),
    "save-nodes": () => save(csv("nodes"), "text/csv;charset=utf-8", "nodes.csv"),
    "save-svg": () => save(picture(), "image/svg+xml", "picture.svg"),
    "save-png": savePng,
  };
  for (const [id, make] of Object.entries(makers)) byId(id).addEventListener("click", make);
}

function save(content, type, ending) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const stem =
    folded(drawing.title)
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 60) || "graph";
  el("a", { href: url, download: `${stem}-${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  say(`Saved as ${stem}-${ending}.`);
}

// One cell after RFC 4180. What a spreadsheet would take for a formula gets an apostrophe before it.
function csvCell(value) {
  let text = visible(value);
  if (/^[=+\-@\t\r＝＋－＠]/.test(String(value ?? ""))) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function csv(name) {
  const links = (f) => facts[f].sources.map((s) => sources[s]);
  const columns =
    name === "nodes"
      ? [
          ["id", (i) => nodes[i].id],
          ["name", (i) => nodes[i].name],
          ["kind", (i) => nodes[i].kind],
          ["territories", (i) => territoriesOf(i)],
          ["lines", (i) => incident[i].filter((e) => shown.passEdges[e]).length],
          ["listings", (i) => nodes[i].listings.filter(factPasses).map(listingText).join("; ")],
          ["listed", (i) => LISTED_WORDS.get(listedState(i)) ?? ""],
          ["aliases", (i) => nodes[i].aliases.join("; ")],
          ["identifiers", (i) => nodes[i].identifiers.join("; ")],
        ]
      : [
          ["from", (e) => nodes[edges[e].from].name],
          ["relation", (e) => edges[e].kind],
          ["to", (e) => nodes[edges[e].to].name],
          ["from id", (e) => nodes[edges[e].from].id],
          ["to id", (e) => nodes[edges[e].to].id],
          ["fact", (e) => facts[edges[e].fact].id],
          ["title", (e) => facts[edges[e].fact].title],
          ["first day", (e) => facts[edges[e].fact].days[0]],
          ["last day", (e) => facts[edges[e].fact].days[1]],
          ["when", (e) => period(edges[e].fact)],
          ["evidence", (e) => gradeWords(facts[edges[e].fact].grade)],
          ["details", (e) => facts[edges[e].fact].rows.map(([label, text]) => `${label}: ${text}`).join("; ")],
          [
            "sources",
            (e) =>
              links(edges[e].fact)
                .map((s) => s.title)
                .join("; "),
          ],
          [
            "addresses",
            (e) =>
              links(edges[e].fact)
                .map((s) => s.url)
                .filter(Boolean)
                .join(" "),
          ],
          [
            "licences",
            (e) =>
              [
                ...new Set(
                  links(edges[e].fact)
                    .map((s) => s.licence)
                    .filter(Boolean),
                ),
              ].join("; "),
          ],
        ];
  if (state.day !== null && name === "edges")
    columns.push([`on ${dayText(state.day)}`, (e) => STATE_WORDS.get(stateOn(edges[e].fact, state.day))]);
  const lines = [
    columns.map(([title]) => csvCell(title)),
    ...sortedRows(tables[name]).map((row) => columns.map(([, value]) => csvCell(value(row)))),
  ];
  return `\ufeff${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}

// The caption in lines, for under the picture.
function captionLines() {
  const { caption } = drawing;
  const nodesShown = shown.nodes.filter(Boolean).length;
  const edgesShown = shown.edges.filter(Boolean).length;
  return [
    `${counted(nodesShown, "node")} and ${counted(edgesShown, "line")} shown${state.day === null ? "" : `, as on ${dayText(state.day)}`}${filtered() ? ", filtered" : ""}. Release ${visible(caption.release)}, data as of ${visible(caption.as_of)}, engine ${visible(caption.engine)}.`,
    `Licences of the sources: ${caption.licences.map(([name]) => visible(name)).join("; ") || "none"}.`,
  ];
}

// The whole of what is shown as an SVG document, at the positions of the drawing.
function picture() {
  const list = nodes.flatMap((_, i) => (shown.nodes[i] ? [i] : []));
  const box = list.length ? extent(list.map((i) => nodes[i])) : { left: 0, right: 0, top: 0, bottom: 0 };
  const [left, top] = [box.left - 110, box.top - 100];
  const [wide, high] = [Math.max(640, box.right - left + 110), box.bottom - top + 140];
  const root = svg("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: [left, top, wide, high].map(fixed).join(" "),
    width: fixed(wide),
    height: fixed(high),
    "font-family": "system-ui, sans-serif",
    "font-size": 12,
  });
  root.append(
    svg("title", {}, visible(drawing.title, LONGEST)),
    svg("rect", { x: fixed(left), y: fixed(top), width: fixed(wide), height: fixed(high), fill: ink(INK.paper) }),
  );
  const write = (x, y, size, text, attributes = {}) =>
    svg("text", { x: fixed(x), y: fixed(y), "font-size": size, fill: ink(INK.ink), ...attributes }, text);
  root.append(write(left + 16, top + 30, 18, shortened(drawing.title, 80), { "font-weight": 600 }));
  edges.forEach((_, e) => shown.edges[e] && root.append(lineDrawn(e)));
  for (const [hub, count] of shown.folded) if (shown.nodes[hub]) root.append(markDrawn(hub, count));
  list.forEach((i) => root.append(nodeDrawn(i, write)));
  captionLines().forEach((line, n) => root.append(write(left + 16, top + high - 34 + 17 * n, 11, line, { fill: ink(INK.soft) })));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}`;
}

function markDrawn(hub, count) {
  const [side, reach] = [sides.get(hub), sizeOf(hub) + 46];
  const { x, y } = { x: nodes[hub].x + side.x * reach, y: nodes[hub].y + side.y * reach };
  return svg(
    "g",
    {},
    svg("path", {
      d: `M${fixed(nodes[hub].x)} ${fixed(nodes[hub].y)}L${fixed(x)} ${fixed(y)}`,
      stroke: ink(INK.soft),
      "stroke-width": 1.2,
    }),
    svg("rect", {
      x: fixed(x - 40),
      y: fixed(y - 10),
      width: 80,
      height: 20,
      rx: 10,
      fill: ink(INK.paper),
      stroke: ink(INK.soft),
    }),
    svg(
      "text",
      { x: fixed(x), y: fixed(y + 4), "font-size": 11, "text-anchor": "middle", fill: ink(INK.ink) },
      `and ${count} more`,
    ),
  );
}

function nodeDrawn(i, write) {
  const { x, y, kind } = nodes[i];
  const size = sizeOf(i);
  const listed = listedState(i);
  const group = svg("g", { opacity: nodeFaint[i] ? 0.35 : null }, svg("title", {}, visible(nodes[i].name, LONGEST)));
  group.append(svg("path", { d: outline(kindLook(kind).shape, x, y, size), fill: ink(kindLook(kind).colour) }));
  const rings =
    {
      listed: [
        [size + 4, 3],
        [size + 8, 1.2],
      ],
      may: [[size + 4, 3]],
      some: [[size + 4, 1.5]],
    }[listed] ?? [];
  for (const [r, thick] of rings)
    group.append(
      svg("circle", {
        cx: fixed(x),
        cy: fixed(y),
        r: fixed(r),
        fill: "none",
        stroke: ink(INK.listed),
        "stroke-width": thick,
        "stroke-dasharray": listed === "may" ? "4 3" : null,
      }),
    );
  const from = y + size + (listed ? 22 : 16);
  const halo = {
    "text-anchor": "middle",
    "paint-order": "stroke",
    stroke: ink(INK.paper),
    "stroke-width": 4,
    "stroke-linejoin": "round",
  };
  labelLines(i).forEach((line, n) => group.append(write(x, from + 14 * n, 12, line, halo)));
  if (listed)
    group.append(
      write(x, from + 14 * labelLines(i).length, 11, LISTED_WORDS.get(listed), {
        ...halo,
        fill: ink(INK.listed),
        "font-weight": 600,
      }),
    );
  return group;
}

// A line with its bend, dash and head, where vis-network draws it.
function lineDrawn(e) {
  const edge = edges[e];
  const look = relationLook(edge.kind);
  const [a, b] = [nodes[edge.from], nodes[edge.to]];
  const { options, edgeType } = network.body.edges[`e${e}`];
  const colour = ink(look.colour);
  const made = svg(
    "g",
    { opacity: options.color.opacity < 1 ? options.color.opacity : null },
    svg("title", {}, visible(facts[edge.fact].title, LONGEST)),
  );
  const dash = options.dashes ? options.dashes.join(" ") : null;
  const path = (d) =>
    made.append(svg("path", { d, fill: "none", stroke: colour, "stroke-width": options.width, "stroke-dasharray": dash }));
  if (edge.from === edge.to) {
    const r = 16 + 7 * bends[e];
    made.append(
      svg("circle", {
        cx: fixed(a.x + r * 0.9),
        cy: fixed(a.y - r * 0.9),
        r,
        fill: "none",
        stroke: colour,
        "stroke-width": options.width,
        "stroke-dasharray": dash,
      }),
    );
    return made;
  }
  const via = options.smooth?.enabled ? edgeType.getViaNode() : null;
  const back = via && via.x !== undefined ? via : a;
  const angle = Math.atan2(b.y - back.y, b.x - back.x);
  const reach = sizeOf(edge.to) + 2;
  const tip = { x: b.x - reach * Math.cos(angle), y: b.y - reach * Math.sin(angle) };
  const end = look.arrow ? { x: tip.x - 6 * Math.cos(angle), y: tip.y - 6 * Math.sin(angle) } : tip;
  path(
    back === a
      ? `M${fixed(a.x)} ${fixed(a.y)}L${fixed(end.x)} ${fixed(end.y)}`
      : `M${fixed(a.x)} ${fixed(a.y)}Q${fixed(via.x)} ${fixed(via.y)} ${fixed(end.x)} ${fixed(end.y)}`,
  );
  if (look.arrow) made.append(svg("path", { d: head(look.arrow, tip.x, tip.y, angle, 10), fill: colour }));
  return made;
}

// The picture at twice its size, but no side over 8,000 pixels, which is what browsers still draw.
function savePng() {
  const source = picture();
  const image = new Image();
  const url = URL.createObjectURL(new Blob([source], { type: "image/svg+xml" }));
  image.onload = () => {
    const scale = Math.min(2, 8000 / image.width, 8000 / image.height);
    const canvas = el("canvas", { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    canvas.toBlob(
      (blob) => (blob ? save(blob, "image/png", "picture.png") : say("The picture is too large for a PNG; save it as SVG.")),
      "image/png",
    );
  };
  image.onerror = () => say("The picture could not be drawn as PNG; save it as SVG.");
  image.src = url;
}
