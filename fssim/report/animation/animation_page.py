"""The page that plays an animation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from fssim.report.templates import filled, package_text
from fssim.report.wording.answer_sentences import CAVEAT
from fssim.report.wording.words import in_list
from fssim.version import fssim_version

if TYPE_CHECKING:
    from fssim.report.animation.film import Animation

PACKAGE = "fssim.report.animation"
SCRIPTS = ("film.js", "layout.js", "dots.js", "scene.js", "trend.js", "player.js")


def motion_page(animation: Animation) -> str:
    """The page. It asks for nothing from anywhere else, and whatever scenario files say is shown as text."""
    first = animation.told[0]
    return filled(
        PACKAGE,
        "motion.html.jinja",
        title=animation.title,
        question=first.scenario.question,
        shows=animation.shows,
        many=animation.district is None,
        titles=[each.title for each in animation.told],
        compared=in_list([f"'{each.title}'" for each in animation.told]),
        data=animation.data(),
        style=Markup(package_text(PACKAGE, "motion.css")),
        script=Markup("\n".join(package_text(PACKAGE, name) for name in SCRIPTS)),
        seed=first.log.seed,
        replication=first.log.replication,
        version=fssim_version(),
        caveat=CAVEAT,
    )
