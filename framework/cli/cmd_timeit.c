// SPDX-License-Identifier: MIT
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/interruption.h"
#include "framework/base/text_file.h"
#include "framework/cli/command.h"
#include "framework/cli/dry_run.h"
#include "framework/cli/running.h"
#include "framework/cli/timeit_build.h"

struct timing {
    GPtrArray *texts;  // struct timed *
    GPtrArray *locals; // of the set-up; NULL: nothing was compiled
    struct scratch scratch;
    char *program;
};

// As Python's timeit has it: three digits, in the largest unit of which there is one.
static char *brief_time(double ns)
{
    static const struct {
        double ns;
        const char *unit;
    } units[] = {{1e9, "sec"}, {1e6, "msec"}, {1e3, "usec"}, {1, "nsec"}};
    size_t i = 0;
    while (i + 1 < G_N_ELEMENTS(units) && ns < units[i].ns)
        i++;
    return g_strdup_printf("%.3g %s", ns / units[i].ns, units[i].unit);
}

static char *brief(const struct result *result)
{
    if (result->status != STATUS_OK)
        return g_strdup("not measured");
    if (result->bench_case->has_empty_loop)
        return g_strdup("nothing is left to time: the compiler removed it, or computed it in "
                        "advance");
    g_autofree char *time = brief_time(result->summary.best_ns);
    return g_strdup_printf(
        "%" G_GUINT64_FORMAT " loop%s, best of %zu: %s per loop%s", result->iterations,
        result->iterations == 1 ? "" : "s", result->summary.n + result->summary.n_disturbed, time,
        result->is_at_floor ? ", no more than an empty loop: perhaps the compiler computed it in "
                              "advance"
                            : "");
}

// Other formats hold what they always do.
static void announce(void *data, const struct recording *recording)
{
    const struct timing *timing = data;
    const GPtrArray *results = recording->run->results;
    if (!output_list_prints_table(&recording->options.outputs))
        return;
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < results->len && i < timing->texts->len; i++) {
        const struct timed *timed = g_ptr_array_index(timing->texts, i);
        g_autofree char *words = brief(g_ptr_array_index(results, i));
        g_autofree char *text = escape_log(timed->text);
        if (timing->texts->len > 1)
            g_string_append_printf(lines, "%s: ", text);
        g_string_append_printf(lines, "%s\n", words);
    }
    fputs(lines->str, stdout);
    putchar('\n');
}

static int save_source(const struct timing *timing, const struct timeit_options *options)
{
    g_autoptr(GError) error = NULL;
    if (options->save == NULL)
        return EXIT_GOOD;
    g_autofree char *source = timeit_source(options, timing->texts, timing->locals, TIMEIT_TO_READ);
    if (!text_file_write(options->save, source, strlen(source), false, &error))
        return complain(EXIT_UNMEASURED, "%s", error->message);
    say("saved the suite as '%s'; to build it: %s -O2 %s $(pkg-config --cflags --libs benchrun)",
        options->save, timeit_is_cpp(options) ? "c++" : "cc", options->save);
    return EXIT_GOOD;
}

static int build(struct timing *timing, const struct options *options)
{
    g_autoptr(GError) error = NULL;
    if (options->suites == NULL)
        return complain(EXIT_USAGE,
                        "name an expression to time: benchrun timeit 'strlen(s)' --setup 'char "
                        "s[] = \"text\";'");
    timing->texts = timeit_texts(options->suites);
    if (!scratch_open(&timing->scratch, &error))
        return complain(EXIT_UNMEASURED, "%s", error->message);
    timing->program =
        timeit_build(options, timing->texts, &timing->scratch, &timing->locals, &error);
    if (timing->program == NULL)
        return complain(interruption_caused(error) ? EXIT_INTERRUPTED : EXIT_USAGE, "%s",
                        error->message);
    return options->is_dry ? EXIT_GOOD : save_source(timing, &options->timeit);
}

// Nothing is kept but what `-o` names.
static void keep_nothing(struct recording *recording, const struct timing *timing)
{
    struct options *options = &recording->options;
    g_free(options->folder);
    options->folder = g_strdup(timing->scratch.folder);
    options->keeps_nothing = true;
    options->is_quiet = true;
}

static void end(struct timing *timing)
{
    g_clear_pointer(&timing->texts, g_ptr_array_unref);
    g_clear_pointer(&timing->locals, g_ptr_array_unref);
    g_free(timing->program);
    if (timing->scratch.folder != NULL)
        scratch_close(&timing->scratch);
}

int cmd_timeit(char **argv)
{
    struct recording recording;
    struct discovery discovery = {0};
    struct timing timing = {0};
    int code = recording_begin(&recording, argv);
    if (code == EXIT_GOOD)
        code = build(&timing, &recording.options);
    if (code == EXIT_GOOD) {
        const char *const words[] = {timing.program, NULL};
        code = recording.options.is_dry ? dry_run_suites(&recording.options, SIDE_NONE, words)
                                        : discovery_find(&discovery, &recording.options, words);
    }
    if (code == EXIT_GOOD) {
        keep_nothing(&recording, &timing);
        recording_describe(&recording, &discovery);
        code = recording_prepare(&recording, argv);
    }
    if (code == EXIT_GOOD)
        code = running_record(&recording, &discovery, announce, &timing);
    discovery_clear(&discovery);
    recording_clear(&recording);
    end(&timing);
    return code;
}
