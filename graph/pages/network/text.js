// Text from outside made safe to show, and the building of elements. No function here ever takes markup.

const STEERING =
  /[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\ud800-\udfff]/gu;
const BLANK = /[\t\n\r\x85\u2028\u2029]+/g;
const LONGEST = 300;

// As graph/visible.py: one line, steering characters as <U+202E>, cut after `longest` characters with a word on how long it is.
function visible(text, longest = null) {
  const whole = String(text ?? "");
  if (longest !== null && whole.length > longest) {
    const characters = Array.from(whole);
    if (characters.length > longest) {
      return `${visible(characters.slice(0, longest).join(""))}… (${characters.length.toLocaleString("en")} characters)`;
    }
  }
  return whole
    .replace(BLANK, " ")
    .replace(STEERING, (c) => `<U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}>`);
}

// What two spellings of one name have in common: no case, no diacritics, compatible forms made one.
function folded(text) {
  return String(text ?? "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/\s+/g, " ")
    .trim();
}

function shortened(text, longest) {
  const characters = Array.from(visible(text, LONGEST));
  return characters.length > longest
    ? `${characters
        .slice(0, longest - 1)
        .join("")
        .trimEnd()}…`
    : characters.join("");
}

function counted(n, one, many = `${one}s`) {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

// An element. Attributes by name; a function is a listener of the event of that name; children are elements or text.
function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// A name or another text from outside, apart from the direction of what stands around it.
function bdi(text, longest = null) {
  return el("bdi", {}, visible(text, longest));
}

// A link where the address is a plain http or https one; else the address as text.
function linked(url, text) {
  const address = String(url ?? "");
  let parsed = null;
  try {
    parsed = new URL(address);
  } catch {
    parsed = null;
  }
  if (!parsed || !["http:", "https:"].includes(parsed.protocol) || visible(address) !== address)
    return el("span", {}, bdi(text), address && text !== address ? ` (${visible(address)})` : "");
  return el("a", { href: parsed.href, rel: "noopener noreferrer", target: "_blank" }, bdi(text));
}

function byId(id) {
  return document.getElementById(id);
}

// What screen readers are told, and everyone reads below the graph.
function say(sentence) {
  byId("said").textContent = sentence;
}
