// SPDX-License-Identifier: MIT
// What `doctor` looks at, and what it does about it.
#include "framework/cli/option_row.h"
#include "reports/reporters.h"

static const struct option_row examining[] = {
    {
        .name = "measure",
        .kind = OPTION_FLAG,
        .commands = COMMAND_DOCTOR,
        .help = "Measure the noise, and the smallest change that this machine can show (20 s)",
        .more = "Four kernels are compared with themselves, four times each, as 'benchrun compare' "
                "does.",
        OPTION_FIELD(doctor.measures),
    },
    {
        .name = "time",
        .kind = OPTION_NUMBER,
        .metavar = "S",
        .commands = COMMAND_DOCTOR,
        .help = "With --measure, seconds of a comparison; 4 of them are one of 4 times as many",
        .normal = {.value = "1"},
        .least = 0.001,
        .most = 1e6,
        OPTION_FIELD(time_s),
    },
    {
        .name = "fail-on",
        .kind = OPTION_TEXT,
        .metavar = "SEVERITY",
        .commands = COMMAND_DOCTOR,
        .help = "Exit code 1 if anything is as severe: warning, severe or never",
        .normal = {.value = "never"},
        .choices = "never, warning, severe",
        OPTION_FIELD(doctor.fail_on),
    },
    {
        .name = "tune",
        .kind = OPTION_FLAG,
        .commands = COMMAND_DOCTOR,
        .help = "Change the settings that can be put back: governor, turbo, perf_event_paranoid",
        .more = "Needs root. Each change is printed. What they were is kept in "
                "/run/benchrun-tuned, before the first is changed. Also numa_balancing and "
                "randomize_va_space.",
        OPTION_FIELD(doctor.tunes),
    },
    {
        .name = "restore",
        .kind = OPTION_FLAG,
        .commands = COMMAND_DOCTOR,
        .help = "Put back what --tune changed",
        .more = "Also after a crash in the middle. Does nothing where nothing was changed.",
        OPTION_FIELD(doctor.restores),
    },
    {
        .name = "root",
        .kind = OPTION_TEXT,
        .metavar = "DIR",
        .commands = COMMAND_DOCTOR,
        .help = "Look at the files below a folder: a copy of another machine's /proc and /sys",
        .normal = {.value = "/"},
        .proposal = PROPOSE_FOLDERS,
        OPTION_FIELD(doctor.root),
    },
    {
        .name = "format",
        .kind = OPTION_TAKEN,
        .metavar = "NAME",
        .commands = COMMAND_DOCTOR,
        .help = "Format of the next -o, or of stdout",
        .normal = {.words = "table"},
        .list_choices = reporter_names_of_checkups,
        .take = option_take_format,
        OPTION_FIELD(outputs),
    },
    {.name = NULL},
};

const struct option_group options_examining = {"What is examined", examining, NULL};
