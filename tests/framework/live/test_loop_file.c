// SPDX-License-Identifier: MIT
// The file that programs share with `watch`, written to as they do, and as they must not.
#include "framework/live/loop_file.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/harness/preload/watch_file.h"

enum { MS = 1000000 };

struct sharing {
    struct profile *profile;
    struct stalls *stalls;
    struct loop_file *file;
    int fd; // as a program opens it
    struct watch_head *head;
    struct watch_slot *slots;
    guint n_reported;
};

static void report(void *data, const struct profile *profile, const struct profile_stall *stall,
                   bool has_ended)
{
    struct sharing *sharing = data;
    cr_assert(isfinite(stall->lasted) && stall->lasted >= 0 && isfinite(stall->at));
    cr_assert(stall->node < profile->nodes->len);
    sharing->n_reported += has_ended;
}

static void begin(struct sharing *sharing)
{
    char path[64] = "";
    *sharing = (struct sharing){.profile = profile_new()};
    const struct stalls_options options = {
        .over_ns = 100 * MS, .began_ns = 1, .report = report, .data = sharing};
    sharing->stalls = stalls_new(sharing->profile, &options);
    sharing->file = loop_file_new(100 * MS, NULL);
    cr_assert_not_null(sharing->file);
    g_autofree char *setting = loop_file_setting(sharing->file);
    cr_assert_eq(sscanf(setting, "BENCHRUN_WATCH=%63s", path), 1);
    sharing->fd = open(path, O_RDWR | O_CLOEXEC);
    cr_assert(sharing->fd >= 0);
    struct stat about;
    fstat(sharing->fd, &about);
    cr_assert_eq(about.st_mode & 0777, 0600);
    sharing->head =
        mmap(NULL, (size_t)about.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, sharing->fd, 0);
    cr_assert(sharing->head != MAP_FAILED);
    sharing->slots = (void *)(sharing->head + 1);
}

static void end(struct sharing *sharing)
{
    stalls_conclude(sharing->stalls, (uint64_t)g_get_monotonic_time() * 1000);
    cr_expect_eq(sharing->n_reported, (guint)profile_self(sharing->profile, 1, 0));
    stalls_free(sharing->stalls);
    loop_file_free(sharing->file);
    profile_free(sharing->profile);
    close(sharing->fd);
}

static uint64_t own_thread(void)
{
    return (uint64_t)getpid() << 32 | (uint64_t)gettid();
}

static const struct profile_stall *stall_at(const struct sharing *sharing, guint i)
{
    cr_assert(i < sharing->profile->stalls->len);
    return &g_array_index(sharing->profile->stalls, struct profile_stall, i);
}

Test(loop_file, gives_each_stall_once_however_it_is_seen)
{
    struct sharing sharing;
    begin(&sharing);
    uint64_t now_ns = (uint64_t)g_get_monotonic_time() * 1000;
    struct watch_slot *slot = &sharing.slots[0];
    sharing.head->n_used = 1;
    slot->owner = own_thread();
    slot->busy_ns = now_ns - 200 * MS; // a stall, which is noted as ended before the poll begins
    loop_file_read(sharing.file, sharing.stalls);
    slot->stalls[0] = (struct watch_stall){now_ns - 200 * MS, now_ns + 50 * MS};
    slot->n_stalls = 1;
    loop_file_read(sharing.file, sharing.stalls);
    loop_file_read(sharing.file, sharing.stalls);
    slot->busy_ns = now_ns - 150 * MS; // the next, which nobody notes as ended
    slot->n_polls = 2;
    loop_file_read(sharing.file, sharing.stalls);
    slot->busy_ns = 0;
    loop_file_read(sharing.file, sharing.stalls);
    slot->busy_ns = now_ns - 300 * MS; // and one that the thread does not survive
    loop_file_read(sharing.file, sharing.stalls);
    slot->has_ended = 1;
    loop_file_read(sharing.file, sharing.stalls);
    cr_expect_eq(slot->owner, 0);
    struct loop_counts counts = loop_file_counts(sharing.file);
    stalls_conclude(sharing.stalls, now_ns);
    cr_assert_eq(sharing.profile->stalls->len, 3);
    cr_expect(fabs(stall_at(&sharing, 0)->lasted - 0.25) < 1e-9);
    cr_expect(!stall_at(&sharing, 0)->is_cut && !stall_at(&sharing, 1)->is_cut);
    cr_expect(stall_at(&sharing, 2)->is_cut && stall_at(&sharing, 2)->lasted >= 0.3);
    cr_expect_eq(stall_at(&sharing, 0)->tid, (guint)gettid());
    cr_expect_eq(counts.loops, 1);
    cr_expect_eq(counts.polls, 2);
    end(&sharing);
}

Test(loop_file, counts_what_was_overwritten)
{
    struct sharing sharing;
    begin(&sharing);
    struct watch_slot *slot = &sharing.slots[0];
    sharing.head->n_used = 1;
    slot->owner = own_thread();
    for (uint64_t i = 0; i < WATCH_STALLS + 5; i++)
        slot->stalls[i % WATCH_STALLS] =
            (struct watch_stall){i * 1000 * MS + 1, i * 1000 * MS + 101 * MS};
    slot->n_stalls = WATCH_STALLS + 5;
    loop_file_read(sharing.file, sharing.stalls);
    cr_expect_eq(loop_file_counts(sharing.file).lost, 5);
    end(&sharing);
}

Test(loop_file, frees_the_slots_of_threads_that_are_gone)
{
    struct sharing sharing;
    begin(&sharing);
    sharing.head->n_used = WATCH_SLOTS + 1000; // there are no more
    for (uint32_t i = 0; i < WATCH_SLOTS; i++)
        sharing.slots[i].owner = (uint64_t)((1 << 22) + 1) << 32 | i; // beyond the largest number
    loop_file_read(sharing.file, sharing.stalls);
    for (uint32_t i = 0; i < WATCH_SLOTS; i++)
        cr_assert_eq(sharing.slots[i].owner, 0);
    end(&sharing);
}

Test(loop_file, believes_nothing)
{
    struct sharing sharing;
    begin(&sharing);
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    uint8_t *bytes = (uint8_t *)sharing.slots;
    cr_expect(ftruncate(sharing.fd, 0) != 0 && errno == EPERM);
    for (unsigned round = 0; round < 5; round++) {
        sharing.head->n_used = g_rand_int(random);
        sharing.head->over_ns = g_rand_int(random);
        for (size_t i = 0; i < 40 * sizeof(struct watch_slot); i++)
            bytes[i] = (uint8_t)g_rand_int(random);
        for (uint32_t i = 0; i < 40; i += 2) // threads that are there, but none of the command
            sharing.slots[i].owner = own_thread();
        for (uint32_t i = 0; i < 40; i += 4)
            sharing.slots[i].stalls[0].began_ns = 0;
        stalls_confine(sharing.stalls, 1 << 22);
        loop_file_read(sharing.file, sharing.stalls);
    }
    end(&sharing);
    cr_expect(sharing.n_reported > 0);
}

// No process or thread has such a number, and a profile could not be read that names one.
Test(loop_file, leaves_out_who_cannot_be)
{
    static const uint64_t owners[] = {UINT64_MAX, UINT64_C(7) << 32, 7, UINT64_C(1) << 63 | 7,
                                      UINT64_C(7) << 32 | UINT64_C(1) << 31};
    struct sharing sharing;
    begin(&sharing);
    sharing.head->n_used = G_N_ELEMENTS(owners);
    for (size_t i = 0; i < G_N_ELEMENTS(owners); i++) {
        sharing.slots[i].n_stalls = 1;
        sharing.slots[i].stalls[0] = (struct watch_stall){1000 * MS, 2000 * MS};
        sharing.slots[i].owner = owners[i];
    }
    loop_file_read(sharing.file, sharing.stalls);
    end(&sharing);
    cr_expect_eq(sharing.n_reported, 0);
}
