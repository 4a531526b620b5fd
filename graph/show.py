"""The page in a notebook's cell: an isolated frame that cannot touch the notebook, nor the notebook it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from .records import Conclusions


class Shown:
    """What ``kg.show()`` gives a cell. ``html`` is the whole page."""

    def __init__(self, conclusions: Conclusions, options: Mapping[str, Any], *, height: int = 680) -> None:
        from .page import render

        self.html = render(conclusions, **options)
        self.height = height

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{escape(self.html, quote=True)}" sandbox="allow-scripts allow-downloads" '
            f'style="width:100%;height:{self.height}px;border:0" title="khabar"></iframe>'
        )
