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

/** A case and a commit of what was accepted, and when. */
struct accepted {
    char *case_id, *commit;
    int64_t time; // s since 1970
};

/** All of them (struct accepted *), by case. */
GPtrArray *history_list_accepted(struct history *history, GError **error);

/** Takes one back. */
bool history_unaccept(struct history *history, const struct accepted *accepted, GError **error);

void accepted_add(GHashTable *accepted, const char *case_id, const char *commit);
bool accepted_has(GHashTable *accepted, const char *case_id, const char *commit);
