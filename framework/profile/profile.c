// SPDX-License-Identifier: MIT
#include "framework/profile/profile.h"

#include <math.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"

// Keys of the tables are indices + 1 of their arrays, looked up by what is there.

static guint hash_optional(const char *text)
{
    return text != NULL ? hash_text(text) : 0;
}

static guint hash_function(gconstpointer key)
{
    const struct profile_function *function = key;
    return hash_text(function->name) ^ (31 * hash_optional(function->file)) ^
           (37 * hash_optional(function->module)) ^ function->line;
}

static gboolean is_same_function(gconstpointer a, gconstpointer b)
{
    const struct profile_function *one = a;
    const struct profile_function *two = b;
    return one->line == two->line && strcmp(one->name, two->name) == 0 &&
           g_strcmp0(one->file, two->file) == 0 && g_strcmp0(one->module, two->module) == 0;
}

static guint hash_frame(gconstpointer key)
{
    return hash_bytes(key, sizeof(struct profile_frame));
}

static gboolean is_same_frame(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct profile_frame)) == 0;
}

static guint hash_node(gconstpointer key)
{
    return hash_bytes(key, sizeof(struct profile_node));
}

static gboolean is_same_node(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(struct profile_node)) == 0;
}

struct line_key {
    const char *file;
    unsigned line;
    guint metric;
};

static guint hash_line(gconstpointer key)
{
    const struct line_key *line = key;
    return hash_text_and(line->file, line->line) ^ (guint)(line->metric << 24);
}

static gboolean is_same_line(gconstpointer a, gconstpointer b)
{
    const struct line_key *one = a;
    const struct line_key *two = b;
    return one->line == two->line && one->metric == two->metric &&
           strcmp(one->file, two->file) == 0;
}

static void function_clear(void *data)
{
    struct profile_function *function = data;
    g_free((char *)function->name);
    g_free((char *)function->file);
    g_free((char *)function->module);
}

static void line_clear(void *data)
{
    g_free(((struct profile_line *)data)->file);
}

static void thread_clear(void *data)
{
    g_free(((struct profile_thread *)data)->name);
}

static void stall_clear(void *data)
{
    g_free(((struct profile_stall *)data)->thread);
}

static void span_clear(void *data)
{
    g_free(((struct profile_span *)data)->label);
    g_free(((struct profile_span *)data)->note);
}

int profile_span_compare(const void *a, const void *b)
{
    const struct profile_span *one = a;
    const struct profile_span *two = b;
    if (one->at != two->at)
        return one->at < two->at ? -1 : 1;
    if (one->lasted != two->lasted)
        return one->lasted > two->lasted ? -1 : 1;
    return one->number < two->number ? -1 : one->number > two->number;
}

static void metric_free(void *data)
{
    struct profile_metric *metric = data;
    g_free((char *)metric->name);
    g_free((char *)metric->unit);
    g_free((char *)metric->pass);
    g_array_unref(metric->self);
    g_free(metric);
}

static void pass_free(void *data)
{
    struct profile_pass *pass = data;
    g_free(pass->name);
    g_free(pass->tool);
    g_free(pass->build);
    g_free(pass->why_missing);
    g_free(pass);
}

static void module_free(void *data)
{
    struct profile_module *module = data;
    g_free(module->name);
    g_free(module->build_id);
    g_free(module);
}

struct profile *profile_new(void)
{
    static const struct profile_node root;
    struct profile *profile = g_new0(struct profile, 1);
    profile->machines = g_ptr_array_new_with_free_func((GDestroyNotify)machine_free);
    profile->functions = g_array_new(FALSE, FALSE, sizeof(struct profile_function));
    g_array_set_clear_func(profile->functions, function_clear);
    profile->frames = g_array_new(FALSE, FALSE, sizeof(struct profile_frame));
    profile->nodes = g_array_new(FALSE, FALSE, sizeof(struct profile_node));
    g_array_append_val(profile->nodes, root);
    profile->metrics = g_ptr_array_new_with_free_func(metric_free);
    profile->passes = g_ptr_array_new_with_free_func(pass_free);
    profile->modules = g_ptr_array_new_with_free_func(module_free);
    profile->lines = g_array_new(FALSE, FALSE, sizeof(struct profile_line));
    g_array_set_clear_func(profile->lines, line_clear);
    profile->threads = g_array_new(FALSE, FALSE, sizeof(struct profile_thread));
    g_array_set_clear_func(profile->threads, thread_clear);
    profile->stalls = g_array_new(FALSE, FALSE, sizeof(struct profile_stall));
    g_array_set_clear_func(profile->stalls, stall_clear);
    profile->loops = NAN;
    profile->spans = g_array_new(FALSE, FALSE, sizeof(struct profile_span));
    g_array_set_clear_func(profile->spans, span_clear);
    profile->spans_seen = NAN;
    profile->notes = g_ptr_array_new_with_free_func(g_free);
    profile->by_function = g_hash_table_new_full(hash_function, is_same_function, g_free, NULL);
    profile->by_frame = g_hash_table_new_full(hash_frame, is_same_frame, g_free, NULL);
    profile->by_node = g_hash_table_new_full(hash_node, is_same_node, g_free, NULL);
    profile->by_line = g_hash_table_new_full(hash_line, is_same_line, g_free, NULL);
    return profile;
}

void profile_free(struct profile *profile)
{
    if (profile == NULL)
        return;
    g_hash_table_unref(profile->by_function);
    g_hash_table_unref(profile->by_frame);
    g_hash_table_unref(profile->by_node);
    g_hash_table_unref(profile->by_line);
    g_ptr_array_unref(profile->machines);
    g_array_unref(profile->functions);
    g_array_unref(profile->frames);
    g_array_unref(profile->nodes);
    g_ptr_array_unref(profile->metrics);
    g_ptr_array_unref(profile->passes);
    g_ptr_array_unref(profile->modules);
    g_array_unref(profile->lines);
    g_array_unref(profile->threads);
    g_array_unref(profile->stalls);
    g_array_unref(profile->spans);
    g_ptr_array_unref(profile->notes);
    g_free(profile->target);
    g_free(profile->command);
    g_free(profile->version);
    g_free(profile->started);
    g_free(profile);
}

// The index that a table has for a key; false where it has none.
static bool find(GHashTable *table, const void *key, guint *out)
{
    gpointer value = NULL;
    if (!g_hash_table_lookup_extended(table, key, NULL, &value))
        return false;
    *out = GPOINTER_TO_UINT(value);
    return true;
}

static bool is_long(const char *text)
{
    return text != NULL && strlen(text) > TEXT_MOST_NAME;
}

// With a digest: names of templates may differ at their ends alone.
static char *shortened(const char *text)
{
    enum { DIGITS = 8 };
    if (!is_long(text))
        return g_strdup(text);
    g_autofree char *start = text_keep_bytes(text, TEXT_MOST_NAME - DIGITS);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    return g_strdup_printf("%s%.*s", start, DIGITS, digest);
}

guint profile_function(struct profile *profile, const struct profile_function *function)
{
    guint index = profile->functions->len;
    if (is_long(function->name) || is_long(function->file) || is_long(function->module)) {
        g_autofree char *name = shortened(function->name);
        g_autofree char *file = shortened(function->file);
        g_autofree char *module = shortened(function->module);
        const struct profile_function shorter = {name, file, module, function->line};
        return profile_function(profile, &shorter);
    }
    if (find(profile->by_function, function, &index))
        return index;
    struct profile_function own = {g_strdup(function->name), g_strdup(function->file),
                                   g_strdup(function->module), function->line};
    g_array_append_val(profile->functions, own);
    // The key shares its texts with the array.
    g_hash_table_insert(profile->by_function, g_memdup2(&own, sizeof own), GUINT_TO_POINTER(index));
    return index;
}

guint profile_frame(struct profile *profile, const struct profile_frame *frame)
{
    guint index = profile->frames->len;
    struct profile_frame own;
    memset(&own, 0, sizeof own); // it is compared byte by byte
    own.function = frame->function;
    own.line = frame->line;
    own.is_inlined = frame->is_inlined;
    if (find(profile->by_frame, &own, &index))
        return index;
    g_array_append_val(profile->frames, own);
    g_hash_table_insert(profile->by_frame, g_memdup2(&own, sizeof own), GUINT_TO_POINTER(index));
    return index;
}

guint profile_child(struct profile *profile, guint parent, guint frame)
{
    guint index = profile->nodes->len;
    struct profile_node own = {parent, frame};
    if (find(profile->by_node, &own, &index))
        return index;
    g_array_append_val(profile->nodes, own);
    g_hash_table_insert(profile->by_node, g_memdup2(&own, sizeof own), GUINT_TO_POINTER(index));
    return index;
}

guint profile_add_metric(struct profile *profile, const struct profile_metric *metric)
{
    struct profile_metric *own = g_new(struct profile_metric, 1);
    *own = (struct profile_metric){
        .name = g_strdup(metric->name),
        .unit = g_strdup(metric->unit != NULL ? metric->unit : ""),
        .pass = g_strdup(metric->pass),
        .is_exact = metric->is_exact,
        .is_peak = metric->is_peak,
        .self = g_array_new(FALSE, TRUE, sizeof(double)),
    };
    g_ptr_array_add(profile->metrics, own);
    return profile->metrics->len - 1;
}

int profile_find_metric(const struct profile *profile, const char *name)
{
    for (guint i = 0; i < profile->metrics->len; i++) {
        const struct profile_metric *metric = g_ptr_array_index(profile->metrics, i);
        if (strcmp(metric->name, name) == 0)
            return (int)i;
    }
    return -1;
}

void profile_add(struct profile *profile, guint metric, guint node, double value)
{
    GArray *self = ((struct profile_metric *)g_ptr_array_index(profile->metrics, metric))->self;
    if (self->len <= node)
        g_array_set_size(self, node + 1);
    g_array_index(self, double, node) += value;
}

bool profile_is_of_lines(const struct profile *profile, guint metric)
{
    const struct profile_metric *about = g_ptr_array_index(profile->metrics, metric);
    for (guint i = 0; i < profile->lines->len && about->self->len == 0; i++)
        if (g_array_index(profile->lines, struct profile_line, i).metric == metric)
            return true;
    return false;
}

double profile_self(const struct profile *profile, guint metric, guint node)
{
    const GArray *self =
        ((const struct profile_metric *)g_ptr_array_index(profile->metrics, metric))->self;
    return node < self->len ? g_array_index(self, double, node) : 0;
}

double *profile_line_value(struct profile *profile, guint metric, const char *file, unsigned line)
{
    guint index = profile->lines->len;
    if (is_long(file)) {
        g_autofree char *shorter = shortened(file);
        return profile_line_value(profile, metric, shorter, line);
    }
    struct line_key key = {file, line, metric};
    if (!find(profile->by_line, &key, &index)) {
        struct profile_line own = {g_strdup(file), line, metric, 0};
        g_array_append_val(profile->lines, own);
        key.file = own.file;
        g_hash_table_insert(profile->by_line, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(index));
    }
    return &g_array_index(profile->lines, struct profile_line, index).value;
}

void profile_add_line(struct profile *profile, guint metric, const char *file, unsigned line,
                      double value)
{
    *profile_line_value(profile, metric, file, line) += value;
}

struct profile_pass *profile_add_pass(struct profile *profile, const char *name, const char *tool)
{
    struct profile_pass *pass = g_new(struct profile_pass, 1);
    *pass = (struct profile_pass){
        .name = g_strdup(name),
        .tool = g_strdup(tool),
        .rate_hz = NAN,
        .samples = NAN,
        .lost = NAN,
        .truncated = NAN,
        .overhead = NAN,
        .overhead_interval = {NAN, NAN},
        .sample_cost_ns = NAN,
        .iterations = NAN,
    };
    g_ptr_array_add(profile->passes, pass);
    return pass;
}

const struct profile_frame *profile_frame_of(const struct profile *profile, guint node)
{
    guint frame = g_array_index(profile->nodes, struct profile_node, node).frame;
    return node > 0 ? &g_array_index(profile->frames, struct profile_frame, frame) : NULL;
}

const struct profile_function *profile_function_of(const struct profile *profile, guint node)
{
    const struct profile_frame *frame = profile_frame_of(profile, node);
    return frame ? &g_array_index(profile->functions, struct profile_function, frame->function)
                 : NULL;
}
