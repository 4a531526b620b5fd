"""The notebooks run from top to bottom, carry no output, and show what they promise."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs(path):
    """Every cell runs where the notebook lies; the graph is shown in a frame of its own."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = [out for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs if out.output_type == "execute_result"]
    assert any("sandbox=" in out.data.get("text/html", "") for out in shown)
    assert any("<table" in out.data.get("text/html", "") for out in shown)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_kept_without_output(path):
    """What a cell gave on someone's machine stays there."""
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.outputs or cell.execution_count for cell in notebook.cells if cell.cell_type == "code")
    nbformat.validate(notebook)


def test_there_is_one():
    """A user finds at least one notebook."""
    assert NOTEBOOKS
