// SPDX-License-Identifier: MIT
#include <stdlib.h>
#include <string.h>

#include "framework/profile/profile_file.h"
#include "framework/profile/profile_merge.h"
#include "framework/profile/profile_parse.h"
#include "framework/profile/totals.h"
#include "reports/report.h"
#include "reports/reporters.h"
#include "tests/fuzz/fuzz.h"
#include "tests/reports/sinks.h"

static void insist(bool condition)
{
    if (!condition)
        abort();
}

static void render(const struct profile *profile)
{
    const struct profile_report report = {.profile = profile, .top = 20};
    g_autofree char *names = reporter_names_of_profiles();
    g_auto(GStrv) formats = g_strsplit(names, ", ", -1);
    for (char **format = formats; *format != NULL; format++) {
        g_autoptr(GString) out = g_string_new(NULL);
        g_autoptr(GError) error = NULL;
        bool is_good = reporter_find(*format)->write_profile(out, &report, &error);
        insist(is_good == (error == NULL));
        bool is_text = is_good && strcmp(*format, "pprof") != 0;
        g_autofree char *problem = is_text ? sink_problem_of_log(out->str) : NULL;
        insist(problem == NULL);
    }
}

void fuzz_profile(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *own = g_memdup2(data, size);
    g_autoptr(Profile) profile = profile_parse(own ? own : "", size, &error);
    insist((profile == NULL) == (error != NULL));
    if (profile == NULL)
        return;
    g_autoptr(GString) text = g_string_new(NULL);
    profile_append(text, profile);
    g_autoptr(Profile) again = profile_parse(text->str, text->len, &error);
    insist(again != NULL);
    profile_merge(profile, again);
    for (guint i = 0; i < profile->metrics->len; i++)
        g_array_unref(totals_of_functions(profile, i));
    render(profile);
}
