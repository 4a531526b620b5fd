"""Think across articles: who is who, what is one event, and a graph that can be asked about time."""

from typing import TYPE_CHECKING

from .build import build

if TYPE_CHECKING:
    from .temporal import TemporalGraph

__all__ = ["TemporalGraph", "build"]


def __getattr__(name: str) -> object:
    if name == "TemporalGraph":
        from .temporal import TemporalGraph

        return TemporalGraph
    raise AttributeError(f"module 'graph' has no attribute {name!r}")
