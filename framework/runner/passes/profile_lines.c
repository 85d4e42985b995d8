// SPDX-License-Identifier: MIT
#include "framework/runner/passes/profile_lines.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "framework/base/interruption.h"
#include "framework/base/scratch.h"
#include "framework/profile/gcov_read.h"
#include "framework/runner/passes/apart.h"
#include "framework/runner/passes/pass.h"
#include "framework/runner/passes/tool_version.h"

// Where a program writes its counts, in place of where it was built.
#define PREFIX "GCOV_PREFIX"

static const double target_ns = 20e6;
enum { SLOWDOWN = 5 };

// gcov looks for the notes of the compiler beside the counts.
static void link_notes(const char *prefix, const char *counts)
{
    const char *built = counts + strlen(prefix);
    g_autofree char *stem = g_strndup(built, strlen(built) - strlen(".gcda"));
    g_autofree char *notes = g_strconcat(stem, ".gcno", NULL);
    g_autofree char *link = g_strconcat(prefix, notes, NULL);
    unlink(link); // what the program may have put there, such as a pipe
    if (symlink(notes, link) != 0)
        return; // gcov says that they are missing
}

static bool run_gcov(const char *path, GHashTable *counts, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    const char *const words[] = {"gcov", "--json-format", "--stdout", path, NULL};
    const char *const environment[] = {"LC_ALL=C", NULL};
    const struct subprocess_call call = {
        .argv = words, .folder = folder, .environment = environment};
    struct subprocess_output output;
    if (!subprocess_run(&call, &output, error)) {
        g_prefix_error(error,
                       "cannot read the counts of lines without gcov, which comes with gcc: ");
        return false;
    }
    bool is_good = line_counts_add(counts, output.output, output.length);
    if (!is_good)
        g_set_error(error, PASS_ERROR, PASS_ERROR_MISSING,
                    "gcov cannot read what the program counted; it must be that of the gcc that "
                    "built it: %s",
                    g_strstrip(output.complaints));
    subprocess_output_clear(&output);
    return is_good;
}

// Adds what all files below a folder count; `n` of them.
static bool read_counts(const char *prefix, const char *folder, GHashTable *counts, guint *n,
                        GError **error)
{
    bool is_good = true;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir != NULL && is_good && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_SYMLINK))
            continue;
        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            is_good = read_counts(prefix, path, counts, n, error);
        } else if (g_str_has_suffix(name, ".gcda") && g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
            link_notes(prefix, path);
            is_good = run_gcov(path, counts, error);
            *n += 1;
        }
    }
    return is_good;
}

// What a program left below a folder; NULL and an error where it left nothing.
static GHashTable *take_counts(const char *folder, GError **error)
{
    guint n = 0;
    g_autoptr(GHashTable) counts = line_counts_new();
    if (!read_counts(folder, folder, counts, &n, error))
        return NULL;
    if (n > 0)
        return g_steal_pointer(&counts);
    g_set_error(error, PASS_ERROR, PASS_ERROR_MISSING,
                "the program counts no lines: build it with gcc --coverage, or set 'coverage = "
                "COMMAND' under [build] of benchrun.ini");
    return NULL;
}

// `less`: what is subtracted; NULL: nothing. Lines that an iteration does not run are left out.
static void add_hits(struct profile *profile, GHashTable *counts, GHashTable *less,
                     double iterations)
{
    GHashTableIter iterator;
    gpointer key, count;
    guint metric = profile_add_metric(
        profile, &(struct profile_metric){.name = "hits", .pass = "lines", .is_exact = true});
    g_hash_table_iter_init(&iterator, counts);
    while (g_hash_table_iter_next(&iterator, &key, &count)) {
        unsigned line = 0;
        const double *before = less != NULL ? g_hash_table_lookup(less, key) : NULL;
        double hits = *(const double *)count - (before != NULL ? *before : 0);
        g_autofree char *file = line_counts_place(key, &line);
        if (hits > 0)
            profile_add_line(profile, metric, file, line, hits);
    }
    g_autofree char *tool = tool_version("gcov");
    profile_add_pass(profile, "lines", tool)->iterations = iterations;
}

static bool fail(const struct station *station, GError **error)
{
    if (interruption_is_requested())
        return interruption_set_error(error);
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "'%s' while its lines were counted: %s",
                station->arm->result->bench_case->id, station_why_out(station));
    return false;
}

static bool run_worker(struct station *station, void *data, GError **error)
{
    static const struct start start = {0};
    uint64_t *iterations = data;  // 0: as many as it takes
    station->is_heard_out = true; // the counts are written at its end
    if (!station_open(station, &start))
        return fail(station, error);
    if (*iterations == 0) {
        station_calibrate(station, target_ns);
        *iterations = station->arm->iterations;
    }
    if (station->is_out || !station_take_sample(station, *iterations))
        return fail(station, error);
    station_let_end(station);
    return !station->is_out || fail(station, error);
}

// Counts of a worker that runs that many iterations; 0: as many as it takes, which are written.
static GHashTable *count_case(struct arm *arm, const char *scratch, const char *name,
                              uint64_t *iterations, GError **error)
{
    g_autofree char *folder = g_build_filename(scratch, name, NULL);
    g_autofree char *prefix = g_strconcat(PREFIX "=", folder, NULL);
    const char *const more[] = {prefix, NULL};
    g_auto(GStrv) environment = launch_join(arm->launch.env, more);
    struct launch launch = arm->launch;
    launch.env = (const char *const *)environment;
    launch_allow_more(&launch, SLOWDOWN, 0);
    if (!apart_case(arm->result->bench_case, &launch, run_worker, iterations, error))
        return NULL;
    return take_counts(folder, error);
}

static bool count_twice(struct arm *arm, const char *scratch, struct profile *profile,
                        GError **error)
{
    uint64_t n = 0;
    g_autoptr(GHashTable) found = count_case(arm, scratch, "found", &n, error);
    if (found == NULL)
        return false;
    uint64_t more = 2 * n;
    g_autoptr(GHashTable) once = count_case(arm, scratch, "once", &n, error);
    g_autoptr(GHashTable) twice =
        once != NULL ? count_case(arm, scratch, "twice", &more, error) : NULL;
    if (twice == NULL)
        return false;
    add_hits(profile, twice, once, (double)n);
    return true;
}

bool profile_lines_of_case(struct arm *arm, struct profile *profile, GError **error)
{
    struct scratch scratch;
    if (!scratch_open(&scratch, error))
        return false;
    bool is_good = count_twice(arm, scratch.folder, profile, error);
    scratch_close(&scratch);
    return is_good;
}

bool profile_lines_of_command(const char *const *argv, struct profile *profile, int *wait_status,
                              GError **error)
{
    struct scratch scratch;
    if (!scratch_open(&scratch, error))
        return false;
    g_autofree char *prefix = g_strconcat(PREFIX "=", scratch.folder, NULL);
    const char *const environment[] = {prefix, NULL};
    const struct subprocess_call call = {.argv = argv, .environment = environment};
    g_autoptr(GHashTable) counts =
        apart_command(&call, wait_status, error) ? take_counts(scratch.folder, error) : NULL;
    if (counts != NULL)
        add_hits(profile, counts, NULL, NAN);
    scratch_close(&scratch);
    return counts != NULL;
}
