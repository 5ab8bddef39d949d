"use strict";
// The search of the site. It loads the files of the index as scripts, because a page opened from disk may not read files.
(() => {
  const here = document.currentScript.src;
  const root = here.slice(0, here.lastIndexOf("/") + 1);
  const box = document.getElementById("search");
  const input = document.getElementById("q");
  const list = document.getElementById("found");
  const said = document.getElementById("said");
  const MOST = 20, WEIGHED = 60, LONGEST = 40, BUCKETS = 64;
  const CJK = "\\u3041-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const RUNS = new RegExp(`[${CJK}]+|[^${CJK} ]+`, "gu");
  const IS_CJK = new RegExp(`^[${CJK}]`, "u");
  const STEERING = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\ud800-\udfff]/gu;

  let index = null;
  const shards = new Map(), records = new Map(), loads = new Map();
  const load = (name) => {
    if (!loads.has(name)) {
      loads.set(name, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = `${root}search/${name}.js`;
        script.onload = done;
        script.onerror = () => failed(new Error(name));
        document.head.append(script);
      }));
    }
    return loads.get(name);
  };
  window.kg = {
    index: (held) => { index = { ...held, keys: new Set(held.keys) }; },
    words: (key, held) => { shards.set(key, held); },
    records: (number, held) => { records.set(number, held); },
  };

  const folded = (text) => text.normalize("NFKD").toLowerCase().replace(/ς/g, "σ").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const words = (text) => (folded(text).match(RUNS) || []).flatMap((run) => {
    const characters = [...run];
    if (!IS_CJK.test(run)) return [characters.slice(0, LONGEST).join("")];
    return characters.length < 2 ? [run] : characters.slice(0, -1).map((c, i) => c + characters[i + 1]);
  });
  const shard = (word) => {
    if (!/^[a-z0-9]/.test(word)) return `u${word.codePointAt(0) % BUCKETS}`;
    return word[0] + (/^[a-z0-9]$/.test(word[1] || "") ? word[1] : "_");
  };
  const visible = (text) => text.replace(STEERING, (c) => `<U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}>`);

  // Numbers of the records that have every word of the query, or a word that begins with it: sources last, those with more whole words first, then as they are numbered.
  const match = async (query) => {
    const asked = [...new Set(words(query))];
    await load("index");
    const keys = [...new Set(asked.map(shard))].filter((key) => index.keys.has(key));
    await Promise.all(keys.map(load));
    let found = null;
    for (const word of asked) {
      const scores = new Map();
      for (const [known, numbers] of Object.entries(shards.get(shard(word)) || {})) {
        if (!known.startsWith(word)) continue;
        for (const n of numbers) scores.set(n, Math.max(scores.get(n) || 0, known === word ? 1 : 0));
      }
      if (found === null) found = scores;
      else found = new Map([...found].filter(([n]) => scores.has(n)).map(([n, s]) => [n, s + scores.get(n)]));
    }
    return [...(found || [])].sort((a, b) => (a[0] >= index.things) - (b[0] >= index.things) || b[1] - a[1] || a[0] - b[0]).map(([n]) => n);
  };
  const read = async (numbers) => {
    await Promise.all([...new Set(numbers.map((n) => Math.floor(n / index.chunk)))].map((chunk) => load(`records-${chunk}`)));
    return numbers.map((n) => records.get(Math.floor(n / index.chunk))[n % index.chunk]);
  };

  let turn = 0, chosen = -1;
  const options = () => [...list.children];
  const choose = (n) => {
    const all = options();
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === n)));
    chosen = n;
    if (n < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", all[n].id);
      all[n].scrollIntoView({ block: "nearest" });
    }
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const show = (rows, total) => {
    list.replaceChildren(...rows.map(([name, kind, territories, path, others], i) => {
      const option = document.createElement("a"), what = document.createElement("small"), title = document.createElement("bdi");
      option.id = `found-${i}`;
      option.href = root + path;
      option.setAttribute("role", "option");
      option.tabIndex = -1;
      title.textContent = visible(name);
      what.textContent = [index.kinds[kind], territories, others.map(visible).join(" · ")].filter(Boolean).join(" — ");
      option.append(title, what);
      return option;
    }));
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    choose(-1);
    said.textContent = total === 0 ? "Nothing found." : `${total} found${total > rows.length ? `, the first ${rows.length} shown` : ""}.`;
  };
  const search = async () => {
    const mine = ++turn, query = input.value;
    if (folded(query).length < (IS_CJK.test(folded(query)) ? 1 : 2)) { close(); said.textContent = ""; return; }
    try {
      const numbers = await match(query);
      const rows = await read(numbers.slice(0, WEIGHED));
      if (mine !== turn) return;
      const wanted = folded(query);
      const rank = ([name, kind, , , others]) => {
        if (index.kinds[kind] === "source") return 3;
        const all = [name, ...others].map(folded);
        return all.includes(wanted) ? 0 : all.some((n) => n.startsWith(wanted)) ? 1 : 2;
      };
      show(rows.map((row, i) => [rank(row), i, row]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, MOST).map((r) => r[2]), numbers.length);
    } catch (error) {
      said.textContent = `A file of the search is missing: search/${error.message}.js`;
    }
  };

  input.addEventListener("input", search);
  input.addEventListener("focus", () => load("index").catch(() => {}));
  input.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "Escape") { close(); return; }
    if (event.key === "Enter" && all.length && !list.hidden) { event.preventDefault(); location.assign(all[Math.max(chosen, 0)].href); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !all.length) return;
    event.preventDefault();
    if (list.hidden) { list.hidden = false; input.setAttribute("aria-expanded", "true"); }
    choose((chosen + step + all.length) % all.length);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { event.preventDefault(); input.focus(); }
  });
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) close(); });
  box.hidden = false;
  for (const mark of [location.hash]) { // a fold that holds what the address points at is opened
    const at = mark.length > 1 ? document.getElementById(decodeURIComponent(mark.slice(1))) : null;
    const fold = at && at.closest("details");
    if (fold) { fold.open = true; at.scrollIntoView(); }
  }
})();
