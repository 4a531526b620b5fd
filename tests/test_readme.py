"""What the README says holds: its Python runs, its commands and files exist, its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from graph import TemporalGraph
from graph.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # it is a group


@pytest.mark.parametrize("block", PYTHON, ids=range(len(PYTHON)))
def test_its_python_runs(block, monkeypatch, tmp_path):
    """Every block runs from the project's folder, as it stands; what it writes goes elsewhere."""
    monkeypatch.chdir(ROOT)
    space: dict[str, object] = {}
    exec(compile(block.replace('"out/', f'"{tmp_path}/'), "README.md", "exec"), space)
    assert isinstance(space["kg"], TemporalGraph)
    assert len(space["kg"]) > 20


def test_there_is_python_to_run():
    """The README shows the notebook face."""
    assert PYTHON


def test_its_commands_exist():
    """Each ``khabar …`` names a command and options that there are, and every command is named."""
    named = set()
    for line in re.findall(r"khabar ((?:build|read|export|evaluate|explain|check|validate|query|decide|[a-z]+)\b[^`\n#]*)", README):
        word = line.split()[0]
        if word not in COMMANDS:
            continue
        named.add(word)
        known = {o for p in COMMANDS[word].params for o in p.opts}
        assert set(re.findall(r"(?<=\s)--?[a-z][a-z-]*", line)) <= known, line
    assert named == set(COMMANDS)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\((?!https?:|#)([^)#]+)\)", README))))
def test_its_links_lead_somewhere(path):
    """Files that are linked are there."""
    assert (ROOT / path).exists()
