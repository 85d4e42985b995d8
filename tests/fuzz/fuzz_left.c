// SPDX-License-Identifier: MIT
// What programs that are measured leave behind: in a file in memory, in folders, and in what the
// kernel says of them.
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <unistd.h>

#include "framework/harness/preload/watch_file.h"
#include "framework/live/loop_file.h"
#include "framework/profile/path_read.h"
#include "framework/profile/perf_records.h"
#include "framework/profile/span_files.h"
#include "framework/profile/span_lanes.h"
#include "framework/profile/stacks.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"
#include "tests/fuzz/world.h"

// The file of the environment word `BENCHRUN_WATCH=PATH KEY`.
static int open_watch(const struct loop_file *file)
{
    g_autofree char *setting = loop_file_setting(file);
    char *path = strchr(setting, '=') + 1;
    *strchr(path, ' ') = '\0';
    int fd = open(path, O_RDWR | O_CLOEXEC);
    insist(fd >= 0, "the file can be opened");
    return fd;
}

static void report(void *data, const struct profile *profile, const struct profile_stall *stall,
                   bool has_ended)
{
    (void)data;
    (void)has_ended;
    insist(stall->lasted >= 0 && stall->at >= 0 && stall->node < profile->nodes->len,
           "a stall makes sense");
}

// The first half of it is there at the first look, all at the second.
void fuzz_watch(const uint8_t *data, size_t size)
{
    const uint64_t over_ns = 1000;
    const off_t begin = offsetof(struct watch_head, n_used);
    const size_t most = sizeof(struct watch_head) + 8 * sizeof(struct watch_slot);
    g_autoptr(Profile) profile = profile_new();
    struct loop_file *file = loop_file_new(over_ns, NULL);
    const struct stalls_options options = {over_ns, 1, report, NULL};
    struct stalls *stalls = stalls_new(profile, &options);
    int fd = open_watch(file);
    stalls_confine(stalls, getpid());
    size = MIN(size, most);
    for (size_t length = size / 2, times = 0; times < 2; length = size, times++) {
        insist(pwrite(fd, data, length, begin) == (ssize_t)length, "the file can be written");
        loop_file_read(file, stalls);
    }
    loop_file_counts(file);
    close(fd);
    stalls_conclude(stalls, (uint64_t)g_get_monotonic_time() * 1000);
    stalls_free(stalls);
    loop_file_free(file);
    insist_profile(profile);
}

void fuzz_trace(const uint8_t *data, size_t size)
{
    const struct span_window window = {1000000000, 60000000000, false};
    const struct span_window strict = {1000000000, 60000000000, true};
    g_autoptr(Profile) profile = profile_new();
    g_autofree char *folder = g_build_filename(world_folder(), "traces", NULL);
    world_write("traces/1-1.json", data, size);
    span_files_read(folder, &strict, profile);
    span_files_read(folder, &window, profile);
    guint left_out = 0;
    g_ptr_array_unref(span_lanes(profile, &left_out));
    insist_profile(profile);
}

// The maps of the process, then, after a zero byte, the file of its paths.
void fuzz_paths(const uint8_t *data, size_t size)
{
    static const char *const passes[] = {"heap", "copies"};
    const uint8_t *end = size > 0 ? memchr(data, '\0', size) : NULL;
    size_t length = end != NULL ? (size_t)(end - data) : size;
    size_t rest = MIN(length + 1, size);
    g_autofree char *folder = g_build_filename(world_folder(), "paths", NULL);
    world_write("paths/maps.7.0", data, length);
    world_write("paths/paths.7.0", data + rest, size - rest);
    for (size_t i = 0; i < G_N_ELEMENTS(passes); i++) {
        g_autoptr(Profile) profile = profile_new();
        path_read_folder(folder, passes[i], profile);
        insist_profile(profile);
    }
    struct path_totals totals = path_read_totals(folder);
    insist(totals.n_calls >= 0 && totals.bytes >= 0, "what was counted is not negative");
}

static void take_sample(void *stacks, const struct perf_sample *sample)
{
    bool is_cut = false;
    stacks_node(stacks, sample, &is_cut);
}

static void take_mapping(void *stacks, const struct perf_mapping *mapping)
{
    stacks_map(stacks, mapping);
}

static void take_exec(void *stacks, pid_t pid)
{
    stacks_exec(stacks, pid);
}

static void take_fork(void *stacks, pid_t pid, pid_t parent)
{
    stacks_fork(stacks, pid, parent);
}

static void take_lost(void *stacks, uint64_t samples)
{
    (void)stacks;
    (void)samples;
}

static void take_switch(void *stacks, const struct perf_switch *change)
{
    (void)stacks;
    (void)change;
}

// Records as the kernel writes them: one after the other, each a multiple of eight bytes.
void fuzz_perf(const uint8_t *data, size_t size)
{
    static const uint8_t kernel[] = "ffffffff81000000 T __x64_sys_read\n"
                                    "ffffffff81000100 t asm_exc_page_fault\n";
    g_autoptr(Profile) profile = profile_new();
    struct stacks *stacks = stacks_new(profile);
    const struct perf_listener listener = {take_sample, take_mapping, take_exec, take_fork,
                                           take_lost,   take_switch,  stacks};
    world_set(kernel, sizeof kernel - 1);
    for (size_t at = 0; at + sizeof(struct perf_event_header) <= size;) {
        struct perf_event_header header;
        memcpy(&header, data + at, sizeof header);
        size_t bytes = MIN(MAX(header.size & ~7u, sizeof header), (size - at) & ~(size_t)7);
        g_autofree uint8_t *record = g_memdup2(data + at, bytes); // no byte more
        perf_record_hear(&listener, record, bytes);
        at += bytes;
    }
    world_set(NULL, 0);
    stacks_free(stacks);
    insist_profile(profile);
}

void fuzz_maps(const uint8_t *data, size_t size)
{
    static const uint64_t addresses[] = {0, 1, 0x1000, 0x401000, UINT64_MAX};
    g_autoptr(Profile) profile = profile_new();
    struct stacks *stacks = stacks_new(profile);
    g_autofree char *text = input_text(data, size);
    stacks_take_maps(stacks, getpid(), text);
    guint node = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++)
        node = stacks_call(stacks, getpid(), node, addresses[i]);
    stacks_free(stacks);
    insist_profile(profile);
}
