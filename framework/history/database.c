// SPDX-License-Identifier: MIT
#include "framework/history/database.h"

#include <math.h>

#include "framework/base/text.h"

G_DEFINE_QUARK(benchrun - history - error, history_error)

static enum history_error kind_of(int code)
{
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return HISTORY_ERROR_BUSY;
    case SQLITE_CORRUPT:
        return HISTORY_ERROR_BROKEN;
    case SQLITE_NOTADB:
        return HISTORY_ERROR_FOREIGN;
    default:
        return HISTORY_ERROR_FAILED;
    }
}

void database_set_error(const struct history *history, int code, const char *what, GError **error)
{
    const char *path = history->path;
    switch (kind_of(code)) {
    case HISTORY_ERROR_BUSY:
        g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_BUSY,
                    "another program has been writing to the history '%s' for %d s: try again when "
                    "it is done",
                    path, DATABASE_WAIT_MS / 1000);
        break;
    case HISTORY_ERROR_BROKEN:
        g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_BROKEN,
                    "the history '%s' is damaged (%s): put a copy of it back, or move it away and "
                    "save what can be read of it with 'benchrun history merge --salvage FILE "
                    "--history NEW'; 'benchrun history add' fills in the rest from result files",
                    path, what);
        break;
    case HISTORY_ERROR_FOREIGN:
        g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_FOREIGN,
                    "'%s' is not a history of benchrun: name another file", path);
        break;
    default:
        g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_FAILED, "cannot %s the history '%s': %s",
                    history->is_writable ? "write" : "read", path, what);
    }
}

static int last_cause(sqlite3_file *file)
{
    int cause = 0;
    if (file != NULL && file->pMethods != NULL)
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &cause);
    return cause;
}

// What the system said of a call that failed, on the history or the log beside it; 0: SQLite has
// words for it.
static int find_cause(sqlite3 *sqlite, int code)
{
    sqlite3_file *file = NULL, *log = NULL;
    if (code != SQLITE_IOERR && code != SQLITE_CANTOPEN && code != SQLITE_CORRUPT)
        return 0;
    sqlite3_file_control(sqlite, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    sqlite3_file_control(sqlite, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    int cause = last_cause(file);
    cause = cause != 0 ? cause : last_cause(log);
    return cause != 0 || code == SQLITE_CORRUPT ? cause : sqlite3_system_errno(sqlite);
}

bool database_fail(const struct history *history, GError **error)
{
    int code = sqlite3_errcode(history->sqlite) & 0xff;
    int cause = find_cause(history->sqlite, code);
    bool is_unread = code == SQLITE_CORRUPT && cause != 0; // by a disk that fails
    const char *what = is_unread ? sqlite3_errstr(SQLITE_IOERR) : sqlite3_errmsg(history->sqlite);
    g_autofree char *words =
        g_strconcat(what, cause != 0 ? ": " : NULL, cause != 0 ? g_strerror(cause) : NULL, NULL);
    database_set_error(history, is_unread ? SQLITE_IOERR : code, words, error);
    return false;
}

sqlite3_stmt *database_prepare(const struct history *history, const char *sql, GError **error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(history->sqlite, sql, -1, &statement, NULL) != SQLITE_OK)
        database_fail(history, error);
    return statement;
}

bool database_execute(const struct history *history, const char *sql, GError **error)
{
    return sqlite3_exec(history->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK ||
           database_fail(history, error);
}

bool database_step(const struct history *history, sqlite3_stmt *statement, GError **error)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        database_fail(history, error);
    sqlite3_reset(statement);
    return false;
}

bool database_finish(const struct history *history, sqlite3_stmt *statement, GError **error)
{
    GError *wrong = NULL;
    while (database_step(history, statement, &wrong))
        ;
    if (wrong != NULL)
        g_propagate_error(error, wrong);
    return wrong == NULL;
}

void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    g_autofree char *valid = text != NULL ? g_utf8_make_valid(text, -1) : NULL;
    sqlite3_bind_text(statement, at, valid, -1, SQLITE_TRANSIENT);
}

void bind_number(sqlite3_stmt *statement, int at, double value)
{
    sqlite3_bind_double(statement, at, value); // a NAN is NULL to it
}

void bind_integer(sqlite3_stmt *statement, int at, int64_t value)
{
    if (value == HISTORY_UNKNOWN)
        sqlite3_bind_null(statement, at);
    else
        sqlite3_bind_int64(statement, at, value);
}

char *column_text(sqlite3_stmt *statement, int at)
{
    return g_strdup((const char *)sqlite3_column_text(statement, at));
}

char *column_name(sqlite3_stmt *statement, int at)
{
    const char *text = (const char *)sqlite3_column_text(statement, at);
    return text != NULL ? text_keep_bytes(text, TEXT_MOST_NAME) : NULL;
}

char *column_word(sqlite3_stmt *statement, int at)
{
    char *text = column_name(statement, at);
    return text != NULL ? text : g_strdup("");
}

double column_number(sqlite3_stmt *statement, int at)
{
    bool is_known = sqlite3_column_type(statement, at) != SQLITE_NULL;
    return is_known ? sqlite3_column_double(statement, at) : (double)NAN;
}

int64_t column_integer(sqlite3_stmt *statement, int at)
{
    bool is_known = sqlite3_column_type(statement, at) != SQLITE_NULL;
    return is_known ? sqlite3_column_int64(statement, at) : HISTORY_UNKNOWN;
}

int64_t database_ask(const struct history *history, const char *sql, GError **error)
{
    g_autoptr(sqlite3_stmt) statement = database_prepare(history, sql, error);
    bool is_there = statement != NULL && database_step(history, statement, error);
    return is_there ? column_integer(statement, 0) : HISTORY_UNKNOWN;
}

bool database_begin(const struct history *history, GError **error)
{
    return database_execute(history, "BEGIN IMMEDIATE", error);
}

bool database_end(const struct history *history, bool is_good, GError **error)
{
    if (is_good && database_execute(history, "COMMIT", error))
        return true;
    // Fails where SQLite has rolled back by itself.
    sqlite3_exec(history->sqlite, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

bool database_has_journal(const struct history *history)
{
    struct stat about;
    g_autofree char *journal = g_strconcat(history->real, "-wal", NULL);
    return stat(journal, &about) == 0 && about.st_size > 0;
}

bool database_is_unchanged(const struct history *history, GError **error)
{
    struct stat now;
    const struct stat *then = &history->at_open;
    if (!history->is_immutable)
        return true;
    bool is_same = stat(history->real, &now) == 0 && now.st_ino == then->st_ino &&
                   now.st_size == then->st_size && now.st_mtim.tv_sec == then->st_mtim.tv_sec &&
                   now.st_mtim.tv_nsec == then->st_mtim.tv_nsec && !database_has_journal(history);
    if (!is_same)
        g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_BUSY,
                    "another program wrote to the history '%s' while it was read: try again",
                    history->path);
    return is_same;
}
