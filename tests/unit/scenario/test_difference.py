"""What a scenario changes, in plain English."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fssim.scenario import describe_changes, load, with_values
from fssim.scenario.differences import describe_what_differs

OWN = "your number, no source given"
Child = Callable[[str], Path]


def described(base: Path, changed: Path) -> list[str]:
    """What a file changes, with `own` for what is said of a number that is given without a source."""
    return [sentence.replace(OWN, "own") for sentence in describe_changes(load(base), load(changed))]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "teams: {safeguarding: {posts: {social_worker: {posts: {value: 4}}}}}",
            "social_worker posts in team safeguarding: 6 posts (assumed) to 4 posts (own)",
        ),
        (
            "teams: {safeguarding: {posts: {social_worker: {full_time_share: {value: 0.9}}}}}",
            "full time share of social_worker posts in team safeguarding: share 1 (assumed) to 0.9 (own)",
        ),
        ("teams: {safeguarding: {count: {value: 2}}}", "count of team safeguarding: 1 team (assumed) to 2 teams (own)"),
        (
            "demand: {children: {value: 132668, source: guess, grade: published}}",
            "demand children: 6,000 children (assumed) to 132,668 children (published)",
        ),
        (
            "demand: {children: {grade: reported}}",
            "demand children: still 6,000 children, its grade assumed to reported",
        ),
        ("demand: {children: {source: statute}}", "demand children: its source 'guess' to 'statute'"),
        ("demand: {children: {low: 5000}}", "demand children: its range, none, becomes 5,000 to no high"),
        (
            "roles: {social_worker: {turnover: {leaving_rate: {value: 0.2}}}}",
            "turnover leaving rate of role social_worker: 0.15 per year (assumed) to 0.2 per year (own)",
        ),
        (
            "roles: {social_worker: {when_vacant: refer externally}}",
            "when vacant of role social_worker: wait to refer externally",
        ),
        (
            "families: {engagement: {distribution: {parameters: {s: 0.75}}}}",
            "families engagement: odds multiplier 1, distribution lognorm with s 0.5 (assumed) to 1, "
            "distribution lognorm with s 0.75 (own)",
        ),
        (
            "needs: {mental health: {sessions: {distribution: {edges: [2, 3, 5]}}}}",
            "sessions of need mental health: histogram with edges 1, 4, 8 and weights 1, 3 in sessions (assumed) "
            "to histogram with edges 2, 3, 5 and weights 1, 3 in sessions (own)",
        ),
        (
            "pathway: {activities: {review: {participants: {holder: {hours: {value: 2}}}}}}",
            "hours of participant holder in activity review: 4 hours (assumed) to 2 hours (own)",
        ),
        (
            "pathway: {stages: {plan: {activities: [review, plan visit, supervision]}}}",
            "activities of stage plan: plan visit, supervision, review to review, plan visit, supervision",
        ),
        (
            "pathway: {stages: {plan: {decisions: {review: {ready: screened}}}}}",
            "ready of decision at review in stage plan: reviewed ready to screened",
        ),
        (
            "working_models: {family_safeguarding: {effects: {takes_up: {value: 1.3}}}}",
            "effects takes up of working model family_safeguarding: multiplier 1 (assumed) to 1.3 (own)",
        ),
        (
            "working_models: {family_safeguarding: {activities: {supervision: {notices: false}}}}",
            "notices of activity supervision in working model family_safeguarding: yes to no",
        ),
        (
            "working_models: {family_safeguarding: {caseload_limits: {social_worker: {value: 1}}}}",
            "caseload limit of social_worker in working model family_safeguarding: 15 children (assumed) to "
            "1 child (own)",
        ),
        (
            "vacancies: {mental health: {until: 2020-02-01}}",
            "until of vacancy mental health: 2020-01-01 to 2020-02-01",
        ),
        (
            "vacancies: {mental health: null}",
            "removed vacancy mental health: it was role mental_health_practitioner, start 2019-07-01, until "
            "2020-01-01, share 1 (assumed), team safeguarding",
        ),
        (
            "vacancies: {chair: {role: conference_chair, team: chairs, start: 2019-05-01, until: 2019-06-01, "
            "share: {value: 1, unit: share, source: guess, grade: published}}}",
            "added vacancy chair: role conference_chair, start 2019-05-01, until 2019-06-01, share 1 (published), "
            "team chairs; that is 1 of 1 post (100%)",
        ),
        ("pathway: {activities: {review: {repeat: null}}}", "removed repeat of activity review: it was 6 months "
         "(statutory)"),
        ("working_models: {family_safeguarding: {activities: null}}", "removed activity supervision in working model "
         "family_safeguarding"),
        ("clock: {observed_years: 3}", "clock observed years: 1 to 3"),
    ],
)  # fmt: skip
def test_one_change_is_one_sentence(child: Child, small: Path, text: str, sentence: str) -> None:
    assert described(small, child(text + "\n")) == [sentence]


def test_a_changed_range_says_its_unit_once(child: Child, small: Path) -> None:
    factor = "demand: {month_factors: {august: {low: %s, high: %s}}}\n"
    base = load(child(factor % (0.8, 1.2)))
    assert describe_changes(base, load(child(factor % (0.7, 1.3)))) == [
        "demand month august: its range, 0.8 to 1.2 multiplier, becomes 0.7 to 1.3"
    ]


def test_two_numbers_of_one_table_are_two_sentences(child: Child, small: Path) -> None:
    text = "families: {needs: {none: {value: 0.5}, mental health: {value: 0.5}}}\n"
    assert described(small, child(text)) == [
        "families with needs none: probability 0.6 (assumed) to 0.5 (own)",
        "families with needs mental health: probability 0.4 (assumed) to 0.5 (own)",
    ]
    text = (
        "pathway: {decisions: {screened: {assess: {probability: {value: 0.4}}, no further action: {probability: "
        "{value: 0.6}}}}}\n"
    )
    assert described(small, child(text)) == [
        "probability of outcome no further action in decision table screened: probability 0.5 (assumed) to 0.6 (own)",
        "probability of outcome assess in decision table screened: probability 0.5 (assumed) to 0.4 (own)",
    ]


def test_restating_what_is_inherited_and_new_words_change_nothing(child: Child, small: Path) -> None:
    text = "notes: New words.\nteams: {safeguarding: {count: {value: 1, unit: teams}}}\n"
    assert describe_changes(load(small), load(child(text))) == []


def test_what_is_not_given_is_not_said_of_a_scenario_that_was_stored(child: Child, small: Path) -> None:
    """Every field of a stored scenario is given, those that are nothing too."""
    posts = "{value: 1, unit: posts, source: guess, grade: assumed}"
    spell = "start: 2019-05-01, until: 2019-06-01"
    changed = load(child(f"vacancies: {{chair: {{role: conference_chair, {spell}, posts: {posts}}}}}\n"))
    stored = with_values(changed, {})
    words = describe_changes(load(small), changed)
    assert describe_changes(load(small), stored) == words
    assert "None" not in words[0]


def test_sources_are_counted_apart(small: Path) -> None:
    base = load(small)
    changed = with_values(
        base,
        {
            "demand.children.value": 7000,
            "demand.children.source": "statute",
            "demand.children.grade": "published",
            "demand.referral_rate.source": "statute",
            "demand.referral_rate.grade": base.demand.referral_rate.grade.value,
        },
    )
    sentences, sources = describe_what_differs(base, changed)
    assert sources == 2
    assert sentences == ["demand children: 6,000 children (assumed) to 7,000 children (published)"]
    assert len(describe_changes(base, changed)) == len(sentences) + sources
