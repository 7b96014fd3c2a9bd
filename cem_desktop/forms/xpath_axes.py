"""The axes and node tests of XPath (XPath 1.0, 2.2 and 2.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.xml_tree import Kind, Node

XHTML = "http://www.w3.org/1999/xhtml"

Axis = Callable[[Node], Iterable[Node]]
Test = Callable[[Node], bool]

REVERSE = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})


def _own(node: Node) -> Iterator[Node]:
    yield node


def _parent(node: Node) -> Iterator[Node]:
    if node.parent is not None:
        yield node.parent


def _children(node: Node) -> list[Node]:
    return node.children


def _attributes(node: Node) -> list[Node]:
    return node.attributes


def _descendants(node: Node) -> Iterator[Node]:
    return node.descendants()


def _descendants_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from node.descendants()


def _ancestors(node: Node) -> Iterator[Node]:
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def _ancestors_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _ancestors(node)


def _place(node: Node) -> tuple[list[Node], int]:
    """Return the siblings of a node and its place among them; attributes have none."""
    if node.parent is None or node.kind in {Kind.ATTRIBUTE, Kind.NAMESPACE}:
        return [], 0
    siblings = node.parent.children
    for index, sibling in enumerate(siblings):
        if sibling is node:
            return siblings, index
    return [], 0


def _following_siblings(node: Node) -> list[Node]:
    siblings, place = _place(node)
    return siblings[place + 1 :]


def _preceding_siblings(node: Node) -> list[Node]:
    siblings, place = _place(node)
    return siblings[:place][::-1]


def _following(node: Node) -> Iterator[Node]:
    current = node
    if node.kind in {Kind.ATTRIBUTE, Kind.NAMESPACE} and node.parent is not None:
        yield from node.parent.descendants()
        current = node.parent
    while current.parent is not None:
        for sibling in _following_siblings(current):
            yield from _descendants_or_self(sibling)
        current = current.parent


def _preceding(node: Node) -> Iterator[Node]:
    current = node
    if node.kind in {Kind.ATTRIBUTE, Kind.NAMESPACE} and node.parent is not None:
        current = node.parent
    while current.parent is not None:
        for sibling in _preceding_siblings(current):
            yield from reversed(list(_descendants_or_self(sibling)))
        current = current.parent


def _namespaces(node: Node) -> Iterator[Node]:
    """Yield the declarations on an element itself, which is what other ODK engines walk."""
    for prefix, address in node.scopes.items():
        found = Node(Kind.NAMESPACE, prefix, text=address)
        found.parent = node
        yield found


AXES: dict[str, Axis] = {
    "self": _own,
    "parent": _parent,
    "child": _children,
    "attribute": _attributes,
    "descendant": _descendants,
    "descendant-or-self": _descendants_or_self,
    "ancestor": _ancestors,
    "ancestor-or-self": _ancestors_or_self,
    "following-sibling": _following_siblings,
    "preceding-sibling": _preceding_siblings,
    "following": _following,
    "preceding": _preceding,
    "namespace": _namespaces,
}


def is_page(prefixes: Mapping[str, str]) -> bool:
    """Tell whether names without prefix are XHTML's here, which paths must name by a prefix."""
    return prefixes.get("") == XHTML


def compile_test(axis: str, test: str, prefixes: Mapping[str, str]) -> Test:
    """Return the predicate that a node must meet.

    Raises:
        FormInvalidError: The test's prefix has no address.
    """
    if test.endswith(")"):
        return _kind_test(test)
    principal = {"attribute": Kind.ATTRIBUTE, "namespace": Kind.NAMESPACE}.get(axis, Kind.ELEMENT)
    if test == "*":
        return lambda node: node.kind is principal
    prefix, _, local = test.rpartition(":")
    if not prefix and is_page(prefixes):
        return lambda node: node.local == local and node.kind is principal and not node.namespace
    if not prefix:
        return lambda node: node.local == local and node.kind is principal and not node.prefix
    address = prefixes.get(prefix)
    if address is None:
        raise FormInvalidError(reason="unknown_prefix", where=test)
    if local == "*":
        return lambda node: node.kind is principal and node.namespace == address
    return lambda node: node.local == local and node.kind is principal and node.namespace == address


def _kind_test(test: str) -> Test:
    kind, _, target = test[:-1].partition("(")
    if kind == "node":
        return lambda _node: True
    if kind == "text":
        return lambda node: node.kind is Kind.TEXT
    if kind == "comment":
        return lambda node: node.kind is Kind.COMMENT
    wanted = target[1:-1]
    return lambda node: (
        node.kind is Kind.PROCESSING_INSTRUCTION and (not wanted or node.local == wanted)
    )
