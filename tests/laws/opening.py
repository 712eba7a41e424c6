"""Whether a run's caseload and vacant posts on its first day observed are those that its scenario says, counted from
the log alone."""

from __future__ import annotations

from datetime import date

from fssim.engine.event_log import Event, EventLog


def list_miscounted(log: EventLog) -> list[str]:
    """What is counted otherwise: of stages whose families are given, each band of whole weeks spent there."""
    tables, opening = log.tables, log.scenario.opening
    if opening is None:
        return []
    day = log.scenario.clock.observed_from
    since: dict[int, tuple[str, int]] = {}
    rows = zip(*(log.columns[name] for name in ("kind", "family", "subject", "time")), strict=True)
    for kind, family, subject, time in rows:
        if kind == Event.ENTERED and time < tables.observed_from:
            entered = date.fromordinal(tables.day_ordinals[int(time)])
            since[int(family)] = tables.names.stages[subject], (day - entered).days // 7
    wrong = []
    for stage, bands in opening.stages.items():
        begins = sorted(map(int, bands))
        for place, weeks in enumerate(begins):
            until = begins[place + 1] if place + 1 < len(begins) else 10**6
            there = [family for family, stay in since.items() if stay[0] == stage and weeks <= stay[1] < until]
            counts = [("families", len(there)), ("children", sum(log.families.children[family] for family in there))]
            for unit, number in counts:
                given = getattr(bands[str(weeks)], unit)
                if given is not None and given.value != number:
                    wrong.append(f"{stage}, from week {weeks}: {number} {unit} in place of {given.value:g}")
        early = [family for family, stay in since.items() if stay[0] == stage and stay[1] < begins[0]]
        if early:
            wrong.append(f"{stage}: {len(early)} families for less than {begins[0]} weeks")
    if not log.scenario.vacancies:
        for role, posts in opening.vacant_posts.items():
            vacant = count_vacant_posts(log, role)
            if vacant != posts.value:
                wrong.append(f"{vacant} vacant posts of {role} in place of {posts.value:g}")
    return wrong


def count_vacant_posts(log: EventLog, role: str) -> int:
    """The posts of a role, there on the first day observed and of some hours, that nobody but agency workers is in."""
    tables, workers, day = log.tables, log.workers, log.tables.observed_from
    row = tables.names.roles.index(role)
    people = zip(workers.post, workers.start, workers.end, workers.agency, strict=True)
    own = {post for post, start, end, agency in people if start <= day < end and not agency}
    posts = tables.posts
    return sum(
        tables.groups.role[group] == row and not agency and opens <= day < ends and share > 0.0 and post not in own
        for post, (group, agency, opens, ends, share) in enumerate(
            zip(posts.group, posts.agency, posts.opens, posts.ends, posts.full_time_share, strict=True)
        )
    )
