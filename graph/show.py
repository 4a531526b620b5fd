"""The page in a notebook's cell: an isolated frame that cannot touch the notebook, nor the notebook it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .records import Conclusions

# The frame may run its own scripts, hand over files, open an article in a new tab and print; it has no origin of its own.
ALLOWED = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox allow-modals"


class Shown:
    """What ``kg.show()`` gives a cell. ``html`` is the whole page; options are those of ``graph.page.render`` and ``height``."""

    def __init__(self, conclusions: Conclusions, options: Mapping[str, Any], *, height: int = 680) -> None:
        from .page import render

        self.height = int(options.get("height", height))
        self.html = render(conclusions, **{k: v for k, v in options.items() if k != "height"})

    def _repr_html_(self) -> str:
        page = self.html.replace("&", "&amp;").replace("'", "&#39;")
        return (
            f"<iframe srcdoc='{page}' sandbox='{ALLOWED}' title='khabar' "
            f"style='width:100%;height:{self.height}px;border:1px solid #8884;border-radius:8px'></iframe>"
        )
