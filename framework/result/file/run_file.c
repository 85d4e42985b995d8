// SPDX-License-Identifier: MIT
#include "framework/result/file/run_file.h"

#include <string.h>

#include "framework/base/json_document.h"
#include "framework/base/json_items.h"
#include "framework/base/text_file.h"
#include "framework/result/file/import.h"
#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"
#include "framework/result/mean_change.h"

enum { FILE_VERSION = 1 };

static json_t *head_to_json(const struct run *run)
{
    json_t *object = json_object();
    json_put_text(object, "id", run->id);
    json_put_text(object, "started", run->started);
    json_put_text(object, "command", run->command);
    json_put_integer(object, "seed", run->seed);
    json_put_text(object, "benchrun_version", run->version);
    json_put_number(object, "duration_s", run->duration_s);
    if (run->references_s > 0)
        json_put_number(object, "references_s", run->references_s);
    if (run->is_test)
        json_put_bool(object, "test", true);
    if (run->cpu >= 0)
        json_put_integer(object, "cpu", (uint64_t)run->cpu);
    json_put_text(object, "suite_compiler", run->suite_compiler);
    json_put_number(object, "alpha", run->alpha);
    json_t *clock = json_object();
    json_put_text(clock, "name", run->clock.name);
    json_put_number(clock, "resolution_ns", run->clock.resolution_ns);
    json_put_number(clock, "cost_ns", run->clock.cost_ns);
    json_object_set_new(object, "clock", clock);
    json_put_lines(object, "warnings", run->warnings);
    if (run->parts->len > 0)
        json_put_lines(object, "parts", run->parts);
    return object;
}

static json_t *sides_to_json(const struct run *run)
{
    struct mean_change mean;
    json_t *object = json_object();
    json_put_text(object, "base", run->base_name);
    json_put_text(object, "head", run->head_name);
    json_put_revision(object, "base_revision", &run->base_revision);
    json_put_text(object, "base_compiler", run->base_compiler);
    json_put_lines(object, "only_base", run->only_base);
    json_put_lines(object, "only_head", run->only_head);
    json_put_lines(object, "fail_on", run->fail_on);
    if (run_mean_change(run, &mean)) {
        json_t *change = json_object();
        json_put_integer(change, "n", mean.n);
        json_put_number(change, "ratio", mean.ratio);
        json_put_pair(change, "interval", mean.interval);
        json_object_set_new(object, "geometric_mean", change);
    }
    return object;
}

// Of one that is written into an array of the file's object.
static void append_result(GString *out, const struct result *result, bool is_first)
{
    g_autofree char *text = json_print(result_to_json(result), JSON_INDENT(1));
    g_string_append(out, is_first ? "" : ",");
    for (const char *line = text, *end = text; end != NULL; line = end + 1) {
        end = strchr(line, '\n');
        g_string_append(out, "\n  ");
        g_string_append_len(out, line, end != NULL ? end - line : -1);
    }
}

// Of two builds the results of both, each marked with its side. One at a time: as values of JSON,
// they take far more memory than as text.
static void append_results(GString *out, const struct run *run)
{
    for (guint i = 0; i < run->base->len; i++)
        append_result(out, g_ptr_array_index(run->base, i), i == 0);
    for (guint i = 0; i < run->results->len; i++)
        append_result(out, g_ptr_array_index(run->results, i), i + run->base->len == 0);
    if (run->base->len + run->results->len > 0)
        g_string_append(out, "\n ");
}

void run_append(GString *out, const struct run *run)
{
    json_t *root = json_object();
    json_object_set_new(root, "benchrun", json_integer(FILE_VERSION));
    json_object_set_new(root, "run", head_to_json(run));
    if (run->machine != NULL)
        json_object_set_new(root, "machine", machine_to_json(run->machine));
    json_put_revision(root, "revision", &run->revision);
    if (run_has_sides(run))
        json_object_set_new(root, "sides", sides_to_json(run));
    if (run->part.of > 0)
        json_object_set_new(root, "part", part_to_json(&run->part));
    if (run->references->len > 0)
        json_object_set_new(root, "references", references_to_json(run->references));
    json_object_set_new(root, "results", json_array());
    json_t *comparisons = json_array();
    for (guint i = 0; i < run->comparisons->len; i++)
        json_array_append_new(comparisons,
                              comparison_to_json(g_ptr_array_index(run->comparisons, i)));
    json_object_set_new(root, "comparisons", comparisons);
    json_t *fits = json_array();
    for (guint i = 0; i < run->fits->len; i++)
        json_array_append_new(fits, fit_to_json(g_ptr_array_index(run->fits, i)));
    json_object_set_new(root, "fits", fits);
    struct json_items results = {0};
    g_autoptr(GString) text = g_string_new(NULL);
    json_append(text, root, JSON_INDENT(1));
    json_items_find(&results, text->str, text->len, "results");
    g_string_append_len(out, text->str, results.begin - text->str);
    append_results(out, run);
    g_string_append(out, results.end);
    g_string_append_c(out, '\n');
}

char *run_format(const struct run *run)
{
    GString *text = g_string_new(NULL);
    run_append(text, run);
    return g_string_free(text, FALSE);
}

static void get_head(struct json_reader *reader, const json_t *root, struct run *run)
{
    const json_t *head = json_get_object(reader, root, "run");
    g_free(run->id);
    g_free(run->started);
    run->id = json_get_name(reader, head, "id");
    run->started = json_get_text(reader, head, "started");
    run->command = json_get_text(reader, head, "command");
    run->seed = json_get_integer(reader, head, "seed", &range_integer);
    run->version = json_get_text(reader, head, "benchrun_version");
    run->duration_s = json_get_number(reader, head, "duration_s", &range_time_s, NAN);
    run->references_s = json_get_number(reader, head, "references_s", &range_time_s, 0);
    run->is_test = json_get_bool(reader, head, "test");
    run->cpu = (int)json_get_signed(reader, head, "cpu", &range_cpu, -1);
    run->alpha = json_get_number(reader, head, "alpha", &range_share, 0.01);
    run->suite_compiler = json_get_text(reader, head, "suite_compiler");
    const json_t *clock = json_get_object(reader, head, "clock");
    run->clock.name = json_get_text(reader, clock, "name");
    run->clock.resolution_ns = json_get_number(reader, clock, "resolution_ns", &range_time_ns, NAN);
    run->clock.cost_ns = json_get_number(reader, clock, "cost_ns", &range_time_ns, NAN);
    json_get_lines(reader, head, "warnings", run->warnings);
    json_get_lines(reader, head, "parts", run->parts);
    if (run->id == NULL)
        json_complain(reader, "'run' has no 'id'");
}

static void get_sides(struct json_reader *reader, const json_t *root, struct run *run)
{
    const json_t *sides = json_get_object(reader, root, "sides");
    if (sides == NULL)
        return;
    run->base_name = json_get_text(reader, sides, "base");
    run->head_name = json_get_text(reader, sides, "head");
    json_get_revision(reader, sides, "base_revision", &run->base_revision);
    run->base_compiler = json_get_text(reader, sides, "base_compiler");
    json_get_lines(reader, sides, "only_base", run->only_base);
    json_get_lines(reader, sides, "only_head", run->only_head);
    json_get_lines(reader, sides, "fail_on", run->fail_on);
}

static void get_results(struct json_reader *reader, const json_t *root, struct run *run)
{
    const json_t *results = json_get_array(reader, root, "results");
    for (size_t i = 0; i < json_array_size(results) && reader->wrong == NULL; i++)
        run_add(run, result_from_json(reader, json_array_get(results, i)));
}

static void get_comparisons(struct json_reader *reader, const json_t *root, struct run *run)
{
    const json_t *comparisons = json_get_array(reader, root, "comparisons");
    for (size_t i = 0; i < json_array_size(comparisons) && reader->wrong == NULL; i++)
        g_ptr_array_add(run->comparisons,
                        comparison_from_json(reader, json_array_get(comparisons, i)));
}

static bool load(struct json_document *document, const char *text, size_t length, GError **error)
{
    json_error_t where;
    bool is_good = json_document_read(document, text, length, &where);
    if (!is_good)
        g_set_error(error, RESULT_ERROR, RESULT_ERROR_SYNTAX, "not valid JSON: %s (line %d)",
                    where.text, where.line);
    return is_good;
}

static bool check_version(const json_t *root, GError **error)
{
    const json_t *version = json_object_get(root, "benchrun");
    if (!json_is_integer(version)) {
        g_set_error(error, RESULT_ERROR, RESULT_ERROR_SYNTAX,
                    "not a result file of benchrun (it has no \"benchrun\" version), Google "
                    "Benchmark or hyperfine");
        return false;
    }
    if (json_integer_value(version) != FILE_VERSION) {
        g_set_error(
            error, RESULT_ERROR, RESULT_ERROR_VERSION,
            "its version is %lld and this benchrun reads %d: use the benchrun that wrote it",
            (long long)json_integer_value(version), FILE_VERSION);
        return false;
    }
    return true;
}

static bool settle(struct json_reader *reader, GError **error)
{
    if (reader->wrong == NULL)
        return true;
    g_set_error(error, RESULT_ERROR, RESULT_ERROR_SYNTAX, "%s", reader->wrong);
    g_free(reader->wrong);
    return false;
}

static struct run *run_from_json(struct json_reader *reader, const json_t *root)
{
    struct run *run = run_new();
    get_head(reader, root, run);
    json_get_revision(reader, root, "revision", &run->revision);
    get_sides(reader, root, run);
    const json_t *part = json_get_object(reader, root, "part");
    if (part != NULL)
        part_from_json(reader, part, &run->part);
    references_from_json(reader, root, run->references);
    get_results(reader, root, run);
    get_comparisons(reader, root, run);
    const json_t *machine = json_get_object(reader, root, "machine");
    run->machine = machine ? machine_from_json(reader, machine) : NULL;
    return run;
}

// NaN is forgiven in a file of Google Benchmark alone.
static bool load_any(struct json_document *document, const char *text, size_t length,
                     GError **error)
{
    GError *wrong = NULL;
    if (load(document, text, length, &wrong))
        return true;
    GString *without_nan = import_without_nan(text, length);
    bool is_good = load(document, without_nan->str, without_nan->len, NULL);
    g_string_free(without_nan, TRUE);
    if (is_good && import_is_gbench(document->root)) {
        g_error_free(wrong);
        return true;
    }
    json_document_clear(document);
    g_propagate_error(error, wrong);
    return false;
}

static struct run *parse_whole(const char *text, size_t length, GError **error)
{
    struct json_document document;
    if (!load_any(&document, text, length, error))
        return NULL;
    const json_t *root = document.root;
    g_autoptr(Run) run = NULL;
    struct json_reader reader = {0};
    bool is_own = json_object_get(root, "benchrun") != NULL;
    if (!is_own && import_is_gbench(root))
        run = import_gbench(&reader, root);
    else if (!is_own && import_is_hyperfine(root))
        run = import_hyperfine(&reader, root);
    else if (check_version(root, error))
        run = run_from_json(&reader, root);
    if (run != NULL && !settle(&reader, error))
        g_clear_pointer(&run, run_free);
    json_document_clear(&document);
    return g_steal_pointer(&run);
}

static bool add_each_result(struct json_reader *reader, struct json_items *results, struct run *run)
{
    const char *text;
    size_t length;
    struct json_document document;
    while (reader->wrong == NULL && json_items_next(results, &text, &length)) {
        if (!load(&document, text, length, NULL))
            return false;
        run_add(run, result_from_json(reader, document.root));
        json_document_clear(&document);
    }
    return true;
}

// A file of our own, a result at a time. NULL if it is another's or not good in any way.
static struct run *parse_by_result(const char *text, size_t length)
{
    struct json_items results;
    struct json_document rest;
    if (!json_items_find(&results, text, length, "results"))
        return NULL;
    g_autoptr(GString) without = json_items_rest(&results, text, length);
    if (!load(&rest, without->str, without->len, NULL))
        return NULL;
    struct json_reader reader = {0};
    g_autoptr(Run) run = NULL;
    if (check_version(rest.root, NULL)) {
        run = run_from_json(&reader, rest.root);
        if (!add_each_result(&reader, &results, run) || reader.wrong != NULL)
            g_clear_pointer(&run, run_free);
    }
    g_free(reader.wrong);
    json_document_clear(&rest);
    return g_steal_pointer(&run);
}

struct run *run_parse(const char *text, size_t length, GError **error)
{
    struct run *run = parse_by_result(text, length);
    // Read whole, what is wrong has a line and the first mistake is the one that is named.
    return run != NULL ? run : parse_whole(text, length, error);
}

bool run_write(const struct run *run, const char *path, GError **error)
{
    g_autofree char *text = run_format(run);
    return text_file_write(path, text, strlen(text), true, error);
}

struct run *run_read(const char *path, GError **error)
{
    gsize length = 0;
    g_autofree char *text = text_file_read(path, &length, error);
    if (text == NULL)
        return NULL;
    struct run *run = run_parse(text, length, error);
    if (run == NULL)
        g_prefix_error(error, "cannot read '%s': ", path);
    return run;
}

char *result_format(const struct result *result)
{
    return json_print(result_to_json(result), JSON_COMPACT);
}

struct result *result_parse(const char *line, size_t length, GError **error)
{
    struct json_document document;
    if (!load(&document, line, length, error))
        return NULL;
    struct json_reader reader = {0};
    g_autoptr(Result) result = result_from_json(&reader, document.root);
    json_document_clear(&document);
    return settle(&reader, error) ? g_steal_pointer(&result) : NULL;
}

char *journal_head_format(const struct run *run, const char *const *argv)
{
    json_t *root = json_object();
    json_t *words = json_array();
    for (; *argv != NULL; argv++) {
        g_autofree char *valid = g_utf8_make_valid(*argv, -1);
        json_array_append_new(words, json_string(valid));
    }
    json_object_set_new(root, "benchrun_journal", json_integer(FILE_VERSION));
    json_object_set_new(root, "run", head_to_json(run));
    json_object_set_new(root, "argv", words);
    return json_print(root, JSON_COMPACT);
}

bool journal_head_parse(const char *line, size_t length, struct run *run, char ***argv,
                        GError **error)
{
    struct json_document document;
    struct json_reader reader = {0};
    if (!load(&document, line, length, error))
        return false;
    const json_t *root = document.root;
    const json_t *version = json_object_get(root, "benchrun_journal");
    if (!json_is_integer(version))
        json_complain(&reader, "not a journal of benchrun");
    else if (json_integer_value(version) != FILE_VERSION)
        json_complain(&reader, "its version is %lld and this benchrun reads %d",
                      (long long)json_integer_value(version), FILE_VERSION);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    get_head(&reader, root, run);
    json_get_lines(&reader, root, "argv", words);
    json_document_clear(&document);
    if (!settle(&reader, error))
        return false;
    g_ptr_array_add(words, NULL);
    *argv = (char **)g_ptr_array_steal(words, NULL);
    return true;
}
