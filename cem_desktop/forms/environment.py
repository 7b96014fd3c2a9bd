"""What an expression may ask of the world around it: documents, clock, chance, language."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from cem_desktop.domain.period import LIMA, Clock
from cem_desktop.forms.effort import Effort
from cem_desktop.forms.xml_tree import Node
from cem_desktop.forms.xpath_values import Value

ODK_PREFIXES: Mapping[str, str] = {
    "": "http://www.w3.org/2002/xforms",
    "h": "http://www.w3.org/1999/xhtml",
    "ev": "http://www.w3.org/2001/xml-events",
    "xsd": "http://www.w3.org/2001/XMLSchema",
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "odk": "http://www.opendatakit.org/xforms",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "cem": "https://cem.example.org/xforms",
}


def _no_text(_name: str, _node: Node) -> Value:
    return ""


def _no_choice(_value: str, _path: str, _node: Node) -> str:
    return ""


@dataclass
class Environment:
    """The surroundings of one session's expressions.

    ``text`` gives the words of an itext id, ``choice_label`` those of a choice of a question;
    ``lookups`` keeps the indexes over secondary instances, which never change in a session;
    ``effort`` counts what expressions look at.
    """

    clock: Clock
    zone: tzinfo = LIMA
    chance: random.Random = field(default_factory=random.SystemRandom)
    new_id: Callable[[], str] = lambda: ""
    instances: Mapping[str, Node] = field(default_factory=dict)
    primary: Node | None = None
    prefixes: Mapping[str, str] = field(default_factory=lambda: dict(ODK_PREFIXES))
    text: Callable[[str, Node], Value] = _no_text
    choice_label: Callable[[str, str, Node], str] = _no_choice
    lookups: dict[tuple[int, int], dict[str, list[Node]]] = field(default_factory=dict)
    effort: Effort = field(default_factory=Effort)

    def document(self, node: Node) -> Node:
        """Return where an absolute path starts: the primary instance, or this node's tree.

        ODK paths always mean the primary instance, even inside a predicate over another one.
        """
        return self.primary if self.primary is not None else node.root()


class Context:
    """Where an expression is evaluated: the node, its place, and the node it all began at."""

    __slots__ = ("current", "environment", "node", "position", "size")

    def __init__(
        self, environment: Environment, node: Node, current: Node, position: int, size: int
    ) -> None:
        self.environment = environment
        self.node = node
        self.current = current
        self.position = position
        self.size = size


Compiled = Callable[[Context], Value]
