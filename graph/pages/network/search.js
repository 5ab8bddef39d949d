// Finding a node by name, alias or identifier, in any script.

let index = null;

function searchIndex() {
  index ??= nodes.map((node) => {
    const texts = [[node.name, ""], ...node.aliases.map((a) => [a, "also "]), ...node.identifiers.map((a) => [a, ""])];
    return texts.map(([text, how]) => ({ text, how, key: folded(text) }));
  });
  return index;
}

// The nodes that `text` may mean, best first: [node, how the match reads when it is not the name].
// Exact before beginning, beginning before beginning of a word, that before anywhere; names before aliases; then the better connected.
function found(text, most = 12) {
  const key = folded(text);
  if (!key) return [];
  const words = key.split(" ");
  const hits = [];
  searchIndex().forEach((entries, i) => {
    let best = null;
    entries.forEach((entry, position) => {
      const quality =
        entry.key === key
          ? 0
          : entry.key.startsWith(key)
            ? 1
            : entry.key.includes(` ${key}`)
              ? 2
              : entry.key.includes(key)
                ? 3
                : words.every((w) => entry.key.includes(w))
                  ? 4
                  : 9;
      const score = quality * 2 + (position ? 1 : 0);
      if (quality < 9 && (!best || score < best.score))
        best = { i, score, via: position ? `${entry.how}${shortened(entry.text, 60)}` : "" };
    });
    if (best) hits.push(best);
  });
  hits.sort((a, b) => a.score - b.score || neighbours[b.i].size - neighbours[a.i].size || a.i - b.i);
  return hits.slice(0, most).map(({ i, via }) => [i, via]);
}

// A field that offers nodes while one types: arrows move, Enter chooses, Escape closes. `chosen(i)` is called with the node.
function combobox(input, chosen, { keep = false } = {}) {
  const list = el("ul", { role: "listbox", id: `${input.id}-list`, "aria-label": "Nodes found", hidden: true });
  input.after(list);
  filled(
    input,
    {
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": list.id,
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
    },
    [],
  );
  let [hits, active] = [[], 0];
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (position) => {
    const [i] = hits[position];
    close();
    input.value = keep ? shortened(nodes[i].name, 80) : "";
    chosen(i);
  };
  const mark = (position) => {
    active = (position + hits.length) % hits.length;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === active)));
    input.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  };
  const look = () => {
    hits = found(input.value);
    if (!input.value.trim()) return close();
    if (!hits.length) {
      list.replaceChildren(
        el(
          "li",
          { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "none" },
          "nothing found in this page",
        ),
      );
      input.removeAttribute("aria-activedescendant");
    } else {
      list.replaceChildren(...hits.map(([i, via], n) => option(i, via, `${list.id}-${n}`, () => take(n))));
      mark(0);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    say(hits.length ? `${counted(hits.length, "node")} found.` : "Nothing found.");
  };
  input.addEventListener("input", look);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (list.hidden) input.value = "";
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) look();
      else if (hits.length) mark(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      if (list.hidden) look();
      if (hits.length && input.value.trim()) take(active);
    } else return;
    event.preventDefault();
  });
}

function option(i, via, id, take) {
  const node = nodes[i];
  const mark = el("span", { class: "swatch", "aria-hidden": "true" }, nodeSwatch(node.kind));
  const more = [kindWord(node.kind), visible(territoriesOf(i), 60), via, shown.passNodes[i] ? "" : "hidden by the filter"]
    .filter(Boolean)
    .join(" · ");
  return el(
    "li",
    {
      role: "option",
      id,
      "aria-selected": "false",
      pointerdown: (event) => {
        event.preventDefault();
        take();
      },
    },
    mark,
    el(
      "span",
      {},
      el("bdi", { class: "name" }, shortened(node.name, 80)),
      " ",
      el("span", { class: "soft" }, el("bdi", {}, more)),
    ),
  );
}

function startSearch() {
  combobox(byId("search"), (i) => {
    select(i);
    show(i);
    graph.focus();
    say(described(i));
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=checkbox]):not([type=range]), select, textarea");
    if (event.key !== "/" || !state.slash || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    byId("search").focus();
    byId("search").select();
  });
  const slash = byId("slash");
  slash.addEventListener("change", () => change({ slash: slash.checked }));
  onChange((changed) => changed.has("slash") && (slash.checked = state.slash));
}
