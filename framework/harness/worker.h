// SPDX-License-Identifier: MIT
#pragma once
// Answers the host's requests, docs/protocol.md, until stdin ends or `quit`.

/** Returns the process's exit status. */
int worker_serve(void);

struct bench_def;

/** Has `floor` measure this body in place of an empty loop. */
void worker_use_floor(const struct bench_def *def);
