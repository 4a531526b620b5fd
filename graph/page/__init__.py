"""One self-contained page that shows conclusions: offline, no request, nothing run that an article says.

Text of articles reaches the page as JSON in a data block and is written with ``textContent`` alone; a strict content
security policy lets run only the scripts below, by their hashes.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from extract.language import LANG, read_toml
from graph.records import Conclusions
from graph.tables import Quotes

from .network import COLOURS, SHAPES, to_pyvis
from .told import Told

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("text", "state", "decided", "time", "draw", "place", "labels", "panel", "filters", "table", "search", "save", "main")
SHOWN = 120
Theme = Literal["auto", "light", "dark"]


def render(
    conclusions: Conclusions,
    *,
    quotes: Quotes = "sentence",
    title: str | None = None,
    lang: Literal["ar", "en"] = "ar",
    theme: Theme = "auto",
    shown: int = SHOWN,
) -> str:
    """The page as HTML, the same for equal conclusions.

    Args:
        quotes: "sentence" carries the sentences of the evidence, "full" whole articles, "none" no text of articles.
        title: what the page is called.
        lang: the language its buttons begin in; names stay as the news has them.
        shown: how many actors are drawn at first; the others come by search.
    """
    network = to_pyvis(conclusions)
    words = _words()
    data = {
        **Told(conclusions, quotes=quotes).all(),
        "network": {"nodes": network.nodes, "edges": network.edges, "options": network.options},
        "kinds": {kind: {"shape": SHAPES[kind], "colour": COLOURS[kind]} for kind in SHAPES},
        "words": {k: v for k, v in words.items() if k in ("ar", "en")},
        "tones": words["tones"],
        "start": {"lang": lang, "theme": theme, "shown": shown, "title": title, "quotes": quotes},
    }
    library, script, style = _library(), _script(), (ASSETS / "page.css").read_text("utf-8")
    policy = {
        "default-src": "'none'",
        "script-src": f"{_hash(library)} {_hash(script)}",
        "style-src": " ".join((_hash(style), *_vendored()["styles"])),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    page = _environment().get_template("page.html.jinja")
    return page.render(
        lang=lang,
        dir="rtl" if lang == "ar" else "ltr",
        theme=theme,
        title=title or words[lang]["title"],
        words=words[lang],
        policy="; ".join(f"{name} {value}" for name, value in policy.items()),
        style=Markup(style),
        data=Markup(data_block(data)),
        library=Markup(library),
        script=Markup(script),
    )


def data_block(value: Any) -> str:
    """JSON that can stand in a script element of any page, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda m: f"\\u{ord(m[0]):04x}", text)


@cache
def _words() -> Mapping[str, Any]:
    """What the page says in Arabic and English; types and statuses in Arabic are those of the language data."""
    words = read_toml(ASSETS / "words.toml")
    labels = read_toml(LANG / "ar" / "labels.toml")
    for name in ("types", "status"):
        words["ar"][name] = labels.get(name, {})
    return words


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _vendored() -> Mapping[str, Any]:
    return read_toml(ASSETS / "vendor" / "vendor.toml")["vis-network"]  # type: ignore[no-any-return]  # a TOML table


@cache
def _library() -> str:
    """vis-network as its authors publish it, less the last line, which would ask for a source map."""
    code = (ASSETS / "vendor" / _vendored()["file"]).read_text("utf-8")
    return re.sub(r"\n//# sourceMappingURL=\S+\s*\Z", "\n", code)


@cache
def _script() -> str:
    """Our own scripts as one, each in strict mode and in one scope."""
    parts = [(ASSETS / f"{name}.js").read_text("utf-8") for name in SCRIPTS]
    return '(function () {\n"use strict";\n' + "\n".join(parts) + "\n})();\n"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
