// SPDX-License-Identifier: MIT
#pragma once
// This benchrun as others see it. Where its file cannot be made there is nothing to see, and that
// is no error: all that follows does nothing then.
#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "framework/live/run_card.h"

/** Shows this process and what it does; until it exits. */
void presence_begin(const char *command);

/** The CPU that it measures on; negative: none. */
void presence_set_cpu(int cpu);

/** What is in progress, as step `done` of `total`, and how long all will still take. */
void presence_tell(const char *what, unsigned done, unsigned total, double left_s);

/** What it searches for in several steps, and how far that is: "24 commits left". */
void presence_set_search(const char *search);

/** The cases that it is going to measure, by their ids (char *); the first call counts. */
void presence_set_cases(const GPtrArray *ids);

/** A case of those; NULL: it is not shown. */
struct run_case *presence_find_case(const char *id);

void presence_set_state(struct run_case *shown, enum run_case_state state);

/** The worker of a case; 0: it has none any more. */
void presence_set_worker(struct run_case *shown, pid_t worker);

/** Its worker is asked something now, or has answered. */
void presence_set_asked(struct run_case *shown, bool is_asked);

/** What others ask of it; NULL is fine. */
enum run_case_request presence_request(const struct run_case *shown);

/** Takes the file away, and those of dead programs; called at exit. */
void presence_end(void);
