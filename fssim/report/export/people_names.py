"""What those who work are called outside fssim: by the post they are in, which has a role and a team but no name."""

from __future__ import annotations

from fssim.report.wording.log_in_words import Told
from fssim.report.wording.words import plain


def post_of(told: Told, worker: int) -> str:
    """`safeguarding 1: social worker 3`; nothing for nobody."""
    return plain(told.log.tables.names.posts[told.log.workers.post[worker]]).replace("_", " ") if worker >= 0 else ""


def role_of(told: Told, worker: int) -> str:
    """`social worker`; nothing for nobody."""
    return told.role(told.log.workers.role[worker]) if worker >= 0 else ""
