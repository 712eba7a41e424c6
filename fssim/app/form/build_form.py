"""The form of a scenario, section by section, whatever its teams and roles are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from fssim.app.form.answers import type_number, type_team_numbers
from fssim.app.form.field_makers import (
    AMOUNT,
    GIVEN_AS,
    PERCENT,
    PLACES,
    POSTS,
    ROLL_OUT,
    SHARE,
    SHOCKS,
    VACANCIES,
    Questions,
    readable_name,
)
from fssim.app.form.fields import Adding, AnswerKind, Choice, FieldGroup, Form, FormField, FormPart, FormSection
from fssim.app.page_words import write_form_amount
from fssim.dates import write_date
from fssim.scenario.findings import FieldPath
from fssim.scenario.schema.demand import MONTHS
from fssim.scenario.schema.parameter import Parameter, Varying
from fssim.scenario.schema.scenario import Scenario
from fssim.scenario.schema.workforce import Establishment, Pool, Role, Team, Vacancy, establishments_of
from fssim.whole_numbers import write_count

MOST_ITEMS = 60  # of one kind
ITEM_KINDS = {VACANCIES: "vacancy", ROLL_OUT: "change", SHOCKS: "spell"}
TURNOVER_LABELS = {  # where a field's name does not say it
    "leaving_rate": "People who leave",
    "hire_succeeds": "Chance that advertising succeeds",
    "agency_cover": "Chance of agency cover",
    "induction_speed": "Speed at the beginning",
}


def build_form(base: Scenario, items: Sequence[str] | None = None) -> Form:
    """The form of a base, with these items (vacancies, groups of posts and so on) in place of its own, if given."""
    asking = _Sections(base, items)
    sections = (
        asking.about_service(),
        asking.posts(),
        asking.vacancies(),
        asking.caseloads(),
        asking.turnover(),
        asking.waits_outside(),
        asking.ways_of_working(),
        asking.demand(),
    )
    return Form(base, tuple(section for section in sections if section.parts))


class _Sections(Questions):
    """The sections of a form."""

    def about_service(self) -> FormSection:
        hint = "Leave it, and the changed service is called the same with ', changed' after it."
        field = self.plain(("title",), AnswerKind.text, label="What to call the changed service", hint=hint)
        return FormSection("about", "Name", "", (FormPart("", (FieldGroup("", (field,)),)),))

    def posts(self) -> FormSection:
        parts = [self._place(kind, name) for kind in PLACES for name in getattr(self.base, kind)]
        intro = (
            "Posts are whole, and each is full time or a part of it. Numbers are those of one team, and "
            "there may be several teams of a kind."
        )
        return FormSection("posts", "Posts", intro, tuple(parts))

    def _place(self, kind: str, name: str) -> FormPart:
        place: Team | Pool = getattr(self.base, kind)[name]
        number_of = "count" if kind == "teams" else "teams_each"
        label = "How many teams" if kind == "teams" else "Teams that one pool serves"
        field = self.number(
            (kind, name, number_of), label=label, hint="" if kind == "teams" else None, optional=kind == "pools"
        )
        groups = [FieldGroup("", (field,))]
        known = {role: establishments_of(staff) for role, staff in place.posts.items()}
        for role, number in self._staff(kind, name, known):
            group = known[role][number] if role in known and number < len(known[role]) else None
            groups.append(self._establishment((kind, name, POSTS, role, str(number)), self.role_title(role), group))
        adding = Adding(f"{kind}.{name}.{POSTS}", "Add posts", self.roles, "Posts of")
        count = len(groups) - 1
        note = write_count(count, "kind of post", "kinds of post")
        if isinstance(place, Team):
            teams = int(place.count.value)
            note = f"1 team, with {note}" if teams == 1 else f"{teams:,} teams, each with {note}"
        return FormPart(_place_title(kind, name), tuple(groups), adding, note)

    def _staff(self, kind: str, name: str, known: dict[str, tuple[Establishment, ...]]) -> Iterator[tuple[str, int]]:
        """The groups of posts of a team or pool that the form has: role, and number of the group."""
        if self.items is None:
            yield from ((role, number) for role, groups in known.items() for number in range(len(groups)))
            return
        for item in self.items:
            if (
                item[:3] == (kind, name, POSTS)
                and len(item) == 5
                and item[3] in self.base.roles
                and _is_number(item[4])
            ):
                yield item[3], int(item[4])

    def _establishment(self, path: FieldPath, title: str, group: Establishment | None) -> FieldGroup:
        given = "agency_workers" if group is not None and group.posts is None else POSTS
        full_time = self.base.roles[str(path[3])].contracted_hours.value
        hint = f"1 is full time: {type_number(full_time)} hours a week."
        share = group.full_time_share.value if group is not None else 1.0
        if share != 1.0:
            hint += f" {type_number(share)} is {type_number(round(share * full_time, 1))} hours."
        fields = (
            self.number((*path, given), group.posts or group.agency_workers if group else None, hint=""),
            self.number(
                (*path, "full_time_share"), group.full_time_share if group else None, label="Part of full time",
                hint=hint, text="1",
            ),
        )  # fmt: skip
        return FieldGroup(title, fields, item=".".join(map(str, path)), kept=_kept_of_group(group))

    def vacancies(self) -> FormSection:
        groups = []
        for name, vacancy in self.named_items(VACANCIES, self.base.vacancies):
            path = (VACANCIES, name)
            fields = (
                self.plain((*path, "role"), AnswerKind.choice, vacancy, choices=self._roles_with_posts()),
                self.plain(
                    (*path, "team"), AnswerKind.choice, vacancy, label="Where",
                    hint="Leave it at everywhere for all of them.",
                    choices=(Choice("", "Everywhere"), *self.teams, *self.pools), optional=True,
                ),
                *self._amount(path, vacancy),
                self.plain((*path, "start"), AnswerKind.date, vacancy, label="Empty from", text=self.first_day()),
                self.plain((*path, "until"), AnswerKind.date, vacancy, label="Filled from"),
                self.team_numbers(path, vacancy, "Only in teams numbered"),
            )  # fmt: skip
            groups.append(FieldGroup(_title_of("vacancy", name), fields, item=f"{VACANCIES}.{name}"))
        adding = Adding(VACANCIES, "Add a vacancy")
        return FormSection(
            "vacancies", "Posts that stand empty", self._covered_time(), (FormPart("", tuple(groups), adding),)
        )

    def _amount(self, path: FieldPath, vacancy: Vacancy | None) -> tuple[FormField, FormField]:
        text, standing, source, given = "1", "", "", POSTS
        if vacancy is not None:
            given, standing, source = vacancy.given_as, *self.rests_on(vacancy.amount)
            text = type_number(vacancy.amount.value * (PERCENT if given == SHARE else 1.0))
        kinds = (Choice(POSTS, "posts"), Choice(SHARE, "per cent of the posts"))
        now = "" if vacancy is None else write_form_amount(text, {kind.value: kind.label for kind in kinds}[given])
        return (
            FormField(
                (*path, AMOUNT), AnswerKind.number, "How many stand empty", text=text, now=now, standing=standing,
                source=source, is_parameter=True,
            ),
            FormField((*path, GIVEN_AS), AnswerKind.choice, "Counted in", text=given, choices=kinds),
        )  # fmt: skip

    def caseloads(self) -> FormSection:
        groups = [
            FieldGroup(
                role.title,
                (
                    self.number(("roles", name, "caseload_limit"), label="Caseload limit", optional=True),
                    *self._when_vacant(name, role),
                ),
            )
            for name, role in self.base.roles.items()
            if role.caseload_limit is not None or self._meets_need(name)
        ]
        parts = [FormPart("", tuple(groups))]
        for name, model in self.base.working_models.items():
            limits = [
                FieldGroup(
                    self.role_title(role),
                    (self.number(("working_models", name, "caseload_limits", role), label="Caseload limit"),),
                )
                for role in model.caseload_limits
            ]
            if limits:
                parts.append(FormPart(f"In teams that work the {_words(name)} way", tuple(limits)))
        intro = (
            "What one full-time worker may hold, and what becomes of help for parents while every such post is empty."
        )
        return FormSection("caseloads", "Caseload limits and empty posts", intro, tuple(parts))

    def _when_vacant(self, name: str, role: Role) -> tuple[FormField, ...]:
        """What becomes of needs while posts are empty: asked of roles that meet one."""
        if not self._meets_need(name):
            return ()
        choices = (
            Choice("wait", "Families wait until the post is filled"),
            Choice("refer externally", "Families are referred to a service outside"),
            Choice("substitute", "Another role stands in"),
        )
        others = tuple(choice for choice in self.roles if choice.value != name)
        path = ("roles", name)
        return (
            self.plain((*path, "when_vacant"), AnswerKind.choice, role, label="While all of these posts are empty",
                       choices=choices),
            self.plain((*path, "substitute"), AnswerKind.choice, role, label="Who stands in",
                       hint="Only if another role stands in.", choices=(Choice("", "Nobody"), *others), optional=True),
        )  # fmt: skip

    def _meets_need(self, role: str) -> bool:
        return any(need.role == role for need in self.base.needs.values())

    def turnover(self) -> FormSection:
        parts = []
        for name, role in self.base.roles.items():
            if role.turnover is None:
                continue
            path = ("roles", name, "turnover")
            fields = tuple(
                self.number((*path, field), label=TURNOVER_LABELS.get(field, ""))
                for field, given in role.turnover
                if isinstance(given, Parameter) and not isnan(given.value)
            )
            leaving = f"{PERCENT * role.turnover.leaving_rate.value:.3g}% leave in a year"
            parts.append(FormPart(role.title, (FieldGroup("", fields),), note=leaving))
        intro = (
            "How often people leave, and how long it takes to fill their posts. In roles that are not here nobody "
            "leaves: give them vacancies instead."
        )
        return FormSection("turnover", "People who leave", intro, tuple(parts))

    def waits_outside(self) -> FormSection:
        groups = []
        for name, service in self.base.services.items():
            path = ("services", name)
            shown = [
                self.number((*path, field), label=label)
                for field, label in (("wait", "Wait"), ("cost_a_session", "Cost a session"))
                if not isnan(getattr(service, field).value)
            ]
            groups.append(FieldGroup(readable_name(name), tuple(shown), kept=_own_scale(service.wait)))
        intro = "How long services outside the authority take to start, where no practitioner inside meets the need."
        return FormSection("waits", "Waits outside", intro, (FormPart("", tuple(groups)),) if groups else ())

    def ways_of_working(self) -> FormSection:
        groups = [
            FieldGroup(
                readable_name(name),
                (
                    self.plain(("teams", name, "working_model"), AnswerKind.choice, team, label="Way of working",
                               hint="", choices=self.models),
                ),
            )
            for name, team in self.base.teams.items()
        ]  # fmt: skip
        changes = []
        for name, switch in self.named_items(ROLL_OUT, self.base.roll_out):
            path = (ROLL_OUT, name)
            fields = (
                self.plain((*path, "team"), AnswerKind.choice, switch, label="Teams", choices=self.teams),
                self.team_numbers(path, switch, "Teams numbered", optional=False),
                self.plain((*path, "working_model"), AnswerKind.choice, switch, label="Change to", choices=self.models),
                self.plain((*path, "start"), AnswerKind.date, switch, label="On"),
            )
            kept = "Its set-up cost stays as it is." if switch is not None and switch.set_up_cost is not None else ""
            changes.append(FieldGroup(_title_of("change", name), fields, item=f"{ROLL_OUT}.{name}", kept=kept))
        parts = [FormPart("How teams work from the beginning", tuple(groups))]
        if len(self.models) > 1 or changes:
            parts.append(
                FormPart("Changes on a date", tuple(changes), Adding(ROLL_OUT, "Add a change of way of working"))
            )
        intro = (
            "" if len(self.models) > 1 else "This service has one way of working, so that there is nothing to choose."
        )
        return FormSection("working", "Ways of working and roll-out", intro, tuple(parts))

    def demand(self) -> FormSection:
        numbers = (self.number(("demand", "children")), self.number(("demand", "referral_rate")))
        spells = []
        for name, shock in self.named_items(SHOCKS, self.base.demand.shocks):
            path = (*SHOCKS.split("."), name)
            fields = (
                self.plain((*path, "start"), AnswerKind.date, shock, label="From"),
                self.plain((*path, "until"), AnswerKind.date, shock, label="Until"),
                self.number((*path, "factor"), shock.factor if shock else None, text=""),
                self.plain(
                    (*path, "acts_on"), AnswerKind.choice, shock, text="first referrals", hint="",
                    choices=(Choice("first referrals", "First referrals"), Choice("all referrals", "All referrals")),
                ),
            )  # fmt: skip
            spells.append(FieldGroup(_title_of("spell", name), fields, item=f"{SHOCKS}.{name}"))
        months = tuple(
            self.number(("demand", "month_factors", month), hint="", label=month.capitalize(), optional=True)
            for month in MONTHS
        )
        parts = (
            FormPart("", (FieldGroup("", numbers),)),
            FormPart(
                "Month by month",
                (FieldGroup("", months),),
                note="what a month's referrals are multiplied by; where it is left empty, 1",
            ),
            FormPart("Spells of more or fewer referrals", tuple(spells), Adding(SHOCKS, "Add a spell")),
        )
        return FormSection("demand", "Demand", "How many children are referred.", parts)

    def _roles_with_posts(self) -> tuple[Choice, ...]:
        return (Choice("", "Choose a role"), *self.roles)

    def _covered_time(self) -> str:
        clock = self.base.clock
        years = write_count(clock.observed_years, "year")
        return f"Results count {years} from {self.first_day()}: posts that stand empty at other times change little."


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 3


def _words(name: str) -> str:
    return name.replace("_", " ")


def _title_of(kind: str, name: str) -> str:
    """The title of a vacancy and the like: `Vacancy: mental health`, or `Vacancy 1` by the name that it was given
    here."""
    words = _words(name)
    return readable_name(words if words.lower().startswith(kind) else f"{kind}: {words}")


def _place_title(kind: str, name: str) -> str:
    return f"{readable_name(name)} {'team' if kind == 'teams' else 'pool'}"


def _kept_of_group(group: Establishment | None) -> str:
    """What a group of posts holds that its fields do not show."""
    if group is None:
        return ""
    parts = []
    if group.start is not None:
        parts.append(f"from {write_date(group.start)}")
    if group.until is not None:
        parts.append(f"until {write_date(group.until)}")
    if group.numbers:
        parts.append(f"in teams {type_team_numbers(group.numbers)} only")
    if group.set_up_cost is not None:
        parts.append("with a set-up cost")
    return f"They are there {', '.join(parts)}: this stays as it is." if parts else ""


def _own_scale(wait: Varying) -> str:
    return "Its wait is a distribution with its own scale, and stays as it is." if isnan(wait.value) else ""
