"""The group of commands answers without importing them, and says of each what its own help says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from fssim.cli.command_group import COMMANDS, commands
from tests.cli.conftest import ROOT, Command, environment

PROGRAM = """
import sys
from fssim.cli.command_group import commands
commands.main({words}, standalone_mode=False)
print([name for name in sys.modules if name.startswith("fssim.") or name in {heavy}], file=sys.stderr)
"""
HEAVY = ("numpy", "pydantic", "yaml", "rich", "pandas", "simpy", "importlib.metadata")


@pytest.mark.parametrize("words", [["--help"], []], ids=["help", "nothing"])
def test_help_imports_no_command(words: list[str]) -> None:
    line = [sys.executable, "-c", PROGRAM.format(words=words or ["-h"], heavy=HEAVY)]
    done = subprocess.run(line, env=environment(), capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert all(f"  {name} " in done.stdout for name in COMMANDS)
    modules = done.stderr
    assert "fssim.cli.command_group" in modules
    assert not [name for name in HEAVY if f"'{name}'" in modules]
    for part in ("cli.commands", "scenario", "model", "engine", "measures", "runs", "report"):
        assert f"fssim.{part}" not in modules


@pytest.mark.parametrize("name", list(COMMANDS))
def test_each_is_listed_with_its_own_first_sentence(name: str) -> None:
    command = commands.get_command(click.Context(commands), name)
    assert command is not None
    assert command.name == name
    assert COMMANDS[name][1] == command.get_short_help_str(limit=1000)


def test_every_command_is_in_the_group() -> None:
    files = {file.stem for file in (ROOT / "fssim" / "cli" / "commands").glob("*.py")} - {"__init__"}
    assert {module for module, _ in COMMANDS.values()} == files
    context = click.Context(commands)
    assert commands.list_commands(context) == sorted(COMMANDS)
    assert commands.get_command(context, "predict") is None


def test_what_is_no_command_is_told(command: Command) -> None:
    result = command("predict")
    assert result.exit_code == 2
    assert "No such command 'predict'" in result.stderr
    assert "Did you mean" not in result.stderr
    assert "No such command 'swep'. Did you mean 'sweep'?" in command("swep", "posts.yaml").stderr


def test_commands_import_at_the_top_of_their_files() -> None:
    """Start-up is quick because commands are imported when given, and not because each hides its imports."""
    indented = [
        f"{file.name}: {line.strip()}"
        for file in Path(ROOT / "fssim" / "cli").rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith(" ") and line.lstrip().startswith(("from fssim", "import fssim"))
    ]
    assert [line for line in indented if not line.startswith(("start.py", "internals.py"))] == []
