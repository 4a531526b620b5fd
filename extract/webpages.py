"""HTML to text with its metadata, through trafilatura; the only file that touches it."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass

import trafilatura

from .cues import Cues, folded_line
from .letters import ARABIC
from .lines import lines

_PARTS = re.compile(r"\s+(?:[|–—•·»«:]|-|::)\s+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([a-zA-Z0-9_\-]+)", re.IGNORECASE)
_LAST_DAY = "2100-01-01"  # no clock here: whether a date lies in the future is asked where articles are made
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """What a web page says: its text, title first, and what its metadata say."""

    text: str
    title: str = ""
    published: str | None = None
    outlet: str | None = None
    url: str | None = None


def charset(data: bytes) -> str | None:
    """The encoding that a page's head names."""
    found = _CHARSET.search(data[:4096])
    return found.group(1).decode("ascii") if found else None


def web_page(html: str, *, url: str | None = None, cues: Cues) -> WebPage | None:
    """The text and metadata of a page, None where it holds no text to speak of."""
    said = trafilatura.extract(
        html, url=url, output_format="json", with_metadata=True, include_comments=False, include_tables=True,
        date_extraction_params={"original_date": True, "extensive_search": False, "max_date": _LAST_DAY},
    )  # fmt: skip
    found = json.loads(said) if said else {}
    text = str(found.get("text") or "")
    if len(ARABIC.findall(text)) < 40:
        plain = str(trafilatura.html2txt(html) or "") if "<" in html else ""
        text = plain if len(ARABIC.findall(plain)) > len(ARABIC.findall(text)) else text
    if not text.strip():
        return None
    outlet = found.get("source-hostname") or None
    title = clean_title(str(found.get("title") or ""), outlet)
    return WebPage(
        text=_with_title(title, text, cues), title=title, published=found.get("date") or None, outlet=outlet,
        url=found.get("source") or url,
    )  # fmt: skip


def clean_title(title: str, outlet: str | None) -> str:
    """A title without the portal's name behind it.

    >>> clean_title("وصول الوفد العماني إلى القاهرة | بوابة الخبر", "بوابة الخبر")
    'وصول الوفد العماني إلى القاهرة'
    """
    title = " ".join(title.split())
    parts = list(_PARTS.finditer(title))
    if parts:
        head, tail = title[: parts[-1].start()], title[parts[-1].end() :]
        same = outlet is not None and folded_line(outlet).text in (folded_line(tail).text, folded_line(head).text)
        if len(head.split()) >= 3 and (same or parts[-1].group().strip() == "|"):
            return head
    return title


def _with_title(title: str, text: str, cues: Cues) -> str:
    """The text with its title above it, once."""
    text = text.strip()
    first = next(iter(lines(text[:2000], cues)), None)
    if not title or (first is not None and first.folded.strip() == folded_line(title).text.strip()):
        return text
    return f"{title}\n\n{text}"
