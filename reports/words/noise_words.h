// SPDX-License-Identifier: MIT
#pragma once
// The noise of a machine in words.
#include "framework/machine/noise.h"

struct noise_fact {
    const char *label; // "clock"
    char *text;
};
void noise_fact_free(struct noise_fact *fact);

/** What was measured (struct noise_fact *); g_ptr_array_unref() frees it. */
GPtrArray *noise_facts(const struct noise *noise);

/** How long the kernels were compared, in the order of measuring: double, each once. */
GArray *noise_times(const struct noise *noise);

/** The kernels (const char *), each once, borrowed. */
GPtrArray *noise_kernels(const struct noise *noise);

/** The smallest change of a kernel after a time; NAN: none. */
double noise_change_of(const struct noise *noise, const char *kernel, double time_s);

/** A change, rounded up: "0.9%"; "-" where none is known. */
char *noise_percent(double change);

/** "1 s", for the head of a column. */
char *noise_time(double time_s);

/** "After 1 s a comparison finds 8 of 10 changes of 0.9%, after 4 s of 0.6%." To free. */
char *noise_sentence(const struct noise *noise);
