// SPDX-License-Identifier: MIT
#pragma once
// What measuring the cases took, by which later runs are cut into parts.
#include "framework/history/history.h"

/**
 * By case id, the seconds (double) that each took in the newest run that was added with it, on
 * whatever machine; to free with g_hash_table_unref(). NULL and an error where it cannot be read.
 */
GHashTable *history_durations(struct history *history, GError **error);
