"""Who leads with families, and who has them beside the lead: how many there are, what is in time, and who pays."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

from fssim.measures.indicators.cost import AUTHORITY, PAYER_COST, STAFF
from fssim.measures.indicators.durations import ASSESSMENTS_IN_TIME, IN_TIME, REVIEWS_IN_TIME, VISITS_IN_TIME
from fssim.measures.indicators.workforce import CO_HELD, CO_HOLDER_WAIT, LEADS, UTILISATION
from fssim.model.compile.compile_scenario import hash_scenario
from fssim.report.document.report_parts import (
    MEASURE,
    UNIT,
    Cell,
    Column,
    Kind,
    Section,
    Table,
    measure_rows,
    scenario_columns,
)
from fssim.report.wording.words import in_list, number, plain, within_sentence
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.scenario.reading.shipped_files import shipped_folder
from fssim.scenario.schema.parameter import Grade
from fssim.scenario.schema.pathway import Stage
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Pool, Team, establishments_of

FRONTIERS = "frontiers"  # the folder of points that were tried beforehand, each file of one scenario
WHOSE = ("scenario", "scenario_hash")  # its first columns: the title, and what it was when it was swept
MADE_BEFOREHAND = "Means of the replications of a sweep that was made beforehand."
NOT_OF_THESE_NUMBERS = "Some of the scenario's numbers are others now, so that these are near it and not of it."
LEADS_ARE_ASSUMED = "No staffing ratio is published, and their posts are assumed: below is what is late with so many."
TIMES_HELD = (VISITS_IN_TIME, ASSESSMENTS_IN_TIME, REVIEWS_IN_TIME)


def has_several_leads(run: StoredRun) -> bool:
    """Whether the scenario has roles that hold some families instead of others, or have them beside a holder."""
    return any(stage.co_holder or stage.other_holders for stage in _stages(run.results[0].scenario).values())


def build_leads(run: StoredRun) -> Section:
    """What cannot be told, then how many leads there are, which must be of one role, what is in time, and who pays."""
    results = run.results
    scenario = results[0].scenario
    columns = [MEASURE, UNIT, *scenario_columns(results)]
    names = [*_list_in_time(scenario), *_list_of_leads(scenario)]
    tables = [Table("Leads", "What is in time, and who has the families", columns, measure_rows(results, names))]
    payers = sorted({role.payer for role in scenario.roles.values() if role.payer is not None})
    if payers:
        costs = [STAFF.name, *(PAYER_COST.named(payer=payer) for payer in (AUTHORITY, *payers))]
        tables.append(Table("Who pays", "Who pays for staff", columns, measure_rows(results, costs)))
    tables += _list_frontiers(scenario)
    return Section("leads", "How many leads, of which kind, and who pays", [_say_what_cannot_be_told(scenario)],
                   bullets=list(_list_answers(results[0], payers)), tables=tables)  # fmt: skip


def _stages(scenario: Scenario) -> dict[tuple[str, str], Stage]:
    """The main stages as each working model that any team has, or comes to have, works them."""
    models = {team.working_model for team in scenario.teams.values()}
    models |= {switch.working_model for switch in scenario.roll_out.values()}
    return {
        (model, name): scenario.working_models[model].stage_as_worked(name, stage)
        for model in sorted(models)
        for name, stage in scenario.pathway.stages.items()
    }


def _list_co_holders(scenario: Scenario) -> list[str]:
    return sorted({stage.co_holder for stage in _stages(scenario).values() if stage.co_holder is not None})


def _list_other_holders(scenario: Scenario) -> list[str]:
    return sorted({role for stage in _stages(scenario).values() for role in stage.other_holders})


def _list_in_time(scenario: Scenario) -> Iterator[str]:
    """What statutory limits are told by, and every activity that a co-holder takes part in."""
    yield from (measure.name for measure in TIMES_HELD)
    models = {model for model, _ in _stages(scenario)}
    roles = set(_list_co_holders(scenario))
    for name, activity in scenario.pathway.activities.items():
        own = [scenario.working_models[model].activities.get(name, activity) for model in models]
        if any(roles & set(worked.participants) for worked in own):
            yield IN_TIME.named(activity=name)


def _list_of_leads(scenario: Scenario) -> Iterator[str]:
    holders = {stage.holder for stage in _stages(scenario).values() if stage.holder is not None}
    if _list_other_holders(scenario):
        yield from (LEADS.named(role=role) for role in sorted(holders | set(_list_other_holders(scenario))))
    for role in _list_co_holders(scenario):
        yield from (measure.named(role=role) for measure in (CO_HELD, CO_HOLDER_WAIT, UTILISATION))


def _say_what_cannot_be_told(scenario: Scenario) -> str:
    assumed = [within_sentence(_title(scenario, role)) for role in _list_leads_of_assumed_number(scenario)]
    how_many = (
        f"How many are enough cannot be told from one run: the numbers of posts of {_plural(assumed)} are "
        "assumed, and no published figure stands behind them. The ratio is the question. "
        if assumed
        else ""
    )
    return (
        f"{how_many}What is saved elsewhere, and whether children are safer, cannot be told from the model at all: it "
        "counts what the service does, and when."
    )


def say_what_leads_leave_open(run: StoredRun) -> list[str]:
    """What a first page with several leads says before its answer; nothing of a run that has none."""
    if not has_several_leads(run):
        return []
    scenario = run.results[0].scenario
    roles = [within_sentence(_title(scenario, role)) for role in _list_leads_of_assumed_number(scenario)]
    how_many = f"How many {_plural(roles)} are enough, and whether" if roles else "Whether"
    assumed = f" {LEADS_ARE_ASSUMED}" if roles else ""
    return [f"{how_many} children are safer, cannot be told from this run.{assumed}"]


def _plural(roles: list[str]) -> str:
    return in_list([f"{role}s" for role in roles])


def _list_leads_of_assumed_number(scenario: Scenario) -> list[str]:
    roles = [*_list_co_holders(scenario), *_list_other_holders(scenario)]
    return [role for role in roles if Grade.assumed in _grades_of_posts(scenario, role)]


def _grades_of_posts(scenario: Scenario, role: str) -> Iterator[Grade]:
    places: list[Team | Pool] = [*scenario.teams.values(), *scenario.pools.values()]
    for place in places:
        for group in establishments_of(place.posts[role]) if role in place.posts else ():
            if group.posts is not None:
                yield group.posts.grade


def _list_answers(result: Results, payers: list[str]) -> Iterator[str]:
    scenario = result.scenario

    def mean(measure: str) -> str:
        return number(result.interval(measure).mean)

    for role in _list_co_holders(scenario):
        beside, used, wait = (measure.named(role=role) for measure in (CO_HELD, UTILISATION, CO_HOLDER_WAIT))
        yield (
            f"How many: each full-time {within_sentence(_title(scenario, role))} in post has {mean(beside)} children "
            f"beside their allocated workers; {mean(used)}% of their time is in use, and families wait {mean(wait)} "
            "working days for one."
        )
    others = _list_other_holders(scenario)
    for role in others:
        held, title = mean(LEADS.named(role=role)), within_sentence(_title(scenario, role))
        yield f"Which kind: {held}% of children with an allocated worker have a {title}."
    shared = {stage.holder for stage in _stages(scenario).values() if stage.other_holders}
    only: dict[str, list[str]] = {}
    for name, stage in scenario.pathway.stages.items():
        worked = [as_worked for (_, of), as_worked in _stages(scenario).items() if of == name]
        holders = {role for one in worked for role in (one.holder, *one.other_holders) if role is not None}
        if len(holders) == 1 and holders <= shared:
            only.setdefault(holders.pop(), []).append(within_sentence(stage.title))
    for role, stages in only.items():
        title = within_sentence(_title(scenario, role))
        where = in_list(stages)
        yield f"Which must be: in {where}, the allocated worker is always a {title}, as the scenario has it."
    dates = Counter(day for switch in scenario.roll_out.values() for day in [switch.start] * len(switch.numbers))
    if dates:
        waves = [f"{count} teams on {day.day} {day:%B %Y}" for day, count in sorted(dates.items())]
        yield f"Phasing in: {in_list(waves)} change over. The charts over time show what each date does."
    if payers:
        shares = [f"{payer} {_pounds(result, PAYER_COST.named(payer=payer))}" for payer in payers]
        yield (
            f"Who pays: of {_pounds(result, STAFF.name)} a year for staff, the authority pays "
            f"{_pounds(result, PAYER_COST.named(payer=AUTHORITY))}, {in_list(shares)}."
        )


def _pounds(result: Results, measure: str) -> str:
    return f"{number(result.interval(measure).mean)} pounds"


def _title(scenario: Scenario, role: str) -> str:
    return plain(scenario.roles[role].title)


def _list_frontiers(scenario: Scenario) -> Iterator[Table]:
    """What came of other numbers of posts, where that was tried beforehand of the scenario of this title."""
    for file in sorted((shipped_folder() / FRONTIERS).glob("*.csv")):
        header, *rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
        if rows and rows[0][0] == scenario.title:
            columns = [Column(heading, Kind.TEXT) for heading in header[len(WHOSE) :]]
            cells: list[list[Cell]] = [list(row[len(WHOSE) :]) for row in rows]
            same = rows[0][1] == hash_scenario(scenario)
            note = MADE_BEFOREHAND if same else f"{MADE_BEFOREHAND} {NOT_OF_THESE_NUMBERS}"
            yield Table(
                "How many", "How many are enough: what is in time with other numbers", columns, cells, note=note
            )
