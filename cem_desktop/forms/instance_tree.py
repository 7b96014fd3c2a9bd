"""The answers of one session as a tree that XPath walks.

Each repeat has a ``marker`` before its rows: it stands for the repeat itself, also while there is
no row. Markers are comments to XPath, so no path finds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cem_desktop.errors import FormInvalidError
from cem_desktop.forms.answers import cast_text
from cem_desktop.forms.form_model import JAVAROSA, Place
from cem_desktop.forms.xml_tree import Kind, Node

MAX_NODES = 100_000


class InstanceNode(Node):
    """A place filled: its value or its inner nodes, and what the rules say about it.

    ``text`` is the answer that counts; ``held`` is what was last set, of which choices that are
    not on offer at the moment are left out, and come back when they are offered again. ``computed``
    is what its calculation last gave: what a person wrote over it stays until that changes.
    ``counted`` says of a marker that its number of rows has been computed: a blank number changes
    it no more.
    """

    __slots__ = (
        "by_place",
        "computed",
        "counted",
        "held",
        "holds",
        "is_marker",
        "options",
        "own_readonly",
        "own_relevant",
        "path",
        "place",
        "required",
        "row_id",
        "rows",
        "typed",
        "words",
    )

    def __init__(self, place: Place, path: str, *, is_marker: bool = False) -> None:
        kind = Kind.COMMENT if is_marker else Kind.ELEMENT
        local = "" if is_marker else place.local
        super().__init__(kind, local, place.namespace, place.prefix)
        self.place = place
        self.path = path
        self.is_marker = is_marker
        self.row_id = ""
        self.rows: list[InstanceNode] = []
        self.by_place: dict[Place, list[InstanceNode]] = {}
        self.own_relevant = True
        self.own_readonly = False
        self.required = False
        self.holds = True
        self.computed: str | None = None
        self.typed: str | None = None
        self.held = ""
        self.counted = False
        self.options: tuple[tuple[str, str], ...] | None = None
        self.words: dict[str, str] = {}

    @property
    def above(self) -> InstanceNode | None:
        """Return the node that holds this one, None at the root."""
        return self.parent if isinstance(self.parent, InstanceNode) else None

    @property
    def readonly(self) -> bool:
        """Tell whether this node or one that holds it may not be changed by hand."""
        node: InstanceNode | None = self
        while node is not None:
            if node.own_readonly:
                return True
            node = node.above
        return False

    def below(self) -> Iterator[InstanceNode]:
        """Yield this node and all inside it in document order, markers included."""
        yield self
        for child in self.children:
            assert isinstance(child, InstanceNode)
            yield from child.below()

    def find(self, place: Place) -> list[InstanceNode]:
        """Return the nodes of a place inside this node (itself, when it is its place)."""
        chain: list[Place] = []
        current: Place | None = place
        while current is not None and current is not self.place:
            chain.append(current)
            current = current.parent
        if current is None:
            return []
        nodes = [self]
        for step in reversed(chain):
            nodes = [found for node in nodes for found in node.by_place.get(step, ())]
        return nodes

    def climb(self, place: Place) -> InstanceNode | None:
        """Return the node of a place that holds this one (or is it)."""
        node: InstanceNode | None = self
        while node is not None and node.place is not place:
            node = node.above
        return node


class Grower:
    """Makes nodes for places from templates, and keeps them findable by path."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self.new_id = new_id
        self.by_path: dict[str, InstanceNode] = {}

    def root(self, place: Place, source: Node) -> tuple[Node, InstanceNode]:
        """Return a document and its root element filled with the form's defaults."""
        document = Node(Kind.ROOT)
        node = InstanceNode(place, "")
        node.attributes = [_copy_attribute(item, node) for item in source.attributes]
        document.append(node)
        self.by_path[""] = node
        self._fill(node, source)
        return document, node

    def _fill(self, node: InstanceNode, source: Node | None) -> None:
        if len(self.by_path) > MAX_NODES:
            raise FormInvalidError(reason="too_many_rows", where=node.path)
        if node.place.is_answer:
            text = source.string_value() if source is not None else ""
            node.text = node.held = cast_text(node.place.datatype, text)
            return
        found: dict[str, list[Node]] = {}
        for item in source.elements() if source is not None else ():
            found.setdefault(item.name, []).append(item)
        for place in node.place.children.values():
            sources = found.get(place.name, [])
            path = f"{node.path}/{place.name}" if node.path else place.name
            child = InstanceNode(place, path, is_marker=place.repeats)
            self._attach(node, child)
            if not place.repeats:
                if sources:
                    child.attributes = [
                        _copy_attribute(item, child) for item in sources[0].attributes
                    ]
                self._fill(child, sources[0] if sources else None)
                continue
            rows = [item for item in sources if item.attribute("template", JAVAROSA) is None]
            if not rows and place.fixed and place.count is None and place.template is not None:
                rows = [place.template]
            for item in rows:
                self.add_row(child, item, self.new_id())

    def _attach(self, parent: InstanceNode, child: InstanceNode) -> None:
        parent.append(child)
        parent.by_place.setdefault(child.place, []).append(child)
        self.by_path[child.path] = child

    def add_row(self, marker: InstanceNode, source: Node | None, row_id: str) -> InstanceNode:
        """Append a row to a repeat, filled from a template."""
        parent = marker.above
        assert parent is not None
        row = InstanceNode(marker.place, f"{marker.path}/{row_id}")
        row.row_id = row_id
        row.parent = parent
        index = 1 + _place_among(parent.children, marker.rows[-1] if marker.rows else marker)
        parent.children.insert(index, row)
        parent.by_place[marker.place].append(row)
        marker.rows.append(row)
        self.by_path[row.path] = row
        self._fill(row, source)
        return row

    def remove_row(self, marker: InstanceNode, row: InstanceNode) -> list[str]:
        """Take a row out; return the paths that are gone."""
        parent = marker.above
        assert parent is not None
        gone = [node.path for node in row.below()]
        for path in gone:
            del self.by_path[path]
        marker.rows.remove(row)
        parent.children.remove(row)
        parent.by_place[marker.place].remove(row)
        row.parent = None
        return gone


def _copy_attribute(item: Node, owner: Node) -> Node:
    copy = Node(Kind.ATTRIBUTE, item.local, item.namespace, item.prefix, item.text)
    copy.parent = owner
    return copy


def _place_among(nodes: list[Node], wanted: Node) -> int:
    """Return where a node stands among others; looked for from the end, where rows grow."""
    return next(place for place in reversed(range(len(nodes))) if nodes[place] is wanted)
