// SPDX-License-Identifier: MIT
#include "framework/runner/passes/profile_paths.h"

#include <math.h>

#include "framework/base/interruption.h"
#include "framework/base/scratch.h"
#include "framework/harness/preload/path_file.h"
#include "framework/profile/frames.h"
#include "framework/profile/path_read.h"
#include "framework/runner/passes/apart.h"
#include "framework/runner/passes/pass.h"
#include "framework/runner/passes/preload.h"
#include "framework/runner/worker.h"

// A call takes some ten times as long or more, and the tables some memory.
enum { SLOWDOWN = 20, OWN_BYTES = 512 << 20 };

struct counted_pass {
    const char *name, *library;
    const char *what;  // is counted
    const char *limit; // what cannot be seen; NULL: nothing of note
    bool has_peak;
};

static const struct counted_pass heap = {
    .name = "heap",
    .library = "libbenchrun_heap.so",
    .what = "allocations",
    .has_peak = true,
};

static const struct counted_pass copies = {
    .name = "copies",
    .library = "libbenchrun_copies.so",
    .what = "copies",
    .limit =
        "copies are calls of memcpy(), strcpy() and the like; what the compiler copies in "
        "place (gcc -mstringop-strategy=libcall makes it a call), or libc within itself, is not "
        "seen",
};

static const double target_ns = 20e6;

struct counting {
    const struct counted_pass *pass;
    const char *folder;
    struct profile *profile;
};

// What is set for the library, after what was set already; NULL and an error without it.
static char **make_environment(const struct counting *counting, const char *const *own,
                               bool is_region, GError **error)
{
    g_autofree char *preload = preload_setting(counting->pass->library, own, error);
    g_autofree char *where = g_strdup_printf(PATHS_FOLDER "=%s", counting->folder);
    const char *const more[] = {preload, where, is_region ? PATHS_REGION "=1" : PATHS_REGION, NULL};
    return preload != NULL ? launch_join(own, more) : NULL;
}

static void add_notes(const struct counting *counting, const struct path_sums *sums)
{
    const struct counted_pass *pass = counting->pass;
    GPtrArray *notes = counting->profile->notes;
    if (sums->n_lost > 0)
        g_ptr_array_add(notes, g_strdup_printf("%.0f %s were not counted: out of memory or disk "
                                               "space",
                                               sums->n_lost, pass->what));
    if (sums->n_processes > 1 && pass->has_peak)
        g_ptr_array_add(notes, g_strdup_printf("%u processes allocated memory; the peak is the "
                                               "largest of any one",
                                               sums->n_processes));
    if (pass->limit != NULL)
        g_ptr_array_add(notes, g_strdup(pass->limit));
}

// How many processes counted something.
static guint read_counts(const struct counting *counting, double iterations)
{
    struct path_sums sums =
        path_read_folder(counting->folder, counting->pass->name, counting->profile);
    if (sums.n_processes == 0)
        return 0;
    add_notes(counting, &sums);
    g_autofree char *tool = frames_tool("preloaded library");
    profile_add_pass(counting->profile, counting->pass->name, tool)->iterations = iterations;
    return sums.n_processes;
}

static bool fail(const struct station *station, const struct counting *counting, GError **error)
{
    if (interruption_is_requested())
        return interruption_set_error(error);
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "'%s' while its %s were counted: %s",
                station->arm->result->bench_case->id, counting->pass->what,
                station_why_out(station));
    return false;
}

// What was allocated before, by calibration too, is forgotten.
static bool begin(struct station *station, const struct counting *counting, GError **error)
{
    static const struct start start = {0};
    if (!station_open(station, &start))
        return fail(station, counting, error);
    station_calibrate(station, target_ns);
    if (station->is_out)
        return fail(station, counting, error);
    int pid = (int)worker_pid(station->worker);
    path_remove_files(counting->folder, pid);
    bool has_region = false;
    if (!path_ask_reset(counting->folder, pid, &has_region))
        g_set_error(error, PASS_ERROR, PASS_ERROR_CASE,
                    "the library that counts was not loaded into the suite, which may be linked "
                    "statically");
    else if (!has_region)
        g_set_error(error, PASS_ERROR, PASS_ERROR_CASE,
                    "its library does not say when the timed loop was entered: build the suite "
                    "with this version of benchrun");
    else
        return true;
    return false;
}

static bool run_case(struct station *station, void *data, GError **error)
{
    const struct counting *counting = data;
    if (!begin(station, counting, error))
        return false;
    if (!station_take_sample(station, station->arm->iterations))
        return fail(station, counting, error);
    read_counts(counting, (double)station->arm->iterations);
    return true;
}

static bool count_case(const struct counted_pass *pass, struct arm *arm, struct profile *profile,
                       GError **error)
{
    struct scratch scratch;
    if (!scratch_open(&scratch, error))
        return false;
    struct launch launch = arm->launch;
    struct counting counting = {pass, scratch.folder, profile};
    g_auto(GStrv) environment = make_environment(&counting, launch.env, true, error);
    launch.env = (const char *const *)environment;
    launch_allow_more(&launch, SLOWDOWN, OWN_BYTES);
    bool is_good = environment != NULL &&
                   apart_case(arm->result->bench_case, &launch, run_case, &counting, error);
    scratch_close(&scratch);
    return is_good;
}

static bool run_command(const char *const *argv, const struct counting *counting, int *wait_status,
                        GError **error)
{
    g_auto(GStrv) environment = make_environment(counting, NULL, false, error);
    const struct subprocess_call call = {.argv = argv,
                                         .environment = (const char *const *)environment};
    if (environment == NULL || !apart_command(&call, wait_status, error))
        return false;
    // What was counted until an interruption is worth a look.
    if (read_counts(counting, NAN) > 0)
        return true;
    if (interruption_is_requested())
        return interruption_set_error(error);
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE,
                "nothing was counted: the program may be linked statically, be set-uid, or "
                "clear its environment");
    return false;
}

static bool count_command(const struct counted_pass *pass, const char *const *argv,
                          struct profile *profile, int *wait_status, GError **error)
{
    struct scratch scratch;
    if (!scratch_open(&scratch, error))
        return false;
    const struct counting counting = {pass, scratch.folder, profile};
    bool is_good = run_command(argv, &counting, wait_status, error);
    scratch_close(&scratch);
    return is_good;
}

bool profile_heap_of_case(struct arm *arm, struct profile *profile, GError **error)
{
    return count_case(&heap, arm, profile, error);
}

bool profile_heap_of_command(const char *const *argv, struct profile *profile, int *wait_status,
                             GError **error)
{
    return count_command(&heap, argv, profile, wait_status, error);
}

bool profile_copies_of_case(struct arm *arm, struct profile *profile, GError **error)
{
    return count_case(&copies, arm, profile, error);
}

bool profile_copies_of_command(const char *const *argv, struct profile *profile, int *wait_status,
                               GError **error)
{
    return count_command(&copies, argv, profile, wait_status, error);
}
