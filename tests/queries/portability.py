"""A linter for Cypher that must give the same rows on ArcadeDB and on Neo4j: the rules of docs/architecture.md, by number."""

import re

_HIDDEN = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|//[^\n]*|/\*.*?\*/", re.DOTALL)
_AGGREGATE = r"\b(?:count|sum|avg|min|max|collect|stDev|percentileCont)\s*\((?:[^()]|\([^()]*\))*\)"
_CLAUSE = re.compile(r"\b(OPTIONAL MATCH|MATCH|WITH|WHERE|RETURN|ORDER BY|UNWIND|UNION|CALL|LIMIT|SKIP)\b", re.I)

_WORDS = (
    (7, re.compile(r"\breverse\s*\(\s*\w+\.\w+", re.I), "reverse() of a stored list"),
    (
        9,
        re.compile(r"\bSHORTEST\s+\d|\b(?:ANY|ALL)\s+SHORTEST\b|^\s*CYPHER\b|^\s*USE\b|FULLTEXT|SHOW\s+PROCEDURES", re.I),
        "not known to ArcadeDB",
    ),
    (10, re.compile(r"\bLET\b|\bFILTER\b|\bapoc\.|\bexists\s*\(|\bsize\s*\(\s*\([^)]*\)\s*<?-", re.I), "not known to Neo4j 5.26"),
    (11, re.compile(r"\bLOAD\s+CSV\b", re.I), "reads files"),
    (14, re.compile(r"\btoString\s*\(\s*(?:datetime|localdatetime)", re.I), "text of a datetime differs"),
    (16, re.compile(r"\bsplit\s*\([^,]+,\s*''\s*\)|\bround\s*\([^,()]+,\s*0\s*\)", re.I), "differs between engines"),
    (18, re.compile(r"\b(?:id|elementId)\s*\(", re.I), "ids change"),
)


def violations(text: str) -> list[tuple[int, str]]:
    """Rule number and reason of everything in the statement that is not portable."""
    bare = _HIDDEN.sub("''", text)
    found = [(rule, reason) for rule, pattern, reason in _WORDS if pattern.search(bare)]
    found += [
        (1, "OR or XOR in the WHERE of a MATCH; write MATCH ... WITH * WHERE ...")
        for c, body in _clauses(bare)
        if c == "MATCH WHERE" and _has_or(body)
    ]
    if re.search(
        rf"{_AGGREGATE}\s*(?:IS\b|IN\b|AND\b|OR\b|XOR\b|STARTS\b|CONTAINS\b|=~)|\b(?:AND|OR|XOR|NOT)\s+{_AGGREGATE}", bare, re.I
    ):
        found.append((2, "an aggregate under a logical operator"))
    if re.search(rf"\{{[^{{}}]*\.\*[^{{}}]*{_AGGREGATE}", bare, re.I):
        found.append((3, "an aggregate beside an ungrouped map projection"))
    if any(c.endswith("WHERE") and _bare_pattern(body) for c, body in _clauses(bare)):
        found.append((4, "a bare pattern as a predicate; write EXISTS { }"))
    if re.search(r"\[\s*\([^\]]*\)\s*<?-+[^\]|]*\|", bare):
        found.append((4, "a pattern comprehension; write COLLECT { }"))
    tail = list(_CLAUSE.finditer(bare))
    names = [m.group(1).upper() for m in tail]
    if "LIMIT" not in names or "ORDER BY" not in names[names.index("RETURN") if "RETURN" in names else 0 :]:
        found.append((13, "no ORDER BY and LIMIT at the end"))
    return found


def _clauses(bare: str) -> list[tuple[str, str]]:
    """(clause, body) outside braces; the WHERE of a MATCH is called MATCH WHERE, that of a WITH is called WITH WHERE."""
    flat = _without_braces(bare)
    marks = list(_CLAUSE.finditer(flat))
    found, before = [], ""
    for i, mark in enumerate(marks):
        body = flat[mark.end() : marks[i + 1].start() if i + 1 < len(marks) else len(flat)]
        name = " ".join(mark.group(1).upper().split())
        if name == "WHERE":
            found.append((("MATCH WHERE" if "MATCH" in before else "WITH WHERE"), body))
        else:
            found.append((name, body))
            before = name
    return found


def _without_braces(text: str) -> str:
    while True:
        shorter = re.sub(r"\{[^{}]*\}", " ", text)
        if shorter == text:
            return text
        text = shorter


def _has_or(body: str) -> bool:
    return bool(re.search(r"\b(?:OR|XOR)\b", body, re.I))


def _bare_pattern(body: str) -> bool:
    return bool(re.search(r"\(\s*\w*[^()]*\)\s*(?:<-|-)\s*(?:\[|-|>)", body))
