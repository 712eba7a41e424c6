"""An authority as a scenario: its population, demand, workers and thresholds, and everything else as it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fssim.model.calendar import CALENDAR_DAYS
from fssim.scenario.findings import Code, FieldPath, Problem, ScenarioError
from fssim.scenario.override import plainly, with_values
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.units import DAYS_A_YEAR
from fssim.studies.validation.validation_file import AuthorityDescription

NEEDED = ("children", "referral_rate", "case_holders", "vacancy", "turnover", "agency")
LEAST_RATE = 0.001  # of vacancy and turnover: from none at all no length of a vacancy can be worked out
A_YEAR = {unit: DAYS_A_YEAR / days for unit, days in CALENDAR_DAYS.items()}


@dataclass(frozen=True, slots=True)
class Tuning:
    """What meets an authority's own demand and thresholds: what the rate of first referrals is multiplied by, and the
    odds of the outcomes of each threshold."""

    referrals: float
    odds: Mapping[str, float]


def make_local_service(
    scenario: Scenario,
    described_by: AuthorityDescription,
    own: Mapping[str, float],
    authority: Mapping[str, float],
    tuning: Tuning,
) -> Scenario:
    """The scenario of an authority, by its published values, as a slice of whole teams: see `list_slice_changes`.

    Raises `ScenarioError` if the scenario has not got what the description names.
    """
    return with_values(scenario, list_slice_changes(scenario, described_by, own, authority, tuning))


def list_slice_changes(
    scenario: Scenario,
    described_by: AuthorityDescription,
    own: Mapping[str, float],
    authority: Mapping[str, float],
    tuning: Tuning,
) -> dict[str, float]:
    """What makes a scenario a slice of an authority: values by their paths.

    Posts are to the scenario's own as the authority's case-holding workers in post, agency workers among them, are to
    those of the scenario's authority. As teams are alike, it is a slice of whole teams that is simulated, in the
    scenario's own mixture of kinds, with the share of the children that these teams have. `own` are the statistics of
    the scenario's own years.
    """
    content = plainly(scenario.model_dump())
    counts = _count_teams(scenario, described_by)
    size = _compare_sizes(content, described_by, own, authority)
    blocks = math.gcd(*counts.values())
    slices = min(max(round(size * blocks), 1), max(round(described_by.largest_slice.value * blocks), 1))
    children = authority["children"] * slices / blocks / size
    teams = {team: count // blocks * slices for team, count in counts.items()}
    return _list_changes(scenario, content, described_by, own, authority, tuning, children, teams)


def list_whole_changes(
    scenario: Scenario,
    described_by: AuthorityDescription,
    own: Mapping[str, float],
    authority: Mapping[str, float],
    tuning: Tuning,
) -> dict[str, float]:
    """What makes a scenario the whole of an authority, with all its children: values by their paths.

    As `list_slice_changes`, but that teams are as many of each kind as comes nearest to its size, and what its posts
    come to more or less than theirs is in the posts of each team. All other posts go with its size.
    """
    content = plainly(scenario.model_dump())
    counts = _count_teams(scenario, described_by)
    size = _compare_sizes(content, described_by, own, authority)
    teams = {team: max(round(count * size), 1) for team, count in counts.items()}
    changes = _list_changes(scenario, content, described_by, own, authority, tuning, authority["children"], teams)
    for kind in ("teams", "pools"):
        for name, part in content.get(kind, {}).items():
            times = counts[name] * size / teams[name] if kind == "teams" and name in teams else size
            for role in part["posts"]:
                path = f"{kind}.{name}.posts.{role}"
                if name in teams and role == described_by.role:
                    full_time = changes[f"{path}.posts.value"] * changes[f"{path}.full_time_share.value"]
                    changes |= _staff(path, full_time * times)
                elif f"{path}.posts.value" not in changes:
                    changes |= _scale_staffing(content, [path], times)
    return changes


def _count_teams(scenario: Scenario, described_by: AuthorityDescription) -> dict[str, int]:
    """How many teams there are of each kind that has the role whose posts go with case-holding workers."""
    counts = {name: int(team.count.value) for name, team in scenario.teams.items() if described_by.role in team.posts}
    if not counts:
        raise _nothing_there(f"teams.*.posts.{described_by.role}")
    return counts


def _compare_sizes(
    content: dict[str, Any],
    described_by: AuthorityDescription,
    own: Mapping[str, float],
    authority: Mapping[str, float],
) -> float:
    """How many posts the authority has for each one of the scenario."""
    vacancy = _find_vacancy(authority)
    own_children = read_value(content, f"{described_by.children}.value")
    own_in_post = _count_in_post(own["vacancy"] / 100.0, described_by.covered_share.value)
    workers = authority["case_holders"] / (described_by.case_holders.value * float(own_children) / 1e4) * own_in_post
    return workers / _count_in_post(vacancy, _find_covered(authority, vacancy))


def _find_vacancy(authority: Mapping[str, float]) -> float:
    return max(authority["vacancy"] / 100.0, LEAST_RATE)


def _find_covered(authority: Mapping[str, float], vacancy: float) -> float:
    """The share of vacant time that is under agency workers."""
    return min(_divide_by_rest(authority["agency"]) * (1.0 - vacancy) / vacancy, 1.0)


def _list_changes(
    scenario: Scenario,
    content: dict[str, Any],
    described_by: AuthorityDescription,
    own: Mapping[str, float],
    authority: Mapping[str, float],
    tuning: Tuning,
    children: float,
    teams: Mapping[str, int],
) -> dict[str, float]:
    vacancy, counts = _find_vacancy(authority), _count_teams(scenario, described_by)
    own_children = read_value(content, f"{described_by.children}.value")
    rate = read_value(content, f"{described_by.referral_rate}.value")
    referred = children * authority["referral_rate"] / (own_children * rate)
    enquiries = referred * authority["s47_per_100_referrals"] / own["s47_per_100_referrals"]
    assessed = referred * divide_or_one(100.0 - authority["nfa"], 100.0 - own["nfa"])
    leaving, covered = max(authority["turnover"] / 100.0, LEAST_RATE), _find_covered(authority, vacancy)
    return {
        f"{described_by.children}.value": children,
        f"{described_by.referral_rate}.value": authority["referral_rate"] * tuning.referrals,
        **{f"teams.{team}.count.value": count for team, count in teams.items()},
        **_share_out(content, described_by, counts, assessed, enquiries),
        **_scale_staffing(content, described_by.goes_with_referrals, referred),
        **_scale_staffing(content, described_by.goes_with_enquiries, enquiries),
        **_replace_people(content, described_by, leaving, vacancy, covered),
        **_move_thresholds(scenario, described_by, tuning.odds),
    }


def find_column(path: FieldPath, described_by: AuthorityDescription) -> str:
    """The column of the file of authorities that a number of an authority's scenario comes of first."""
    field = ".".join(map(str, path))
    if field.startswith(described_by.referral_rate):
        return "referral_rate"
    if f".posts.{described_by.role}" in field or field.endswith(".count"):
        return "cases"
    return "turnover" if field.startswith("roles.") else "referrals"


def _divide_by_rest(percentage: float) -> float:
    """What is so many percent of the whole, for each of the rest."""
    return percentage / (100.0 - percentage) if percentage < 100.0 else math.inf


def _count_in_post(vacancy: float, covered: float) -> float:
    """People in post, agency workers among them, for each post."""
    return 1.0 - vacancy * (1.0 - covered)


def _scale_staffing(content: dict[str, Any], paths: Sequence[str], scale: float) -> dict[str, float]:
    """So many times the full-time posts of each group; none of a team or pool that the scenario does without."""
    changes: dict[str, float] = {}
    for path in paths:
        kind, name, *_ = path.split(".")
        if name not in content[kind]:
            continue
        now = read_value(content, f"{path}.posts.value") * read_value(content, f"{path}.full_time_share.value")
        changes |= _staff(path, now * scale)
    return changes


def _staff(path: str, full_time: float) -> dict[str, float]:
    """So many full-time posts, as whole posts of a share of full time."""
    posts = max(math.ceil(full_time - 1e-9), 1)
    return {f"{path}.posts.value": posts, f"{path}.full_time_share.value": min(full_time / posts, 1.0)}


def _share_out(
    content: dict[str, Any],
    described_by: AuthorityDescription,
    counts: Mapping[str, int],
    assessed: float,
    enquiries: float,
) -> dict[str, float]:
    """The same full-time posts in all, shared out over kinds of team as their work is: where there are more referrals
    for each enquiry, more of the posts are in the teams that assess them."""
    paths = {team: f"teams.{team}.posts.{described_by.role}" for team in counts}
    full_time = {
        team: count
        * read_value(content, f"{paths[team]}.posts.value")
        * read_value(content, f"{paths[team]}.full_time_share.value")
        for team, count in counts.items()
    }
    shares = {team: share.value for team, share in described_by.goes_with_assessments.items()}
    work = {
        team: posts * (enquiries + shares.get(team, 0.0) * (assessed - enquiries)) for team, posts in full_time.items()
    }
    times = math.fsum(full_time.values()) / math.fsum(work.values())
    changes: dict[str, float] = {}
    for team in counts:
        changes |= _scale_staffing(content, [paths[team]], times * work[team] / full_time[team])
    return changes


def divide_or_one(part: float, whole: float) -> float:
    """How many times one number is another; 1 of nothing, so that what goes by it stays as it is."""
    return part / whole if whole > 0.0 else 1.0


def _replace_people(
    content: dict[str, Any], described_by: AuthorityDescription, leaving: float, vacancy: float, covered: float
) -> dict[str, float]:
    """How posts empty and fill, so that in the long run so many are vacant and so much of that under agency workers.

    With `leaving` a year from each filled post and a vacancy lasting `long` years, the share of posts that are vacant
    is leaving x long / (1 + leaving x long).
    """
    path = f"roles.{described_by.role}.turnover"
    long = vacancy / ((1.0 - vacancy) * leaving) if vacancy < 1.0 else math.inf
    time_to_hire = read_value(content, f"{path}.time_to_hire.value")
    a_round = time_to_hire / A_YEAR[read_value(content, f"{path}.time_to_hire.unit")]
    cover = read_value(content, f"{path}.agency_cover.value") * covered / described_by.covered_share.value
    return {
        f"{path}.leaving_rate.value": leaving,
        f"{path}.hire_succeeds.value": min(a_round / long, 1.0),
        f"{path}.time_to_hire.value": min(long / a_round, 1.0) * time_to_hire,
        f"{path}.agency_cover.value": min(cover, 1.0),
    }


def _move_thresholds(
    scenario: Scenario, described_by: AuthorityDescription, odds: Mapping[str, float]
) -> dict[str, float]:
    """The probabilities of every table with an outcome whose odds are multiplied; the others keep their proportions."""
    tables: dict[str, dict[str, float]] = {}
    for statistic, outcome in described_by.thresholds.items():
        for decision in find_decisions(scenario, outcome):
            outcomes = scenario.pathway.decisions[decision].items()
            table = tables.setdefault(decision, {name: other.probability.value for name, other in outcomes})
            was, times = table[outcome], odds.get(statistic, 1.0)
            now = times * was / (1.0 - was + times * was)
            tables[decision] = {
                name: now if name == outcome else chance * (1.0 - now) / (1.0 - was) for name, chance in table.items()
            }
    return {
        f"pathway.decisions.{decision}.{name}.probability.value": chance
        for decision, table in tables.items()
        for name, chance in table.items()
    }


def find_decisions(scenario: Scenario, outcome: str) -> list[str]:
    """The decisions that have an outcome of this name. Raises `ScenarioError` if none has."""
    having = [name for name, outcomes in scenario.pathway.decisions.items() if outcome in outcomes]
    if not having:
        raise _nothing_there(f"pathway.decisions.*.{outcome}")
    return having


def read_value(content: Any, path: str) -> Any:
    """What a scenario says at a path. Raises `ScenarioError` if it says nothing there."""
    for name in path.split("."):
        if not isinstance(content, dict) or name not in content:
            raise _nothing_there(path)
        content = content[name]
    return content


def _nothing_there(path: str) -> ScenarioError:
    message = "the scenario says nothing there; validation.yaml must name what it has"
    return ScenarioError([Problem("validation.yaml", 0, tuple(path.split(".")), message, Code.wrong_path)])
