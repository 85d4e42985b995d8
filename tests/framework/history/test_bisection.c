// SPDX-License-Identifier: MIT
#include "framework/history/bisection.h"

#include <criterion/criterion.h>

#include "framework/stats/random.h"

enum { MOST = 200 };

// A history with a commit that changed something.
struct history {
    struct bisection_graph *graph;
    guint n;
    guint first_parent[MOST];
    bool carries[MOST];   // the culprit is an ancestor, or itself
    bool is_broken[MOST]; // and cannot be judged
    bool is_known[MOST];
    guint n_asked;
};

static enum bisection_mark truth_of(const struct history *history, guint commit)
{
    if (history->is_broken[commit])
        return BISECTION_SKIPPED;
    return history->carries[commit] ? BISECTION_BAD : BISECTION_GOOD;
}

static enum bisection_mark mark_of(void *data, guint commit, guint good, guint bad)
{
    const struct history *history = data;
    cr_assert(bad != BISECTION_NONE && history->carries[bad]);
    cr_assert(good == BISECTION_NONE || !history->carries[good]);
    return history->is_known[commit] ? truth_of(history, commit) : BISECTION_UNKNOWN;
}

// The good commit is number 0, the bad one the last; both are known.
static struct bisection search(struct history *history, bool stops_at_merges)
{
    struct bisection found;
    history->n_asked = 0;
    history->is_known[0] = history->is_known[history->n - 1] = true;
    for (;;) {
        bisection_find(history->graph, stops_at_merges, mark_of, history, &found);
        if (found.next == BISECTION_NONE)
            return found;
        cr_assert(!history->is_known[found.next], "asked twice");
        cr_assert_eq(found.possible->len, 0);
        cr_assert_geq(found.left, 1);
        history->is_known[found.next] = true;
        history->n_asked++;
        bisection_clear(&found);
    }
}

static guint add(struct history *history, guint culprit, const guint *parents, guint n_parents)
{
    guint commit = bisection_graph_add(history->graph, parents, n_parents, n_parents == 0);
    history->carries[commit] = commit == culprit;
    history->first_parent[commit] = n_parents > 0 ? parents[0] : BISECTION_NONE;
    for (guint i = 0; i < n_parents; i++)
        history->carries[commit] |= history->carries[parents[i]];
    history->n = commit + 1;
    return commit;
}

static struct history make_line(guint n, guint culprit)
{
    struct history history = {.graph = bisection_graph_new()};
    add(&history, culprit, NULL, 0);
    for (guint i = 1; i <= n; i++)
        add(&history, culprit, (const guint[]){i - 1}, 1);
    return history;
}

static void end(struct history *history, struct bisection *found)
{
    bisection_clear(found);
    bisection_graph_free(history->graph);
}

static void expect_found(struct history *history, guint culprit)
{
    struct bisection found = search(history, false);
    cr_assert_eq(found.left, 1);
    cr_assert_eq(g_array_index(found.possible, guint, 0), culprit);
    cr_assert_eq(found.fork, BISECTION_NONE);
    end(history, &found);
}

static guint log2_above(guint n)
{
    guint bits = 0;
    while (1U << bits < n)
        bits++;
    return bits;
}

Test(bisection, finds_each_commit_of_a_line_in_as_many_steps_as_halving_takes)
{
    for (guint n = 1; n <= 65; n++)
        for (guint culprit = 1; culprit <= n; culprit++) {
            struct history history = make_line(n, culprit);
            expect_found(&history, culprit);
            cr_assert_leq(history.n_asked, log2_above(n), "%u of %u: %u", culprit, n,
                          history.n_asked);
        }
}

Test(bisection, says_how_many_are_left_and_about_how_many_steps)
{
    struct history history = make_line(64, 20);
    struct bisection found;
    history.is_known[0] = history.is_known[64] = true;
    bisection_find(history.graph, false, mark_of, &history, &found);
    cr_assert_eq(found.next, 32);
    cr_assert_eq(found.left, 64);
    cr_assert_eq(found.steps, 6);
    end(&history, &found);
}

Test(bisection, uses_what_is_known_of_any_commit)
{
    struct history history = make_line(64, 20);
    history.is_known[19] = history.is_known[20] = true;
    expect_found(&history, 20);
    cr_assert_eq(history.n_asked, 0);
}

Test(bisection, asks_neighbours_of_what_is_skipped)
{
    for (guint culprit = 1; culprit <= 64; culprit++) {
        struct history history = make_line(64, culprit);
        for (guint i = 26; i < 40; i++)
            history.is_broken[i] = true;
        struct bisection found = search(&history, false);
        bool is_in = culprit >= 26 && culprit <= 40;
        cr_assert_eq(found.left, is_in ? 15 : 1, "%u: %u", culprit, found.left);
        if (!is_in)
            cr_assert_leq(history.n_asked, 6 + 14, "%u: %u", culprit, history.n_asked);
        end(&history, &found);
    }
}

// Far from a broken stretch it takes few of its commits to leave it behind.
Test(bisection, leaves_a_broken_stretch_in_a_few_steps)
{
    struct history history = make_line(64, 50);
    for (guint i = 26; i < 40; i++)
        history.is_broken[i] = true;
    expect_found(&history, 50);
    cr_assert_leq(history.n_asked, 6 + 6, "%u", history.n_asked);
}

// main:  0 - 1 - 2 ------- 6 - 7
// topic:         \ 3-4-5 /
static struct history make_merge(guint culprit)
{
    struct history history = {.graph = bisection_graph_new()};
    add(&history, culprit, NULL, 0);
    for (guint i = 1; i <= 5; i++)
        add(&history, culprit, (const guint[]){i - 1}, 1);
    add(&history, culprit, (const guint[]){2, 5}, 2);
    add(&history, culprit, (const guint[]){6}, 1);
    return history;
}

Test(bisection, goes_into_a_merge)
{
    for (guint culprit = 1; culprit <= 7; culprit++) {
        struct history history = make_merge(culprit);
        expect_found(&history, culprit);
    }
}

Test(bisection, stops_at_a_merge_if_asked_to)
{
    for (guint culprit = 3; culprit <= 6; culprit++) {
        struct history history = make_merge(culprit);
        struct bisection found = search(&history, true);
        cr_assert_eq(found.left, 1);
        cr_assert_eq(g_array_index(found.possible, guint, 0), 6);
        cr_assert(!history.is_known[4]);
        end(&history, &found);
    }
}

// The topic began at 1, before the good commit, 0: main is 0 - 2 - 5 - 6, with 1 - 3 - 4 in 5.
static struct history make_old_topic(guint culprit)
{
    struct history history = {.graph = bisection_graph_new()};
    add(&history, culprit, NULL, 0);
    add(&history, culprit, NULL, 0);
    add(&history, culprit, (const guint[]){0}, 1);
    add(&history, culprit, (const guint[]){1}, 1);
    add(&history, culprit, (const guint[]){3}, 1);
    add(&history, culprit, (const guint[]){2, 4}, 2);
    add(&history, culprit, (const guint[]){5}, 1);
    return history;
}

Test(bisection, judges_a_topic_from_where_it_began)
{
    for (guint culprit = 2; culprit <= 6; culprit++) {
        struct history history = make_old_topic(culprit);
        expect_found(&history, culprit);
    }
    // What is slow from the beginning of the topic on is not in the range.
    struct history history = make_old_topic(1);
    struct bisection found = search(&history, false);
    cr_assert_eq(found.left, 1);
    cr_assert_eq(g_array_index(found.possible, guint, 0), 5);
    cr_assert_eq(found.fork, 1);
    end(&history, &found);
}

Test(bisection, says_if_all_that_is_bad_began_elsewhere)
{
    struct history history = {.graph = bisection_graph_new()};
    add(&history, 1, NULL, 0); // good, not an ancestor of what follows
    add(&history, 1, NULL, 0); // where both parted
    add(&history, 1, (const guint[]){1}, 1);
    add(&history, 1, (const guint[]){2}, 1);
    struct bisection found = search(&history, false);
    cr_assert_eq(found.fork, 1);
    cr_assert_eq(found.left, 0);
    cr_assert_eq(found.possible->len, 0);
    end(&history, &found);
}

// Commits with one to three parents, the later ones likelier; all reach the last.
static struct history make_random(struct random *random, guint n, guint culprit)
{
    struct history history = {.graph = bisection_graph_new()};
    g_autofree bool *has_child = g_new0(bool, n);
    add(&history, culprit, NULL, 0);
    for (guint i = 1; i < n; i++) {
        guint parents[MOST] = {(guint)(i - 1 - random_below(random, MIN(i, 4)))};
        guint n_parents = 1;
        while (n_parents < 3 && random_below(random, 4) == 0) {
            guint other = (guint)random_below(random, i);
            for (guint k = 0; k < n_parents && other != G_MAXUINT; k++)
                other = parents[k] == other ? G_MAXUINT : other;
            if (other != G_MAXUINT)
                parents[n_parents++] = other;
        }
        for (guint other = 1; i == n - 1 && other < i; other++)
            if (!has_child[other] && other != parents[0])
                parents[n_parents++] = other;
        for (guint k = 0; k < n_parents; k++)
            has_child[parents[k]] = true;
        add(&history, culprit, parents, n_parents);
    }
    return history;
}

Test(bisection, finds_each_commit_of_random_histories)
{
    struct random random = {5};
    guint n_asked = 0;
    guint n_least = 0;
    for (unsigned round = 0; round < 600; round++) {
        guint n = 2 + (guint)random_below(&random, 60);
        guint culprit = 1 + (guint)random_below(&random, n - 1);
        struct history history = make_random(&random, n, culprit);
        expect_found(&history, culprit);
        n_asked += history.n_asked;
        n_least += log2_above(n);
    }
    // More than the least: a merge of many short branches cannot be halved.
    cr_assert_leq(n_asked, 1.35 * n_least, "%u for %u", n_asked, n_least);
}

// The first commit on the way along first parents that the culprit came with.
static guint first_on_main(const struct history *history)
{
    guint commit = history->n - 1;
    while (history->first_parent[commit] != BISECTION_NONE &&
           history->carries[history->first_parent[commit]])
        commit = history->first_parent[commit];
    return commit;
}

Test(bisection, names_all_that_remain_possible_where_commits_are_skipped)
{
    struct random random = {7};
    for (unsigned round = 0; round < 600; round++) {
        guint n = 3 + (guint)random_below(&random, 60);
        guint culprit = 1 + (guint)random_below(&random, n - 1);
        struct history history = make_random(&random, n, culprit);
        for (guint i = 1; i + 1 < n; i++)
            history.is_broken[i] = random_below(&random, 4) == 0;
        struct bisection found = search(&history, false);
        // The search could have ended before the merge that brought the culprit.
        guint on_main = first_on_main(&history);
        bool has_culprit = false;
        guint n_told = 0;
        for (guint i = 0; i < found.possible->len; i++) {
            guint commit = g_array_index(found.possible, guint, i);
            has_culprit |= commit == culprit || (found.left > 1 && commit == on_main);
            n_told += !history.is_broken[commit];
        }
        cr_assert(has_culprit, "%u of %u", culprit, n);
        cr_assert_eq(n_told, found.left == 1 && history.is_broken[culprit] ? 0 : 1);
        end(&history, &found);
    }
}
