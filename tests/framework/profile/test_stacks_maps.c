// SPDX-License-Identifier: MIT
// What a process mapped where, from its maps: what comes later takes the place of what was there.
#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#include "framework/profile/stacks.h"

static struct profile *profile;
static struct stacks *stacks;

static void begin(void)
{
    g_autofree char *maps = NULL;
    cr_assert(g_file_get_contents("/proc/self/maps", &maps, NULL, NULL));
    profile = profile_new();
    stacks = stacks_new(profile);
    stacks_take_maps(stacks, getpid(), maps);
}

static void end(void)
{
    stacks_free(stacks);
    profile_free(profile);
}

TestSuite(stacks_maps, .init = begin, .fini = end, .timeout = 60);

// A name of its own, for symbols.
__attribute__((noinline)) static uint64_t where_it_is(void)
{
    return (uint64_t)(uintptr_t)where_it_is; // NOLINT
}

static const char *name_at(uint64_t address)
{
    guint node = stacks_call(stacks, getpid(), 0, address);
    const struct profile_node *found = &g_array_index(profile->nodes, struct profile_node, node);
    const struct profile_frame *frame =
        &g_array_index(profile->frames, struct profile_frame, found->frame);
    return g_array_index(profile->functions, struct profile_function, frame->function).name;
}

static void map(uint64_t start, uint64_t end_at, const char *path)
{
    const struct perf_mapping mapping = {getpid(), start, end_at, 0, path};
    stacks_map(stacks, &mapping);
}

Test(stacks_maps, have_the_functions_of_files)
{
    cr_expect_str_eq(name_at(where_it_is() + 1), "where_it_is");
}

Test(stacks_maps, lose_what_something_else_is_mapped_over)
{
    uint64_t page = where_it_is() & ~UINT64_C(4095);
    map(page - 4096, page, "/nowhere/before");
    map(page + (1 << 30), page + (1 << 30) + 4096, "/nowhere/after");
    map(page, page, "/nowhere/empty");
    map(page + 4096, page, "/nowhere/negative");
    char text[] = "10-5 r-xp 0 0:0 0 /nowhere/negative\nno line\n";
    stacks_take_maps(stacks, getpid(), text);
    map(page, page + 4096, "/nowhere/instead");
    cr_expect_str_neq(name_at(where_it_is() + 1), "where_it_is");
}

// In whatever order they come.
Test(stacks_maps, keep_what_lies_beside)
{
    enum { OTHERS = 1000 };
    for (uint64_t i = OTHERS; i > 0; i--)
        map(i << 13, (i << 13) + 4096, "/nowhere/low");
    for (uint64_t i = 0; i < OTHERS; i++)
        map((i << 13) + 4096, (i << 13) + 8192, "/nowhere/low");
    cr_expect_str_eq(name_at(where_it_is() + 1), "where_it_is");
}
