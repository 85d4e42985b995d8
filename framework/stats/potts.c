// SPDX-License-Identifier: MIT
#include "framework/stats/potts.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// A segment: the ranks of its values, in ascending order, in a list that 0 and n + 1 end.
struct list {
    uint32_t *next;
    uint32_t *previous;
    uint32_t median; // the weighted one
    double lean;     // the weight before it, less that after it
    double spread;   // the weighted sum after it, less that before it
};

// Ranks are those of the values in ascending order, from 1.
struct potts {
    size_t n;
    size_t work;
    double *value;     // by rank
    double *weight;    // by rank
    uint32_t *rank_at; // by place
    double *cost;      // by place
    double *best;      // by place: of what ends there
    size_t *start;     // by place: of the segment that ends there
    struct list whole, rest, segment;
};

struct ranked {
    double value;
    size_t place;
};

static int by_value(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

static void rank(struct potts *potts, struct ranked *ranked, const double *values,
                 const double *weights)
{
    size_t n = potts->n;
    for (size_t i = 0; i < n; i++)
        ranked[i] = (struct ranked){values[i], i};
    qsort(ranked, n, sizeof *ranked, by_value);
    for (size_t r = 1; r <= n; r++) {
        size_t place = ranked[r - 1].place;
        // Near 0, so that sums lose nothing.
        potts->value[r] = ranked[r - 1].value - ranked[n / 2].value;
        potts->weight[r] = weights[place];
        potts->rank_at[place] = (uint32_t)r;
    }
}

static void step_up(const struct potts *potts, struct list *list)
{
    uint32_t old = list->median;
    uint32_t new = list->next[old];
    list->lean += potts->weight[old] + potts->weight[new];
    list->spread -= potts->weight[old] * potts->value[old] + potts->weight[new] * potts->value[new];
    list->median = new;
}

static void step_down(const struct potts *potts, struct list *list)
{
    uint32_t old = list->median;
    uint32_t new = list->previous[old];
    list->lean -= potts->weight[old] + potts->weight[new];
    list->spread += potts->weight[old] * potts->value[old] + potts->weight[new] * potts->value[new];
    list->median = new;
}

// Until neither side has more than half of the weight.
static void balance(const struct potts *potts, struct list *list)
{
    while (fabs(list->lean) > potts->weight[list->median])
        if (list->lean < 0)
            step_up(potts, list);
        else
            step_down(potts, list);
}

static void fill_whole(struct potts *potts)
{
    struct list *list = &potts->whole;
    for (size_t r = 0; r <= potts->n; r++) {
        list->next[r] = (uint32_t)r + 1;
        list->previous[r + 1] = (uint32_t)r;
    }
    list->median = 1;
    for (size_t r = 2; r <= potts->n; r++) {
        list->lean -= potts->weight[r];
        list->spread += potts->weight[r] * potts->value[r];
    }
    balance(potts, list);
}

static void copy_list(const struct potts *potts, struct list *to, const struct list *from)
{
    memcpy(to->next, from->next, (potts->n + 2) * sizeof *to->next);
    memcpy(to->previous, from->previous, (potts->n + 2) * sizeof *to->previous);
    to->median = from->median;
    to->lean = from->lean;
    to->spread = from->spread;
}

struct potts *potts_new(const double *values, const double *weights, size_t n)
{
    size_t room = n + 2;
    struct potts *potts = calloc(1, sizeof *potts);
    struct ranked *ranked = calloc(room, sizeof *ranked);
    double *numbers = calloc(4 * room, sizeof *numbers);
    size_t *starts = calloc(room, sizeof *starts);
    uint32_t *ranks = calloc(7 * room, sizeof *ranks);
    if (potts == NULL || ranked == NULL || numbers == NULL || starts == NULL || ranks == NULL) {
        free(potts);
        free(ranked);
        free(numbers);
        free(starts);
        free(ranks);
        return NULL;
    }
    *potts = (struct potts){
        .n = n,
        .value = numbers,
        .weight = numbers + room,
        .cost = numbers + 2 * room,
        .best = numbers + 3 * room,
        .start = starts,
        .rank_at = ranks,
        .whole = {.next = ranks + room, .previous = ranks + 2 * room},
        .rest = {.next = ranks + 3 * room, .previous = ranks + 4 * room},
        .segment = {.next = ranks + 5 * room, .previous = ranks + 6 * room},
    };
    rank(potts, ranked, values, weights);
    free(ranked);
    fill_whole(potts);
    return potts;
}

void potts_free(struct potts *potts)
{
    if (potts == NULL)
        return;
    free(potts->value);
    free(potts->start);
    free(potts->rank_at);
    free(potts);
}

// The value at a place leaves a segment of more than one.
static void leave(struct potts *potts, struct list *list, size_t place)
{
    uint32_t r = potts->rank_at[place];
    if (r == list->median) {
        if (list->next[r] <= potts->n)
            step_up(potts, list);
        else
            step_down(potts, list);
    }
    double weight = r < list->median ? -potts->weight[r] : potts->weight[r];
    list->lean += weight;
    list->spread -= weight * potts->value[r];
    list->next[list->previous[r]] = list->next[r];
    list->previous[list->next[r]] = list->previous[r];
    potts->work++;
    balance(potts, list);
}

static double cost(const struct potts *potts, const struct list *list)
{
    double sum = list->spread + list->lean * potts->value[list->median];
    return sum > 0 ? sum : 0; // rounding
}

size_t potts_segment(struct potts *potts, double penalty, size_t *starts)
{
    size_t n = potts->n;
    size_t count = 0;
    for (size_t end = 1; end <= n; end++)
        potts->best[end] = INFINITY;
    potts->best[0] = -penalty;
    copy_list(potts, &potts->rest, &potts->whole);
    for (size_t start = 0; start < n; start++) {
        struct list *segment = &potts->segment;
        copy_list(potts, segment, &potts->rest);
        for (size_t end = n; end > start; end--) {
            double sum = potts->best[start] + penalty + cost(potts, segment);
            if (sum < potts->best[end]) {
                potts->best[end] = sum;
                potts->start[end] = start;
            }
            if (end > start + 1)
                leave(potts, segment, end - 1);
        }
        if (start + 1 < n)
            leave(potts, &potts->rest, start);
    }
    for (size_t end = n; end > 0; end = potts->start[end])
        count++;
    for (size_t end = n, i = count; end > 0; end = potts->start[end])
        starts[--i] = potts->start[end];
    return count;
}

double potts_best_gain(struct potts *potts, size_t least)
{
    size_t n = potts->n;
    struct list *segment = &potts->segment;
    double least_sum = INFINITY;
    if (n < 2 || n < 2 * least)
        return 0;
    copy_list(potts, segment, &potts->whole);
    for (size_t end = n - 1; end >= least; end--) {
        leave(potts, segment, end);
        potts->cost[end] = cost(potts, segment); // of the first ones
    }
    copy_list(potts, segment, &potts->whole);
    for (size_t start = 1; start <= n - least; start++) {
        leave(potts, segment, start - 1);
        if (start >= least)
            least_sum = fmin(least_sum, potts->cost[start] + cost(potts, segment));
    }
    return cost(potts, &potts->whole) - least_sum;
}

void potts_swap(struct potts *potts, size_t a, size_t b)
{
    uint32_t rank = potts->rank_at[a];
    potts->rank_at[a] = potts->rank_at[b];
    potts->rank_at[b] = rank;
}

size_t potts_work(const struct potts *potts)
{
    return potts->work;
}
