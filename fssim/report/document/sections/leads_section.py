"""Who leads with families, and who has them beside the lead: how many there are, what is in time, and who pays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fssim.dates import write_date
from fssim.measures.catalogue import describe
from fssim.measures.indicators.cost import AUTHORITY, PAYER_COST, STAFF
from fssim.measures.indicators.durations import ASSESSMENTS_IN_TIME, IN_TIME, REVIEWS_IN_TIME, VISITS_IN_TIME
from fssim.measures.indicators.staffing import CO_HELD, CO_HOLDER_WAIT, LEADS, UTILISATION
from fssim.report.document.points_beforehand import read_points_beforehand
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
from fssim.report.document.sections.leads_picture import NOT_OF_THESE_NUMBERS
from fssim.report.wording.leads_in_words import (
    in_plural,
    list_co_holders,
    list_leads_of_assumed_number,
    list_other_holders,
    list_sole_holders,
    title_of_role,
)
from fssim.report.wording.words import in_list, number, within_sentence
from fssim.runs.folder.stored_run import StoredRun
from fssim.runs.results import Results
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.stages_as_worked import list_stages_as_worked

MADE_BEFOREHAND = "Means of the replications of a sweep that was made beforehand."
TIMES_HELD = (VISITS_IN_TIME, ASSESSMENTS_IN_TIME, REVIEWS_IN_TIME)


def build_leads(run: StoredRun) -> Section:
    """What cannot be told, then how many leads there are, which must be of one role, what is in time, and who pays."""
    results = run.results
    scenario = results[0].scenario
    columns = [MEASURE, UNIT, *scenario_columns(results)]
    names = [*_list_in_time(scenario), *_list_of_leads(scenario)]
    tables = [Table("Leads", "What is in time, and who has the families", columns, measure_rows(results, names))]
    payers = list_partners(scenario)
    if payers:
        costs = [STAFF.name, *(PAYER_COST.named(payer=payer) for payer in (AUTHORITY, *payers))]
        tables.append(Table("Who pays", "Who pays for staff", columns, measure_rows(results, costs)))
    tables += _list_frontiers(scenario)
    return Section("leads", "How many leads, of which kind, and who pays", [_say_what_cannot_be_told(scenario)],
                   bullets=list(_list_answers(results[0])), tables=tables)  # fmt: skip


def _list_in_time(scenario: Scenario) -> Iterator[str]:
    """What statutory limits are told by, and every activity that a co-holder takes part in."""
    yield from (measure.name for measure in TIMES_HELD)
    models = {model for model, _ in list_stages_as_worked(scenario)}
    roles = set(list_co_holders(scenario))
    for name, activity in scenario.pathway.activities.items():
        own = [scenario.working_models[model].activities.get(name, activity) for model in models]
        if any(roles & set(worked.participants) for worked in own):
            yield IN_TIME.named(activity=name)


def _list_of_leads(scenario: Scenario) -> Iterator[str]:
    holders = {stage.holder for stage in list_stages_as_worked(scenario).values() if stage.holder is not None}
    if list_other_holders(scenario):
        yield from (LEADS.named(role=role) for role in sorted(holders | set(list_other_holders(scenario))))
    for role in list_co_holders(scenario):
        yield from (measure.named(role=role) for measure in (CO_HELD, CO_HOLDER_WAIT, UTILISATION))


def _say_what_cannot_be_told(scenario: Scenario) -> str:
    assumed = [within_sentence(title_of_role(scenario, role)) for role in list_leads_of_assumed_number(scenario)]
    how_many = (
        f"How many are enough cannot be told from one run: the numbers of posts of {in_plural(assumed)} are "
        "assumed, and no published figure stands behind them. The ratio is the question. "
        if assumed
        else ""
    )
    return (
        f"{how_many}What is saved elsewhere, and whether children are safer, cannot be told from the model at all: it "
        "counts what the service does, and when."
    )


def _list_answers(result: Results) -> Iterator[str]:
    scenario = result.scenario
    for role in list_co_holders(scenario):
        yield f"How many: {_say_how_many(result, role)}"
    yield from say_which_leads(result)
    dates = Counter(day for switch in scenario.roll_out.values() for day in [switch.start] * len(switch.numbers))
    if dates:
        waves = [f"{count} teams on {write_date(day)}" for day, count in sorted(dates.items())]
        yield f"Phasing in: {in_list(waves)} change over. The charts over time show what each date does."
    yield from say_who_pays(result)


def _say_how_many(result: Results, role: str) -> str:
    """How many children each has, and how busy they are. Where nothing limits how many, nobody waits to be given one:
    that is no sign of enough of them."""
    beside, used, wait = (
        number(result.interval(measure.named(role=role)).mean) for measure in (CO_HELD, UTILISATION, CO_HOLDER_WAIT)
    )
    lead = within_sentence(title_of_role(result.scenario, role))
    limited = result.scenario.roles[role].caseload_limit is not None
    waits = (
        f", and families wait {wait} working days for one."
        if limited
        else ". Nothing limits how many children each has, so that no family waits to be given one: what waits is the "
        "work, as in time below."
    )
    return (
        f"each full-time {lead} in post has {beside} children beside their allocated workers; {used}% of their time is "
        f"in use{waits}"
    )


def say_which_leads(result: Results) -> list[str]:
    """How many children have which lead, and whose lead is always of one role; nothing where each stage has but one."""
    scenario = result.scenario
    sentences = [
        f"Which kind: {number(result.interval(LEADS.named(role=role)).mean)}% of children with an allocated worker "
        f"have a {within_sentence(title_of_role(scenario, role))}."
        for role in list_other_holders(scenario)
    ]
    for role, places in list_sole_holders(scenario).items():
        title = within_sentence(title_of_role(scenario, role))
        sentences.append(
            f"Which must be: the allocated worker is always a {title} in {in_list(places)}, as the scenario has it."
        )
    return sentences


def say_who_pays(result: Results) -> list[str]:
    """Who pays how much of the cost of staff; nothing where the authority pays it all."""
    payers = list_partners(result.scenario)
    if not payers:
        return []
    shares = [f"{payer} {_pounds(result, PAYER_COST.named(payer=payer))}" for payer in payers]
    return [
        f"Who pays: of {_pounds(result, STAFF.name)} a year for staff, the authority pays "
        f"{_pounds(result, PAYER_COST.named(payer=AUTHORITY))}, {in_list(shares)}."
    ]


def list_partners(scenario: Scenario) -> list[str]:
    """The agencies that pay for posts, beside the authority."""
    return sorted({role.payer for role in scenario.roles.values() if role.payer is not None})


def _pounds(result: Results, measure: str) -> str:
    return f"{number(result.interval(measure).mean)} pounds"


def _list_frontiers(scenario: Scenario) -> Iterator[Table]:
    """What came of other numbers of posts, where that was tried beforehand of the scenario of this title."""
    for points in read_points_beforehand(scenario):
        columns = [Column(_heading(column, points.measures, scenario), Kind.TEXT) for column in points.columns]
        note = MADE_BEFOREHAND if points.same else f"{MADE_BEFOREHAND} {NOT_OF_THESE_NUMBERS}"
        rows: list[list[Cell]] = [list(row) for row in points.rows]
        yield Table("How many", "How many are enough: what is in time with other numbers", columns, rows, note=note)


def _heading(column: str, measures: list[str], scenario: Scenario) -> str:
    if column not in measures:
        return column
    about = describe(column, scenario)
    return f"{about.label} ({about.unit})"
