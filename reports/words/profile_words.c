// SPDX-License-Identifier: MIT
#include "reports/words/profile_words.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "framework/base/hash.h"
#include "framework/base/text.h"
#include "framework/machine/headline.h"
#include "framework/profile/totals.h"
#include "reports/words/units.h"

char *profile_name(const struct profile_function *function)
{
    g_autofree char *name = text_printable(function->name);
    g_strdelimit(name, "\n", ' ');
    return g_strdup(*name != '\0' ? name : "(unnamed)");
}

bool profile_metric_asked(const struct profile *profile, const char *sort, guint *metric,
                          GError **error)
{
    bool is_usual = sort == NULL || strcmp(sort, "total") == 0;
    int found = is_usual ? 0 : profile_find_metric(profile, sort);
    if (found >= 0 && profile->metrics->len > 0) {
        *metric = (guint)found;
        return true;
    }
    g_autoptr(GString) names = g_string_new("total");
    for (guint i = 0; i < profile->metrics->len; i++) {
        const struct profile_metric *one = g_ptr_array_index(profile->metrics, i);
        g_string_append_printf(names, ", %s", one->name);
    }
    if (profile->metrics->len == 0)
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "the profile holds no numbers");
    else
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "the profile has no '%s' to sort by; it has %s", sort, names->str);
    return false;
}

char *profile_value(const struct profile_metric *metric, double value)
{
    if (strcmp(metric->unit, "s") == 0)
        return units_time(value * 1e9);
    if (strcmp(metric->unit, "B") == 0)
        return units_bytes(value);
    return g_strdup_printf("%.0f", value);
}

char *profile_place(const struct profile_function *function)
{
    if (function->file == NULL)
        return text_printable(function->module != NULL ? function->module : "");
    g_autofree char *name = g_path_get_basename(function->file);
    g_autofree char *plain = text_printable(name);
    return function->line > 0 ? g_strdup_printf("%s:%u", plain, function->line) : g_strdup(plain);
}

static void add_count(GString *out, double count, const char *what)
{
    if (isfinite(count))
        g_string_append_printf(out, "; %.0f %s", count, what);
}

// What a pass counted in all: of a program that does nothing of the kind, too.
static void add_counts(GString *out, const struct profile *profile, const struct profile_pass *pass)
{
    g_autofree char *name = text_printable(pass->name);
    g_autoptr(GString) counts = g_string_new(NULL);
    for (guint i = 0; i < profile->metrics->len; i++) {
        const struct profile_metric *metric = g_ptr_array_index(profile->metrics, i);
        if (g_strcmp0(metric->pass, pass->name) != 0)
            continue;
        if (profile_is_of_lines(profile, i)) {
            g_string_append(counts, "counted by line; --lines NAME lists a function or file");
            continue;
        }
        g_autofree char *what = text_printable(metric->name);
        g_autofree char *value = profile_value(metric, totals_of_all(profile, i));
        g_string_append_printf(counts, "%s%s %s", counts->len > 0 ? ", " : "", what, value);
    }
    if (isfinite(pass->iterations))
        g_string_append_printf(counts, "; in %.0f iterations", pass->iterations);
    if (pass->build != NULL) {
        g_autofree char *build = text_printable(pass->build);
        g_string_append_printf(counts, "; in a build of its own, '%s'", build);
    }
    if (counts->len > 0)
        g_string_append_printf(out, "%s: %s\n", name, counts->str);
}

char **profile_read_source(const char *path)
{
    enum { MOST_BYTES = 4 << 20 };
    g_autofree char *text = NULL;
    gsize length = 0;
    struct stat about;
    bool is_small =
        stat(path, &about) == 0 && S_ISREG(about.st_mode) && about.st_size <= MOST_BYTES;
    bool is_good = is_small && g_file_get_contents(path, &text, &length, NULL);
    if (is_good && length > 0 && text[length - 1] == '\n')
        text[length - 1] = '\0'; // it ends a line and begins none
    return is_good ? g_strsplit(text, "\n", -1) : NULL;
}

char *profile_source_line(const char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, "\t", -1); // tabs would be shown as escapes
    g_autofree char *text = g_strjoinv("    ", parts);
    return text_printable(text);
}

static void add_overhead(GString *out, const struct profile_pass *pass)
{
    const double *interval = pass->overhead_interval;
    if (!isfinite(pass->overhead))
        return;
    g_string_append_printf(out, "; overhead %+.2f%%", 100 * pass->overhead);
    if (isfinite(interval[1] - interval[0]))
        g_string_append_printf(out, " ±%.2f", 100 * (interval[1] - interval[0]) / 2);
    if (!isfinite(pass->sample_cost_ns))
        return;
    g_autofree char *each = units_time(pass->sample_cost_ns);
    g_string_append_printf(out, " (%s a sample)", each);
}

static void add_pass(GString *out, const struct profile *profile, const struct profile_pass *pass)
{
    g_autofree char *name = text_printable(pass->name);
    g_autofree char *why = pass->why_missing != NULL ? text_printable(pass->why_missing) : NULL;
    if (why != NULL)
        g_string_append_printf(out, "no %s: %s\n", name, why);
    else if (!isfinite(pass->samples))
        add_counts(out, profile, pass);
    if (!isfinite(pass->samples))
        return;
    g_string_append_printf(out, "%s: %.0f samples", name, pass->samples);
    if (isfinite(pass->rate_hz))
        g_string_append_printf(out, " at %.0f Hz", pass->rate_hz);
    add_overhead(out, pass);
    add_count(out, pass->lost, "lost");
    add_count(out, pass->truncated, "with a stack that is cut off");
    g_string_append_c(out, '\n');
}

// Of code without a symbol the name is its module and address.
static bool has_symbol(const struct profile_function *function)
{
    return function->module == NULL || !g_str_has_prefix(function->name, function->module) ||
           !g_str_has_prefix(function->name + strlen(function->module), "+0x");
}

static void add_symbols(GString *out, const struct profile *profile)
{
    static const double worth_a_note = 0.05;
    g_autoptr(GString) modules = g_string_new(NULL);
    double without = 0;
    if (profile->metrics->len == 0 || profile_is_of_lines(profile, 0))
        return;
    g_autoptr(GHashTable) seen = g_hash_table_new(hash_text, g_str_equal);
    g_autoptr(GArray) totals = totals_of_functions(profile, 0);
    g_array_sort(totals, totals_compare_self);
    for (guint i = 0; i < totals->len; i++) {
        const struct total *total = &g_array_index(totals, struct total, i);
        const struct profile_function *function =
            &g_array_index(profile->functions, struct profile_function, total->function);
        if (total->self <= 0 || has_symbol(function))
            continue;
        without += total->self;
        if (!g_hash_table_add(seen, (gpointer)function->module))
            continue;
        g_autofree char *module = text_printable(function->module);
        g_string_append_printf(modules, "%s%s", modules->len > 0 ? ", " : "", module);
    }
    double share = without / totals_of_all(profile, 0);
    if (share >= worth_a_note)
        g_string_append_printf(out,
                               "note: %.0f%% is in code without symbols (%s): install its debug "
                               "symbols, on Debian a package named -dbgsym, or build it with -g\n",
                               100 * share, modules->str);
}

static void add_machines(GString *out, const GPtrArray *machines)
{
    if (machines->len < 2)
        return;
    g_string_append_printf(
        out, "note: these are profiles of %u machines, which take different times", machines->len);
    for (guint i = 0; i < machines->len; i++) {
        g_autofree char *lines = headline_format(g_ptr_array_index(machines, i));
        g_autofree char *first = g_strndup(lines, strcspn(lines, "\n"));
        g_autofree char *machine = text_printable(first);
        g_string_append_printf(out, "%s %s", i == 0 ? ":" : ";", machine);
    }
    g_string_append_c(out, '\n');
}

bool profile_machines_differ(const struct profile *profile, const struct profile *other)
{
    if (profile->machines->len == 0 || other->machines->len == 0)
        return false;
    const struct machine *one = g_ptr_array_index(profile->machines, 0);
    const struct machine *two = g_ptr_array_index(other->machines, 0);
    return profile->machines->len > 1 || other->machines->len > 1 ||
           g_strcmp0(one->id, two->id) != 0;
}

void profile_notes(GString *out, const struct profile *profile)
{
    for (guint i = 0; i < profile->passes->len; i++)
        add_pass(out, profile, g_ptr_array_index(profile->passes, i));
    for (guint i = 0; i < profile->notes->len; i++) {
        g_autofree char *note = text_printable(g_ptr_array_index(profile->notes, i));
        g_string_append_printf(out, "note: %s\n", note);
    }
    add_symbols(out, profile);
    add_machines(out, profile->machines);
}
