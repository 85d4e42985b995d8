// SPDX-License-Identifier: MIT
#pragma once
// What `ps` prints.
#include "framework/live/live_list.h"

/** Tables of all that is in a list, or a sentence that there is nothing. 0: as wide as needed. */
void ps_text_write(GString *out, const struct live_list *list, unsigned width);

/** The same of one process: its spans, or its cases. */
void ps_text_write_process(GString *out, const struct live_list *list, unsigned width);

/** The same as JSON. */
void ps_json_write(GString *out, const struct live_list *list, bool is_of_process);

/** The case in progress, with how many others are; to free. */
char *ps_case_in_progress(const struct shown_run *run);

/** How many of its cases are done, and how many there are; of steps where it has no cases. */
void ps_count_done(const struct shown_run *run, unsigned *done, unsigned *total);

/** "running" of those in progress that run now, "in turn" of the others of their plan. */
const char *ps_state_word(const struct shown_case *shown);
