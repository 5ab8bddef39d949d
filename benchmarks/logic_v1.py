"""nomenklatura's matcher logic-v1 on names from standard input: `python benchmarks/logic_v1.py pairs|lists < JSON > JSON`.

A script of its own, for nomenklatura is no dependency of the project: `benchmarks.matching` runs it with an interpreter that has it. It gets what our matcher
gets, name and territory, as FollowTheMoney companies.

`pairs` reads a list of [left, right, left territory, right territory]; writes their `scores`, and the `seconds` of processor time of the comparisons alone.
`lists` reads `listed`, a list of [names, territories], and `inputs`, a list of [name, territory]; writes the processor seconds that nomenklatura's own
blocking index took to be built (`built`) and asked (`asked`), how many `candidates` it gave, the seconds to score them (`scored`), and how many inputs
had one at or above 0.7 (`found`); and the seconds that one of the first EXHAUSTIVE inputs took against every listed party, with no index (`exhaustive`).
"""

import json
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from followthemoney import Dataset, StatementEntity
from nomenklatura.blocker import Index
from nomenklatura.matching import LogicV1
from nomenklatura.resolver import Linker
from nomenklatura.store import SimpleMemoryStore

EXHAUSTIVE = 5
RECOMMENDED = 0.7
CONFIG = LogicV1.default_config()
DATASET = Dataset.make({"name": "benchmark", "title": "benchmark"})


def company(key: str, names: list[str], territories: list[str]) -> StatementEntity:
    """A company of FollowTheMoney. A part of a territory (CN-XJ, US-IL) stands for the whole, as FollowTheMoney knows few parts."""
    countries = [t.split("-")[0].lower() for t in territories if t]
    data = {"id": key, "schema": "Company", "properties": {"name": names, "country": countries}}
    return StatementEntity.from_data(DATASET, data)


def score_pairs(pairs: list[list[str]]) -> dict[str, object]:
    entities = [(company("left", [a], [s]), company("right", [b], [t])) for a, b, s, t in pairs]
    begin = time.process_time()
    scores = [LogicV1.compare(left, right, CONFIG).score for left, right in entities]
    return {"scores": scores, "seconds": time.process_time() - begin}


def screen_lists(listed: list[list[list[str]]], inputs: list[list[str]]) -> dict[str, object]:
    entities = {f"listed-{i}": company(f"listed-{i}", *party) for i, party in enumerate(listed)}
    queries = {f"input-{i}": company(f"input-{i}", [name], [territory]) for i, (name, territory) in enumerate(inputs)}
    store = SimpleMemoryStore(DATASET, Linker[StatementEntity]({}))
    with store.writer() as writer:
        for entity in entities.values():
            writer.add_entity(entity)
    with tempfile.TemporaryDirectory() as folder:
        begin = time.process_time()
        index = Index(store.default_view(), Path(folder))
        index.build()
        built = time.process_time()
        candidates = [(q.id, [m.id for m, _ in matches]) for q, matches in index.match_entities(queries.values())]
        asked = time.process_time()
        best = [max(LogicV1.compare(queries[q], entities[one], CONFIG).score for one in ones) for q, ones in candidates]
        scored = time.process_time()
        index.close()
    for query in list(queries.values())[:EXHAUSTIVE]:
        for entity in entities.values():
            LogicV1.compare(query, entity, CONFIG)
    exhaustive = time.process_time() - scored
    return {
        "built": built - begin, "asked": asked - built, "scored": scored - asked, "exhaustive": exhaustive / EXHAUSTIVE,
        "candidates": sum(len(ones) for _, ones in candidates), "found": sum(score >= RECOMMENDED for score in best),
    }  # fmt: skip


def main() -> None:
    given = json.load(sys.stdin)
    result = score_pairs(given) if sys.argv[1] == "pairs" else screen_lists(given["listed"], given["inputs"])
    json.dump({"version": version("nomenklatura"), **result}, sys.stdout)


if __name__ == "__main__":
    main()
