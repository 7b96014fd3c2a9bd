"""Which parts of a flow are free, given all that is known of it: cycles of a residual network.

A table with its totals is a flow: from a source through each row to each column and back. Where
every bound is a whole number, the flows that fit what is known form a polytope with whole corners
(a network matrix is totally unimodular), so linear bounds and counting cases agree. A value can
differ between two such flows if and only if, from the true one, it lies on a residual cycle longer
than going forth and back along itself. All of them are found at once, without solving a linear
programme, in time linear in the number of arcs:

* an arc lies on a directed cycle only if its ends are strongly connected;
* within a strongly connected part, an arc lies on a cycle longer than itself unless it is a bridge
  of the undirected graph. (If no path joins its ends without it, each other node reaches, and is
  reached from, only one of the ends; so nothing but the arc joins the two sides.)
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Steps = list[list[tuple[int, int]]]
"""For each node, the arcs that leave it and the node at their other end."""


@dataclass(frozen=True, slots=True)
class Arc:
    """One value of a flow: whether it may rise or fall, and what it costs to use it."""

    tail: int
    head: int
    rise: bool
    fall: bool
    cost: int = 0


def free_arcs(nodes: int, arcs: Sequence[Arc]) -> set[int]:
    """Return the positions of the arcs whose value is not determined."""
    part = _strong_parts(nodes, _residual(nodes, arcs))
    within = [
        at
        for at, arc in enumerate(arcs)
        if (arc.rise or arc.fall) and part[arc.tail] == part[arc.head]
    ]
    return set(within) - _bridges(nodes, arcs, within)


def cheapest_cycle(nodes: int, arcs: Sequence[Arc], through: int) -> tuple[int, list[int]] | None:
    """Return cost and arcs of the cheapest residual cycle through one arc, or None.

    Its own cost is counted; going forth and back along it is no cycle.
    """
    target = arcs[through]
    steps = _residual(nodes, arcs)
    found = []
    if target.rise:
        found.append(_cheapest_path(steps, arcs, (target.head, target.tail), through))
    if target.fall:
        found.append(_cheapest_path(steps, arcs, (target.tail, target.head), through))
    paths = [path for path in found if path is not None]
    if not paths:
        return None
    cost, used = min(paths)
    return cost + target.cost, [through, *used]


def _residual(nodes: int, arcs: Sequence[Arc]) -> Steps:
    """Return the steps that change the flow by one: along what rises, against what falls."""
    steps: Steps = [[] for _ in range(nodes)]
    for at, arc in enumerate(arcs):
        if arc.rise:
            steps[arc.tail].append((at, arc.head))
        if arc.fall:
            steps[arc.head].append((at, arc.tail))
    return steps


def _strong_parts(nodes: int, steps: Steps) -> list[int]:
    """Return for each node the number of its strongly connected part (Tarjan, no recursion)."""
    order = [0] * nodes
    low = [0] * nodes
    part = [-1] * nodes
    open_nodes: list[int] = []
    visited = 0
    for root in range(nodes):
        if order[root]:
            continue
        visited += 1
        order[root] = low[root] = visited
        open_nodes.append(root)
        walk: list[tuple[int, Iterator[tuple[int, int]]]] = [(root, iter(steps[root]))]
        while walk:
            node, ways = walk[-1]
            for _, other in ways:
                if not order[other]:
                    visited += 1
                    order[other] = low[other] = visited
                    open_nodes.append(other)
                    walk.append((other, iter(steps[other])))
                    break
                if part[other] < 0:
                    low[node] = min(low[node], order[other])
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == order[node]:
                    _close_part(open_nodes, part, node)
    return part


def _close_part(open_nodes: list[int], part: list[int], root: int) -> None:
    """Number the part whose first node is ``root`` after it."""
    while True:
        node = open_nodes.pop()
        part[node] = root
        if node == root:
            return


def _bridges(nodes: int, arcs: Sequence[Arc], within: list[int]) -> set[int]:
    """Return those of the arcs ``within`` whose removal parts the undirected graph they make."""
    steps: Steps = [[] for _ in range(nodes)]
    for at in within:
        steps[arcs[at].tail].append((at, arcs[at].head))
        steps[arcs[at].head].append((at, arcs[at].tail))
    order = [0] * nodes
    low = [0] * nodes
    bridges: set[int] = set()
    visited = 0
    for root in range(nodes):
        if order[root]:
            continue
        visited += 1
        order[root] = low[root] = visited
        walk = [(root, -1, iter(steps[root]))]
        while walk:
            node, came_by, ways = walk[-1]
            for at, other in ways:
                if at == came_by:
                    continue
                if order[other]:
                    low[node] = min(low[node], order[other])
                    continue
                visited += 1
                order[other] = low[other] = visited
                walk.append((other, at, iter(steps[other])))
                break
            else:
                walk.pop()
                if walk:
                    before = walk[-1][0]
                    low[before] = min(low[before], low[node])
                    if low[node] > order[before]:
                        bridges.add(came_by)
    return bridges


def _cheapest_path(
    steps: Steps, arcs: Sequence[Arc], ends: tuple[int, int], without: int
) -> tuple[int, list[int]] | None:
    """Return cost and arcs of the cheapest path between two nodes avoiding one arc (Dijkstra)."""
    start, goal = ends
    best = {start: 0}
    came: dict[int, tuple[int, int]] = {}
    queue = [(0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == goal:
            break
        if cost > best[node]:
            continue
        for at, other in steps[node]:
            reached = cost + arcs[at].cost
            if at != without and reached < best.get(other, reached + 1):
                best[other] = reached
                came[other] = (at, node)
                heapq.heappush(queue, (reached, other))
    if goal not in best:
        return None
    used: list[int] = []
    node = goal
    while node != start:
        at, node = came[node]
        used.append(at)
    return best[goal], used
