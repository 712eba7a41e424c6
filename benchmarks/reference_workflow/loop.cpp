// The reference case workflow as an event loop by hand: one binary heap of moments, counters for free people, and lines.
// Draws are keyed to the family, as fssim's are. Use: loop NUMBERS-FILE first|due|logged|stored REPLICATION...
// Lines go by arrival (first) or by due date (all others). With logged and stored, fssim's event log is written too
// (event_log.hpp); with stored, each replication's is left in the present folder, in a file named by its number.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <queue>
#include <string>
#include <vector>

#include "event_log.hpp"
#include "numbers.hpp"

constexpr uint64_t GOLDEN = 0x9E3779B97F4A7C15;
constexpr int FAMILY = 0, LAYER = 2;

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

enum Kind : int16_t { ARRIVES, VISIT_DUE, VISIT_OVER, SESSION_DUE, SESSION_OVER };

struct Moment {
    double time;
    int family;
    Kind kind;
    int16_t worker;  // whose visit or session is over
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

template <class Log>
class Replication {
  public:
    Replication(const Numbers& numbers, Log& log, bool by_due, uint64_t number)
        : n(numbers), log(log), by_due(by_due), slots(int(n.slots)) {
        int first = int(n.holders);
        visitors.free.employ(first, int(n.visitors)), first += int(n.visitors);
        for (int pool = 0; pool < POOLS; first += int(n.specialists[pool++]))
            specialists[pool].free.employ(first, int(n.specialists[pool]));
        for (int layer = 0; layer < n.families_a_day; layer++) draw_arrivals(layer, number);
        std::sort(families.begin(), families.end(),
                  [](const Family& a, const Family& b) { return a.arrival < b.arrival; });
        log.begin(n, families.size());
    }

    void run() {
        if (!families.empty()) expect(0);
        while (!moments.empty()) {
            const Moment moment = moments.top();
            moments.pop();
            now = moment.time;
            Family& family = families[moment.family];
            switch (moment.kind) {
                case ARRIVES:
                    if (moment.family + 1 < int(families.size())) expect(moment.family + 1);
                    log.refer(moment.family, now);
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
                    finish(n.names.visit[family.stage][family.visit], moment);
                    visits++, family.visit++;
                    next_in_line(visitors, VISIT_OVER, moment.worker);
                    after_visit(moment.family);
                    break;
                case SESSION_OVER:
                    finish(n.names.session[family.pool][family.session], moment);
                    sessions++, family.session++;
                    next_in_line(specialists[family.pool], SESSION_OVER, moment.worker);
                    after_session(moment.family);
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
    struct People {
        typename Log::Free free;
        std::priority_queue<Waiting> line;
    };

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

    void expect(int number) {
        Family& f = families[number];
        f.arrival = Log::on_the_clock(now, f.arrival);
        moments.push({f.arrival, number, ARRIVES, 0});
    }

    void after(double days, int number, Kind kind, int worker = 0) {
        moments.push({Log::on_the_clock(now, now + days), number, kind, int16_t(worker)});
    }

    void take_slot(int number) {
        families[number].slot_wait = now - families[number].arrival;
        log.allocate(number, now, families[number].arrival);
        wait_for_visit(number);
    }

    void wait_for_visit(int number) {
        Family& f = families[number];
        f.began = now;
        const double draw = uniform(f.key, n.interval[f.stage][f.visit]);
        after(quantile(f.stage ? n.short_interval : n.long_interval, draw), number, VISIT_DUE);
    }

    void wait_for_session(int number) {
        Family& f = families[number];
        f.began = now;
        if (f.session == 0) return ask(specialists[f.pool], number, 0, SESSION_OVER);
        after(quantile(n.session_gap, uniform(f.key, n.gap[f.pool][f.session])), number, SESSION_DUE);
    }

    void ask(People& people, int number, int stage, Kind over) {
        Family& f = families[number];
        f.ready = now;
        if (people.free.any()) serve(number, over, people.free.take());
        else people.line.push({stage, by_due ? f.began : now, number});
    }

    void serve(int number, Kind over, int worker) {
        Family& f = families[number];
        uint64_t purpose = n.visit[f.stage][f.visit];
        if (over == SESSION_OVER) {
            f.specialist_wait += now - f.ready;
            purpose = n.session[f.pool][f.session];
        }
        const double hours = quantile(n.hours, uniform(f.key, purpose));
        log.pick_up(worker, now, hours);
        after(hours / n.hours_a_day, number, over, worker);
    }

    void finish(const Work& work, const Moment& moment) {
        const Family& f = families[moment.family];
        log.hold(work, moment.family, moment.worker, now, f.ready, f.began);
    }

    void next_in_line(People& people, Kind over, int worker) {
        if (people.line.empty()) return people.free.add(worker);
        const int number = people.line.top().family;
        people.line.pop();
        serve(number, over, worker);
    }

    void after_visit(int number) {
        Family& f = families[number];
        if (f.stage == 0 && f.visit == 1) {
            double draw = uniform(f.key, n.after_first_visit);
            for (int pool = 0; pool < POOLS; pool++)
                if ((draw -= n.chance_of_pool[pool]) < 0) {
                    f.pool = int8_t(pool);
                    log.decide(n.names.to_pool[pool], number, now);
                    return wait_for_session(number);
                }
            log.decide(n.names.no_specialist, number, now);
        }
        if (f.visit == VISITS) {
            if (f.stage == 1 || uniform(f.key, n.after_sixth_visit) >= n.second_stage) return close(number);
            f.stage = 1, f.visit = 0;
            log.decide(n.names.to_second_stage, number, now);
        }
        wait_for_visit(number);
    }

    void after_session(int number) {
        const Family& f = families[number];
        if (f.session < SESSIONS) return wait_for_session(number);
        log.decide(n.names.visits_go_on[f.pool], number, now);
        wait_for_visit(number);
    }

    void close(int number) {
        const Family& f = families[number];
        log.decide(n.names.close[f.stage], number, now);
        log.let_go(number);
        families[number].closing = now - f.arrival;
        if (line_for_slots.empty()) {
            slots++;
            return;
        }
        const int next = line_for_slots.front();
        line_for_slots.pop_front();
        take_slot(next);
    }

    const Numbers& n;
    Log& log;
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

static void run(const Numbers& numbers, LOG& log, bool by_due, uint64_t number) {
    const std::clock_t began = std::clock();
    Replication<LOG> replication(numbers, log, by_due, number);
    replication.run();
    replication.tell(double(std::clock() - began) / CLOCKS_PER_SEC);
}

static bool store(const LOG& log, const std::string& name) {
    std::FILE* file = std::fopen(name.c_str(), "wb");
    const bool stored = file && log.store(file);
    return file && !std::fclose(file) && stored;
}

int main(int count, char** words) {
    static Numbers numbers;
    std::FILE* file = std::fopen(words[1], "rb");
    if (!file || std::fread(&numbers, sizeof numbers, 1, file) != 1) return 2;
    std::fclose(file);
    const std::string rule = words[2];
    LOG log;
    for (int word = 3; word < count; word++) {
        const uint64_t number = std::strtoull(words[word], nullptr, 10);
        run(numbers, log, rule != "first", number);
        if (rule == "stored" && !store(log, std::string("log-") + words[word])) return 2;
    }
    std::printf("%ld %zu\n", peak_kilobytes(), log.rows());
}
