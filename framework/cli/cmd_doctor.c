// SPDX-License-Identifier: MIT
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/cli/command.h"
#include "framework/cli/doctor_measure.h"
#include "framework/cli/doctor_tune.h"
#include "framework/cli/planned_charts.h"
#include "framework/cli/recording.h"
#include "framework/cli/terminal.h"
#include "framework/machine/checkup.h"
#include "reports/charts/chart_noise.h"
#include "reports/reporters.h"

enum { LOOK_MS = 1000, PAUSE_MS = 20 };

// Lets a second of the machine's life go by.
static bool wait_for_a_look(void)
{
    for (unsigned ms = 0; ms < LOOK_MS && !interruption_is_requested(); ms += PAUSE_MS)
        g_usleep(PAUSE_MS * 1000);
    return !interruption_is_requested();
}

static int present(const struct checkup *checkup, const struct recording *recording)
{
    g_autoptr(GError) error = NULL;
    const struct options *options = &recording->options;
    bool is_page = (output_list_needs(&options->outputs) & NEEDS_DRAWINGS) != 0;
    g_auto(Planned) planned =
        checkup->noise != NULL ? chart_noise_plan(checkup->noise) : (struct planned){0};
    g_autoptr(Drawings) drawings =
        is_page && checkup->noise != NULL ? planned_charts_for_page(&planned) : NULL;
    const struct checkup_report report = {
        .checkup = checkup,
        .version = BENCHRUN_VERSION,
        .started = recording->run->started,
        .drawings = drawings,
        .width = options->width > 0 ? (unsigned)options->width : terminal_width(),
        .use_colour = options->use_colour,
    };
    if (!output_list_write_checkup(&options->outputs, &report, &error))
        return complain(EXIT_UNMEASURED, "%s", error->message);
    return planned_charts_draw(&planned, options);
}

static int judge(const struct checkup *checkup, const char *fail_on)
{
    guint counts[SEVERITIES];
    symptoms_count(checkup->symptoms, counts);
    bool fails = (strcmp(fail_on, "never") != 0 && counts[SEVERITY_SEVERE] > 0) ||
                 (strcmp(fail_on, "warning") == 0 && counts[SEVERITY_WARNING] > 0);
    return fails ? EXIT_CHECK_FAILED : EXIT_GOOD;
}

static int examine(const struct recording *recording)
{
    const struct doctor_options *options = &recording->options.doctor;
    int code = EXIT_GOOD;
    g_autoptr(Checkup) checkup = checkup_begin(options->root);
    if (!wait_for_a_look())
        return EXIT_INTERRUPTED;
    checkup_end(checkup);
    if (options->measures)
        code = doctor_measure(&recording->options, checkup);
    if (code == EXIT_GOOD)
        code = present(checkup, recording);
    return code == EXIT_GOOD ? judge(checkup, options->fail_on) : code;
}

static int check_words(const struct options *options)
{
    g_autoptr(GError) error = NULL;
    if (options->suites != NULL)
        return complain(EXIT_USAGE, "doctor looks at the machine, not at '%s': leave that out",
                        options->suites[0]);
    if (!g_file_test(options->doctor.root, G_FILE_TEST_IS_DIR))
        return complain(EXIT_USAGE, "--root: '%s' is not a folder", options->doctor.root);
    if (options->doctor.measures && !g_str_equal(options->doctor.root, "/"))
        return complain(EXIT_USAGE, "--measure measures this machine: leave out --root");
    if (options->plot_folder != NULL && !options->doctor.measures)
        return complain(EXIT_USAGE, "--plot draws what --measure measures: name that too");
    if (options->doctor.tunes && options->doctor.restores)
        return complain(EXIT_USAGE, "--tune and --restore are opposites: name one of them");
    return output_list_check(&options->outputs, OUTPUT_CHECKUP, &error)
               ? EXIT_GOOD
               : complain(EXIT_USAGE, "%s", error->message);
}

int cmd_doctor(char **argv)
{
    struct recording recording;
    int code = recording_begin(&recording, argv);
    if (code == EXIT_GOOD)
        code = check_words(&recording.options);
    if (code == EXIT_GOOD)
        code = recording.options.doctor.tunes || recording.options.doctor.restores
                   ? doctor_tune(&recording.options)
                   : examine(&recording);
    recording_clear(&recording);
    return code;
}
