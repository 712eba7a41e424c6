"""The examples of a page of the documentation, in their order, and what it takes to run them.

- A block with a `:caption:` is a file of that name.
- Lines of an `sh` block that begin with `fssim` are given to the command, and `mkdir` makes a folder; other lines are
  for the reader's own machine. A line that ends in `# exit status 2` is to end so.
- In a `console` block a line with `$` is given, and what stands below it is printed; `...` is anything, or nothing.
- A `python` block is run with the names of those before it; a `text` block after it is what it prints.
- A block whose info string ends in `not-run` needs a cluster, a county or hours: its commands are read, and not run.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner
from markdown_it import MarkdownIt

from fssim.cli.command_group import commands

DIRECTIVE = re.compile(r"\{code-block\} (?P<language>\w+)")
CAPTION = re.compile(r"\A:caption: (?P<name>\S+)\n\n?")


@dataclass(frozen=True)
class Block:
    """A fenced block: the language it is in, the file it is if it has a caption, its text and its line on the page."""

    language: str
    file: str
    text: str
    line: int
    runs: bool


def blocks_of(page: Path) -> Iterator[Block]:
    """The blocks of a page that are examples."""
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type != "fence":
            continue
        directive, caption = DIRECTIVE.match(token.info), CAPTION.match(token.content)
        language = directive["language"] if directive else token.info.split(" ")[0]
        text = token.content[caption.end() :] if caption else token.content
        assert token.map is not None
        yield Block(
            language, caption["name"] if caption else "", text, token.map[0] + 1, not token.info.endswith(" not-run")
        )


@dataclass
class Reader:
    """Somebody who does what a page says, in the present folder."""

    names: dict[str, Any] = field(default_factory=dict)
    printed: str = ""
    ran: int = 0

    def does(self, block: Block) -> None:
        """What one block asks for. Raises `AssertionError` if it is not as the page says."""
        if not block.runs:
            self._reads(block)
        elif block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            for line in _lines(block.text):
                if line.startswith("fssim "):
                    self._gives(line)
                elif line.startswith("mkdir "):
                    Path(line.removeprefix("mkdir ")).mkdir()
        elif block.language == "console":
            for command, output in _sessions(block.text):
                self._gives(command)
                assert_printed(output, self.printed)
        elif block.language == "python":
            self._runs(block.text)
        elif block.language == "text" and self.ran:
            assert_printed(block.text, self.printed)

    def _reads(self, block: Block) -> None:
        """The commands of a block are there, with these options, and so are the files that they are given."""
        if block.language == "python":
            compile(block.text, "<example>", "exec")
        for line in _lines(block.text):
            if line.startswith("fssim "):
                name, *options = shlex.split(line, comments=True)[1:]
                command = commands.get_command(click.Context(commands), name)
                assert command is not None, line
                command.make_context(name, options)

    def _gives(self, line: str) -> None:
        words, expected = shlex.split(line, comments=True), 0
        if "# exit status" in line:
            expected = int(line.rsplit(" ", 1)[1])
        result = CliRunner().invoke(commands, words[1:], prog_name="fssim", terminal_width=120)
        assert result.exit_code == expected, f"{line}\n{result.output}"
        self.printed = result.output
        self.ran += 1

    def _runs(self, code: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(code, "<example>", "exec"), self.names)
        self.printed = out.getvalue()
        self.ran += 1


def assert_printed(expected: str, printed: str) -> None:
    """What a page quotes was printed, however lines are broken; `...` stands for anything."""
    parts = [" ".join(part.split()) for part in re.split(r"^\s*\.\.\.\s*$", expected, flags=re.MULTILINE)]
    pattern = ".*".join(re.escape(part) for part in parts if part)
    flat = " ".join(printed.split())
    assert re.search(pattern, flat), f"the page says\n{expected}\nbut it printed\n{printed}"


def _lines(text: str) -> list[str]:
    return text.replace("\\\n", " ").splitlines()


def _sessions(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a `console` block with what stands below it."""
    for session in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = session.replace("\\\n", " ").partition("\n")
        yield command, output
