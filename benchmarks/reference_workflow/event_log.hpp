// fssim's event log of the workflow, written by the loop as it goes: the same rows in the same order, with the same
// values in all ten columns. For it people are told apart: who serves a family, and who holds it.
// EVENT_REFERRED and other kinds of rows come from fssim.engine.event_log, as options.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <numeric>
#include <vector>

#include "numbers.hpp"

struct NoLog {  // what the loop needs by itself: free people are counted, and nothing is written
    struct Free {
        int count = 0;
        void employ(int, int people) { count = people; }
        bool any() const { return count > 0; }
        int take() { return count--, 0; }
        void add(int) { count++; }
    };

    static double on_the_clock(double, double time) { return time; }
    void begin(const Numbers&, size_t) {}
    void refer(int, double) {}
    void allocate(int, double, double) {}
    void pick_up(int, double, double) {}
    void hold(const Work&, int, int, double, double, double) {}
    void decide(const Decision&, int, double) {}
    void let_go(int) {}
    size_t rows() const { return 0; }
    bool store(std::FILE*) const { return false; }
};

class EventLog {
  public:
    class Free {  // the numbers of free workers, first who has been free the longest
      public:
        void employ(int first, int people) {
            ring.resize(people), count = people;
            std::iota(ring.begin(), ring.end(), first);
        }
        bool any() const { return count > 0; }
        int take() {
            const int worker = ring[head];
            head = after(1), count--;
            return worker;
        }
        void add(int worker) { ring[after(count++)] = worker; }

      private:
        int after(int steps) const {
            const int at = head + steps, size = int(ring.size());
            return at < size ? at : at - size;
        }
        std::vector<int> ring;
        int head = 0, count = 0;
    };

    // When something happens, as fssim has it: the delay is rounded, then added to the present.
    static double on_the_clock(double now, double time) { return now + (time - now); }

    // Another replication, in the memory of the last.
    void begin(const Numbers& numbers, size_t families) {
        names = &numbers.names;
        used = 0;
        const double people = std::accumulate(numbers.specialists, numbers.specialists + POOLS, numbers.visitors);
        children.assign(size_t(numbers.holders), 0);
        in_hand.resize(size_t(numbers.holders + people));
        holder_of.resize(families);
    }

    void refer(int its_family, double now) {
        write(EVENT_REFERRED, its_family, names->first_stage, FIRST_EPISODE, NOBODY, now);
        write(EVENT_ENTERED, its_family, names->first_stage, TEAM, NOBODY, now);
        write(EVENT_UNALLOCATED, its_family, names->first_stage, TEAM, NOBODY, now);
    }

    // Whoever holds the fewest, of equal ones the lowest number, holds the family. What they do first takes no time.
    void allocate(int its_family, double now, double since) {
        const auto fewest = std::min_element(children.begin(), children.end());
        const int holder = int(fewest - children.begin());
        ++*fewest;
        holder_of[its_family] = holder;
        const auto [activity, participant] = names->taking_a_slot;
        write(EVENT_ALLOCATED, its_family, names->first_stage, TEAM, holder, now, since);
        write(EVENT_HELD, its_family, activity, participant, holder, now, since, now, since, 0.0);
    }

    void pick_up(int its_worker, double now, double its_hours) { in_hand[its_worker] = {now, its_hours}; }

    void hold(const Work& work, int its_family, int its_worker, double now, double its_enabled, double its_due) {
        const auto [its_started, its_hours] = in_hand[its_worker];
        write(EVENT_HELD, its_family, work.activity, work.participant, its_worker, now, its_enabled, its_started,
              its_due, its_hours);
    }

    void decide(const Decision& made, int its_family, double now) {
        write(EVENT_DECIDED, its_family, made.activity, made.outcome, NOBODY, now);
        write(EVENT_ENTERED, its_family, made.stage, TEAM, NOBODY, now);
    }

    void let_go(int its_family) { children[holder_of[its_family]]--; }

    size_t rows() const { return used; }

    bool store(std::FILE* file) const {  // column after column
        return put(file, kind) && put(file, family) && put(file, subject) && put(file, detail) && put(file, worker) &&
               put(file, time) && put(file, enabled) && put(file, started) && put(file, due) && put(file, hours);
    }

  private:
    static constexpr int TEAM = 0, FIRST_EPISODE = 0, NOBODY = -1;

    struct InHand {
        double started, hours;
    };

    void write(int8_t its_kind, int its_family, int64_t its_subject, int64_t its_detail, int its_worker, double now,
               double its_enabled = NAN, double its_started = NAN, double its_due = NAN, double its_hours = NAN) {
        if (used == kind.size()) grow();
        const size_t row = used++;
        kind[row] = its_kind, family[row] = its_family, subject[row] = int16_t(its_subject);
        detail[row] = int32_t(its_detail), worker[row] = its_worker, time[row] = now;
        enabled[row] = its_enabled, started[row] = its_started, due[row] = its_due, hours[row] = its_hours;
    }

    void grow() {
        const size_t room = std::max(size_t(1) << 14, 2 * used);
        kind.resize(room), family.resize(room), subject.resize(room), detail.resize(room), worker.resize(room);
        time.resize(room), enabled.resize(room), started.resize(room), due.resize(room), hours.resize(room);
    }

    template <class Column>
    bool put(std::FILE* file, const Column& column) const {
        return std::fwrite(column.data(), sizeof column[0], used, file) == used;
    }

    const Names* names = nullptr;
    size_t used = 0;  // rows
    std::vector<int8_t> kind;
    std::vector<int16_t> subject;
    std::vector<int32_t> family, detail, worker;
    std::vector<double> time, enabled, started, due, hours;
    std::vector<int> children, holder_of;  // how many each holder has, and who holds each family
    std::vector<InHand> in_hand;           // of each worker
};
