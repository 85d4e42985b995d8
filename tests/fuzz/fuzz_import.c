// SPDX-License-Identifier: MIT
// Files of other tools, and what a history makes of runs, of commits and of its own file.
#include <glib.h>
#include <glib/gstdio.h>

#include "framework/history/accepted.h"
#include "framework/history/series.h"
#include "framework/history/store.h"
#include "framework/result/file/run_file.h"
#include "framework/result/summary.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"
#include "tests/fuzz/world.h"

static void remove_history(const char *path)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *file = g_strconcat(path, suffixes[i], NULL);
        g_unlink(file);
    }
}

// One that is used some hundred times, as making it takes long.
static struct history *open_history(void)
{
    enum { TIMES = 200 };
    static struct history *history;
    static unsigned n_used;
    g_autoptr(GError) error = NULL;
    if (history != NULL && n_used++ < TIMES)
        return history;
    g_autofree char *path = g_build_filename(world_folder(), "history.db", NULL);
    g_clear_pointer(&history, history_close);
    remove_history(path);
    n_used = 0;
    history = history_open(path, HISTORY_WRITES, &error);
    insist_fine("a new history", error ? error->message : NULL);
    return history;
}

static void insist_readable(struct history *history)
{
    static const struct history_filter all;
    g_autoptr(GError) error = NULL;
    struct history_reading *reading = history_read(history, &all, &error);
    insist_fine("a history that was written", error ? error->message : NULL);
    history_reading_free(reading);
}

void fuzz_import(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = input_text(data, size);
    g_autoptr(Run) run = run_parse(text, size, &error);
    struct history_added added = {0};
    insist((run == NULL) == (error != NULL), "a file that cannot be read has a reason");
    if (run == NULL)
        return;
    struct history *history = open_history();
    history_add(history, run, &added, &error);
    insist_fine("a run that is added", error ? error->message : NULL);
    history_add(history, run, &added, &error);
    insist_fine("a run that is added again", error ? error->message : NULL);
    insist(added.runs <= added.known, "a run is added once");
    insist_readable(history);
}

// A damaged file is an error, whatever is in it.
void fuzz_history(const uint8_t *data, size_t size)
{
    static const struct history_filter all;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(world_folder(), "foreign.db", NULL);
    world_write("foreign.db", data, size);
    g_autoptr(History) history = history_open(path, HISTORY_READS, &error);
    insist((history == NULL) == (error != NULL), "a history is opened or not");
    if (history != NULL) {
        g_autoptr(HistoryReading) reading = history_read(history, &all, &error);
        insist((reading == NULL) == (error != NULL), "a history is read or not");
        g_clear_error(&error);
        g_autoptr(GPtrArray) accepted = history_list_accepted(history, &error);
        insist((accepted == NULL) == (error != NULL), "what was accepted is read or not");
    }
    remove_history(path);
}

void fuzz_ancestry(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = input_text(data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    struct history *history = open_history();
    history_add_ancestry(history, lines, &error);
    insist_fine("commits that are added", error ? error->message : NULL);
    insist_readable(history);
}
