"""Vacancy and turnover, by role and for the roles that hold families, as the workforce statistics count them."""

from __future__ import annotations

import numpy as np

from fssim.measures.log_view.arithmetic import Booleans, ratio, total
from fssim.measures.log_view.people_in_post import Staff
from fssim.measures.log_view.view import View
from fssim.scenario.names import slug


def staffing(view: View, staff: Staff) -> dict[str, float]:
    """Vacancies as a percentage of posts, with agency workers' posts counted vacant (as published) and not (nobody
    there at all); people who left in a year as a percentage of those in post."""
    post_role = np.asarray(view.tables.groups.role)[np.asarray(view.tables.posts.group, np.int64)]
    measures: dict[str, float] = {}
    for role, name in enumerate(view.tables.names.roles):
        measures |= _rates(view, staff, post_role == role, staff.role == role, slug(name))
    holders = np.isin(post_role, view.holder_roles)
    return measures | _rates(view, staff, holders, staff.holds, "case_holders")


def _rates(view: View, staff: Staff, posts: Booleans, theirs: Booleans, name: str) -> dict[str, float]:
    of_posts = view.tables.posts
    there = view.in_window(np.asarray(of_posts.opens), np.asarray(of_posts.ends)) * np.asarray(of_posts.full_time_share)
    posts_days = total(there[posts & (np.asarray(of_posts.agency) == 0)])
    permanent = theirs & ~staff.agency
    permanent_days = total(staff.full_time_days[permanent])
    left = permanent & staff.leaves & (staff.end >= view.observed_from)
    leavers = total(staff.full_time[left])
    nobody = 100.0 * (1.0 - ratio(total(staff.full_time_days[theirs]), posts_days))
    return {
        f"vacancy_{name}_percent": 100.0 * (1.0 - ratio(permanent_days, posts_days)),
        f"vacancy_{name}_uncovered_percent": max(nobody, 0.0),  # agency workers may be more than the posts are short of
        f"turnover_{name}_percent_a_year": 100.0
        * ratio(leavers / view.observed_years, permanent_days / view.observed_days),
    }
