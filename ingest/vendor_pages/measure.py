"""How well the rules do on pages labelled by hand: precision and recall, for each field and for whole proposals.

Precision: how many of the values proposed are right. Recall: how many of the values labelled are proposed. Empty values
do not count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ingest.vendor_pages.propose import Proposal

FIELDS = ("supplier", "buyer", "territory", "technology", "status", "date")
PARTIES = "parties"
"""Supplier, buyer and territory all right."""
WHOLE = "whole proposal"
"""Every field right."""
Claim = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Score:
    """The count of one field: values proposed, labelled, and those that agree."""

    field: str
    proposed: int
    labelled: int
    right: int

    @property
    def precision(self) -> float:
        """Right among proposed; 1 when nothing is proposed."""
        return self.right / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        """Right among labelled; 1 when nothing is labelled."""
        return self.right / self.labelled if self.labelled else 1.0


def claim(row: Mapping[str, str]) -> Claim:
    """A labelled row as sets of values; several technologies are joined by "; "."""
    return {f: frozenset(v for part in row[f].split(";") if (v := part.strip())) for f in FIELDS}


def claimed(proposal: Proposal) -> Claim:
    """A proposal in the same form."""
    single = {
        "supplier": proposal.supplier,
        "buyer": proposal.buyer,
        "territory": proposal.territory,
        "status": proposal.status,
        "date": proposal.date,
    }
    return {f: frozenset(proposal.technologies) if f == "technology" else frozenset({single[f]} - {""}) for f in FIELDS}


def scores(pages: Iterable[tuple[list[Claim], list[Claim]]]) -> list[Score]:
    """Scores over pages, each given as (proposed, labelled). On a page each proposal is held against the label most like it.

    >>> said = claim({"supplier": "a", "buyer": "b", "territory": "PE", "technology": "alpr", "status": "signed", "date": ""})
    >>> [(s.field, s.precision, s.recall) for s in scores([([said, said], [said])])][0]
    ('supplier', 0.5, 1.0)
    """
    counts = {name: [0, 0, 0] for name in (*FIELDS, PARTIES, WHOLE)}
    for proposed, labelled in pages:
        for name in FIELDS:
            counts[name][0] += sum(len(p[name]) for p in proposed)
            counts[name][1] += sum(len(w[name]) for w in labelled)
        for name in (PARTIES, WHOLE):
            counts[name][0] += len(proposed)
            counts[name][1] += len(labelled)
        for said, meant in _paired(proposed, labelled):
            for name in FIELDS:
                counts[name][2] += len(said[name] & meant[name])
            counts[PARTIES][2] += all(said[f] == meant[f] for f in FIELDS[:3])
            counts[WHOLE][2] += all(said[f] == meant[f] for f in FIELDS)
    return [Score(name, *numbers) for name, numbers in counts.items()]


def _paired(proposed: list[Claim], labelled: list[Claim]) -> list[tuple[Claim, Claim]]:
    """Pairs of a proposal and a label that share the buyer, or the territory where one of them has no buyer; the likest first."""
    likeness = []
    for i, said in enumerate(proposed):
        for j, meant in enumerate(labelled):
            near = (
                said["buyer"] == meant["buyer"] if said["buyer"] and meant["buyer"] else said["territory"] == meant["territory"]
            )
            alike = sum(said[f] == meant[f] for f in FIELDS)
            if near or alike >= len(FIELDS) - 1:
                likeness.append((-alike, i, j))
    pairs: list[tuple[Claim, Claim]] = []
    left, right = set(range(len(proposed))), set(range(len(labelled)))
    for _, i, j in sorted(likeness):
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            pairs.append((proposed[i], labelled[j]))
    return pairs
