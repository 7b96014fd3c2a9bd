"""A field with its label above it, a hint and, when needed, a problem below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from cem_desktop.gui.widgets.layouts import column
from cem_desktop.gui.widgets.words import Words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout


class FieldBlock(QWidget):
    """Label, field, hint, problem; the label's accelerator and readers point to the field."""

    def __init__(
        self, label: str, field: QWidget, *, hint: str = "", beside: QLayout | None = None
    ) -> None:
        """Stack them; ``beside`` replaces the field's own line, when it shares it."""
        super().__init__()
        self._field = field
        name = field.objectName()
        head: QLabel = Words(label, "strong", name=f"{name}_label")
        head.setBuddy(field)
        field.setAccessibleName(label)
        self._problem = Words(role="problem", name=f"{name}_problem")
        self._problem.hide()
        layout = column(4)
        layout.addWidget(head)
        if hint:
            layout.addWidget(Words(hint, "hint", name=f"{name}_hint"))
        if beside is None:
            layout.addWidget(field)
        else:
            layout.addLayout(beside)
        layout.addWidget(self._problem)
        self.setLayout(layout)

    def tell(self, problem: str) -> None:
        """Show a problem beside the field and mark the field; empty takes both away."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._field.setProperty("wrong", "true" if problem else "false")
        self._field.style().unpolish(self._field)
        self._field.style().polish(self._field)
        self._field.setAccessibleDescription(problem)
