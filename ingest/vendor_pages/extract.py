"""A saved web page -> its text as sentences, each with its place: number, first and last character in the extracted text.

The same bytes always give the same text, so `page hash + position` finds a sentence again without keeping its wording. What
a visitor does not see (scripts, styles, hidden elements) or what is not the page's own matter (navigation, footer) is no text.
"""

import codecs
import contextlib
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.facts import clean
from ontology.errors import FileError


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


MAX_BYTES = 16 * 2**20
MAX_DEPTH = 500
"""Elements open at once; parsing time grows with its square, so a deeper page is refused before it is parsed."""
MAX_SENTENCE = 2000
"""Characters of a sentence; a longer one is no prose and is cut into pieces of this length."""
MAX_CELL = 300
"""Characters of a table cell; a row with a longer one is layout, not a list."""
_UNREAD = _set("script style noscript template svg iframe nav footer form button select head object audio video canvas")
_BLOCKS = _set(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr"
    " html li main ol p pre section summary table tbody td tfoot th thead tr ul br"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNNESTED = _set(
    "area base br col embed hr img input link meta source track wbr p li td th tr dt dd option thead tbody tfoot path"
)
"""Void elements, and those that the next one of their kind closes."""
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]{1,40})", re.IGNORECASE)
_NO_CHARSETS = _set("punycode idna unicode_escape raw_unicode_escape undefined utf_7 mbcs oem")
"""Codecs that Python knows and no browser takes for the encoding of a page."""
_OTHER_FILES = {
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"PK\x03\x04": "an archive",
    b"From: ": "a web archive",
    b"MIME-Version": "a web archive",
}
_ABBREVIATIONS = _set(
    "inc ltd co corp llc plc jr sr dr mr mrs ms prof st no dept gov gen col maj capt lt sgt u.s u.k u.n u.a.e s.a s.p.a n.v b.v"
    " a.s e.g i.e vs approx est jan feb mar apr jun jul aug sep sept oct nov dec"
)
_STOP = re.compile(r"([.!?]+[\"'”’»)\]]*)\s+(?=[^\sa-z])|([。！？]+[”」』]?)\s*")
_SAYS = re.compile(r"\w")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LD_DAY = re.compile(r'"datePublished"\s*:\s*"(\d{4}-\d{2}-\d{2})')
_DATE_METAS = ("article:published_time", "date", "pubdate", "dc.date", "dc.date.issued", "publish-date", "datepublished")


@dataclass(frozen=True)
class Sentence:
    """A sentence, list item, heading or table row. `page.text[start:end]` is `text`; `number` counts from 1.

    `heading` is the heading it stands under; `cells` the (column name, cell) pairs of a row.
    """

    number: int
    start: int
    end: int
    text: str
    kind: str
    heading: str = ""
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Page:
    """The text of a saved page. `published` is the day that the page's own mark-up gives, or ''."""

    title: str
    published: str
    sha256: str
    text: str
    sentences: tuple[Sentence, ...]


@dataclass
class _Block:
    kind: str
    text: str
    heading: str
    cells: tuple[tuple[str, str], ...] = ()


def read_page(path: Path) -> Page:
    """The page in that file. FileError when it is missing, empty, too large, or no HTML text."""
    try:
        if path.is_dir():
            raise FileError(f"{path} is a folder where a saved page is expected; name the .html file")
        if path.stat().st_size > MAX_BYTES:
            raise FileError(f"{path} is larger than {MAX_BYTES >> 20} MiB; save the page's HTML alone, without its pictures")
        content = path.read_bytes()
    except FileNotFoundError:
        raise FileError(f"{path} is missing; save the vendor's page there first") from None
    except OSError as error:
        raise FileError(f"{path} cannot be read ({error.strerror}); check its permissions") from None
    if not content.strip():
        raise FileError(f"{path} is empty; save the page again")
    try:
        return page_of(content)
    except FileError as error:
        raise FileError(f"{path}: {error}") from None


def page_of(content: bytes) -> Page:
    """The page in these bytes.

    >>> page = page_of(b"<title>News</title><p>We won. The city of X signed.</p>")
    >>> [(s.number, s.start, s.end, s.text) for s in page.sentences]
    [(1, 0, 7, 'We won.'), (2, 8, 29, 'The city of X signed.')]
    """
    html = decoded(content)
    if _depth(html) > MAX_DEPTH:
        raise FileError(f"more than {MAX_DEPTH} elements are open at once; this is no page to read, save it again")
    tree = LexborHTMLParser(html)
    root = tree.root
    title_node = tree.css_first("title") if root is not None else None
    title = visible(title_node.text()) if title_node is not None else ""
    text, sentences = _sentences(_blocks(root) if root is not None else [])
    digest = hashlib.sha256(content).hexdigest()
    return Page(title, _published(tree) if root is not None else "", digest, text, tuple(sentences))


def decoded(content: bytes) -> str:
    """The bytes as text: by byte-order mark, else as UTF-8 if they are that, else as declared, else as Windows-1252.

    What the bytes are is stronger than what the page declares. FileError for bytes that are no text.

    >>> decoded("<meta charset=iso-8859-1>Đ".encode())[-1], decoded(b"caf\\xe9")
    ('Đ', 'café')
    """
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return content.decode(name, errors="replace")
    other = next((what for mark, what in _OTHER_FILES.items() if content.startswith(mark)), "")
    if other:
        raise FileError(f"this is {other}, no HTML text; save the page as HTML")
    if content.count(b"\0") > len(content) // 100:
        raise FileError("these bytes are no HTML text; save the page as HTML")
    declared = _CHARSET.search(content[:4096])
    named = declared[1].decode("ascii").casefold().replace("-", "_") if declared else ""
    for name in ("utf-8", "" if named in _NO_CHARSETS else named, "cp1252"):
        with contextlib.suppress(LookupError, UnicodeError):
            return content.decode(name)
    return content.decode("cp1252", errors="replace")


def visible(text: str) -> str:
    """`text` on one line without control characters or those that turn or hide what a terminal shows."""
    return clean(_INVISIBLE.sub("", text))


def _without_scripts(html: str) -> Iterator[str]:
    lower, place = html.lower(), 0
    while (found := lower.find("<script", place)) >= 0:
        yield html[place:found]
        end = lower.find("</script", found)
        if end < 0:
            return
        place = end + 9
    yield html[place:]


def _depth(html: str) -> int:
    """An upper bound, up to broken markup, of the elements open at once."""
    opened: Counter[str] = Counter()
    total = deepest = 0
    for part in _without_scripts(html):
        for closing, name in _TAG.findall(part):
            name = name.lower()
            if name in _UNNESTED:
                continue
            if not closing:
                opened[name] += 1
                total += 1
                deepest = max(deepest, total)
            elif opened[name]:
                opened[name] -= 1
                total -= 1
    return deepest


def _published(tree: LexborHTMLParser) -> str:
    for meta in tree.css("meta"):
        names = meta.attributes
        key = (names.get("property") or names.get("name") or names.get("itemprop") or "").lower()
        if key in _DATE_METAS and (found := _DAY.match(names.get("content") or "")):
            return found[0]
    for script in tree.css("script"):
        if (script.attributes.get("type") or "").lower() == "application/ld+json" and (found := _LD_DAY.search(script.text())):
            return found[1]
    for node in tree.css("time"):
        if found := _DAY.match(node.attributes.get("datetime") or ""):
            return found[0]
    return ""


@dataclass
class _Writer:
    """Gathers text into blocks while the tree is walked."""

    blocks: list[_Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    cells: list[str] | None = None
    columns: list[str] = field(default_factory=list)
    heading: str = ""
    header_row: bool = True

    def flush(self, kind: str) -> None:
        """End the block at hand; inside a table row it goes on."""
        if self.cells is not None:
            self.parts.append(" ")
            return
        text = visible("".join(self.parts))
        self.parts.clear()
        if text:
            if kind == "heading":
                self.heading = text
            self.blocks.append(_Block(kind, text, "" if kind == "heading" else self.heading))

    def end_cell(self) -> None:
        """End a table cell."""
        if self.cells is not None:
            self.cells.append(visible("".join(self.parts)))
            self.parts.clear()

    def end_row(self) -> None:
        """End a table row: column names, a row with its columns, or the prose of a table that is only layout."""
        cells, self.cells = self.cells, None
        if not cells or not any(cells):
            return
        if self.header_row and any(cells):
            self.columns = cells
            self.blocks.append(_Block("columns", " | ".join(cells), self.heading))
        elif len(cells) == 1 or max(map(len, cells)) > MAX_CELL:
            self.blocks.extend(_Block("prose", cell, self.heading) for cell in cells if cell)
        else:
            names = [*self.columns, *[""] * len(cells)][: len(cells)]
            self.blocks.append(_Block("row", " | ".join(cells), self.heading, tuple(zip(names, cells, strict=True))))


def _kind(tag: str) -> str:
    return "heading" if tag in _HEADINGS else "item" if tag in ("li", "dd", "dt") else "prose"


def _blocks(root: LexborNode) -> list[_Block]:
    """Walk the tree without recursion; each block element begins and ends a block."""
    writer = _Writer()
    waiting: list[tuple[LexborNode, bool]] = [(root, False)]
    while waiting:
        node, leaving = waiting.pop()
        tag = node.tag or ""
        if tag == "-text":
            writer.parts.append(node.text(deep=False))
        elif leaving:
            _leave(writer, tag)
        elif tag not in _UNREAD and not _hidden(node):
            _enter(writer, node, tag)
            waiting.append((node, True))
            children = []
            child = node.child
            while child is not None:
                children.append((child, False))
                child = child.next
            waiting.extend(reversed(children))
    writer.end_row()
    writer.flush("prose")
    return writer.blocks


def _hidden(node: LexborNode) -> bool:
    if not node.is_element_node:
        return True
    given = node.attributes
    return "hidden" in given or bool(_HIDDEN_STYLE.search(given.get("style") or ""))


def _enter(writer: _Writer, node: LexborNode, tag: str) -> None:
    if tag == "table":
        writer.end_cell()
        writer.end_row()
        writer.columns = []
    if tag == "tr":
        writer.end_cell()
        writer.end_row()
        writer.flush("prose")
        writer.cells = []
        tags = {c.tag for c in node.iter() if c.tag in ("td", "th")}
        writer.header_row = tags == {"th"}
    elif tag in _BLOCKS and tag not in ("td", "th"):
        writer.flush("prose")


def _leave(writer: _Writer, tag: str) -> None:
    if tag in ("td", "th"):
        writer.end_cell()
    elif tag == "tr":
        writer.end_row()
    elif tag in _BLOCKS:
        writer.flush(_kind(tag))


def _sentences(blocks: list[_Block]) -> tuple[str, list[Sentence]]:
    parts: list[str] = []
    found: list[Sentence] = []
    place = 0
    for block in blocks:
        pieces = list(split(block.text)) if block.kind in ("prose", "item") else [(0, len(block.text))]
        for start, end in pieces:
            if not _SAYS.search(block.text, start, end):
                continue
            found.append(
                Sentence(
                    len(found) + 1, place + start, place + end, block.text[start:end], block.kind, block.heading, block.cells
                )
            )
        parts.append(block.text)
        place += len(block.text) + 1
    return "\n".join(parts), found


def split(text: str) -> Iterator[tuple[int, int]]:
    """Where the sentences of a block begin and end.

    >>> [text[a:b] for text in ["Acme Inc. sold 3.5 km. U.S. police paid? Yes"] for a, b in split(text)]
    ['Acme Inc. sold 3.5 km.', 'U.S. police paid?', 'Yes']
    """
    begin = 0
    for stop in _STOP.finditer(text):
        word = text[max(begin, stop.start() - 12) : stop.start()].rpartition(" ")[2].lstrip("(\"'“").casefold()
        if text[stop.start()] == "." and (word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())):
            continue
        yield from _cut(begin, max(stop.end(1), stop.end(2)))
        begin = stop.end()
    if begin < len(text):
        yield from _cut(begin, len(text))


def _cut(begin: int, end: int) -> Iterator[tuple[int, int]]:
    for start in range(begin, end, MAX_SENTENCE):
        yield start, min(start + MAX_SENTENCE, end)
