// The reference case workflow as an event loop by hand: one binary heap of moments, counters for free people, and lines.
// Draws are keyed to the family, as fssim's are. Use: loop NUMBERS-FILE first|due REPLICATION...
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <queue>
#include <vector>

constexpr uint64_t GOLDEN = 0x9E3779B97F4A7C15;
// QUANTILE_CELLS, KNOTS and what else says where a quantile table's knots are come from fssim.model.tables, as options.
constexpr int VISITS = 6, SESSIONS = 6, POOLS = 3, FAMILY = 0, LAYER = 2;

using Table = double[KNOTS];

struct Numbers {  // what the Python side writes, field for field
    uint64_t arrival, height, after_first_visit, after_sixth_visit;
    uint64_t interval[2][VISITS], visit[2][VISITS], gap[POOLS][SESSIONS], session[POOLS][SESSIONS];
    double families_a_day, days, slots, visitors, hours_a_day, specialists[POOLS], chance_of_pool[POOLS], second_stage;
    Table unit_exponential, hours, long_interval, short_interval, session_gap;
};

static uint64_t mix(uint64_t word) {
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
    return word ^ (word >> 31);
}

static uint64_t key_of(uint64_t replication, uint64_t kind, uint64_t number) {  // under seed 1
    return mix(mix(mix(mix(1 + GOLDEN) + replication + GOLDEN) + kind + GOLDEN) + number + GOLDEN);
}

static double uniform(uint64_t key, uint64_t purpose, uint64_t index = 0) {
    return double((mix(mix(key ^ purpose) + (index + 1) * GOLDEN) >> 11) | 1) / 9007199254740992.0;
}

static double place_in_tail(double draw) {
    int first = CELLS_BELOW_TAIL;
    double within = (draw - TAIL) / (1.0 - TAIL);
    while (within >= TAIL_STEP && first < CELLS_BELOW_TAIL + CELLS_A_PART * (TAIL_PARTS - 1)) {
        first += CELLS_A_PART;
        within = (within - TAIL_STEP) / (1.0 - TAIL_STEP);
    }
    return first + within * TAIL_CELLS;
}

static double quantile(const Table& table, double draw) {
    const double position = draw < TAIL ? draw * QUANTILE_CELLS : place_in_tail(draw);
    const int cell = int(position);
    return table[cell] + (table[cell + 1] - table[cell]) * (position - cell);
}

struct Family {
    uint64_t key;
    double arrival, slot_wait = 0, specialist_wait = 0, closing = 0;
    double began = 0, ready = 0;  // when the present interval or gap began and was over
    int8_t stage = 0, visit = 0, pool = -1, session = 0;
};

enum Kind : int { ARRIVES, VISIT_DUE, VISIT_OVER, SESSION_DUE, SESSION_OVER };

struct Moment {
    double time;
    int family;
    Kind kind;
    bool operator<(const Moment& other) const { return time > other.time; }  // the earliest on top
};

struct Waiting {
    int stage;  // 0 goes first
    double since;
    int family;
    bool operator<(const Waiting& other) const {
        return stage != other.stage ? stage > other.stage : since > other.since;
    }
};

struct People {
    int free = 0;
    std::priority_queue<Waiting> line;
};

class Replication {
  public:
    Replication(const Numbers& numbers, bool by_due, uint64_t number)
        : n(numbers), by_due(by_due), slots(int(n.slots)) {
        visitors.free = int(n.visitors);
        for (int pool = 0; pool < POOLS; pool++) specialists[pool].free = int(n.specialists[pool]);
        for (int layer = 0; layer < n.families_a_day; layer++) draw_arrivals(layer, number);
        std::sort(families.begin(), families.end(),
                  [](const Family& a, const Family& b) { return a.arrival < b.arrival; });
    }

    void run() {
        if (!families.empty()) moments.push({families[0].arrival, 0, ARRIVES});
        while (!moments.empty()) {
            const Moment moment = moments.top();
            moments.pop();
            now = moment.time;
            Family& family = families[moment.family];
            switch (moment.kind) {
                case ARRIVES:
                    if (moment.family + 1 < int(families.size()))
                        moments.push({families[moment.family + 1].arrival, moment.family + 1, ARRIVES});
                    if (slots > 0) slots--, take_slot(moment.family);
                    else line_for_slots.push_back(moment.family);
                    break;
                case VISIT_DUE:
                    ask(visitors, moment.family, 1 - family.stage, VISIT_OVER);
                    break;
                case SESSION_DUE:
                    ask(specialists[family.pool], moment.family, 0, SESSION_OVER);
                    break;
                case VISIT_OVER:
                    visits++, family.visit++;
                    next_in_line(visitors, VISIT_OVER);
                    after_visit(moment.family);
                    break;
                case SESSION_OVER:
                    sessions++, family.session++;
                    next_in_line(specialists[family.pool], SESSION_OVER);
                    if (family.session < SESSIONS) wait_for_session(moment.family);
                    else wait_for_visit(moment.family);
            }
        }
    }

    void tell(double seconds) const {
        double slot = 0, specialist = 0, closing = 0;
        long seen = 0;
        for (const Family& family : families) {
            slot += family.slot_wait, specialist += family.specialist_wait;
            closing += family.closing, seen += family.pool >= 0;
        }
        std::printf("%zu %ld %ld %.17g %.17g %.17g %.9f\n", families.size(), visits, sessions,
                    slot / families.size(), specialist / std::max(seen, 1L), closing / families.size(), seconds);
    }

  private:
    void draw_arrivals(int layer, uint64_t number) {
        const uint64_t key = key_of(number, LAYER, layer);
        double time = 0;
        for (uint64_t index = 0;; index++) {
            time += quantile(n.unit_exponential, uniform(key, n.arrival, index));
            if (time >= n.days) return;
            if (layer + uniform(key, n.height, index) >= n.families_a_day) continue;
            families.emplace_back();
            families.back().key = key_of(number, FAMILY, uint64_t(layer) << 32 | index);
            families.back().arrival = time;
        }
    }

    void take_slot(int number) {
        families[number].slot_wait = now - families[number].arrival;
        wait_for_visit(number);
    }

    void wait_for_visit(int number) {
        Family& f = families[number];
        f.began = now;
        const double draw = uniform(f.key, n.interval[f.stage][f.visit]);
        moments.push({now + quantile(f.stage ? n.short_interval : n.long_interval, draw), number, VISIT_DUE});
    }

    void wait_for_session(int number) {
        Family& f = families[number];
        f.began = now;
        if (f.session == 0) return ask(specialists[f.pool], number, 0, SESSION_OVER);
        const double gap = quantile(n.session_gap, uniform(f.key, n.gap[f.pool][f.session]));
        moments.push({now + gap, number, SESSION_DUE});
    }

    void ask(People& people, int number, int stage, Kind over) {
        Family& f = families[number];
        f.ready = now;
        if (people.free > 0) people.free--, serve(number, over);
        else people.line.push({stage, by_due ? f.began : now, number});
    }

    void serve(int number, Kind over) {
        Family& f = families[number];
        uint64_t purpose = n.visit[f.stage][f.visit];
        if (over == SESSION_OVER) {
            f.specialist_wait += now - f.ready;
            purpose = n.session[f.pool][f.session];
        }
        moments.push({now + quantile(n.hours, uniform(f.key, purpose)) / n.hours_a_day, number, over});
    }

    void next_in_line(People& people, Kind over) {
        if (people.line.empty()) {
            people.free++;
            return;
        }
        const int number = people.line.top().family;
        people.line.pop();
        serve(number, over);
    }

    void after_visit(int number) {
        Family& f = families[number];
        if (f.stage == 0 && f.visit == 1) {
            double draw = uniform(f.key, n.after_first_visit);
            for (int pool = 0; pool < POOLS; pool++)
                if ((draw -= n.chance_of_pool[pool]) < 0) {
                    f.pool = int8_t(pool);
                    return wait_for_session(number);
                }
        }
        if (f.visit == VISITS) {
            if (f.stage == 1 || uniform(f.key, n.after_sixth_visit) >= n.second_stage) return close(number);
            f.stage = 1, f.visit = 0;
        }
        wait_for_visit(number);
    }

    void close(int number) {
        families[number].closing = now - families[number].arrival;
        if (line_for_slots.empty()) {
            slots++;
            return;
        }
        const int next = line_for_slots.front();
        line_for_slots.pop_front();
        take_slot(next);
    }

    const Numbers& n;
    const bool by_due;
    double now = 0;
    int slots;
    long visits = 0, sessions = 0;
    std::vector<Family> families;
    std::priority_queue<Moment> moments;
    std::deque<int> line_for_slots;
    People visitors, specialists[POOLS];
};

static long peak_kilobytes() {  // as Linux tells it; 0 elsewhere
    long peak = 0;
    if (std::FILE* status = std::fopen("/proc/self/status", "r")) {
        char line[256];
        while (std::fgets(line, sizeof line, status))
            if (std::sscanf(line, "VmHWM: %ld", &peak) == 1) break;
        std::fclose(status);
    }
    return peak;
}

int main(int count, char** words) {
    static Numbers numbers;
    std::FILE* file = std::fopen(words[1], "rb");
    if (!file || std::fread(&numbers, sizeof numbers, 1, file) != 1) return 2;
    std::fclose(file);
    for (int word = 3; word < count; word++) {
        const std::clock_t began = std::clock();
        Replication replication(numbers, !std::strcmp(words[2], "due"), std::strtoull(words[word], nullptr, 10));
        replication.run();
        replication.tell(double(std::clock() - began) / CLOCKS_PER_SEC);
    }
    std::printf("%ld\n", peak_kilobytes());
}
