// SPDX-License-Identifier: MIT
#include "framework/history/bisection.h"

#include <stdlib.h>

#include "framework/base/array.h"

struct node {
    guint first_parent; // its place in the parents of all
    guint n_parents;
    bool is_outside;
};

struct bisection_graph {
    GArray *nodes;   // struct node
    GArray *parents; // guint
};

struct bisection_graph *bisection_graph_new(void)
{
    struct bisection_graph *graph = g_new(struct bisection_graph, 1);
    *graph = (struct bisection_graph){
        .nodes = g_array_new(FALSE, FALSE, sizeof(struct node)),
        .parents = g_array_new(FALSE, FALSE, sizeof(guint)),
    };
    return graph;
}

void bisection_graph_free(struct bisection_graph *graph)
{
    if (graph == NULL)
        return;
    g_array_unref(graph->nodes);
    g_array_unref(graph->parents);
    g_free(graph);
}

guint bisection_graph_add(struct bisection_graph *graph, const guint *parents, guint n_parents,
                          bool is_outside)
{
    struct node node = {graph->parents->len, is_outside ? 0 : n_parents, is_outside};
    guint number = graph->nodes->len;
    for (guint i = 0; i < node.n_parents; i++)
        g_assert(parents[i] < number);
    g_array_append_vals(graph->parents, parents, node.n_parents);
    g_array_append_val(graph->nodes, node);
    return number;
}

// The commits in question: the change is in one of them.
struct search {
    const struct bisection_graph *graph;
    bool is_chain; // first parents alone count
    bool *in;      // of each commit
    guint n_in;
    guint bad;  // the one of them that all others are ancestors of
    guint good; // the last that was found to be; BISECTION_NONE: the good end
    bisection_mark_of *mark_of;
    void *data;
};

static const struct node *node_of(const struct search *search, guint commit)
{
    return &g_array_index(search->graph->nodes, struct node, commit);
}

static guint n_parents_of(const struct search *search, guint commit)
{
    guint n = node_of(search, commit)->n_parents;
    return search->is_chain ? MIN(n, 1) : n;
}

static guint parent_of(const struct search *search, guint commit, guint i)
{
    return g_array_index(search->graph->parents, guint, node_of(search, commit)->first_parent + i);
}

static guint n_commits(const struct search *search)
{
    return search->graph->nodes->len;
}

static enum bisection_mark find_mark(const struct search *search, guint commit)
{
    return search->mark_of(search->data, commit, search->good, search->bad);
}

// A commit and its ancestors in the range, of each whether it is one; to free.
static bool *find_reach(const struct search *search, guint from)
{
    bool *reach = g_new0(bool, n_commits(search));
    reach[from] = !node_of(search, from)->is_outside;
    for (guint commit = from + 1; commit-- > 0;)
        for (guint i = 0; reach[commit] && i < n_parents_of(search, commit); i++) {
            guint parent = parent_of(search, commit, i);
            reach[parent] = !node_of(search, parent)->is_outside;
        }
    return reach;
}

static void count(struct search *search)
{
    search->n_in = 0;
    for (guint commit = 0; commit < n_commits(search); commit++)
        search->n_in += search->in[commit];
}

static void keep(struct search *search, const bool *reach, bool is_kept)
{
    for (guint commit = 0; commit < n_commits(search); commit++)
        search->in[commit] = search->in[commit] && reach[commit] == is_kept;
    count(search);
}

static void take_mark(struct search *search, guint commit, bool is_bad)
{
    g_autofree bool *reach = find_reach(search, commit);
    keep(search, reach, is_bad);
    *(is_bad ? &search->bad : &search->good) = commit;
}

// How many of the commits in question each of them reaches, itself included. One with a single
// parent among them, as almost all have, reaches one more than that.
static guint *find_weights(const struct search *search)
{
    guint *weights = g_new0(guint, n_commits(search));
    for (guint commit = 0; commit < n_commits(search); commit++) {
        guint n_inside = 0;
        guint inside = 0;
        for (guint i = 0; search->in[commit] && i < n_parents_of(search, commit); i++)
            if (search->in[parent_of(search, commit, i)]) {
                inside = parent_of(search, commit, i);
                n_inside++;
            }
        if (search->in[commit] && n_inside < 2)
            weights[commit] = 1 + (n_inside == 1 ? weights[inside] : 0);
        if (n_inside < 2)
            continue;
        g_autofree bool *reach = find_reach(search, commit);
        for (guint other = 0; other <= commit; other++)
            weights[commit] += search->in[other] && reach[other];
    }
    return weights;
}

// A commit that could be asked about.
struct candidate {
    guint commit;
    guint halves; // commits that go at least, whatever the answer
    enum bisection_mark mark;
};

static int by_halves(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;
    return x->halves != y->halves ? (x->halves < y->halves ? 1 : -1)
                                  : (x->commit > y->commit) - (x->commit < y->commit);
}

static GArray *list_candidates(const struct search *search, guint *n_skipped)
{
    GArray *candidates = g_array_new(FALSE, FALSE, sizeof(struct candidate));
    g_autofree guint *weights = find_weights(search);
    *n_skipped = 0;
    for (guint commit = 0; commit < n_commits(search); commit++) {
        if (!search->in[commit] || commit == search->bad)
            continue;
        struct candidate candidate = {commit, MIN(weights[commit], search->n_in - weights[commit]),
                                      find_mark(search, commit)};
        if (candidate.mark == BISECTION_SKIPPED)
            ++*n_skipped;
        else
            g_array_append_val(candidates, candidate);
    }
    g_array_sort(candidates, by_halves);
    return candidates;
}

// What is known already comes first; then the best one or, for each that was skipped, one farther
// down the list, but no worse than a quarter of the best.
static bool choose(const struct search *search, struct candidate *out)
{
    guint n_skipped = 0;
    g_autoptr(GArray) candidates = list_candidates(search, &n_skipped);
    const struct candidate *all = elements_of(candidates, struct candidate);
    for (guint i = 0; i < candidates->len; i++)
        if (all[i].mark != BISECTION_UNKNOWN) {
            *out = all[i];
            return true;
        }
    guint n_fit = 0;
    while (n_fit < candidates->len && 4 * all[n_fit].halves >= all[0].halves)
        n_fit++;
    if (n_fit > 0)
        *out = all[MIN(n_skipped * (n_skipped + 1) / 2, n_fit - 1)];
    return n_fit > 0;
}

// A commit outside that those in question began from, of a mark; BISECTION_NONE: there is none.
static guint find_fork(const struct search *search, enum bisection_mark mark)
{
    for (guint commit = 0; commit < n_commits(search); commit++)
        for (guint i = 0; search->in[commit] && i < n_parents_of(search, commit); i++) {
            guint parent = parent_of(search, commit, i);
            if (node_of(search, parent)->is_outside && find_mark(search, parent) == mark)
                return parent;
        }
    return BISECTION_NONE;
}

static guint estimate_steps(guint n)
{
    return g_bit_storage(n - 1);
}

static void ask(const struct search *search, guint commit, struct bisection *out)
{
    out->next = commit;
    out->good = search->good;
    out->bad = search->bad;
    out->left = search->n_in;
    out->steps = MAX(estimate_steps(search->n_in), 1);
}

// Whether the search is over: with what it found in `in`, or because of a fork.
static bool narrow(struct search *search, struct bisection *out)
{
    guint unknown = find_fork(search, BISECTION_UNKNOWN);
    out->fork = find_fork(search, BISECTION_BAD);
    if (out->fork == BISECTION_NONE && unknown != BISECTION_NONE) {
        ask(search, unknown, out);
        return false;
    }
    struct candidate candidate;
    while (out->fork == BISECTION_NONE && choose(search, &candidate)) {
        if (candidate.mark == BISECTION_UNKNOWN) {
            ask(search, candidate.commit, out);
            return false;
        }
        take_mark(search, candidate.commit, candidate.mark == BISECTION_BAD);
    }
    return true;
}

// From a merge to all that it brought: what its first parent has is good.
static bool enter_merge(struct search *search)
{
    if (node_of(search, search->bad)->n_parents < 2)
        return false;
    search->is_chain = false;
    g_autofree bool *all = find_reach(search, search->bad);
    g_autofree bool *good = find_reach(search, parent_of(search, search->bad, 0));
    for (guint commit = 0; commit < n_commits(search); commit++)
        search->in[commit] = all[commit] && !good[commit];
    count(search);
    return search->n_in > 1;
}

static void conclude(const struct search *search, struct bisection *out)
{
    for (guint commit = 0; commit < n_commits(search); commit++)
        if (search->in[commit])
            g_array_append_val(out->possible, commit);
    out->left = out->possible->len;
}

void bisection_find(const struct bisection_graph *graph, bool stops_at_merges,
                    bisection_mark_of *mark_of, void *data, struct bisection *out)
{
    struct search search = {
        .graph = graph,
        .is_chain = true,
        .bad = graph->nodes->len - 1,
        .mark_of = mark_of,
        .good = BISECTION_NONE,
        .data = data,
    };
    *out = (struct bisection){
        .next = BISECTION_NONE,
        .fork = BISECTION_NONE,
        .possible = g_array_new(FALSE, FALSE, sizeof(guint)),
    };
    search.in = find_reach(&search, search.bad);
    count(&search);
    bool is_over = narrow(&search, out);
    bool is_elsewhere = out->fork != BISECTION_NONE;
    if (is_over && !is_elsewhere && search.n_in == 1 && !stops_at_merges && enter_merge(&search)) {
        guint merge = search.bad;
        is_over = narrow(&search, out);
        // What was merged began from something else, so that none of it can be judged.
        if (out->fork != BISECTION_NONE) {
            g_autofree bool *others = find_reach(&search, merge);
            others[merge] = false;
            keep(&search, others, false);
        }
    }
    if (is_over && !is_elsewhere)
        conclude(&search, out);
    g_free(search.in);
}

void bisection_clear(struct bisection *bisection)
{
    g_clear_pointer(&bisection->possible, g_array_unref);
}
