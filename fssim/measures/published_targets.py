"""Which measure each published target is compared with, by the target's id."""

from __future__ import annotations

MEASURE_OF_TARGET = {
    "referral_rate": "referrals_per_10000_children",
    "nfa_share": "no_further_action_percent",
    "assessed_not_in_need": "assessed_not_in_need_percent",
    "assessment_median": "assessment_median_working_days",
    "assessment_45wd": "assessment_within_45_working_days_percent",
    "s47_rate": "section_47_per_10000_children",
    "icpc_per_s47": "conferences_per_section_47_percent",
    "cpp_per_icpc": "plans_per_conference_percent",
    "cpp_start_rate": "plans_child_protection_starts_per_10000_children",
    "cpp_stock_rate": "plans_child_protection_at_31_march_per_10000_children",
    "cpp_mean_weeks": "duration_child_protection_mean_weeks",
    "cpp_ended_le3m": "duration_child_protection_ended_up_to_3_months_percent",
    "cpp_ended_3_6m": "duration_child_protection_ended_3_to_6_months_percent",
    "cpp_ended_6_12m": "duration_child_protection_ended_6_to_12_months_percent",
    "cpp_ended_1_2y": "duration_child_protection_ended_1_to_2_years_percent",
    "cpp_ended_2yplus": "duration_child_protection_ended_over_2_years_percent",
    "cin_plan_share": "child_in_need_plan_share_percent",
    "rereferral_after_closure": "re_referred_within_12_months_percent",
    "care_applications": "care_applications_per_10000_children",
    "proceedings_weeks": "proceedings_mean_weeks",
    "caseload": "caseload_children_per_full_time_worker",
    "turnover": "turnover_case_holders_percent_a_year",
    "vacancy": "vacancy_case_holders_percent",
    "direct_share": "direct_share_percent",
    "cost_per_cin_week": "cost_staff_gbp_per_child_in_need_week",
}
