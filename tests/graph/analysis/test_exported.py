"""Networks read from exported Parquet tables: the same numbers as networkx, as the views, and as Apache Spark."""

from importlib.util import find_spec
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analysis import centrality
from graph.analysis.exported import Edges, components, read
from graph.exports import Content, export
from graph.property_graph import Node, PropertyGraph
from ontology.errors import UsageError
from tests.requirements import require
from tests.servers import spark
from tests.servers.neo4j import MissingPrerequisite


@pytest.fixture(autouse=True)
def _pyarrow() -> None:
    require(find_spec("pyarrow"), "pyarrow is absent: pip install 'surveillance-kg[parquet]'")


pairs = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(("", "e", "f"))), min_size=1, max_size=30)


def exported(folder: Path, links: list[tuple[int, int, str]]) -> Path:
    """A folder with nodes 0 to 7 and these relationships: start, end, event."""
    graph = PropertyGraph({f"n{i}": Node(("Resource",), {"uri": f"n{i}"}) for i in range(8)})
    for start, end, event in links:
        graph.relationships[f"n{start}", "KNOWS", f"n{end}", event] = {}
    export(Content.of(graph), "parquet", folder / "out")
    return folder / "out"


@settings(deadline=None)
@given(pairs)
def test_networks_read_back_rank_as_networkx_ranks_them(tmp_path_factory, links):
    edges = read(exported(tmp_path_factory.mktemp("export"), links))
    network, names = edges.network(), list(map(str, edges.uris))
    peer = nx.MultiDiGraph((f"n{start}", f"n{end}") for start, end, _ in set(links))
    assert set(names) == set(peer)
    ranks = nx.pagerank(peer, tol=1e-15, max_iter=10_000)
    assert centrality.pagerank(network) == pytest.approx([ranks[n] for n in names], rel=1e-9)
    assert centrality.strength(network).tolist() == [peer.in_degree(n) for n in names]
    assert [names[i] for i in components(network)] == [min(nx.node_connected_component(peer.to_undirected(), n)) for n in names]


@settings(deadline=None)
@given(pairs)
def test_concentration_is_the_sum_of_squared_shares_with_joint_facts_split(tmp_path_factory, links):
    edges = read(exported(tmp_path_factory.mktemp("export"), links))
    names = list(map(str, edges.uris))
    for name, found in zip(names, edges.hhi(), strict=True):
        held: dict[int, float] = {}
        into = {(start, event or f"own {start}") for start, end, event in links if f"n{end}" == name}
        for start, fact in into:
            held[start] = held.get(start, 0) + 1 / sum(other == fact for _, other in into)
        whole = sum(held.values())
        assert found == pytest.approx(sum((h / whole) ** 2 for h in held.values()) if held else 0)


def test_types_are_picked_and_a_wrong_one_suggests(tmp_path):
    graph = PropertyGraph({n: Node(("Resource",), {"uri": n}) for n in "abcd"})
    graph.relationships["a", "SOLD_TO", "b", "e"] = {}
    graph.relationships["c", "OWNS", "d", ""] = {}
    export(Content.of(graph), "parquet", tmp_path / "out")
    assert list(map(str, read(tmp_path / "out", ("SOLD_TO",)).uris)) == ["a", "b"]
    assert len(read(tmp_path / "out", ("SOLD_TO", "OWNS")).start) == 2
    with pytest.raises(UsageError, match=r"no relationship of the type 'SOLDTO'\. Did you mean SOLD_TO"):
        read(tmp_path / "out", ("SOLDTO",))
    with pytest.raises(UsageError, match=r"holds no nodes\.parquet; kg export parquet"):
        read(tmp_path)


def test_ranks_of_a_large_sparse_network_are_exact_to_a_millionth_of_themselves():
    """Each of 100,000 nodes on one directed ring has the same rank, whichever node a walker starts at; one node hangs on it."""
    size = 100_000
    start = np.append(np.arange(size), 0)
    end = np.append((np.arange(size) + 1) % size, size)
    ranks = centrality.pagerank(Edges(range(size + 1), start, end, start).network())
    jump = ranks[size] / size * 0.85 / (size + 1) * size + 0.15 / (size + 1)  # what every node gets from nowhere in particular
    assert ranks[size] == pytest.approx(jump + 0.85 * ranks[0] / 2, rel=1e-6)
    assert ranks[2:size] == pytest.approx(jump + 0.85 * ranks[1 : size - 1], rel=1e-6)
    assert ranks.sum() == pytest.approx(1)


@pytest.fixture(scope="module")
def spark_answers(kg, curated_home, tmp_path_factory) -> list[tuple[Path, tuple[str, ...], Path]]:
    """Exported folders, the types that count, and what Spark answered: the curated facts as `kg export parquet` wrote them, and 2,000 generated deals."""
    place = tmp_path_factory.mktemp("spark")
    try:
        jar = spark.compiled(place)
    except MissingPrerequisite as missing:
        require(False, str(missing))
    from benchmarks.deals import Deals

    done = kg("export", "parquet", "-o", str(place / "curated"), home=curated_home)
    assert done.returncode == 0, done.stderr
    Deals(2_000).write(place / "generated")
    asked = [
        spark.Asked(place / "generated", place / "1"),
        spark.Asked(place / "curated", place / "2", ("SOLD_TO", "SUPPLIES", "OWNS", "CONTROLS", "RESELLS")),
    ]
    assert len(spark.ranks(asked, jar)) == len(asked)
    return [(a.exported, a.types, a.target) for a in asked]


def test_spark_gives_the_same_ranks(spark_answers):
    """PageRank to a millionth of each rank, components and edges exactly, concentration to 1e-12."""
    import pyarrow.parquet as pq

    for folder, types, answer in spark_answers:
        edges, peer = read(folder, types), pq.read_table(answer).sort_by("uri")
        network = edges.network()
        assert len(edges.start) > (500 if types else 20_000)
        assert peer["uri"].to_pylist() == edges.uris.to_pylist()
        spark_ranks = peer["pagerank"].to_numpy()
        assert spark_ranks.sum() == pytest.approx(len(edges.uris))  # GraphX lets ranks sum to the number of nodes, we to 1
        assert centrality.pagerank(network) == pytest.approx(spark_ranks / len(edges.uris), rel=1e-6, abs=0)
        assert edges.uris.take(components(network)).to_pylist() == peer["component"].to_pylist()
        assert centrality.strength(network).tolist() == peer["degree_in"].to_pylist()
        assert centrality.strength(network.turned()).tolist() == peer["degree_out"].to_pylist()
        assert edges.hhi() == pytest.approx(peer["hhi"].to_numpy(), abs=1e-12)
