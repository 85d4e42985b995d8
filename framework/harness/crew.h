// SPDX-License-Identifier: MIT
#pragma once
// The threads of a case that runs its body in several: they wait between samples, and enter the
// timed loop together.
#include "framework/harness/session.h"

struct crew;

/** Starts the threads of a session whose case has more than one; NULL without them (errno). */
struct crew *crew_new(struct session *session);

/** Runs the body in all threads, a sample of as many iterations each, into the session. */
void crew_run(struct crew *crew, unsigned long iterations);

void crew_free(struct crew *crew);
