// SPDX-License-Identifier: MIT
#include <glib.h>
#include <string.h>

#include "framework/profile/profile_file.h"
#include "framework/profile/profile_merge.h"
#include "framework/profile/profile_parse.h"
#include "framework/profile/totals.h"
#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"

static void render(const struct profile_report *report, const char *format)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    bool is_good = reporter_find(format)->write_profile(out, report, &error);
    insist(is_good == (error == NULL), "a profile is rendered or not");
    if (is_good && strcmp(format, "pprof") != 0)
        insist_sink(format, out->str);
}

static void render_all(const struct profile *profile)
{
    const struct profile_report report = {.profile = profile, .top = 20, .hot_lines = 10};
    g_autofree char *names = reporter_names_of_profiles();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    for (char **format = formats; *format != NULL; format++)
        render(&report, *format);
}

// The lines of the functions, and of the files, that are called like the first.
static void render_lines(const struct profile *profile)
{
    const struct profile_function *first = (const void *)profile->functions->data;
    const char *const names[] = {first->name, first->file};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const struct profile_report report = {.profile = profile, .lines = names[i]};
        if (names[i] != NULL)
            render(&report, "table");
    }
}

void insist_profile(struct profile *profile)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    profile_append(text, profile);
    g_autoptr(Profile) again = profile_parse(text->str, text->len, &error);
    insist_fine("a profile that is read again", error ? error->message : NULL);
    profile_merge(profile, again);
    for (guint i = 0; i < profile->metrics->len; i++)
        g_array_unref(totals_of_functions(profile, i));
    render_all(profile);
}

// `profile` has twice the values.
static void render_change(const char *text, size_t size, const struct profile *profile)
{
    g_autoptr(Profile) base = profile_parse(text, size, NULL);
    const struct profile_report report = {.profile = profile, .base = base};
    render(&report, "table");
}

void fuzz_profile(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *own = g_memdup2(data, size);
    g_autoptr(Profile) profile = profile_parse(own ? own : "", size, &error);
    insist((profile == NULL) == (error != NULL), "a profile is read or not");
    if (profile == NULL)
        return;
    insist_profile(profile);
    render_change(own, size, profile);
    if (profile->functions->len > 0)
        render_lines(profile);
}
