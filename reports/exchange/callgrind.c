// SPDX-License-Identifier: MIT
// The format of callgrind, for callgrind_annotate and KCachegrind: what each line of a function
// costs itself, and what each call from it costs.
#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "framework/profile/totals.h"
#include "reports/formats.h"
#include "reports/words/profile_words.h"

// A call from a line of one function to another; or with no callee, the line itself.
struct entry {
    guint caller, callee; // functions + 1; 0: none
    unsigned line;
    unsigned n_calls; // paths, where nobody counted
    double *costs;    // of each metric
};

struct writing {
    const struct profile *profile;
    GPtrArray *entries; // struct entry *
    GHashTable *by_key; // struct entry *
    double **inclusive; // of each metric: of each node
};

static guint hash_entry(gconstpointer key)
{
    const struct entry *entry = key;
    const guint all[] = {entry->caller, entry->callee, entry->line};
    return hash_bytes(all, sizeof all);
}

static gboolean is_same_entry(gconstpointer a, gconstpointer b)
{
    const struct entry *one = a;
    const struct entry *two = b;
    return one->caller == two->caller && one->callee == two->callee && one->line == two->line;
}

static void entry_free(void *data)
{
    g_free(((struct entry *)data)->costs);
    g_free(data);
}

static struct entry *find_entry(struct writing *writing, guint caller, guint callee, unsigned line)
{
    const struct entry key = {.caller = caller, .callee = callee, .line = line};
    struct entry *entry = g_hash_table_lookup(writing->by_key, &key);
    if (entry != NULL)
        return entry;
    entry = g_memdup2(&key, sizeof key);
    entry->costs = g_new0(double, writing->profile->metrics->len);
    g_ptr_array_add(writing->entries, entry);
    g_hash_table_add(writing->by_key, entry);
    return entry;
}

// Times in microseconds: the format has whole numbers alone.
static double scale_of(const struct profile_metric *metric)
{
    return strcmp(metric->unit, "s") == 0 ? 1e6 : 1;
}

static void add_node(struct writing *writing, guint node)
{
    const struct profile *profile = writing->profile;
    const struct profile_frame *frame = profile_frame_of(profile, node);
    guint parent = g_array_index(profile->nodes, struct profile_node, node).parent;
    struct entry *self = find_entry(writing, frame->function + 1, 0, frame->line);
    for (guint i = 0; i < profile->metrics->len; i++)
        self->costs[i] += profile_self(profile, i, node);
    if (parent == 0)
        return;
    const struct profile_frame *from = profile_frame_of(profile, parent);
    struct entry *call = find_entry(writing, from->function + 1, frame->function + 1, from->line);
    call->n_calls++;
    for (guint i = 0; i < profile->metrics->len; i++)
        call->costs[i] += writing->inclusive[i][node];
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *one = *(const struct entry *const *)a;
    const struct entry *two = *(const struct entry *const *)b;
    if (one->caller != two->caller)
        return one->caller < two->caller ? -1 : 1;
    if (one->callee != two->callee)
        return one->callee < two->callee ? -1 : 1;
    return (one->line > two->line) - (one->line < two->line);
}

static void write_name(GString *out, const char *key, const char *name)
{
    g_autofree char *plain = text_printable(name != NULL ? name : "???");
    g_strdelimit(plain, "\n", ' ');
    g_string_append_printf(out, "%s=%s\n", key, plain);
}

static void write_function(GString *out, const char *key, const struct profile_function *function)
{
    g_autofree char *name = profile_name(function);
    g_string_append_printf(out, "%s=%s\n", key, name);
}

static const struct profile_function *function_at(const struct writing *writing, guint function)
{
    return &g_array_index(writing->profile->functions, struct profile_function, function - 1);
}

static void write_costs(GString *out, const struct writing *writing, const struct entry *entry)
{
    const double most = 9e18; // that the readers' counters hold; none of them is negative
    g_string_append_printf(out, "%u", entry->line);
    for (guint i = 0; i < writing->profile->metrics->len; i++) {
        double scale = scale_of(g_ptr_array_index(writing->profile->metrics, i));
        g_string_append_printf(out, " %.0f", fmin(fmax(round(entry->costs[i] * scale), 0), most));
    }
    g_string_append_c(out, '\n');
}

static void write_entries(GString *out, struct writing *writing)
{
    guint current = 0;
    g_ptr_array_sort(writing->entries, compare_entries);
    for (guint i = 0; i < writing->entries->len; i++) {
        const struct entry *entry = g_ptr_array_index(writing->entries, i);
        const struct profile_function *function = function_at(writing, entry->caller);
        if (entry->caller != current) {
            g_string_append_c(out, '\n');
            write_name(out, "ob", function->module);
            write_name(out, "fl", function->file);
            write_function(out, "fn", function);
            current = entry->caller;
        }
        if (entry->callee != 0) {
            const struct profile_function *callee = function_at(writing, entry->callee);
            write_name(out, "cob", callee->module);
            write_name(out, "cfi", callee->file);
            write_function(out, "cfn", callee);
            g_string_append_printf(out, "calls=%u %u\n", entry->n_calls, callee->line);
        }
        write_costs(out, writing, entry);
    }
}

// The name of an event is one word.
static void write_head(GString *out, const struct profile *profile)
{
    g_string_append(out, "# callgrind format\nversion: 1\ncreator: benchrun\n");
    if (profile->target != NULL) {
        g_autofree char *target = text_printable(profile->target);
        g_strdelimit(target, "\n", ' ');
        g_string_append_printf(out, "cmd: %s\n", target);
    }
    g_string_append(out, "positions: line\nevents:");
    for (guint i = 0; i < profile->metrics->len; i++) {
        const struct profile_metric *metric = g_ptr_array_index(profile->metrics, i);
        g_autofree char *name = text_printable(metric->name);
        g_strcanon(name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS, '_');
        g_string_append_printf(out, " %s%s", name, strcmp(metric->unit, "s") == 0 ? "_us" : "");
    }
    g_string_append_c(out, '\n');
}

bool callgrind_write(GString *out, const struct profile_report *report,
                     G_GNUC_UNUSED GError **error)
{
    const struct profile *profile = report->profile;
    struct writing writing = {
        .profile = profile,
        .entries = g_ptr_array_new_with_free_func(entry_free),
        .by_key = g_hash_table_new(hash_entry, is_same_entry),
        .inclusive = g_new(double *, profile->metrics->len + 1),
    };
    for (guint i = 0; i < profile->metrics->len; i++)
        writing.inclusive[i] = totals_of_nodes(profile, i);
    for (guint node = 1; node < profile->nodes->len; node++)
        add_node(&writing, node);
    write_head(out, profile);
    write_entries(out, &writing);
    for (guint i = 0; i < profile->metrics->len; i++)
        g_free(writing.inclusive[i]);
    g_free(writing.inclusive);
    g_hash_table_unref(writing.by_key);
    g_ptr_array_unref(writing.entries);
    return true;
}
