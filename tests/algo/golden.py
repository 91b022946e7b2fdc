"""Writes golden.json: random graphs, and what networkx makes of them.

Run it with networkx 3.x: python3 tests/algo/golden.py
"""

import json
import pathlib
import random

import networkx as nx
from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python as pagerank


def case(name, count, links):
    many = nx.MultiDiGraph()
    many.add_nodes_from(range(count))
    many.add_edges_from(links)
    # Relationships of one pair add up to one of their weight.
    directed = nx.DiGraph()
    undirected = nx.Graph()
    directed.add_nodes_from(range(count))
    undirected.add_nodes_from(range(count))
    for graph in (directed, undirected):
        for a, b in links:
            before = graph.get_edge_data(a, b, {"weight": 0})["weight"]
            graph.add_edge(a, b, weight=before + 1)

    def numbered(groups):
        groups = sorted(groups, key=lambda group: (-len(group), min(group)))
        return [next(i for i, group in enumerate(groups) if node in group) for node in range(count)]

    def row(scores):
        return [scores[node] for node in range(count)]

    pairs = [(a, b) for a in range(count) for b in range(a + 1, count) if set(undirected[a]) & set(undirected[b])]
    communities = [nx.community.louvain_communities(undirected, seed=seed) for seed in range(10)]
    return {
        "name": name,
        "nodes": count,
        "links": links,
        "page_rank": row(pagerank(directed, max_iter=1000, tol=1e-12)),
        "page_rank_undirected": row(pagerank(undirected_with_loops(undirected), max_iter=1000, tol=1e-12)),
        "betweenness_both": row(nx.betweenness_centrality(undirected, normalized=False)),
        "betweenness_out": row(nx.betweenness_centrality(directed, normalized=False)),
        "betweenness_normalized": row(nx.betweenness_centrality(undirected, normalized=True)),
        "components": numbered(list(nx.weakly_connected_components(many))),
        "strong": numbered(list(nx.strongly_connected_components(many))),
        "degree_both": row(dict(many.degree())),
        "degree_out": row(dict(many.out_degree())),
        "jaccard": [[a, b, jaccard(undirected, a, b)] for a, b in pairs],
        "louvain_modularity": [nx.community.modularity(undirected, found) for found in communities],
        "louvain_first": numbered(communities[0]),
    }


def undirected_with_loops(undirected):
    """Both ways, where a loop counts twice as it does for its node's degree."""
    both = nx.DiGraph()
    both.add_nodes_from(undirected)
    for a, b, data in undirected.edges(data=True):
        if a == b:
            both.add_edge(a, a, weight=2 * data["weight"])
        else:
            both.add_edge(a, b, weight=data["weight"])
            both.add_edge(b, a, weight=data["weight"])
    return both


def jaccard(graph, a, b):
    a, b = set(graph[a]), set(graph[b])
    return len(a & b) / len(a | b)


def random_links(count, links, seed):
    random.seed(seed)
    return [[random.randrange(count), random.randrange(count)] for _ in range(links)]


def planted(groups, size, inside, between, seed):
    random.seed(seed)
    links = []
    for a in range(groups * size):
        for b in range(a + 1, groups * size):
            if random.random() < (inside if a // size == b // size else between):
                links.append([a, b])
    return links


cases = [
    case("one loop", 1, [[0, 0]]),
    case("two ways", 4, [[0, 1], [1, 0], [1, 2], [3, 3], [0, 1]]),
    case("sparse", 40, random_links(40, 30, 1)),
    case("middle", 30, random_links(30, 80, 2)),
    case("dense", 20, random_links(20, 200, 3)),
    case("planted", 60, planted(4, 15, 0.5, 0.02, 4)),
    case("ring of cliques", 40, list(map(list, nx.ring_of_cliques(8, 5).edges()))),
    case("karate", 34, sorted(map(list, nx.karate_club_graph().edges()))),
]
path = pathlib.Path(__file__).with_name("golden.json")
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
