// SPDX-License-Identifier: MIT
#pragma once
// The groups of options, for options*.c alone: a group adds its entries, and checks what came.
#include "framework/cli/options.h"

// What GOption fills in beside the strings of `options`, before it is checked.
struct raw_options {
    struct options *options;
    unsigned groups; // enum option_groups that the command takes
    char *launcher, *memory_limit, *cpu, *seed, *plot_formats, *colour;
    char *args[2], **fail_on, **passes;
    // NAN, -1, and for jobs G_MININT: not given
    double timeout_s, time_s, precision_percent, sample_us, worth_ratio;
    double margin_percent, same_percent, alpha_percent;
    gint64 samples;
    int processes, jobs, layouts;
    gboolean quick, no_check, claims, strict, aa, instructions, allow_machines, resume, one_row,
        plot_terminal, quiet, per_sample;
};

void options_add_select(GOptionGroup *group, struct raw_options *raw);
void options_add_start(GOptionGroup *group, struct raw_options *raw);
void options_add_measure(GOptionGroup *group, struct raw_options *raw);
void options_add_check(GOptionGroup *group, struct raw_options *raw);
void options_add_claims(GOptionGroup *group, struct raw_options *raw);
void options_add_test(GOptionGroup *group, struct raw_options *raw);
void options_add_compare(GOptionGroup *group, struct raw_options *raw);
void options_add_save(GOptionGroup *group, struct raw_options *raw);
void options_add_output(GOptionGroup *group, struct raw_options *raw);
void options_add_report(GOptionGroup *group, struct raw_options *raw);

bool options_check_start(const struct raw_options *raw, GError **error);
bool options_check_measure(const struct raw_options *raw, GError **error);
bool options_check_check(const struct raw_options *raw, GError **error);
bool options_check_claims(const struct raw_options *raw, GError **error);
bool options_check_test(const struct raw_options *raw, GError **error);
bool options_check_compare(const struct raw_options *raw, GError **error);
bool options_check_save(const struct raw_options *raw, GError **error);
bool options_check_output(const struct raw_options *raw, GError **error);
bool options_check_report(const struct raw_options *raw, GError **error);

/** Sets the error and returns false. */
G_GNUC_PRINTF(2, 3) bool options_refuse(GError **error, const char *format, ...);

/** Whether least <= value <= most; `option` is named in the error. */
bool options_check_range(const char *option, double value, double least, double most,
                         GError **error);

/** `fallback` when the option was not given. */
double option_or(double given, double fallback);
