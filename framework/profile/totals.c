// SPDX-License-Identifier: MIT
#include "framework/profile/totals.h"

#include <math.h>

void totals_add_up(const struct profile *profile, double *values)
{
    // Parents come before their children.
    for (guint i = profile->nodes->len; i-- > 1;)
        values[g_array_index(profile->nodes, struct profile_node, i).parent] += values[i];
}

double *totals_of_nodes(const struct profile *profile, guint metric)
{
    double *totals = g_new(double, profile->nodes->len);
    for (guint i = 0; i < profile->nodes->len; i++)
        totals[i] = profile_self(profile, metric, i);
    totals_add_up(profile, totals);
    return totals;
}

static guint function_of(const struct profile *profile, guint node)
{
    return profile_frame_of(profile, node)->function;
}

// The nodes by parent: those of `parent` begin at first[parent] and end where the next begins.
struct children {
    guint *first;
    guint *nodes;
};

static struct children find_children(const struct profile *profile)
{
    guint n = profile->nodes->len;
    struct children children = {g_new0(guint, n + 2), g_new(guint, n)};
    const struct profile_node *nodes = (const struct profile_node *)profile->nodes->data;
    for (guint i = 1; i < n; i++)
        children.first[nodes[i].parent + 2]++;
    for (guint i = 0; i < n; i++)
        children.first[i + 2] += children.first[i + 1];
    for (guint i = 1; i < n; i++)
        children.nodes[children.first[nodes[i].parent + 1]++] = i;
    return children;
}

void totals_visit(const struct profile *profile, const guint *kinds, guint n_kinds,
                  totals_visitor *visit, void *data)
{
    struct children children = find_children(profile);
    // How often each kind is on the path to the node that is visited: depth first, without
    // recursion, since paths may be as long as a stack is deep.
    g_autofree guint *on_path = g_new0(guint, n_kinds + 1);
    g_autofree guint *next = g_memdup2(children.first, (profile->nodes->len + 1) * sizeof(guint));
    for (guint node = 0;;) {
        if (next[node] < children.first[node + 1]) {
            node = children.nodes[next[node]++];
            visit(node, on_path[kinds[node]] == 0, data);
            on_path[kinds[node]]++;
            continue;
        }
        if (node == 0)
            break;
        on_path[kinds[node]]--;
        node = g_array_index(profile->nodes, struct profile_node, node).parent;
    }
    g_free(children.first);
    g_free(children.nodes);
}

struct adding {
    const struct profile *profile;
    guint metric;
    const double *totals;
    GArray *out;
};

static void add_node(guint node, bool is_outermost, void *data)
{
    const struct adding *adding = data;
    guint function = function_of(adding->profile, node);
    struct total *total = &g_array_index(adding->out, struct total, function);
    double self = profile_self(adding->profile, adding->metric, node);
    total->self += self;
    if (!is_outermost)
        return;
    total->inclusive += adding->totals[node];
    total->primitive += self;
}

GArray *totals_of_functions(const struct profile *profile, guint metric)
{
    guint functions = profile->functions->len;
    GArray *out = g_array_sized_new(FALSE, TRUE, sizeof(struct total), MAX(functions, 1));
    g_array_set_size(out, functions);
    for (guint i = 0; i < functions; i++)
        g_array_index(out, struct total, i).function = i;
    g_autofree double *totals = totals_of_nodes(profile, metric);
    g_autofree guint *kinds = g_new0(guint, profile->nodes->len);
    for (guint i = 1; i < profile->nodes->len; i++)
        kinds[i] = function_of(profile, i);
    struct adding adding = {profile, metric, totals, out};
    totals_visit(profile, kinds, functions, add_node, &adding);
    return out;
}

int totals_compare_self(const void *a, const void *b)
{
    const struct total *one = a;
    const struct total *two = b;
    if (one->self != two->self)
        return one->self > two->self ? -1 : 1;
    if (one->inclusive != two->inclusive)
        return one->inclusive > two->inclusive ? -1 : 1;
    return (one->function > two->function) - (one->function < two->function);
}

double totals_of_all(const struct profile *profile, guint metric)
{
    double all = 0;
    for (guint i = 0; i < profile->nodes->len; i++)
        all += profile_self(profile, metric, i);
    return all;
}

static double samples_of_pass(const struct profile_pass *pass)
{
    return isfinite(pass->samples) ? pass->samples : 0;
}

static double iterations_of_pass(const struct profile_pass *pass)
{
    return pass->iterations;
}

// Merged profiles have a pass of each.
static double sum_of_passes(const struct profile *profile, guint metric,
                            double (*number)(const struct profile_pass *pass))
{
    double sum = 0;
    const struct profile_metric *about = g_ptr_array_index(profile->metrics, metric);
    for (guint i = 0; i < profile->passes->len; i++) {
        const struct profile_pass *pass = g_ptr_array_index(profile->passes, i);
        if (g_strcmp0(pass->name, about->pass) == 0 && pass->why_missing == NULL)
            sum += number(pass);
    }
    return sum > 0 ? sum : NAN;
}

double totals_samples(const struct profile *profile, guint metric)
{
    const struct profile_metric *about = g_ptr_array_index(profile->metrics, metric);
    return about->is_exact ? NAN : sum_of_passes(profile, metric, samples_of_pass);
}

double totals_iterations(const struct profile *profile, guint metric)
{
    return sum_of_passes(profile, metric, iterations_of_pass);
}

double totals_scale(const struct profile *profile, guint metric, guint other)
{
    double own = totals_iterations(profile, metric);
    double others = totals_iterations(profile, other);
    return isnan(own) && isnan(others) ? 1 : others / own;
}

bool totals_have_any(const double *values, guint n)
{
    for (guint i = 0; i < n; i++)
        if (values[i] != 0)
            return true;
    return false;
}

void totals_share_interval(double k, double n, double interval[2])
{
    const double z = 1.959964; // the 97.5 % quantile of the normal distribution
    interval[0] = interval[1] = NAN;
    if (!(n > 0))
        return;
    double p = k / n;
    double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    interval[0] = fmax(0, centre - half);
    interval[1] = fmin(1, centre + half);
}
