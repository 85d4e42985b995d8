// SPDX-License-Identifier: MIT
#include "framework/explain/repeats.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "framework/base/interruption.h"
#include "framework/profile/arguments.h"
#include "framework/profile/demangle.h"
#include "framework/program/image.h"
#include "framework/program/parameters.h"
#include "framework/runner/passes/apart.h"
#include "framework/runner/passes/pass.h"

struct looking {
    struct repeats *repeats;
    uint64_t address; // in the program's file
    bool is_fixed;    // and in memory
    unsigned n;       // arguments
};

static bool find_function(const char *program, const char *name, struct looking *looking,
                          GError **error)
{
    size_t n = 0;
    bool is_found = false;
    struct image *image = image_open(program, error);
    if (image == NULL)
        return false;
    const struct image_symbol *functions = image_functions(image, &n);
    for (size_t i = 0; i < n && !is_found; i++) {
        g_autofree char *plain = demangle(functions[i].name);
        is_found = strcmp(plain, name) == 0;
        looking->address = functions[i].start;
    }
    looking->is_fixed = image_is_fixed(image);
    image_close(image);
    if (!is_found)
        g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "'%s' is no function of the program", name);
    return is_found;
}

// Where the first page of a program is in a process; 0: not known.
static uint64_t base_of(pid_t pid, const char *program)
{
    g_autofree char *maps_path = g_strdup_printf("/proc/%d/maps", pid);
    g_autofree char *maps = NULL;
    g_autofree char *path = realpath(program, NULL);
    g_file_get_contents(maps_path, &maps, NULL, NULL);
    g_auto(GStrv) lines = g_strsplit(maps != NULL ? maps : "", "\n", -1);
    for (char **line = lines; path != NULL && *line != NULL; line++) {
        uint64_t start = 0, offset = 1;
        bool is_read = sscanf(*line, "%" G_GINT64_MODIFIER "x-%*x %*s %" G_GINT64_MODIFIER "x",
                              &start, &offset) == 2;
        if (is_read && offset == 0 && g_str_has_suffix(*line, path))
            return start;
    }
    return 0;
}

static bool fail(const struct station *station, GError **error)
{
    if (interruption_is_requested())
        return interruption_set_error(error);
    g_set_error(error, PASS_ERROR, PASS_ERROR_CASE, "%s", station_why_out(station));
    return false;
}

static bool run(struct station *station, void *data, GError **error)
{
    static const struct start start = {0};
    const struct looking *looking = data;
    struct repeats *repeats = looking->repeats;
    uint64_t calls = 0, seen = 0, distinct = 0;
    if (!station_open(station, &start))
        return fail(station, error);
    pid_t pid = worker_pid(station->worker);
    uint64_t base = looking->is_fixed ? 0 : base_of(pid, station->arm->launch.program);
    struct arguments *arguments = arguments_watch(pid, base + looking->address, error);
    if (arguments == NULL)
        return false;
    bool is_good = station_take_sample(station, 1);
    arguments_count(arguments, looking->n, &calls, &seen, &distinct);
    arguments_free(arguments);
    repeats->calls = (double)calls;
    if (seen > 0)
        repeats->share = 1 - (double)distinct / (double)seen;
    else
        repeats->why_unknown = "no call was seen";
    return is_good || fail(station, error);
}

bool repeats_find(struct repeats *repeats, const struct arm *arm, const char *name, GError **error)
{
    static const char *const reasons[] = {
        [PARAMETERS_UNKNOWN] = "the debug information does not say what arguments it takes",
        [PARAMETERS_NONE] = "it takes no arguments",
        [PARAMETERS_POINTERS] = "it takes pointers or floating-point numbers, and what they stand "
                                "for was not looked at"};
    struct looking looking = {.repeats = repeats};
    *repeats = (struct repeats){.calls = NAN, .share = NAN};
    if (!find_function(arm->launch.program, name, &looking, error))
        return false;
    enum parameters kind = parameters_read(arm->launch.program, looking.address, &looking.n);
    if (kind != PARAMETERS_NUMBERS) {
        repeats->why_unknown = reasons[kind];
        return true;
    }
    return apart_case(arm->result->bench_case, &arm->launch, run, &looking, error);
}
