"""What many tests share: the reader, loaded once, and the reference data, where they can be seen."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import Browser
from made import day

from extract.pipeline import Reader, load
from extract.records import Article, Reading

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("KHABAR_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The Arabic reader as it ships."""
    return load("ar")


@pytest.fixture(scope="session")
def read(reader: Reader) -> Callable[..., Reading]:
    """What one text says: ``read("…", published="2026-03-05")``."""

    def reading(text: str, *, title: str = "", published: str | None = "2026-03-05", **more: object) -> Reading:
        article = Article(
            id="t", title=title, text=text, published=day(published) if published else None,
            published_basis="given" if published else "unknown", **more,
        )  # fmt: skip
        return next(reader.read([article]))

    return reading


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window, one for the tests of a file."""
    with Browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference data that are no part of the project."""
    return SHARED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where the reference data cannot be seen, tests that need them are passed over."""
    if not SHARED.is_dir():
        for item in items:
            if item.get_closest_marker("shared"):
                item.add_marker(pytest.mark.skip(reason=f"no reference data at {SHARED}; set KHABAR_SHARED"))
