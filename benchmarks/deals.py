"""Deals of any number with the degree shape of the real ones, as the Parquet tables that `kg export parquet` writes: `python -m benchmarks.deals FOLDER DEALS`.

Measured on the graph of all real files on 2026-11-24 (435 deals, 142 stakes) and written down here: how many suppliers, customers, sources ... a deal has
(`PER_DEAL`), and how often one of them is new rather than one of an earlier deal (`NEW`, distinct ones over all mentions). Who is named again is drawn from
the earlier mentions (Simon's model, Biometrika 42, 1955), so that many are named once and few very often, as in the real graph. Territories and
technologies are as many as they are; they are drawn as often as in the real graph (`OFTEN`). Stakes are held between suppliers, again drawn from the mentions:
they make the cycles without which PageRank is settled after two steps. `python -m benchmarks.deals` prints the shape beside the real one.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.exports.parquet import RELATIONSHIP_KEY, ROWS, write_tables
from graph.exports.writing import in_place_of

PER_DEAL = {
    "SUPPLIER": (18, 390, 22, 5),
    "CUSTOMER": (74, 361),
    "INTERMEDIARY": (330, 103, 2),
    "FINANCIER": (415, 20),
    "PRODUCT": (417, 1, 4, 5, 1, 2, 1, 1, 3),
    "SOURCE": (0, 303, 110, 19, 3),
    "TECHNOLOGY": (65, 235, 104, 28, 3),
    "DESTINATION": (0, 435),
}
"""Deals with 0, 1, 2 ... of each."""
NEW = {
    "SUPPLIER": 156 / 449,
    "CUSTOMER": 282 / 361,
    "INTERMEDIARY": 80 / 109,
    "FINANCIER": 9 / 20,
    "PRODUCT": 9 / 75,
    "SOURCE": 428 / 592,
}
OFTEN = {
    "DESTINATION": {1: 50, 2: 30, 3: 22, 4: 9, 5: 11, 6: 4, 7: 2, 9: 3, 10: 1, 12: 1, 19: 1, 62: 1},
    "TECHNOLOGY": {2: 4, 5: 1, 6: 2, 9: 1, 11: 2, 12: 1, 14: 1, 17: 2, 18: 1, 19: 2, 20: 1, 24: 1, 25: 1, 27: 1, 31: 1, 34: 1, 62: 1, 70: 1, 74: 1},
}  # fmt: skip
"""Times named: how many are named so often."""
STAKES = 142 / 435
"""Ownership stakes for a deal."""
ORGANIZATIONS = ("SUPPLIER", "CUSTOMER", "INTERMEDIARY", "FINANCIER")
LABELS = {
    "DEAL": ["Deal", "Event", "Resource"],
    "STAKE": ["Event", "OwnershipStake", "Resource"],
    "SUPPLIER": ["Company", "Organization", "Resource"],
    "CUSTOMER": ["Organization", "PublicBody", "Resource"],
    "INTERMEDIARY": ["Company", "Organization", "Resource"],
    "FINANCIER": ["Company", "Organization", "Resource"],
    "PRODUCT": ["Item", "Product", "Resource"],
    "SOURCE": ["Resource", "Source"],
    "TECHNOLOGY": ["Resource", "Technology"],
    "DESTINATION": ["Resource", "Territory"],
}
NODE_SCHEMA = pa.schema(
    [
        pa.field("uri", pa.string(), nullable=False),
        pa.field("labels", pa.list_(pa.string()), nullable=False),
        ("name", pa.string()),
    ]
)
RELATIONSHIP_SCHEMA = pa.schema([*(pa.field(n, pa.string(), nullable=False) for n in RELATIONSHIP_KEY), ("derived", pa.bool_())])
Pairs = tuple[np.ndarray, np.ndarray]


def mentions(random: np.random.Generator, amount: int, new: float) -> np.ndarray:
    """`amount` numbers from 0 on: each is a new one with the chance `new`, else one of the earlier, drawn at random (Simon's model)."""
    own = np.arange(amount)
    taken = np.floor(random.random(amount) * own).astype(np.int64)
    fresh = random.random(amount) < new
    fresh[:1] = True
    taken[fresh] = own[fresh]
    while not np.array_equal(further := taken[taken], taken):  # whom it was taken from took it from another
        taken = further
    return (np.cumsum(fresh) - 1)[taken]


class Deals:
    """The facts as arrays: for each role, which deal names which number; `owner` and `asset` of the stakes."""

    def __init__(self, deals: int, seed: int = 1):
        random = np.random.default_rng(seed)
        self.deals = deals
        self.roles: dict[str, Pairs] = {}
        for role, amounts in PER_DEAL.items():
            each = random.choice(len(amounts), deals, p=np.array(amounts) / sum(amounts))
            deal = np.repeat(np.arange(deals), each)
            if role in NEW:
                named = mentions(random, len(deal), NEW[role])
            else:
                often = np.array([times for times, things in OFTEN[role].items() for _ in range(things)])
                named = random.choice(len(often), len(deal), p=often / often.sum())
            self.roles[role] = _distinct(deal, named)
        suppliers = self.roles["SUPPLIER"][1]
        owner, asset = random.choice(suppliers, (2, round(STAKES * deals))) if len(suppliers) else np.zeros((2, 0), np.int64)
        self.owner, self.asset = owner[owner != asset], asset[owner != asset]
        self.home = {r: random.choice(self.roles["DESTINATION"][1], self.amount(r)) for r in ORGANIZATIONS}

    def amount(self, role: str) -> int:
        """How many different things have the role."""
        return int(self.roles[role][1].max(initial=-1)) + 1

    def relationships(self) -> Iterator[tuple[str, str, np.ndarray, str, np.ndarray, str, np.ndarray | None]]:
        """Type, kind and numbers of the starts, kind and numbers of the ends, and kind and numbers of the events of derived ones."""
        stakes = np.arange(len(self.owner))
        for role, (deal, named) in self.roles.items():
            yield role, "DEAL", deal, role, named, "", None
        for role, home in self.home.items():
            yield "TERRITORY", role, np.arange(len(home)), "DESTINATION", home, "", None
        for starts, ends, name in (
            ("SUPPLIER", "DESTINATION", "SOLD_TO"),
            ("SUPPLIER", "CUSTOMER", "SOLD_TO"),
            ("INTERMEDIARY", "SUPPLIER", "RESELLS"),
        ):
            deal, start, end = _joined(self.roles[starts], self.roles[ends], self.deals)
            yield name, starts, start, ends, end, "DEAL", deal
        yield "OWNER", "STAKE", stakes, "SUPPLIER", self.owner, "", None
        yield "ASSET", "STAKE", stakes, "SUPPLIER", self.asset, "", None
        yield "SOURCE", "STAKE", stakes, "SOURCE", stakes % max(self.amount("SOURCE"), 1), "", None
        yield "OWNS", "SUPPLIER", self.owner, "SUPPLIER", self.asset, "STAKE", stakes

    def nodes(self) -> Iterator[tuple[str, int]]:
        """Kind of node and how many there are."""
        yield "DEAL", self.deals
        yield "STAKE", len(self.owner)
        for role in self.roles:
            yield role, sum(OFTEN[role].values()) if role in OFTEN else self.amount(role)

    def write(self, folder: Path) -> dict[str, int]:
        """The tables as `kg export parquet` writes them, to `folder`; returns the rows of each."""
        with in_place_of(folder) as new:
            new.mkdir()
            written = write_tables(
                new,
                pa.RecordBatchReader.from_batches(NODE_SCHEMA, self._node_batches()),
                pa.RecordBatchReader.from_batches(RELATIONSHIP_SCHEMA, self._relationship_batches()),
            )
        return {resource.path: resource.counts["rows"] for resource in written}

    def _node_batches(self) -> Iterator[Any]:
        for kind, amount in self.nodes():
            for at in range(0, amount, ROWS):
                uris = _uris(kind, np.arange(at, min(at + ROWS, amount)))
                labels = pa.array([LABELS[kind]] * len(uris), pa.list_(pa.string()))
                yield pa.record_batch([uris, labels, uris], schema=NODE_SCHEMA)

    def _relationship_batches(self) -> Iterator[Any]:
        for name, starts, start, ends, end, events, event in self.relationships():
            for at in range(0, len(start), ROWS):
                part = slice(at, at + ROWS)
                uris = _uris(starts, start[part])
                facts = _uris(events, event[part]) if event is not None else pa.array([""] * len(uris))
                derived = pa.array([True if event is not None else None] * len(uris), pa.bool_())
                columns = [uris, pa.array([name] * len(uris)), _uris(ends, end[part]), facts, derived]
                yield pa.record_batch(columns, schema=RELATIONSHIP_SCHEMA)


def _distinct(deal: np.ndarray, named: np.ndarray) -> Pairs:
    """Without what a deal names twice."""
    pairs = np.unique(np.stack([deal, named]), axis=1) if len(deal) else np.zeros((2, 0), np.int64)
    return pairs[0], pairs[1]


def _joined(left: Pairs, right: Pairs, deals: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Deal, left and right of each pair that one deal names; both sorted by deal."""
    times = np.bincount(right[0], minlength=deals)[left[0]]
    first = np.searchsorted(right[0], left[0])
    at = np.repeat(first - np.cumsum(times) + times, times) + np.arange(times.sum())
    return np.repeat(left[0], times), np.repeat(left[1], times), right[1][at]


def _uris(kind: str, numbers: np.ndarray) -> pa.Array:
    prefix = f"urn:kg:{kind.lower()}:generated:"
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def shape(deals: int, seed: int) -> None:
    """Print what the generated roles look like: different ones for 100 mentions, share of those named once, share of the mentions that the first has."""
    made = Deals(deals, seed)
    print(
        f"{deals} deals, seed {seed}: {sum(len(r[2]) for r in made.relationships())} relationships, {sum(n for _, n in made.nodes())} nodes"
    )
    for role, (_, named) in made.roles.items():
        times = np.bincount(named)
        times = times[times > 0]
        print(
            f"  {role:<12} {len(named) / deals:5.2f} a deal, {100 * len(times) / len(named):5.1f} different of 100, {np.mean(times == 1):4.0%} named once, "
            f"the first has {times.max() / len(named):5.1%}"
        )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(Deals(int(sys.argv[2])).write(Path(sys.argv[1])))
    else:
        for number, chance in ((435, 1), (435, 2), (435, 3), (100_000, 1)):
            shape(number, chance)
