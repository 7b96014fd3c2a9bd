"""Check boxes, radio dots, arrows and tree marks as SVG, drawn from one column of tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cem_desktop.gui import memory_resources

if TYPE_CHECKING:
    from cem_desktop.gui.tokens import Tokens


def register_indicators(tokens: Tokens) -> str:
    """Draw the indicators of ``tokens`` and return the folder that a style sheet names."""
    folder = f"cem-{tokens.name}"
    memory_resources.register(folder, _draw(tokens))
    return f":/{folder}"


def _draw(tokens: Tokens) -> dict[str, bytes]:
    edge, fill, mark, ground = tokens.edge, tokens.accent, tokens.on_accent, tokens.field
    width = 1.5 if tokens.edge_width == 1 else 2
    tick = f'<path d="M4.8 9.4l2.8 2.8 5.6-6" fill="none" stroke="{mark}" stroke-width="2"/>'
    dash = f'<path d="M5 9h8" stroke="{mark}" stroke-width="2"/>'
    box = '<rect x="1.5" y="1.5" width="15" height="15" rx="4" {}/>'
    ring = '<circle cx="9" cy="9" r="7.25" {}/>'
    off = f'fill="{ground}" stroke="{edge}" stroke-width="{width}"'
    weak = f'fill="{tokens.neutral_soft}" stroke="{tokens.line}" stroke-width="{width}"'
    on = f'fill="{fill}" stroke="{fill}" stroke-width="{width}"'
    hot = f'fill="{ground}" stroke="{fill}" stroke-width="{width}"'
    dot = f'<circle cx="9" cy="9" r="3.6" fill="{mark}"/>'
    down = '<path d="M4.5 7l4.5 4.5L13.5 7" fill="none" stroke="{}" stroke-width="1.6"/>'
    up = '<path d="M4.5 11L9 6.5l4.5 4.5" fill="none" stroke="{}" stroke-width="1.6"/>'
    pictures = {
        "check-off.svg": box.format(off),
        "check-hover.svg": box.format(hot),
        "check-on.svg": box.format(on) + tick,
        "check-part.svg": box.format(on) + dash,
        "check-weak.svg": box.format(weak),
        "radio-off.svg": ring.format(off),
        "radio-hover.svg": ring.format(hot),
        "radio-on.svg": ring.format(on) + dot,
        "radio-weak.svg": ring.format(weak),
        "down.svg": down.format(tokens.muted),
        "up.svg": up.format(tokens.muted),
        "down-weak.svg": down.format(tokens.line),
    }
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 18 18">'
    return {name: f"{head}{body}</svg>".encode() for name, body in pictures.items()}
