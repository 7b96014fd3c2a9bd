"""Free arcs are exactly those whose linear bounds are apart."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cem_desktop.domain.residual_network import Arc, cheapest_cycle, free_arcs

NODES = 5
arcs = st.lists(
    st.tuples(
        st.integers(0, NODES - 1), st.integers(0, NODES - 1), st.booleans(), st.booleans()
    ).filter(lambda arc: arc[0] != arc[1]),
    min_size=1,
    max_size=9,
    unique_by=lambda arc: frozenset(arc[:2]),
)


def span(graph, at):
    """How far one arc's flow can move while every node keeps its balance."""
    balance = np.zeros((NODES, len(graph)))
    for number, arc in enumerate(graph):
        balance[arc.tail, number] -= 1
        balance[arc.head, number] += 1
    bounds = [(-1 if arc.fall else 0, 1 if arc.rise else 0) for arc in graph]
    goal = np.zeros(len(graph))
    goal[at] = 1
    ends = [
        linprog(sign * goal, A_eq=balance, b_eq=np.zeros(NODES), bounds=bounds).fun
        for sign in (1, -1)
    ]
    return -ends[0] - ends[1]


@settings(max_examples=150)
@given(arcs)
def test_free_arcs_are_those_that_linear_bounds_leave_open(drawn):
    graph = [Arc(*arc) for arc in drawn]
    free = free_arcs(NODES, graph)
    for at in range(len(graph)):
        assert (at in free) == (span(graph, at) > 1e-6)
        assert (cheapest_cycle(NODES, graph, at) is not None) == (at in free)


def test_the_cheapest_cycle_is_chosen():
    graph = [
        Arc(0, 1, rise=True, fall=True),
        Arc(1, 2, rise=True, fall=False, cost=5),
        Arc(2, 0, rise=True, fall=False, cost=5),
        Arc(1, 3, rise=True, fall=False, cost=2),
        Arc(3, 0, rise=True, fall=False, cost=1),
    ]
    assert cheapest_cycle(4, graph, 0) == (3, [0, 4, 3])
    assert free_arcs(4, graph) == {0, 1, 2, 3, 4}
    assert cheapest_cycle(4, graph[:1], 0) is None
