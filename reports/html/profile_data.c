// SPDX-License-Identifier: MIT
#include "reports/html/profile_data.h"

#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/json.h"
#include "framework/base/text.h"
#include "framework/profile/reduced.h"
#include "framework/profile/totals.h"
#include "reports/words/profile_words.h"

// A path of less than this share is narrower than what a screen shows; deeper ones are too.
static const double least_share = 1.0 / 5000;
enum { LINES_AROUND = 3 };

// Lines of a file that functions in the profile have.
struct span {
    unsigned first, last;
    guint number; // of the file on the page
};

struct writing {
    const struct profile *whole;   // with lines
    const struct profile *profile; // without
    double **inclusive;            // of each metric: of each node
    guint *kept;                   // by node: its number on the page + 1; 0: it is too small
    guint n_kept;
    bool *is_shown;    // by function: it has a path on the page
    GHashTable *spans; // path -> struct span *
    GPtrArray *paths;  // in the order of the page: the keys of that
};

static const struct profile_node *node_at(const struct profile *profile, guint node)
{
    return &g_array_index(profile->nodes, struct profile_node, node);
}

static bool is_large(const struct writing *writing, guint node)
{
    for (guint i = 0; i < writing->profile->metrics->len; i++)
        if (writing->inclusive[i][node] >= least_share * writing->inclusive[i][0] &&
            writing->inclusive[i][node] > 0)
            return true;
    return false;
}

static void choose(struct writing *writing)
{
    guint n = writing->profile->nodes->len;
    g_autofree guint *depth = g_new0(guint, n);
    writing->kept[0] = ++writing->n_kept;
    for (guint i = 1; i < n; i++) {
        guint parent = node_at(writing->profile, i)->parent;
        depth[i] = depth[parent] + 1;
        if (writing->kept[parent] > 0 && depth[i] <= PROFILE_MOST_DEPTH && is_large(writing, i))
            writing->kept[i] = ++writing->n_kept;
    }
}

static void add_line(struct writing *writing, const char *path, unsigned line)
{
    if (path == NULL || line == 0)
        return;
    struct span *span = g_hash_table_lookup(writing->spans, path);
    if (span == NULL) {
        span = g_new(struct span, 1);
        *span = (struct span){line, line, writing->paths->len};
        g_hash_table_insert(writing->spans, (gpointer)path, span);
        g_ptr_array_add(writing->paths, (gpointer)path);
    }
    span->first = MIN(span->first, line);
    span->last = MAX(span->last, line);
}

// Of functions that are on the page.
static void find_lines(struct writing *writing)
{
    const struct profile *profile = writing->profile;
    for (guint i = 1; i < profile->nodes->len; i++)
        if (writing->kept[i] > 0)
            writing->is_shown[profile_frame_of(profile, i)->function] = true;
    for (guint i = 1; i < writing->whole->nodes->len; i++) {
        const struct profile_function *function = profile_function_of(writing->whole, i);
        if (!writing->is_shown[profile_frame_of(writing->whole, i)->function])
            continue;
        add_line(writing, function->file, profile_frame_of(writing->whole, i)->line);
        add_line(writing, function->file, function->line);
    }
}

static json_t *printable(const char *text)
{
    g_autofree char *plain = text_printable(text);
    return json_string(plain);
}

static json_t *metrics_to_json(const struct profile *profile)
{
    json_t *array = json_array();
    for (guint i = 0; i < profile->metrics->len; i++) {
        const struct profile_metric *metric = g_ptr_array_index(profile->metrics, i);
        json_t *object = json_object();
        json_object_set_new(object, "name", printable(metric->name));
        json_object_set_new(object, "unit", printable(metric->unit));
        json_array_append_new(array, object);
    }
    return array;
}

// The number of a file that is on the page; -1: it is not.
static int file_number(const struct writing *writing, const char *path)
{
    const struct span *span = path != NULL ? g_hash_table_lookup(writing->spans, path) : NULL;
    return span != NULL ? (int)span->number : -1;
}

static json_t *functions_to_json(const struct writing *writing)
{
    const struct profile *profile = writing->profile;
    json_t *array = json_array();
    for (guint i = 0; i < profile->functions->len; i++) {
        const struct profile_function *function =
            &g_array_index(profile->functions, struct profile_function, i);
        g_autofree char *name = profile_name(function);
        g_autofree char *place = profile_place(function);
        if (!writing->is_shown[i]) {
            json_array_append_new(array, json_null());
            continue;
        }
        json_t *object = json_object();
        json_object_set_new(object, "name", json_string(name));
        json_object_set_new(object, "place", json_string(place));
        json_object_set_new(object, "module", printable(function->module ? function->module : ""));
        json_object_set_new(object, "file", json_integer(file_number(writing, function->file)));
        json_object_set_new(object, "line", json_integer(function->line));
        json_array_append_new(array, object);
    }
    return array;
}

// What each line has itself: of each file rows of a line and a value of each metric.
static json_t *lines_to_json(const struct writing *writing)
{
    const struct profile *profile = writing->whole;
    g_autoptr(Profile) lines = profile_new();
    json_t *files = json_array();
    for (guint m = 0; m < profile->metrics->len; m++)
        profile_add_metric(lines, g_ptr_array_index(profile->metrics, m));
    for (guint i = 1; i < profile->nodes->len; i++) {
        const char *file = profile_function_of(profile, i)->file;
        unsigned line = profile_frame_of(profile, i)->line;
        for (guint m = 0; m < profile->metrics->len && file != NULL && line > 0; m++)
            if (profile_self(profile, m, i) != 0)
                profile_add_line(lines, m, file, line, profile_self(profile, m, i));
    }
    for (guint i = 0; i < writing->paths->len; i++)
        json_array_append_new(files, json_array());
    for (guint i = 0; i < lines->lines->len; i++) {
        const struct profile_line *line = &g_array_index(lines->lines, struct profile_line, i);
        int file = file_number(writing, line->file);
        if (file >= 0)
            json_array_append_new(json_array_get(files, (size_t)file),
                                  json_pack("[IIo]", (json_int_t)line->line,
                                            (json_int_t)line->metric,
                                            json_number_or_null(line->value)));
    }
    return files;
}

static void put_nodes(json_t *root, const struct writing *writing)
{
    json_t *parents = json_array();
    json_t *functions = json_array();
    for (guint i = 0; i < writing->profile->nodes->len; i++) {
        const struct profile_node *node = node_at(writing->profile, i);
        if (writing->kept[i] == 0)
            continue;
        json_array_append_new(parents, json_integer(writing->kept[node->parent] - 1));
        json_array_append_new(
            functions,
            json_integer(i > 0 ? (json_int_t)profile_frame_of(writing->profile, i)->function : -1));
    }
    json_object_set_new(root, "parent", parents);
    json_object_set_new(root, "function", functions);
}

// Of each node what it has itself, and what those below it have that are not on the page.
static void put_values(json_t *root, const struct writing *writing)
{
    const struct profile *profile = writing->profile;
    json_t *self = json_array();
    json_t *rest = json_array();
    for (guint m = 0; m < profile->metrics->len; m++) {
        json_t *own = json_array();
        json_t *others = json_array();
        g_autofree double *left = g_new0(double, profile->nodes->len);
        for (guint i = 1; i < profile->nodes->len; i++)
            if (writing->kept[i] == 0 && writing->kept[node_at(profile, i)->parent] > 0)
                left[node_at(profile, i)->parent] += writing->inclusive[m][i];
        for (guint i = 0; i < profile->nodes->len; i++) {
            if (writing->kept[i] == 0)
                continue;
            json_array_append_new(own, json_number_or_null(profile_self(profile, m, i)));
            json_array_append_new(others, json_number_or_null(left[i]));
        }
        json_array_append_new(self, own);
        json_array_append_new(rest, others);
    }
    json_object_set_new(root, "self", self);
    json_object_set_new(root, "rest", rest);
}

static json_t *file_to_json(const char *path, const struct span *span)
{
    g_auto(GStrv) all = profile_read_source(path);
    if (all == NULL)
        return json_null();
    guint n = g_strv_length(all);
    unsigned first = span->first > LINES_AROUND ? span->first - LINES_AROUND : 1;
    json_t *object = json_object();
    json_t *lines = json_array();
    for (unsigned number = first; number <= MIN(n, span->last + LINES_AROUND); number++) {
        g_autofree char *line = profile_source_line(all[number - 1]);
        json_array_append_new(lines, json_string(line));
    }
    json_object_set_new(object, "first", json_integer(first));
    json_object_set_new(object, "lines", lines);
    return object;
}

static json_t *files_to_json(const struct writing *writing, bool reads_source)
{
    json_t *array = json_array();
    for (guint i = 0; i < writing->paths->len; i++) {
        const char *path = g_ptr_array_index(writing->paths, i);
        json_array_append_new(
            array, reads_source ? file_to_json(path, g_hash_table_lookup(writing->spans, path))
                                : json_null());
    }
    return array;
}

static char *write_all(const struct writing *writing, bool reads_source)
{
    json_t *root = json_object();
    json_object_set_new(root, "metrics", metrics_to_json(writing->profile));
    json_object_set_new(root, "functions", functions_to_json(writing));
    json_object_set_new(root, "lines", lines_to_json(writing));
    json_object_set_new(root, "files", files_to_json(writing, reads_source));
    put_nodes(root, writing);
    put_values(root, writing);
    return json_print(root, JSON_COMPACT);
}

char *profile_data(const struct profile_report *report, guint *pruned)
{
    g_autoptr(Profile) profile = profile_by_function(report->profile);
    struct writing writing = {
        .whole = report->profile,
        .profile = profile,
        .inclusive = g_new(double *, profile->metrics->len + 1),
        .kept = g_new0(guint, profile->nodes->len),
        .is_shown = g_new0(bool, profile->functions->len + 1),
        .spans = g_hash_table_new_full(hash_text, g_str_equal, NULL, g_free),
        .paths = g_ptr_array_new(),
    };
    for (guint i = 0; i < profile->metrics->len; i++)
        writing.inclusive[i] = totals_of_nodes(profile, i);
    choose(&writing);
    find_lines(&writing);
    char *text = write_all(&writing, report->reads_source);
    *pruned = profile->nodes->len - writing.n_kept;
    for (guint i = 0; i < profile->metrics->len; i++)
        g_free(writing.inclusive[i]);
    g_free(writing.inclusive);
    g_free(writing.kept);
    g_free(writing.is_shown);
    g_hash_table_unref(writing.spans);
    g_ptr_array_unref(writing.paths);
    return text;
}
