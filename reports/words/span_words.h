// SPDX-License-Identifier: MIT
#pragma once
// The spans of a profile in words. All texts are printable and to be freed.
#include "framework/profile/profile.h"

/** "137 spans in 1.2 s, 2 of them still open at the end."; NULL where there are none. */
char *span_sentence(const struct profile *profile);

/** "12 more spans are not here: ..."; NULL where all are. */
char *span_left_out(const struct profile *profile);

/** The thread of a span: its name, where known, and its number. */
char *span_thread(const struct profile *profile, guint pid, guint tid);
