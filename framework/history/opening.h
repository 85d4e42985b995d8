// SPDX-License-Identifier: MIT
#pragma once
// Opens and closes the file of a history.
#include <stdbool.h>

#include "framework/history/history.h"

enum history_access { HISTORY_READS, HISTORY_WRITES };

/** Whether a file is one of SQLite, as histories are. */
bool history_is_at(const char *path);

/**
 * Opens a file; one that is missing is made by HISTORY_WRITES. A file of an older version is
 * renewed. Reading never changes the file, and needs no right to.
 */
struct history *history_open(const char *path, enum history_access access, GError **error);
void history_close(struct history *history);
// g_autoptr(History), as GLib wants a name of one word.
typedef struct history History;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(History, history_close)
