"""Filling in the templates of HTML pages. Everything is escaped unless it is marked as safe."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files


def filled(package: str, template: str, **values: object) -> str:
    """A template of a package, filled in. A value that the template names and that is not given is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(package, "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template(template).render(values)


def package_text(package: str, name: str) -> str:
    """The text of a file that stands beside a package's modules."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def policy_hash(content: str) -> str:
    """What a Content-Security-Policy knows a script or a style by."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
