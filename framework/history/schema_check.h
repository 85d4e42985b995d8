// SPDX-License-Identifier: MIT
#pragma once
// What the file of a history defines, before anything in it is used: SQLite computes generated
// columns, expressions in an index and constraints as the file has them, which may take forever.
#include "framework/history/database.h"

/**
 * Limits what SQLite does for an untrusted definition, until schema_check() has accepted it: it
 * reads the statistics of a file as soon as it reads the tables.
 */
void schema_distrust(struct history *history);

/**
 * Whether a file of this version has the tables and indices that benchrun makes, and no others.
 * Views and triggers are switched off and do not count; neither do the statistics of ANALYZE.
 */
bool schema_check(struct history *history, int64_t version, GError **error);
