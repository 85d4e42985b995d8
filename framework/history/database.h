// SPDX-License-Identifier: MIT
#pragma once
// A history's file as SQLite has it, for the rest of this folder: opened with care, statements and
// their errors.
#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "framework/history/history.h"

enum { DATABASE_WAIT_MS = 5000 }; // for other writers

struct history {
    sqlite3 *sqlite;
    char *path; // as the user named it
    char *real; // without symbolic links
    bool is_writable;
    bool is_immutable;   // in a folder where we cannot lock it
    int64_t deadline_us; // for what is done before the tables are known to be benchrun's
    struct stat at_open; // then, to tell whether somebody else wrote to it meanwhile
};

// g_autoptr(sqlite3_stmt).
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3_stmt, sqlite3_finalize)

/** NULL and an error. */
sqlite3_stmt *database_prepare(const struct history *history, const char *sql, GError **error);

/** Runs SQL without values, several statements if need be. */
bool database_execute(const struct history *history, const char *sql, GError **error);

/**
 * The next row. False at the end, and with an error. After an error or the end the statement is
 * reset and can be run again.
 */
bool database_step(const struct history *history, sqlite3_stmt *statement, GError **error);

/** Runs a statement that has no rows to read to its end, and resets it. */
bool database_finish(const struct history *history, sqlite3_stmt *statement, GError **error);

/** Values of a statement, from 1. A NULL, a NAN and HISTORY_UNKNOWN become NULL. */
void bind_text(sqlite3_stmt *statement, int at, const char *text);
void bind_number(sqlite3_stmt *statement, int at, double value);
void bind_integer(sqlite3_stmt *statement, int at, int64_t value);

/** Values of a row, from 0; NULL becomes NULL, NAN or HISTORY_UNKNOWN. The text is to be freed. */
char *column_text(sqlite3_stmt *statement, int at);
/** Of a name: at most TEXT_MOST_NAME bytes, as benchrun writes no longer ones. */
char *column_name(sqlite3_stmt *statement, int at);
/** The same of one that a damaged file may lack: never NULL. */
char *column_word(sqlite3_stmt *statement, int at);
double column_number(sqlite3_stmt *statement, int at);
int64_t column_integer(sqlite3_stmt *statement, int at);

/** The only value of a query that has one row; HISTORY_UNKNOWN and an error. */
int64_t database_ask(const struct history *history, const char *sql, GError **error);

/** Begins a transaction that writes; waits for other writers. */
bool database_begin(const struct history *history, GError **error);

/** Ends it: keeps all of it where everything was good, or else nothing. Returns what it kept. */
bool database_end(const struct history *history, bool is_good, GError **error);

/** Whether the file has a part in its journal. */
bool database_has_journal(const struct history *history);

/** Whether a file that cannot be locked is the one that was opened; asked after all was read. */
bool database_is_unchanged(const struct history *history, GError **error);

/** Sets the error for what SQLite last said. Always returns false. */
bool database_fail(const struct history *history, GError **error);

/** Sets the error for a code of SQLite; `what` says more. */
void database_set_error(const struct history *history, int code, const char *what, GError **error);
