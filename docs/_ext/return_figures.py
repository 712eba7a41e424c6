"""A Sphinx directive, `return-figures`: every figure of a return, from `fssim.authority.returns.figures` itself."""

from __future__ import annotations

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class ReturnFigures(SphinxDirective):
    """A table of the figures of one return. The argument is `cin` or `csww`."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        from fssim.authority.returns.figures import MEANINGS

        rows = [
            f"| `{name}` | {meaning.unit} | {meaning.words} |"
            for name, meaning in MEANINGS.items()
            if meaning.comes_from == self.arguments[0]
        ]
        table = StringList(["| figure | unit | what it is |", "|---|---|---|", *rows], self.arguments[0])
        around = nodes.container()
        self.state.nested_parse(table, 0, around)
        return list(around.children)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("return-figures", ReturnFigures)
    return {"parallel_read_safe": True}
