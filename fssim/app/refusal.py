"""The page of whoever is not let in, or sends what is not taken. It has its style in it, as it may ask for nothing."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from fssim.report.templates import policy_hash

STYLES = (("fssim.report.document", "report.css"), ("fssim.app", "static/app.css"))


def refusal_page(sentence: str, status: int) -> HTMLResponse:
    """A page that says why something was not done, with a way to the start."""
    style = "\n".join(files(package).joinpath(name).read_text(encoding="utf-8") for package, name in STYLES)
    templates = Environment(
        loader=PackageLoader("fssim.app", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page = templates.get_template("not_let_in.html.jinja").render(sentence=sentence, style=style)
    policy = f"default-src 'none'; style-src {policy_hash(style)}; frame-ancestors 'none'; base-uri 'none'"
    return HTMLResponse(page, status, {"content-security-policy": policy})
