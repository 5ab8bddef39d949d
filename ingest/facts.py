"""Facts of one edition: things and events with the properties that the ontology allows, turned into RDF quads.

A reader says `facts.add("Listing", iri, subject=..., programme=..., start="2019-10-09")`. Names and values are checked against
the ontology; what does not fit raises FactError, and the row it came from is rejected. Facts of a row are staged until the
row is through, so a rejected row leaves nothing behind.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from ingest.dates import ImpreciseDate, imprecise
from ontology import RDF_TYPE, XSD, Model, Property
from ontology.errors import FactError, did_you_mean

Value = str | int | bool | Decimal | date | ImpreciseDate
_TYPE = ox.NamedNode(RDF_TYPE)
_DATATYPES = {name: ox.NamedNode(XSD + name) for name in ("date", "decimal", "boolean")}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_CP1252 = {code: bytes([code]).decode("cp1252", errors="replace") for code in range(0x80, 0xA0)}


def slug(text: str, length: int = 80) -> str:
    """An ASCII key made of `text`; letters that ASCII cannot hold, and cut ends, are stood for by a hash.

    >>> slug("Hangzhou Hikvision Digital Technology Co., Ltd.")
    'hangzhou-hikvision-digital-technology-co-ltd'
    >>> slug("海康威视").startswith("x-")
    True
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    lost = any(ord(c) > 127 and not unicodedata.combining(c) and c.isalnum() for c in folded)
    if lost or len(plain) > length or not plain:
        digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]
        return f"{(plain or 'x')[:length].strip('-')}-{digest}"
    return plain


def iri(kind: str, *parts: str) -> str:
    """`urn:kg:kind:part:part`, each part made safe.

    >>> iri("programme", "us-ofac-sdn")
    'urn:kg:programme:us-ofac-sdn'
    """
    return ":".join(("urn:kg", kind, *(p if re.fullmatch(r"[A-Za-z0-9.\-]+", p) else slug(p) for p in parts)))


def territory(code: str) -> str:
    """IRI of the territory with that ISO 3166 code."""
    return f"urn:kg:territory:{code}"


def programme(code: str) -> str:
    """IRI of the programme with that id in ingest/curated/programmes.csv."""
    return f"urn:kg:programme:{code}"


def clean(text: str) -> str:
    """`text` with runs of white space and control characters as single blanks, trimmed; C1 characters are read as Windows-1252.

    >>> clean(" Xi\x92an  Institute\\n")
    'Xi’an Institute'
    """
    return " ".join(_CONTROL.sub(" ", text.translate(_CP1252)).split())


class Facts:
    """Collects the facts of one edition.

    `evidence` is the grade of every event that does not say another; `source` the IRI of the edition's Source.
    """

    def __init__(self, model: Model, graph: str, source: str, evidence: str):
        self.model = model
        self.graph = ox.NamedNode(graph)
        self.source = source
        self.evidence = evidence
        self.classes: dict[str, str] = {}
        self.statements: dict[tuple[str, str], dict[ox.NamedNode | ox.Literal, None]] = {}
        self._staged: list[tuple[str, str, list[tuple[str, list[ox.NamedNode | ox.Literal]]], bool]] = []

    def add(self, cls: str, subject: str, /, *, once: bool | None = None, **properties: Value | Iterable[Value] | None) -> str:
        """State that `subject` is a `cls` with these properties; None and '' say nothing. Returns `subject`.

        An event may be stated once (`once` defaults to that), a thing any number of times: its properties add up, and a second
        name becomes an alias. Raises FactError for an unknown class, property, category or value.
        """
        allowed = self.model.allowed.get(cls)
        if allowed is None:
            raise FactError(f"There is no class {cls!r} in the ontology.{did_you_mean(cls, self.model.allowed)}")
        is_event = "Event" in self.model.classes[cls].parents
        if "source" in allowed and not properties.get("source"):
            properties["source"] = self.source
        if is_event and not properties.get("evidence"):
            properties["evidence"] = self.evidence
        terms = []
        for name, value in properties.items():
            prop = allowed.get(name)
            if prop is None:
                raise FactError(f"A {cls} has no property {name!r}.{did_you_mean(name, allowed)}")
            if name == "name" and not str(value or "").strip():
                raise FactError(f"the {cls} has no name")
            values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
            values = [v for v in values if v is not None and v != ""]
            if values:
                terms.extend(self._terms(prop, values))
        self._staged.append((cls, subject, terms, is_event if once is None else once))
        return subject

    def _terms(self, prop: Property, values: list) -> list[tuple[str, list]]:
        if prop.kind == "date":
            return self._date_terms(prop, values)
        if prop.functional and len(values) > 1:
            raise FactError(f"{prop.name} takes one value, not {len(values)}")
        return [(prop.name, [self._term(prop, v) for v in values])]

    def _term(self, prop: Property, value: Value) -> ox.NamedNode | ox.Literal:
        if prop.kind == "link":
            if not str(value).startswith("urn:kg:"):
                raise FactError(f"{prop.name} takes the IRI of a thing, not {value!r}")
            return ox.NamedNode(str(value))
        if prop.kind == "category":
            return ox.NamedNode(self.model.concept(prop.range[0], str(value)).iri)
        datatype = prop.range[0]
        if datatype == "string":
            text = clean(str(value))
            if not text:
                raise FactError(f"{prop.name} is blank")
            return ox.Literal(text)
        if datatype == "decimal":
            return ox.Literal(decimal_text(value), datatype=_DATATYPES["decimal"])
        if datatype == "boolean":
            return ox.Literal("true" if value else "false", datatype=_DATATYPES["boolean"])
        return ox.Literal(imprecise(str(value)).earliest.isoformat(), datatype=_DATATYPES["date"])

    @staticmethod
    def _date_terms(prop: Property, values: list) -> list[tuple[str, list]]:
        if len(values) > 1:
            raise FactError(f"{prop.name} takes one date, not {len(values)}")
        when = values[0] if isinstance(values[0], ImpreciseDate) else imprecise(str(values[0]))
        terms: list[tuple[str, list]] = [(prop.name, [ox.Literal(when.text)])]
        for suffix, bound in (("Earliest", when.earliest), ("Latest", when.latest)):
            if bound:
                terms.append((prop.name + suffix, [ox.Literal(bound.isoformat(), datatype=_DATATYPES["date"])]))
        return terms

    def drop_staged(self) -> None:
        """Forget what was added since the last `commit`."""
        self._staged.clear()

    def commit(self) -> None:
        """Take what was staged; raises FactError, taking nothing, if an event is stated twice or a class contradicted."""
        seen: set[str] = set()
        for cls, subject, _, once in self._staged:
            if once and (subject in self.classes or subject in seen):
                raise FactError(f"the id {subject.removeprefix('urn:kg:')} stands twice; the first row was kept")
            seen.add(subject)
            known = self.classes.get(subject)
            if known and known != cls and known not in self.model.lineage(cls) and cls not in self.model.lineage(known):
                raise FactError(f"{subject.removeprefix('urn:kg:')} is a {known} elsewhere and a {cls} here")
        for cls, subject, terms, _ in self._staged:
            known = self.classes.get(subject)
            if known is None or known in self.model.lineage(cls):
                self.classes[subject] = cls
            for name, values in terms:
                self._state(subject, name, values)
        self._staged.clear()

    def _state(self, subject: str, name: str, values: list) -> None:
        held = self.statements.setdefault((subject, name), {})
        if held and self.model.properties[name].functional:
            if name == "name" and values[0] not in held:
                self.statements.setdefault((subject, "alias"), {})[values[0]] = None
            return
        held.update(dict.fromkeys(values))

    def quads(self) -> list[ox.Quad]:
        """All facts as RDF quads, in an order that depends on the facts alone."""
        found = []
        for subject, cls in self.classes.items():
            node = ox.NamedNode(subject)
            found.append((subject, "", cls, ox.Quad(node, _TYPE, ox.NamedNode(self.model.classes[cls].iri), self.graph)))
        for (subject, name), values in self.statements.items():
            node, predicate = ox.NamedNode(subject), ox.NamedNode(self.model.properties[name].iri)
            found.extend((subject, name, v.value, ox.Quad(node, predicate, v, self.graph)) for v in values)
        found.sort(key=lambda row: row[:3])
        return [row[3] for row in found]

    def counts(self) -> dict[str, int]:
        """Number of subjects by class."""
        return dict(sorted(Counter(self.classes.values()).items()))

    def organizations_without_territory(self) -> int:
        """How many organizations have no territory; the source may give none."""
        return sum(
            "Organization" in self.model.lineage(cls) and (uri, "territory") not in self.statements
            for uri, cls in self.classes.items()
        )


def decimal_text(value: Value) -> str:
    """Plain decimal text without exponent or trailing zeros. Raises FactError for what is no number.

    >>> decimal_text("41.550")
    '41.55'
    """
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise FactError(f"{value!r} is no number") from None
    if not number.is_finite():
        raise FactError(f"{value!r} is no finite number")
    text = format(number.normalize(), "f")
    return "0" if text == "-0" else text
