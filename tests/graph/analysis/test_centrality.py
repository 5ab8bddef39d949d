"""Every measure equals what networkx gives on the same graph, and none depends on the order of the edges."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.analysis import centrality
from graph.analysis.centrality import OF_NODES, Network
from ontology.errors import KgError, UsageError
from tests.graph.analysis.graphs import weighted_edges

ROOT = Path(__file__).parents[3]
NODES = 9


def network(edges) -> Network:
    return Network.of(NODES, *(np.array(column) for column in zip(*edges, strict=True)))


def reference(edges) -> nx.DiGraph:
    made = nx.DiGraph()
    made.add_nodes_from(range(NODES))
    for start, end, weight in edges:
        held = made.get_edge_data(start, end, {"weight": 0.0})["weight"]
        made.add_edge(start, end, weight=held + weight)
    return made


def undirected(made: nx.DiGraph) -> nx.Graph:
    both = nx.Graph()
    both.add_nodes_from(made)
    for start, end, weight in made.edges(data="weight"):
        both.add_edge(start, end, weight=weight + both.get_edge_data(start, end, {"weight": 0.0})["weight"])
    return both


REFERENCES = {
    "degree": lambda g: dict(g.in_degree()),
    "strength": lambda g: dict(g.in_degree(weight="weight")),
    "betweenness": lambda g: nx.betweenness_centrality(g, normalized=False),
    "pagerank": lambda g: nx.pagerank(g, tol=1e-12, max_iter=10_000),
    "closeness": nx.closeness_centrality,
    "core": lambda g: nx.core_number(undirected(g)),
}


@pytest.mark.parametrize("measure", REFERENCES)
@given(edges=weighted_edges(NODES))
@settings(max_examples=60, deadline=None)
def test_a_measure_of_nodes_equals_that_of_networkx(measure, edges):
    expected = REFERENCES[measure](reference(edges))
    assert OF_NODES[measure](network(edges)) == pytest.approx([expected[i] for i in range(NODES)], abs=1e-9)


@given(edges=weighted_edges(NODES))
@settings(max_examples=60, deadline=None)
def test_katz_equals_that_of_networkx_with_the_same_attenuation(edges):
    made = reference(edges)
    bound = min(max(dict(made.in_degree(weight="weight")).values()), max(dict(made.out_degree(weight="weight")).values()))
    expected = nx.katz_centrality_numpy(made, alpha=min(0.1, 0.9 / bound), weight="weight")
    assert centrality.katz(network(edges)) == pytest.approx([expected[i] for i in range(NODES)], abs=1e-6)


@given(edges=weighted_edges(NODES))
@settings(max_examples=60, deadline=None)
def test_hits_equals_that_of_networkx_where_the_densest_part_is_one(edges):
    made = reference(edges)
    values = np.linalg.svd(nx.to_numpy_array(made, nodelist=range(NODES)), compute_uv=False)
    assume(values[0] - values[1] > 0.05)
    hubs, authorities = nx.hits(made, tol=1e-12)
    assert centrality.hits(network(edges)) == pytest.approx([abs(authorities[i]) for i in range(NODES)], abs=1e-6)
    assert centrality.hits(network(edges).turned()) == pytest.approx([abs(hubs[i]) for i in range(NODES)], abs=1e-6)


@given(edges=weighted_edges(NODES))
@settings(max_examples=60, deadline=None)
def test_eigenvector_equals_that_of_networkx_where_the_densest_part_is_one(edges):
    both = undirected(reference(edges))
    values = np.sort(np.linalg.eigvalsh(nx.to_numpy_array(both, nodelist=range(NODES))))
    assume(values[-1] - values[-2] > 0.05)
    expected = nx.eigenvector_centrality(both, weight="weight", tol=1e-12, max_iter=100_000)
    assert centrality.eigenvector(network(edges)) == pytest.approx([expected[i] for i in range(NODES)], abs=1e-5)


@given(edges=weighted_edges(NODES))
@settings(max_examples=60, deadline=None)
def test_betweenness_of_edges_equals_that_of_networkx(edges):
    made = network(edges)
    expected = nx.edge_betweenness_centrality(reference(edges), normalized=False)
    pairs = zip(made.start.tolist(), made.end.tolist(), strict=True)
    assert centrality.edge_betweenness(made) == pytest.approx([expected[pair] for pair in pairs], abs=1e-9)


@given(edges=weighted_edges(NODES), shuffled=st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_edges_does_not_matter(edges, shuffled):
    other = list(edges)
    shuffled.shuffle(other)
    for measure in OF_NODES.values():
        assert measure(network(edges)).tolist() == measure(network(other)).tolist()


ALMOST_EQUALLY_DENSE = [
    (0, 1, 2.0),
    (0, 2, 4.0),
    (0, 4, 4.0),
    (1, 2, 1.0),
    (1, 5, 2.0),
    (2, 1, 2.0),
    (4, 0, 3.0),
    (4, 3, 5.0),
    (5, 3, 2.0),
]
"""Singular values 6.085 and 6.082: the power iteration needs over 10,000 rounds."""


@pytest.mark.parametrize("dense", [0, 500])
def test_hits_of_a_graph_with_two_parts_almost_equally_dense_is_that_of_its_eigenvalues(monkeypatch, dense):
    monkeypatch.setattr(centrality, "DENSE", dense)
    matrix = nx.to_numpy_array(reference(ALMOST_EQUALLY_DENSE), nodelist=range(NODES))
    vector = np.abs(np.linalg.svd(matrix)[2][0])
    assert centrality.hits(network(ALMOST_EQUALLY_DENSE)) == pytest.approx(vector / vector.sum(), abs=1e-9)


@pytest.mark.parametrize("dense", [0, 500])
def test_eigenvector_of_two_parts_almost_equally_dense_is_that_of_the_denser_one(monkeypatch, dense):
    monkeypatch.setattr(centrality, "DENSE", dense)
    found = centrality.eigenvector(network([(0, 1, 1.0), (1, 2, 1.0), (3, 4, 1.0), (4, 5, 1.00001)]))
    assert found == pytest.approx([0, 0, 0, 0.5, 0.5**0.5, 0.5, *[0] * (NODES - 6)], abs=1e-5)


@pytest.mark.parametrize("measure", [centrality.hits, centrality.eigenvector])
def test_of_two_equal_parts_neither_stands_higher_also_by_eigenvalues(monkeypatch, measure):
    monkeypatch.setattr(centrality, "FEW_ROUNDS", 0)
    found = measure(network([(0, 1, 1.0), (2, 1, 1.0), (3, 4, 1.0), (5, 4, 1.0)]))
    assert found[1] == pytest.approx(found[4]) and found[1] > 0


def test_a_graph_without_edges_has_only_zeros():
    empty = Network.of(3, [], [], [])
    for measure in OF_NODES.values():
        assert measure(empty).tolist() == [0.0, 0.0, 0.0]
    assert centrality.edge_betweenness(empty).tolist() == []


@pytest.mark.parametrize("weight", [-1.0, float("nan"), float("inf")])
def test_a_weight_that_is_none_is_refused_by_its_edge(weight):
    with pytest.raises(UsageError, match=r"^Edge 1 has the weight (-1|nan|inf); a weight is a number of 0 or more\.$"):
        Network.of(3, [0, 1], [1, 2], [1.0, weight])


def test_an_iteration_that_does_not_settle_says_which_and_what_to_do(monkeypatch):
    monkeypatch.setattr(centrality, "ROUNDS", 1)
    with pytest.raises(KgError, match=r"^The measure pagerank did not settle on this graph in 1 rounds; use"):
        centrality.pagerank(network([(0, 1, 1.0), (1, 2, 3.0), (2, 0, 1.0), (0, 3, 1.0)]))


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_a_long_betweenness_within_a_second():
    code = """if True:
        import numpy as np
        from graph.analysis.centrality import Network, betweenness, stoppable
        random = np.random.default_rng(1)
        graph = Network.of(20_000, random.integers(0, 20_000, 200_000), random.integers(0, 20_000, 200_000), np.ones(200_000))
        with stoppable():
            print("begun", flush=True)
            betweenness(graph)
    """
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout and process.stdout.readline() == b"begun\n"
        time.sleep(0.5)
        begin = time.monotonic()
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(timeout=10) == -signal.SIGINT
        assert time.monotonic() - begin < 1
