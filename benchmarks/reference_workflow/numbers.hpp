// What the Python side writes, field for field: everything in it is eight bytes long.
// QUANTILE_CELLS, KNOTS and what else says where a quantile table's knots are come from fssim.model.tables, as options.
#pragma once
#include <cstdint>

constexpr int VISITS = 6, SESSIONS = 6, POOLS = 3;

using Table = double[KNOTS];

struct Work {
    int64_t activity, participant;
};

struct Decision {
    int64_t activity, outcome, stage;  // what it is made after, and where it leads
};

struct Names {  // fssim's numbers of what happens, which its log goes by
    int64_t first_stage;
    Work taking_a_slot, visit[2][VISITS], session[POOLS][SESSIONS];
    Decision to_pool[POOLS], no_specialist, visits_go_on[POOLS], to_second_stage, close[2];
};

struct Numbers {
    uint64_t arrival, height, after_first_visit, after_sixth_visit;
    uint64_t interval[2][VISITS], visit[2][VISITS], gap[POOLS][SESSIONS], session[POOLS][SESSIONS];
    double families_a_day, days, holders, slots, visitors, hours_a_day, specialists[POOLS];
    double chance_of_pool[POOLS], second_stage;
    Table unit_exponential, hours, long_interval, short_interval, session_gap;
    Names names;
};
