"""The order in which rules are computed, so that each is computed after what it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cem_desktop.forms.dependencies import Target
from cem_desktop.forms.form_model import Place

_PRODUCERS = frozenset({"calculate", "choices"})


def rank_targets(
    targets: Mapping[Place, list[Target]], reads: Mapping[Target, set[Place]]
) -> tuple[tuple[str, ...], ...]:
    """Give every target its rank; return the cycles found, as the rules that form them.

    Strongly connected components by Tarjan's algorithm, without recursion, come out in the order
    in which they must be computed. A component of more than one target, or a target that reads
    its own product, is a cycle: it is computed until it settles or a limit is met.
    """
    producers = {place: list(_producers(targets, place)) for place in targets}
    edges = {
        target: [maker for place in places for maker in producers[place]]
        for target, places in reads.items()
    }
    cycles: list[tuple[str, ...]] = []
    for rank, component in enumerate(_components(edges)):
        for target in component:
            target.rank = rank
        if len(component) > 1 or component[0] in edges[component[0]]:
            cycles.append(tuple(sorted(f"{item.place.path}@{item.kind}" for item in component)))
    return tuple(cycles)


def _producers(targets: Mapping[Place, list[Target]], place: Place) -> Iterator[Target]:
    """Yield the targets that decide what a place reads as."""
    for target in targets[place]:
        if target.kind in _PRODUCERS:
            yield target
    for holder in place.above():
        for target in targets[holder]:
            if target.kind in {"relevant", "count"}:
                yield target


def _components(edges: Mapping[Target, list[Target]]) -> Iterator[list[Target]]:
    index: dict[Target, int] = {}
    low: dict[Target, int] = {}
    stack: list[Target] = []
    waiting: set[Target] = set()
    for start in edges:
        if start in index:
            continue
        work: list[tuple[Target, Iterator[Target]]] = [(start, iter(edges[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        waiting.add(start)
        while work:
            target, pending = work[-1]
            for other in pending:
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    waiting.add(other)
                    work.append((other, iter(edges[other])))
                    break
                if other in waiting:
                    low[target] = min(low[target], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[target])
                if low[target] == index[target]:
                    yield _pop_component(stack, waiting, target)


def _pop_component(stack: list[Target], waiting: set[Target], target: Target) -> list[Target]:
    component: list[Target] = []
    while True:
        item = stack.pop()
        waiting.discard(item)
        component.append(item)
        if item is target:
            return component
