"""A small XML tree that XPath can walk, read by expat under limits.

Forms come from files, so the reader trusts nothing: a document type, an entity, too many bytes,
too deep or too many nodes are refused. Nodes keep their prefix, which ``xml.etree`` drops and
which the ODK references (``orx:meta``) need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum
from functools import lru_cache
from xml.parsers import expat

from cem_desktop.errors import FormInvalidError

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 200
MAX_NODES = 2_000_000
XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


class Kind(IntEnum):
    """The node kinds of the XPath 1.0 data model (section 5)."""

    ROOT = 0
    ELEMENT = 1
    ATTRIBUTE = 2
    TEXT = 3
    COMMENT = 4
    PROCESSING_INSTRUCTION = 5
    NAMESPACE = 6
    DOCTYPE = 7
    """No part of XPath; other engines walk over it as a node without name or text."""


class Node:
    """One node: its name in three parts, its parent, its children and its text."""

    __slots__ = (
        "attributes",
        "children",
        "kind",
        "local",
        "namespace",
        "parent",
        "prefix",
        "relevant",
        "scopes",
        "text",
    )

    def __init__(
        self, kind: Kind, local: str = "", namespace: str = "", prefix: str = "", text: str = ""
    ) -> None:
        self.kind = kind
        self.local = local
        self.namespace = namespace
        self.prefix = prefix
        self.text = text
        self.parent: Node | None = None
        self.children: list[Node] = _NO_NODES
        self.attributes: list[Node] = _NO_NODES
        self.scopes: dict[str, str] = _NO_SCOPES
        self.relevant = True

    @property
    def name(self) -> str:
        """Return the name as it was written, with its prefix."""
        return f"{self.prefix}:{self.local}" if self.prefix else self.local

    def append(self, child: Node) -> None:
        """Add a child at the end."""
        child.parent = self
        if self.children is _NO_NODES:
            self.children = [child]
        else:
            self.children.append(child)

    def elements(self, local: str | None = None) -> Iterator[Node]:
        """Yield the child elements, those of one local name where it is given."""
        for child in self.children:
            if child.kind is Kind.ELEMENT and (local is None or child.local == local):
                yield child

    def element(self, local: str) -> Node | None:
        """Return the first child element of that local name."""
        return next(self.elements(local), None)

    def descendants(self) -> Iterator[Node]:
        """Yield every node below this one in document order, without attributes."""
        for child in self.children:
            yield child
            if child.children:
                yield from child.descendants()

    def attribute(self, local: str, namespace: str = "") -> str | None:
        """Return an attribute's value, or None."""
        for item in self.attributes:
            if item.local == local and item.namespace == namespace:
                return item.text
        return None

    def string_value(self) -> str:
        """Return the string value of XPath; what is not relevant reads as blank."""
        if not self.relevant:
            return ""
        if self.kind not in {Kind.ELEMENT, Kind.ROOT}:
            return self.text
        children = self.children
        if not children:
            return self.text
        if len(children) == 1 and children[0].kind is Kind.TEXT:
            return children[0].text
        return "".join(
            child.string_value()
            for child in children
            if child.kind is Kind.ELEMENT or child.kind is Kind.TEXT
        )

    def root(self) -> Node:
        """Return the top of the tree."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def namespaces(self) -> dict[str, str]:
        """Return the prefixes in scope here, prefix to address."""
        found: dict[str, str] = {}
        node: Node | None = self
        while node is not None:
            for prefix, address in node.scopes.items():
                found.setdefault(prefix, address)
            node = node.parent
        return found


_NO_NODES: list[Node] = []
"""Shared by every node that can hold no others; nothing is ever put in."""
_NO_SCOPES: dict[str, str] = {}


def leaf(local: str, text: str) -> Node:
    """Return an element that holds a text and nothing else; no node may be put into it.

    It costs a third of one with lists of its own, which counts in tables of thousands of cells.
    """
    node = Node(Kind.TEXT, local, text=text)
    node.kind = Kind.ELEMENT
    return node


def document_order() -> Callable[[Node], tuple[tuple[int, int], ...]]:
    """Return a function that gives a key, by which nodes of one tree sort in document order.

    It remembers the places of the nodes around, so it is for one sorting of an unchanged tree.
    """
    known: dict[int, dict[int, int]] = {}

    def place(nodes: list[Node], wanted: Node) -> int:
        places = known.get(id(nodes))
        if places is None:
            places = known[id(nodes)] = {id(node): index for index, node in enumerate(nodes)}
        return places.get(id(wanted), -1)

    def key(node: Node) -> tuple[tuple[int, int], ...]:
        steps: list[tuple[int, int]] = []
        while node.parent is not None:
            parent = node.parent
            if node.kind is Kind.NAMESPACE:
                steps.append((0, 0))
            elif node.kind is Kind.ATTRIBUTE:
                steps.append((1, place(parent.attributes, node)))
            else:
                steps.append((2, place(parent.children, node)))
            node = parent
        steps.append((3, id(node)))
        return tuple(reversed(steps))

    return key


_ELEMENT, _TEXT = Kind.ELEMENT, Kind.TEXT
"""At hand for the builder, which asks for them ten thousand times a form."""


class _Builder:
    """Handlers of the parser: build the tree and count what is built."""

    def __init__(self) -> None:
        self.root = Node(Kind.ROOT)
        self._open = [self.root]
        self._count = 0
        self._scopes: dict[str, str] = {}
        self._apart = False

    def _add(self, node: Node) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            raise FormInvalidError(reason="too_many_nodes", where="")
        self._open[-1].append(node)

    def scope(self, prefix: str | None, address: str | None) -> None:
        self._scopes[prefix or ""] = address or ""

    def start(self, name: str, attributes: list[str]) -> None:
        if len(self._open) > MAX_DEPTH:
            raise FormInvalidError(reason="too_deep", where=name)
        node = Node(_ELEMENT, *_split(name))
        if self._scopes:
            node.scopes, self._scopes = self._scopes, {}
        if attributes:
            node.attributes = [
                _attribute(node, attributes[index], attributes[index + 1])
                for index in range(0, len(attributes), 2)
            ]
        self._add(node)
        self._open.append(node)

    def end(self, _name: str) -> None:
        self._open.pop()

    def characters(self, text: str) -> None:
        siblings = self._open[-1].children
        if siblings and siblings[-1].kind is _TEXT and not self._apart:
            siblings[-1].text += text
        else:
            self._add(Node(_TEXT, "", "", "", text))
            self._apart = False

    def section(self) -> None:
        """Begin or end a CDATA section: it is a text apart, as in other ODK engines."""
        self._apart = True

    def comment(self, text: str) -> None:
        self._add(Node(Kind.COMMENT, text=text))

    def instruction(self, target: str, text: str) -> None:
        self._add(Node(Kind.PROCESSING_INSTRUCTION, target, text=text))

    def doctype(self, *details: object) -> None:
        has_subset = bool(details[-1])
        if has_subset:
            self.refuse()
        self._add(Node(Kind.DOCTYPE))

    def refuse(self, *_details: object) -> int:
        raise FormInvalidError(reason="document_type", where="")


def _attribute(holder: Node, name: str, value: str) -> Node:
    local, namespace, prefix = _split(name)
    item = Node(Kind.ATTRIBUTE, local, namespace, prefix, value)
    item.parent = holder
    return item


@lru_cache(maxsize=4096)
def _split(name: str) -> tuple[str, str, str]:
    """Split what expat reports, ``address local prefix``, into local, address, prefix."""
    parts = name.split(" ")
    if len(parts) == 1:
        return parts[0], "", ""
    if parts[0] == XML_NAMESPACE:
        return parts[1], parts[0], "xml"
    return parts[1], parts[0], parts[2] if len(parts) > 2 else ""  # noqa: PLR2004 - a triple


def parse_xml(data: bytes, *, doctype: bool = False) -> Node:
    """Return the document node of an XML text.

    Args:
        data: The text.
        doctype: Whether a bare document type is kept as a node; a form may have none.

    Raises:
        FormInvalidError: Not well formed, or beyond the limits (``reason``, ``where``).
    """
    if len(data) > MAX_BYTES:
        raise FormInvalidError(reason="too_large", where="")
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.namespace_prefixes = True
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartNamespaceDeclHandler = builder.scope
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartCdataSectionHandler = builder.section
    parser.EndCdataSectionHandler = builder.section
    parser.CommentHandler = builder.comment
    parser.ProcessingInstructionHandler = builder.instruction
    parser.StartDoctypeDeclHandler = builder.refuse
    if doctype:
        parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.refuse
    parser.ExternalEntityRefHandler = builder.refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise FormInvalidError(reason="not_xml", where=f"line {error.lineno}") from error
    except (ValueError, LookupError) as error:
        raise FormInvalidError(reason="not_xml", where="") from error
    return builder.root
