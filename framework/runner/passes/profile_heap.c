// SPDX-License-Identifier: MIT
#include "framework/runner/passes/profile_heap.h"

#include "framework/base/interruption.h"
#include "framework/base/scratch.h"
#include "framework/harness/heap/heap_file.h"
#include "framework/profile/heap_read.h"
#include "framework/runner/passes/apart.h"
#include "framework/runner/passes/pass.h"
#include "framework/runner/passes/preload.h"
#include "framework/runner/worker.h"

#define LIBRARY "libbenchrun_heap.so"

// An allocation takes some ten times as long, and its table some memory.
enum { SLOWDOWN = 10, OWN_BYTES = 512 << 20 };

static const double target_ns = 20e6;

// What is set for the library, after what was set already; NULL and an error without it.
static char **make_environment(const char *const *own, const char *folder, bool is_region,
                               GError **error)
{
    g_autofree char *preload = preload_setting(LIBRARY, own, error);
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();
    if (preload == NULL)
        return NULL;
    for (; own != NULL && *own != NULL; own++)
        g_strv_builder_add(all, *own);
    g_autofree char *where = g_strdup_printf(HEAP_FOLDER "=%s", folder);
    g_strv_builder_add(all, preload);
    g_strv_builder_add(all, where);
    g_strv_builder_add(all, is_region ? HEAP_REGION "=1" : HEAP_REGION);
    return g_strv_builder_end(all);
}

static void add_notes(struct profile *profile, const struct heap_sums *sums)
{
    if (sums->n_lost > 0)
        g_ptr_array_add(profile->notes, g_strdup_printf("%.0f allocations were not counted, for "
                                                        "want of memory or disk space",
                                                        sums->n_lost));
    if (sums->n_processes > 1)
        g_ptr_array_add(profile->notes,
                        g_strdup_printf("%u processes allocated memory; the peak is "
                                        "that of the one with the highest",
                                        sums->n_processes));
}

static bool fail(const struct station *station, GError **error)
{
    if (interruption_is_requested())
        return interruption_set_error(error);
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "'%s' while its memory was counted: %s",
                station->arm->result->bench_case->id, station_why_out(station));
    return false;
}

struct counting {
    const char *folder;
    struct profile *profile;
};

// What was allocated before, by calibration too, is forgotten.
static bool begin(struct station *station, const struct counting *counting, GError **error)
{
    static const struct start start = {0};
    if (!station_open(station, &start))
        return fail(station, error);
    station_calibrate(station, target_ns);
    if (station->is_out)
        return fail(station, error);
    int pid = (int)worker_pid(station->worker);
    heap_remove_files(counting->folder, pid);
    bool has_region = false;
    if (!heap_ask_reset(counting->folder, pid, &has_region))
        g_set_error(error, PASS_ERROR, PASS_ERROR_CASE,
                    "the library that counts was not loaded into the suite, which may be linked "
                    "statically");
    else if (!has_region)
        g_set_error(error, PASS_ERROR, PASS_ERROR_CASE,
                    "its library does not say when the timed loop was entered: build the suite "
                    "with benchrun 0.3 or newer");
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
        return fail(station, error);
    struct heap_sums sums = heap_read_folder(counting->folder, counting->profile);
    add_notes(counting->profile, &sums);
    profile_add_pass(counting->profile, "heap", "preloaded library")->iterations =
        (double)station->arm->iterations;
    return true;
}

bool profile_heap_of_case(struct arm *arm, struct profile *profile, GError **error)
{
    struct scratch scratch;
    if (!scratch_open(&scratch, error))
        return false;
    struct launch launch = arm->launch;
    struct counting counting = {scratch.folder, profile};
    g_auto(GStrv) environment = make_environment(launch.env, scratch.folder, true, error);
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
    g_auto(GStrv) environment = make_environment(NULL, counting->folder, false, error);
    const struct subprocess_call call = {.argv = argv,
                                         .environment = (const char *const *)environment};
    if (environment == NULL || !apart_command(&call, wait_status, error))
        return false;
    // What was counted until an interruption is worth a look.
    struct heap_sums sums = heap_read_folder(counting->folder, counting->profile);
    if (sums.n_processes == 0 && interruption_is_requested())
        return interruption_set_error(error);
    if (sums.n_processes == 0) {
        g_set_error(error, PASS_ERROR, PASS_ERROR_CASE,
                    "nothing was counted: the program may be linked statically, be set-uid, or "
                    "clear its environment");
        return false;
    }
    add_notes(counting->profile, &sums);
    profile_add_pass(counting->profile, "heap", "preloaded library");
    return true;
}

bool profile_heap_of_command(const char *const *argv, struct profile *profile, int *wait_status,
                             GError **error)
{
    struct scratch scratch;
    if (!scratch_open(&scratch, error))
        return false;
    const struct counting counting = {scratch.folder, profile};
    bool is_good = run_command(argv, &counting, wait_status, error);
    scratch_close(&scratch);
    return is_good;
}
