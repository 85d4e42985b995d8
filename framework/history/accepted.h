// SPDX-License-Identifier: MIT
#pragma once
// Steps that are meant: of a case, at a commit, for good.
#include <stdbool.h>

#include "framework/history/opening.h"

/** Accepts what changed a case at a commit. Once more is no error. */
bool history_accept(struct history *history, const char *case_id, const char *commit,
                    GError **error);

/** All that was accepted, for accepted_has(); to free with g_hash_table_unref(). */
GHashTable *history_read_accepted(struct history *history, GError **error);

bool accepted_has(GHashTable *accepted, const char *case_id, const char *commit);
