// SPDX-License-Identifier: MIT
#include "framework/history/opening.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "framework/base/folder.h"
#include "framework/base/place.h"
#include "framework/base/text_file.h"
#include "framework/history/database.h"
#include "framework/history/schema.h"
#include "framework/history/schema_check.h"

// A folder that is missing is made, with a note for git to leave it out, so that the history of a
// repository does not count as a change of it; those above it are not.
static bool make_folder(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *above = g_path_get_dirname(folder);
    g_autofree char *ignoring = g_build_filename(folder, ".gitignore", NULL);
    if (g_file_test(folder, G_FILE_TEST_EXISTS))
        return true;
    if (!g_file_test(above, G_FILE_TEST_EXISTS)) {
        g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_FOREIGN,
                    "cannot begin the history '%s': there is no folder '%s'; make it, or name "
                    "another file",
                    path, above);
        return false;
    }
    if (folder_make(folder, error))
        return text_file_write(ignoring, "*\n", 2, false, error);
    g_prefix_error(error, "cannot begin the history '%s': ", path);
    return false;
}

bool history_is_at(const char *path)
{
    static const char magic[] = "SQLite format 3";
    char head[sizeof magic] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool is_read = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head;
    if (fd >= 0)
        close(fd);
    return is_read && memcmp(head, magic, sizeof magic) == 0;
}

static bool refuse_missing(const char *path, GError **error)
{
    g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_MISSING,
                "there is no history '%s' yet: 'benchrun history add FILE' or 'benchrun run "
                "--record' begins one",
                path);
    return false;
}

static bool has_folder(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    return g_file_test(folder, G_FILE_TEST_EXISTS);
}

// Where the file is, with all links followed that may be followed.
static bool find_place(struct history *history, enum history_access access, GError **error)
{
    struct place place;
    if (access == HISTORY_READS && !has_folder(history->path))
        return refuse_missing(history->path, error);
    if (access == HISTORY_WRITES && !make_folder(history->path, error))
        return false;
    if (!place_find(history->path, PLACE_FOLLOWS, &place, error)) {
        g_prefix_error(error, "cannot open the history '%s': ", history->path);
        return false;
    }
    g_autofree char *handle = g_strdup_printf("/proc/self/fd/%d", place.folder);
    g_autofree char *folder = g_file_read_link(handle, NULL);
    const char *wrong = NULL;
    if (place.is_shared)
        wrong = "everybody may write to its folder, and put a journal beside it: use a folder of "
                "your own";
    else if (place.exists && S_ISDIR(place.about.st_mode))
        wrong = "it is a folder: name a file";
    else if (place.exists && !S_ISREG(place.about.st_mode))
        wrong = "it is not a regular file";
    else if (folder == NULL)
        wrong = "its folder cannot be found";
    if (wrong != NULL)
        g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_FOREIGN, "cannot open the history '%s': %s",
                    history->path, wrong);
    else if (!place.exists && access == HISTORY_READS)
        refuse_missing(history->path, error);
    bool is_good = wrong == NULL && (place.exists || access == HISTORY_WRITES);
    history->real = is_good ? g_build_filename(folder, place.name, NULL) : NULL;
    history->at_open = place.about;
    place_clear(&place);
    return is_good;
}

// What a file of somebody else might do is switched off.
static bool restrict_file(struct history *history, GError **error)
{
    schema_distrust(history);
    sqlite3_busy_timeout(history->sqlite, DATABASE_WAIT_MS);
    sqlite3_limit(history->sqlite, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_db_config(history->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(history->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(history->sqlite, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(history->sqlite, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    return database_execute(history,
                            "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;"
                            "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON",
                            error);
}

static bool connect_file(struct history *history, int flags, GError **error)
{
    g_autofree char *escaped = g_uri_escape_string(history->real, "/", FALSE);
    g_autofree char *address =
        g_strdup_printf("file:%s%s", escaped, history->is_immutable ? "?immutable=1" : "");
    int code = sqlite3_open_v2(
        address, &history->sqlite,
        flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE, NULL);
    bool is_refused = history->is_writable && code == SQLITE_OK &&
                      sqlite3_db_readonly(history->sqlite, "main") == 1;
    if (is_refused)
        database_set_error(history, SQLITE_READONLY, "you may not write to this file", error);
    else if (code == SQLITE_OK)
        return restrict_file(history, error);
    else
        database_set_error(history, code, errno != 0 ? g_strerror(errno) : sqlite3_errstr(code),
                           error);
    return false;
}

static void disconnect(struct history *history)
{
    sqlite3_close(g_steal_pointer(&history->sqlite));
}

static int64_t read_head(struct history *history, GError **error)
{
    int64_t application = database_ask(history, "PRAGMA application_id", error);
    if (application == HISTORY_UNKNOWN)
        return application;
    int64_t n_tables = database_ask(history, "SELECT count(*) FROM sqlite_schema", error);
    if (n_tables == HISTORY_UNKNOWN)
        return n_tables;
    if (application != (n_tables == 0 ? 0 : SCHEMA_APPLICATION)) {
        database_set_error(history, SQLITE_NOTADB, NULL, error);
        return HISTORY_UNKNOWN;
    }
    int64_t version = database_ask(history, "PRAGMA user_version", error);
    if (version < 0 && version != HISTORY_UNKNOWN) {
        database_set_error(history, SQLITE_NOTADB, NULL, error);
        return HISTORY_UNKNOWN;
    }
    if (version <= SCHEMA_VERSION)
        return version == HISTORY_UNKNOWN || schema_check(history, version, error)
                   ? version
                   : HISTORY_UNKNOWN;
    g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_NEWER,
                "a newer benchrun wrote the history '%s' (its version is %" G_GINT64_FORMAT
                ", and this one knows up to %d): use that benchrun",
                history->path, version, SCHEMA_VERSION);
    return HISTORY_UNKNOWN;
}

// 0: the file is empty, or has just been made; HISTORY_UNKNOWN and an error: it is not a history,
// and is closed next. All of it is of one moment, as another program may be making the tables.
static int64_t read_version(struct history *history, GError **error)
{
    bool is_alone = sqlite3_get_autocommit(history->sqlite) != 0;
    if (is_alone && !database_execute(history, "BEGIN", error))
        return HISTORY_UNKNOWN;
    int64_t version = read_head(history, error);
    bool is_good = version != HISTORY_UNKNOWN;
    return !is_good || !is_alone || database_execute(history, "END", error) ? version
                                                                            : HISTORY_UNKNOWN;
}

// SQLite does not wait for this by itself.
static bool begin_journal(const struct history *history, GError **error)
{
    enum { PAUSE_MS = 10 };
    int code = SQLITE_BUSY;
    for (int ms = 0; code == SQLITE_BUSY && ms < DATABASE_WAIT_MS; ms += PAUSE_MS) {
        code = sqlite3_exec(history->sqlite, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if (code == SQLITE_BUSY)
            g_usleep(PAUSE_MS * 1000);
    }
    return code == SQLITE_OK || database_fail(history, error);
}

// Each step once, also where another program does the same at this moment.
static bool renew(struct history *history, GError **error)
{
    if (!database_begin(history, error))
        return false;
    int64_t version = read_version(history, error);
    bool is_good = version != HISTORY_UNKNOWN;
    for (; is_good && version < SCHEMA_VERSION; version++)
        is_good = database_execute(history, schema_steps[version], error);
    g_autofree char *head = g_strdup_printf("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                            SCHEMA_APPLICATION, SCHEMA_VERSION);
    is_good = is_good && database_execute(history, head, error);
    return database_end(history, is_good, error);
}

static bool open_to_write(struct history *history, GError **error)
{
    history->is_writable = true;
    if (!connect_file(history, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error))
        return false;
    int64_t version = read_version(history, error);
    return version != HISTORY_UNKNOWN && begin_journal(history, error) &&
           (version == SCHEMA_VERSION || renew(history, error));
}

// A reader takes part in the locking of writers, for which it needs files beside the history. Where
// it may not make them it reads the file alone, if that holds everything; whether somebody else
// wrote to it meanwhile is asked in the end.
static int64_t open_to_read(struct history *history, GError **error)
{
    GError *wrong = NULL;
    int64_t version = HISTORY_UNKNOWN;
    if (connect_file(history, SQLITE_OPEN_READONLY, &wrong))
        version = read_version(history, &wrong);
    int code = history->sqlite != NULL ? sqlite3_errcode(history->sqlite) : SQLITE_OK;
    bool is_refused = version == HISTORY_UNKNOWN &&
                      (code == SQLITE_CANTOPEN || code == SQLITE_READONLY) &&
                      access(history->real, R_OK) == 0;
    if (!is_refused) {
        if (wrong != NULL)
            g_propagate_error(error, wrong);
        return version;
    }
    g_clear_error(&wrong);
    disconnect(history);
    if (database_has_journal(history)) {
        g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_BUSY,
                    "a part of the history '%s' is in '%s-wal', which cannot be read in a folder "
                    "that you may not write to: copy both files to a folder of your own",
                    history->path, history->path);
        return HISTORY_UNKNOWN;
    }
    history->is_immutable = true;
    return connect_file(history, SQLITE_OPEN_READONLY, error) ? read_version(history, error)
                                                              : HISTORY_UNKNOWN;
}

static bool renew_to_read(struct history *history, GError **error)
{
    disconnect(history);
    if (!open_to_write(history, error)) {
        g_prefix_error(error, "an older benchrun wrote it, so it must be renewed first: ");
        return false;
    }
    disconnect(history);
    history->is_writable = false;
    return open_to_read(history, error) == SCHEMA_VERSION;
}

struct history *history_open(const char *path, enum history_access access, GError **error)
{
    g_autoptr(History) history = g_new0(struct history, 1);
    history->path = g_strdup(path);
    if (!find_place(history, access, error))
        return NULL;
    if (access == HISTORY_WRITES)
        return open_to_write(history, error) ? g_steal_pointer(&history) : NULL;
    int64_t version = open_to_read(history, error);
    if (version == 0)
        g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_MISSING,
                    "the history '%s' is empty: 'benchrun history add FILE' fills it", path);
    bool is_old = version > 0 && version < SCHEMA_VERSION;
    bool is_good = is_old ? renew_to_read(history, error) : version == SCHEMA_VERSION;
    return is_good ? g_steal_pointer(&history) : NULL;
}

void history_close(struct history *history)
{
    if (history == NULL)
        return;
    disconnect(history);
    g_free(history->path);
    g_free(history->real);
    g_free(history);
}
