"""The documentation site: `sphinx-build -W docs docs/_build`. Nothing is fetched from any network."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "fssim"
author = "The fssim authors"
release = version = installed_version("fssim")
copyright = f"{author}, MIT licence"

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_click",
    "sphinx_copybutton",
    "sphinx_design",
    "scenario_reference",
    "return_figures",
]
exclude_patterns = ["_build", "_ext", "_templates", "extra"]
templates_path = ["_templates"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"  # results are made by fssim, and not by calling their classes
autosummary_generate = True
numpydoc_show_class_members = False

html_theme = "furo"
html_title = "fssim"
html_show_sourcelink = False
html_extra_path = ["extra"]
copybutton_prompt_text = "$ "


def _escape_stars(_app: Sphinx, _context: object, lines: list[str]) -> None:
    """Commands' help is plain text, in which a star is a star."""
    lines[:] = [line.replace("*", r"\*") for line in lines]


def setup(app: Sphinx) -> None:
    app.connect("sphinx-click-process-description", _escape_stars)
