// SPDX-License-Identifier: MIT
#include <math.h>
#include <string.h>

#include "framework/base/text.h"
#include "framework/result/summary.h"
#include "reports/exchange/interchange.h"
#include "reports/formats.h"

// As Go names it: GOARCH, where Go has its own name for it.
static const char *go_architecture(const char *arch)
{
    static const char *const names[][2] = {
        {"x86_64", "amd64"}, {"aarch64", "arm64"}, {"i686", "386"}, {"armv7l", "arm"}};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_strcmp0(arch, names[i][0]) == 0)
            return names[i][1];
    return arch;
}

static void add_config(GString *out, const char *key, const char *value)
{
    g_autofree char *printable = text_printable(value);
    g_strstrip(printable);
    if (*printable)
        g_string_append_printf(out, "%s: %s\n", key, printable);
}

// Whether benchstat would take the end for the number of CPUs.
static bool ends_like_cpus(const char *name)
{
    const char *dash = strrchr(name, '-');
    return dash != NULL && dash[1] != '\0' && dash[1 + strspn(dash + 1, "0123456789")] == '\0';
}

// A word ends at a space. `is_name`: it starts with a capital.
static char *go_word(const char *text, bool is_name)
{
    GString *word = g_string_new(NULL);
    g_autofree char *printable = text_printable(text);
    for (const char *c = printable; *c; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);
        if (c == printable && is_name)
            character = g_unichar_toupper(character);
        g_string_append_unichar(word, g_unichar_isspace(character) ? '_' : character);
    }
    return g_string_free(word, FALSE);
}

// `n:1024` is `n=1024` there, which benchstat can filter and sort by.
static char *go_name(const struct bench_case *bench_case, GHashTable *taken)
{
    g_autofree char *word = go_word(bench_case->id, true);
    g_autoptr(GString) name = g_string_new(word);
    if (bench_case->has_arg && bench_case->arg_name != NULL) {
        g_autofree char *printable_arg = text_printable(bench_case->arg_name);
        g_autofree char *ours = g_strdup_printf("/%s:", printable_arg);
        g_autofree char *theirs = g_strdup_printf("/%s=", printable_arg);
        g_string_replace(name, ours, theirs, 1);
    }
    if (ends_like_cpus(name->str))
        g_string_append_printf(name, "-%u", bench_case->threads);
    return name_once(taken, name->str);
}

// A unit is a word.
static void add_metric(GString *out, const struct metric *metric)
{
    g_autofree char *unit = go_word(metric->name, false);
    bool is_taken = *unit == '\0' || strcmp(unit, "ns/op") == 0 || strcmp(unit, "MB/s") == 0;
    if (is_taken)
        return;
    g_string_append_c(out, '\t');
    text_append_number(out, metric->value);
    g_string_append_printf(out, " %s%s", unit,
                           strcmp(metric->source, SOURCE_BODY) == 0 ? "" : "/op");
}

static void add_sample(GString *out, const struct result *result, const struct sample *sample,
                       const char *name, const GPtrArray *metrics)
{
    g_string_append_printf(out, "Benchmark%s\t%" G_GUINT64_FORMAT "\t", name, sample->iterations);
    text_append_number(out, sample_ns(sample));
    g_string_append(out, " ns/op");
    if (result->bytes > 0 && sample->elapsed_ns > 0) {
        g_string_append_c(out, '\t');
        text_append_number(out, result->bytes / sample_ns(sample) * 1000);
        g_string_append(out, " MB/s");
    }
    for (guint i = 0; i < metrics->len; i++)
        add_metric(out, g_ptr_array_index(metrics, i));
    g_string_append_c(out, '\n');
}

// benchstat makes a table for each combination of these keys, so they hold nothing that differs
// between runs that shall be compared, such as a path or a commit.
static void add_head(GString *out, const struct run *run)
{
    add_config(out, "goos", "linux");
    if (run->machine == NULL)
        return;
    add_config(out, "goarch", go_architecture(run->machine->arch));
    add_config(out, "cpu", run->machine->cpu);
}

bool go_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    g_autoptr(GPtrArray) measured = measured_results(report, true, "go");
    g_autoptr(GHashTable) taken = names_new();
    const char *suite = "";
    enum side side = SIDE_NONE;
    add_head(out, report->run);
    for (guint i = 0; i < measured->len; i++) {
        const struct result *result = g_ptr_array_index(measured, i);
        if (result->side != side) {
            add_config(out, "side", side_word(result->side));
            g_hash_table_remove_all(taken);
        }
        g_autofree char *name = go_name(result->bench_case, taken);
        if (strcmp(result->bench_case->suite, suite) != 0) {
            g_autofree char *package = g_path_get_basename(result->bench_case->suite);
            add_config(out, "pkg", package);
        }
        side = result->side;
        suite = result->bench_case->suite;
        g_autoptr(GPtrArray) samples = summary_counted_samples(result);
        g_autoptr(GPtrArray) metrics = counted_metrics(result);
        for (guint s = 0; s < samples->len; s++)
            add_sample(out, result, g_ptr_array_index(samples, s), name, metrics);
    }
    return true;
}
