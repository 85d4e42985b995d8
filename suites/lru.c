// SPDX-License-Identifier: MIT
// A bounded cache: it keeps the results of the last 128 different arguments and forgets the least
// recently used one (LRU) for a new one.
//
// Each iteration starts with an empty cache and calls a function a thousand times. The case's
// argument is how many distinct arguments these calls draw from, all equally likely. Expect the
// cache to pay off while these fit into it. Beyond that it forgets what will be asked for again,
// and most of the gain is lost.
#include <benchrun/bench.h>

#include <stdlib.h>
#include <string.h>

#include "random.h"

enum { N_CALLS = 1000 };
// Entry 0 is the list's head, so 0 also means that there is no entry.
enum { NONE = 0, HEAD = 0, N_ENTRIES = 128, N_BUCKETS = 256 };

struct lru {
    struct entry {
        uint64_t number;
        uint64_t result;
        uint16_t newer, older; // the head's `newer` is the oldest entry, its `older` the newest
        uint16_t next;         // in the bucket
    } entries[1 + N_ENTRIES];
    uint16_t buckets[N_BUCKETS];
    uint16_t n_entries;
};

struct task {
    uint64_t arguments[N_CALLS];
    struct lru lru;
    unsigned n_computed;
};

static void *task_new(struct bench *bench)
{
    struct task *task = calloc(1, sizeof *task);
    if (task == NULL)
        abort();
    struct random random = {3};
    for (size_t i = 0; i < N_CALLS; i++)
        task->arguments[i] = 40000 + random_below(&random, (uint64_t)bench->arg);
    return task;
}

// The function to be cached. Some 200 trial divisions for the numbers here.
__attribute__((noinline)) static uint64_t count_divisors(struct task *task, uint64_t number)
{
    uint64_t n_divisors = 0;
    for (uint64_t i = 1; i * i <= number; i++) {
        if (number % i == 0)
            n_divisors += i * i == number ? 1 : 2;
    }
    task->n_computed++;
    return n_divisors;
}

static void leave_list(struct lru *lru, const struct entry *entry)
{
    lru->entries[entry->newer].older = entry->older;
    lru->entries[entry->older].newer = entry->newer;
}

static void become_newest(struct lru *lru, uint16_t place)
{
    struct entry *head = &lru->entries[HEAD];
    lru->entries[place].newer = HEAD;
    lru->entries[place].older = head->older;
    lru->entries[head->older].newer = place;
    head->older = place;
}

// Returns the place of the oldest entry, which is in no list then.
static uint16_t forget_oldest(struct lru *lru)
{
    uint16_t place = lru->entries[HEAD].newer;
    const struct entry *oldest = &lru->entries[place];
    uint16_t *link = &lru->buckets[oldest->number % N_BUCKETS];
    while (*link != place)
        link = &lru->entries[*link].next;
    *link = oldest->next;
    leave_list(lru, oldest);
    return place;
}

static uint64_t call_lru(struct task *task, uint64_t number)
{
    struct lru *lru = &task->lru;
    uint16_t *bucket = &lru->buckets[number % N_BUCKETS];
    uint16_t place = *bucket;
    while (place != NONE && lru->entries[place].number != number)
        place = lru->entries[place].next;
    if (place != NONE) {
        leave_list(lru, &lru->entries[place]);
    } else {
        place = lru->n_entries < N_ENTRIES ? ++lru->n_entries : forget_oldest(lru);
        lru->entries[place] = (struct entry){
            .number = number, .result = count_divisors(task, number), .next = *bucket};
        *bucket = place;
    }
    become_newest(lru, place);
    return lru->entries[place].result;
}

static void measure(struct bench *bench, uint64_t (*call)(struct task *task, uint64_t number))
{
    struct task *task = bench_fixture(bench);
    uint64_t sum = 0;
    BENCH_LOOP (bench) {
        sum = 0;
        task->n_computed = 0;
        memset(&task->lru, 0, sizeof task->lru);
        for (size_t i = 0; i < N_CALLS; i++)
            sum += call(task, task->arguments[i]);
        bench_do_not_optimize(sum);
    }
    bench_items(bench, N_CALLS);
    bench_metric(bench, "hits", N_CALLS - (double)task->n_computed, NULL);
    bench_output(bench, &sum, sizeof sum);
}

#define OPTIONS .arg_name = "distinct", .setup = task_new, .teardown = free
#define WORKING_SETS .args = {32, 64, 128, 256, 512, 1024, 2048, 4096}, OPTIONS

BENCH(repeated, uncached, .baseline = true, .args = {50}, OPTIONS)
{
    measure(bench, count_divisors);
}

BENCH(repeated, lru, .args = {50}, OPTIONS, .min_speedup = 3)
{
    measure(bench, call_lru);
}

BENCH(working_set, uncached, .baseline = true, WORKING_SETS)
{
    measure(bench, count_divisors);
}

BENCH(working_set, lru, WORKING_SETS)
{
    measure(bench, call_lru);
}
