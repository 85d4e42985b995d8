// SPDX-License-Identifier: MIT
#include "framework/history/store.h"

#include <criterion/criterion.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/history/database.h"
#include "framework/history/schema.h"
#include "framework/history/verify.h"
#include "sample_history.h"

static struct sample_history sample;

static void set_up(void)
{
    sample_history_init(&sample);
}

static void tear_down(void)
{
    sample_history_clear(&sample);
}

TestSuite(store, .init = set_up, .fini = tear_down);

static struct history_reading *read_all(void)
{
    g_autoptr(GError) error = NULL;
    const struct history_filter everything = {0};
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, &error);
    cr_assert_not_null(history, "%s", error->message);
    struct history_reading *reading = history_read(history, &everything, &error);
    cr_assert_not_null(reading, "%s", error->message);
    return reading;
}

static void assert_refused(enum history_access access, enum history_error code, const char *words)
{
    g_autoptr(GError) error = NULL;
    cr_assert_null(history_open(sample.path, access, &error));
    cr_expect(g_error_matches(error, HISTORY_ERROR, (int)code), "%s", error->message);
    cr_expect(strstr(error->message, words), "%s", error->message);
    cr_expect(strstr(error->message, sample.path), "%s", error->message);
}

Test(store, keeps_values_with_intervals_by_commit)
{
    struct history_added added =
        sample_run_add(sample.path, &(struct sample_run){"r1", "2026-01-02T03:04:05Z", "c1", "c0",
                                                         1000, .time_ns = 50, .count = 70});
    cr_expect_eq(added.runs, 1);
    cr_expect_eq(added.points, 2);
    g_autoptr(HistoryReading) reading = read_all();
    cr_assert_eq(reading->series->len, 2);
    const struct history_series *counted = g_ptr_array_index(reading->series, 0);
    const struct history_series *timed = g_ptr_array_index(reading->series, 1);
    cr_expect_str_eq(counted->metric, "instructions");
    cr_expect_str_eq(timed->metric, HISTORY_TIME);
    cr_expect_str_eq(timed->suite, "sum");
    cr_expect_str_eq(timed->case_id, "sum/plain");
    cr_expect_str_eq(timed->machine, "m1");
    cr_expect_str_eq(timed->unit, "ns");
    cr_expect_eq(timed->better, BETTER_LESS);
    cr_assert_eq(timed->points->len, 1);
    const struct history_point *point = &g_array_index(timed->points, struct history_point, 0);
    cr_expect_float_eq(point->value, 50, 1e-9);
    cr_expect(point->low < 50 && point->high > 50);
    cr_expect_str_eq(point->run->commit->name, "c1");
    cr_expect_str_eq(point->run->commit->parents[0], "c0");
    cr_expect_null(point->run->commit->parents[1]);
    cr_expect_eq(point->run->commit->time, 1000);
    cr_expect_eq(point->run->started, 1767323045);
    cr_expect_str_eq(point->run->compiler, "gcc 12.2.0 -O2");
    point = &g_array_index(counted->points, struct history_point, 0);
    cr_expect_float_eq(point->value, 70, 1e-9);
    cr_expect(isnan(point->low));
}

Test(store, takes_the_same_run_once)
{
    struct sample_run run = {"r1", "2026-01-02T03:04:05Z", "c1", "c0", 1000, .time_ns = 50};
    sample_run_add(sample.path, &run);
    struct history_added again = sample_run_add(sample.path, &run);
    cr_expect_eq(again.runs, 0);
    cr_expect_eq(again.known, 1);
    cr_expect_eq(again.points, 0);
    run.id = "r2";
    cr_expect_eq(sample_run_add(sample.path, &run).runs, 1);
    run.machine = "m2";
    cr_expect_eq(sample_run_add(sample.path, &run).runs, 1);
    g_autoptr(HistoryReading) reading = read_all();
    cr_expect_eq(reading->runs->len, 3);
    cr_expect_eq(reading->commits->len, 1);
}

static void expect_runs(const char *sql_values)
{
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, NULL);
    struct history_check check;
    cr_assert(history_verify(history, &check, NULL));
    cr_expect_eq(check.problems->len, 0);
    history_check_clear(&check);
    g_autoptr(sqlite3_stmt) row = database_prepare(
        history, "SELECT group_concat(value, ' ') FROM (SELECT value FROM point ORDER BY value)",
        NULL);
    cr_assert(database_step(history, row, NULL));
    g_autofree char *values = column_text(row, 0);
    cr_expect_str_eq(values, sql_values);
}

// As a run that is added before it was resumed.
Test(store, keeps_of_the_same_run_the_one_with_more_and_else_the_newer)
{
    struct sample_run run = {"r1", "2026-01-02T03:04:05Z", "c1", "c0", 1000, .time_ns = 50};
    sample_run_add(sample.path, &run);
    run.time_ns = 51;
    run.count = 7;
    struct history_added more = sample_run_add(sample.path, &run);
    cr_expect_eq(more.runs, 1);
    cr_expect_eq(more.replaced, 1);
    expect_runs("7.0 51.0");
    run.time_ns = 52;
    run.count = 0;
    struct history_added less = sample_run_add(sample.path, &run);
    cr_expect_eq(less.runs, 0);
    cr_expect_eq(less.known, 1);
    cr_expect_eq(less.points, 0);
    expect_runs("7.0 51.0");
    run.time_ns = 53;
    run.count = 8;
    cr_expect_eq(sample_run_add(sample.path, &run).replaced, 1);
    expect_runs("8.0 53.0");
}

static struct history_added add_merged(const char *id, const char *parts, double time_ns)
{
    struct history_added added = {0};
    g_autoptr(Run) run = sample_run_new(
        &(struct sample_run){id, "2026-01-02T03:04:05Z", "c1", "c0", 1000, .time_ns = time_ns});
    g_auto(GStrv) names = g_strsplit(parts, " ", -1);
    for (char **name = names; *name != NULL; name++)
        g_ptr_array_add(run->parts, g_strdup(*name));
    g_autoptr(History) history = history_open(sample.path, HISTORY_WRITES, NULL);
    cr_assert(history_add(history, run, &added, NULL));
    return added;
}

Test(store, knows_a_merged_run_by_each_of_its_parts)
{
    add_merged("m1", "a b", 50);
    cr_expect_eq(add_merged("m2", "b c", 60).replaced, 1);
    expect_runs("60.0");
    cr_expect_eq(add_merged("m3", "d", 70).replaced, 0);
    cr_expect_eq(add_merged("m4", "b d", 80).replaced, 1, "it takes the place of both");
    expect_runs("80.0");
}

Test(store, learns_of_a_commit_what_it_did_not_know)
{
    struct sample_run run = {"r1", "2026-01-02T03:04:05Z", "c1", NULL, 0, .time_ns = 50};
    sample_run_add(sample.path, &run);
    run = (struct sample_run){"r2", "2026-01-02T03:04:05Z", "c1", "c0", 1000, .time_ns = 50};
    sample_run_add(sample.path, &run);
    run = (struct sample_run){"r3", "2026-01-02T03:04:05Z", "c1", NULL, 0, .time_ns = 50};
    sample_run_add(sample.path, &run);
    g_autoptr(HistoryReading) reading = read_all();
    const struct history_commit *commit = g_ptr_array_index(reading->commits, 0);
    cr_expect_eq(commit->time, 1000);
    cr_expect_str_eq(commit->parents[0], "c0");
}

Test(store, adds_both_sides_of_a_comparison_that_has_their_commits)
{
    g_autoptr(GError) error = NULL;
    struct history_added added = {0};
    g_autoptr(Run) base = sample_run_new(&(struct sample_run){"r0", .time_ns = 40});
    g_autoptr(Run) run =
        sample_run_new(&(struct sample_run){"r1", NULL, "c2", "c1", 20, .time_ns = 50});
    struct result *other = g_ptr_array_steal_index(base->results, 0);
    other->side = SIDE_BASE;
    run_add(run, other);
    run->base_name = g_strdup("c1");
    g_autoptr(History) history = history_open(sample.path, HISTORY_WRITES, &error);
    cr_assert_not_null(history);
    cr_assert(history_add(history, run, &added, &error));
    cr_expect_eq(added.runs, 1);
    cr_expect_eq(added.unplaced, 1, "nobody knows base's commit");
    run->base_revision.git = g_strdup("c1");
    run->base_revision.time_s = 10;
    cr_assert(history_add(history, run, &added, &error));
    cr_expect_eq(added.runs, 2);
    cr_expect_eq(added.known, 1);
    g_autoptr(HistoryReading) reading = read_all();
    const struct history_series *series = g_ptr_array_index(reading->series, 0);
    cr_assert_eq(series->points->len, 2);
    cr_expect_float_eq(g_array_index(series->points, struct history_point, 0).value, 40, 1e-9);
    cr_expect_float_eq(g_array_index(series->points, struct history_point, 1).value, 50, 1e-9);
}

Test(store, says_that_there_is_none_yet)
{
    assert_refused(HISTORY_READS, HISTORY_ERROR_MISSING, "there is no history");
    cr_expect_neq(access(sample.path, F_OK), 0, "reading makes no file");
    cr_assert(g_file_set_contents(sample.path, "", 0, NULL));
    assert_refused(HISTORY_READS, HISTORY_ERROR_MISSING, "is empty");
}

Test(store, refuses_what_is_something_else)
{
    cr_assert(g_file_set_contents(sample.path, "{\"benchrun\": 1} and so on", -1, NULL));
    assert_refused(HISTORY_READS, HISTORY_ERROR_FOREIGN, "is not a history of benchrun");
    assert_refused(HISTORY_WRITES, HISTORY_ERROR_FOREIGN, "is not a history of benchrun");
    unlink(sample.path);
    sample_history_change(&sample, "CREATE TABLE other (x); PRAGMA user_version = 1");
    assert_refused(HISTORY_READS, HISTORY_ERROR_FOREIGN, "is not a history of benchrun");
    assert_refused(HISTORY_WRITES, HISTORY_ERROR_FOREIGN, "is not a history of benchrun");
    unlink(sample.path);
    cr_assert_eq(mkdir(sample.path, 0700), 0);
    assert_refused(HISTORY_READS, HISTORY_ERROR_FOREIGN, "it is a folder");
    cr_assert_eq(rmdir(sample.path), 0);
    cr_assert_eq(mkfifo(sample.path, 0600), 0);
    assert_refused(HISTORY_WRITES, HISTORY_ERROR_FOREIGN, "not a regular file");
}

Test(store, refuses_a_folder_that_everybody_may_write_to)
{
    cr_assert_eq(chmod(sample.scratch.folder, 01777), 0);
    assert_refused(HISTORY_WRITES, HISTORY_ERROR_FOREIGN, "everybody may write to its folder");
}

Test(store, refuses_a_newer_version)
{
    sample_run_add(sample.path, &(struct sample_run){"r1", .time_ns = 50});
    sample_history_change(&sample, "PRAGMA user_version = 99");
    assert_refused(HISTORY_READS, HISTORY_ERROR_NEWER, "its version is 99");
    assert_refused(HISTORY_WRITES, HISTORY_ERROR_NEWER, "use that benchrun");
}

// As the first version left it, without what came later.
Test(store, renews_an_older_version_and_keeps_what_it_has)
{
    sample_run_add(sample.path, &(struct sample_run){"r1", .time_ns = 50});
    for (enum history_access access = HISTORY_READS; access <= HISTORY_WRITES; access++) {
        g_autoptr(GError) error = NULL;
        sample_history_change(
            &sample,
            "DROP TABLE piece; DROP TABLE duration; DROP TABLE ancestry; DROP TABLE reference; "
            "DROP TABLE accepted; PRAGMA "
            "user_version = 1");
        g_autoptr(History) history = history_open(sample.path, access, &error);
        cr_assert_not_null(history, "%s", error->message);
        cr_expect_eq(database_ask(history, "PRAGMA user_version", NULL), SCHEMA_VERSION);
        cr_expect_eq(database_ask(history, "SELECT count(*) FROM accepted", NULL), 0);
        cr_expect_eq(database_ask(history, "SELECT count(*) FROM point", NULL), 1);
        cr_expect_eq(database_ask(history, "SELECT count(*) FROM piece WHERE name = 'r1'", NULL),
                     1);
    }
}

// The second had everything but references.
Test(store, renews_the_second_version_and_then_takes_references)
{
    g_autoptr(GError) error = NULL;
    struct history_added added = {0};
    sample_run_add(sample.path, &(struct sample_run){"r1", .time_ns = 50});
    sample_history_change(
        &sample,
        "DROP TABLE piece; DROP TABLE duration; DROP TABLE ancestry; DROP TABLE reference; "
        "PRAGMA user_version = 2");
    g_autoptr(History) history = history_open(sample.path, HISTORY_WRITES, &error);
    cr_assert_not_null(history, "%s", error->message);
    g_autoptr(Run) run = sample_run_new(&(struct sample_run){"r2", .time_ns = 50, .scale = 2});
    cr_assert(history_add(history, run, &added, &error), "%s", error->message);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM accepted", NULL), 0);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM run", NULL), 2);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM reference", NULL), REFERENCES);
}

Test(store, keeps_references_with_their_intervals)
{
    sample_run_add(sample.path, &(struct sample_run){"r1", .time_ns = 50, .scale = 2});
    sample_run_add(sample.path, &(struct sample_run){"r2", .time_ns = 50});
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, NULL);
    cr_expect_eq(database_ask(history,
                              "SELECT count(*) FROM reference JOIN run ON run.id = run"
                              " WHERE run.name = 'r1' AND low < value AND value < high",
                              NULL),
                 REFERENCES);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM reference", NULL), REFERENCES);
    const struct history_filter filters[] = {{0}, {.with_references = true}};
    for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
        g_autoptr(HistoryReading) reading = history_read(history, &filters[i], NULL);
        const struct history_run *run = g_ptr_array_index(reading->runs, 0);
        cr_expect_str_eq(run->name, "r1");
        for (size_t r = 0; r < REFERENCES; r++)
            cr_expect(i == 0 ? run->references[r] == 0
                             : fabs(run->references[r] - 2 * sample_reference_ns(r)) < 1e-9);
    }
}

Test(store, has_the_steps_of_its_version)
{
    int n = 0;
    while (schema_steps[n] != NULL)
        n++;
    cr_expect_eq(n, SCHEMA_VERSION);
}

Test(store, writes_in_a_way_that_a_kill_cannot_spoil)
{
    g_autoptr(History) history = history_open(sample.path, HISTORY_WRITES, NULL);
    g_autoptr(sqlite3_stmt) mode = database_prepare(history, "PRAGMA journal_mode", NULL);
    cr_assert(database_step(history, mode, NULL));
    g_autofree char *word = column_text(mode, 0);
    cr_expect_str_eq(word, "wal");
    cr_expect_eq(database_ask(history, "PRAGMA synchronous", NULL), 2);
    cr_expect_eq(database_ask(history, "PRAGMA foreign_keys", NULL), 1);
}

Test(store, cannot_write_where_it_only_reads)
{
    sample_run_add(sample.path, &(struct sample_run){"r1", .time_ns = 50});
    g_autoptr(GError) error = NULL;
    struct history_added added = {0};
    g_autoptr(Run) run = sample_run_new(&(struct sample_run){"r2", .time_ns = 50});
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, NULL);
    cr_assert(!history_add(history, run, &added, &error));
    cr_expect(strstr(error->message, "readonly"), "%s", error->message);
    cr_expect_eq(added.runs, 0);
}

Test(store, undoes_a_run_that_it_cannot_add_as_a_whole)
{
    g_autoptr(GError) error = NULL;
    struct history_added added = {0};
    sample_run_add(sample.path, &(struct sample_run){"r1", .time_ns = 50});
    g_autoptr(Run) run = sample_run_new(&(struct sample_run){"r2", .commit = "c9", .time_ns = 50});
    g_autoptr(History) history = history_open(sample.path, HISTORY_WRITES, NULL);
    cr_assert(database_execute(history, "DROP TABLE point", NULL));
    cr_assert(!history_add(history, run, &added, &error));
    cr_expect_eq(added.runs, 0);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM run", NULL), 1);
    cr_expect_eq(database_ask(history, "SELECT count(*) FROM revision", NULL), 0);
}

Test(store, names_a_damaged_file)
{
    g_autofree char *content = NULL;
    gsize length = 0;
    for (int i = 0; i < 20; i++) {
        g_autofree char *name = g_strdup_printf("r%d", i);
        sample_run_add(sample.path, &(struct sample_run){name, .commit = name, .time_ns = 50});
    }
    cr_assert(g_file_get_contents(sample.path, &content, &length, NULL));
    memset(content + 4096, 0xff, length - 4096);
    cr_assert(g_file_set_contents(sample.path, content, (gssize)length, NULL));
    g_autoptr(GError) error = NULL;
    const struct history_filter everything = {0};
    g_autoptr(History) history = history_open(sample.path, HISTORY_READS, &error);
    if (history != NULL)
        cr_assert_null(history_read(history, &everything, &error));
    cr_expect(g_error_matches(error, HISTORY_ERROR, HISTORY_ERROR_BROKEN), "%s", error->message);
}

// benchrun writes no longer ones.
Test(store, shortens_names_that_another_program_wrote)
{
    sample_run_add(sample.path, &(struct sample_run){"r1", .commit = "c1", .time_ns = 50});
    sample_history_change(
        &sample, "UPDATE series SET case_id = hex(zeroblob(5000)), suite = hex(zeroblob(5000));"
                 "UPDATE machine SET identity = hex(zeroblob(5000));"
                 "UPDATE run SET name = hex(zeroblob(5000)), branch = hex(zeroblob(5000))");
    g_autoptr(HistoryReading) reading = read_all();
    const struct history_series *series = g_ptr_array_index(reading->series, 0);
    const struct history_run *run = g_ptr_array_index(reading->runs, 0);
    const char *const names[] = {series->case_id, series->suite, series->machine,
                                 run->name,       run->branch,   run->machine};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        cr_expect_eq(strlen(names[i]), 4096, "%zu", i);
}
