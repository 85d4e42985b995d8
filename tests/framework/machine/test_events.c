// SPDX-License-Identifier: MIT
#include "framework/machine/events.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>

#include "tests/framework/machine/fake_tree.h"

static char *root;

#define PMU "sys/bus/event_source/devices/cpu/"

static void make_root(void)
{
    root = fake_tree_new();
    fake_tree_write(root, PMU "type", "4\n", -1);
    fake_tree_write(root, PMU "format/event", "config:0-7,32-35\n", -1);
    fake_tree_write(root, PMU "format/umask", "config:8-15\n", -1);
    fake_tree_write(root, PMU "format/edge", "config:18\n", -1);
    fake_tree_write(root, PMU "format/ldlat", "config1:0-15\n", -1);
    fake_tree_write(root, PMU "format/odd", "elsewhere:0-7\n", -1);
    fake_tree_write(root, PMU "events/mem-loads", "event=0xcd,umask=0x1,ldlat=3\n", -1);
    fake_tree_write(root, "proc/sys/kernel/perf_event_paranoid", "2\n", -1);
}

static void remove_root(void)
{
    fake_tree_free(root);
}

TestSuite(events, .init = make_root, .fini = remove_root);

static void expect(const char *word, uint32_t type, uint64_t config, uint64_t config1)
{
    g_autoptr(GError) error = NULL;
    char *const words[] = {(char *)word, NULL};
    g_autoptr(GPtrArray) events = events_parse(words, root, &error);
    cr_assert_not_null(events, "%s", error ? error->message : "");
    const struct event *event = g_ptr_array_index(events, 0);
    cr_expect_str_eq(event->name, word);
    cr_expect_eq(event->type, type, "%s: type %u", word, event->type);
    cr_expect_eq(event->config, config, "%s: config %" G_GINT64_MODIFIER "x", word, event->config);
    cr_expect_eq(event->config1, config1);
}

static void refuse(const char *word, const char *why)
{
    g_autoptr(GError) error = NULL;
    char *const words[] = {(char *)word, NULL};
    cr_expect_null(events_parse(words, root, &error), "%s", word);
    cr_assert_not_null(error);
    cr_expect(strstr(error->message, why) != NULL, "%s", error->message);
}

Test(events, have_the_names_of_the_table_and_of_perf_list)
{
    expect("branch_misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES, 0);
    expect("cs", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES, 0);
    expect("faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, 0);
    expect("migrations", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS, 0);
    expect("branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES, 0);
    expect("page-faults", PERF_TYPE_SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, 0);
    expect("L1-dcache-load-misses", PERF_TYPE_HW_CACHE, 0x10000, 0);
    expect("LLC-stores", PERF_TYPE_HW_CACHE, 0x102, 0);
    expect("r01c2", PERF_TYPE_RAW, 0x1c2, 0);
}

Test(events, of_a_pmu_are_put_together_as_it_says)
{
    expect("cpu/event=0xc2,umask=0x1/", 4, 0x1c2, 0);
    expect("cpu/event=0x1c2,edge/", 4, 0x1000400c2, 0);
    expect("cpu/mem-loads/", 4, 0x1cd, 3);
    expect("mem-loads", 4, 0x1cd, 3);
    expect("cpu/config=0x1234,config1=7/", 4, 0x1234, 7);
}

Test(events, that_do_not_exist_are_refused)
{
    refuse("branch-mises", "did you mean 'branch-misses'");
    refuse("", "no event is called");
    refuse("r", "no event is called");
    refuse("r12345678123456781", "no event is called");
    refuse("cpu/event=zero/", "is no event of this machine");
    refuse("cpu/event=0x1ffff/", "is no event of this machine"); // more bits than there are
    refuse("cpu/odd=1/", "is no event of this machine");
    refuse("cpu/nothing=1/", "is no event of this machine");
    refuse("cpu/", "is no event of this machine");
    refuse("gpu/event=1/", "is no event of this machine");
    refuse("../cpu/event=1/", "is no event of this machine");
    refuse("cpu/../../cpu/type/", "is no event of this machine");
    refuse("\x1b[2J", "'\\x1b[2J'");
    char *many[EVENTS_MOST + 2] = {NULL};
    for (unsigned i = 0; i <= EVENTS_MOST; i++)
        many[i] = (char *)"cycles";
    g_autoptr(GError) error = NULL;
    cr_expect_null(events_parse(many, root, &error));
    cr_assert_not_null(error);
}

Test(events, are_asked_for_by_number)
{
    char *const words[] = {(char *)"cycles", (char *)"instructions", (char *)"mem-loads", NULL};
    g_autoptr(GPtrArray) events = events_parse(words, root, NULL);
    g_autofree char *request = events_request(events);
    cr_expect_str_eq(request, "e0:0:0:0:0:0,e1:0:1:0:0:0,e2:4:1cd:3:102:0");
}

Test(events, that_do_not_count_are_explained)
{
    char *const words[] = {(char *)"cycles", (char *)"branches", (char *)"migrations", NULL};
    g_autoptr(GPtrArray) events = events_parse(words, root, NULL);
    const int none[] = {0, 0, 0};
    const int some[] = {ENOENT, ENOENT, EACCES};
    cr_expect_null(events_problems(events, none, root));
    g_autofree char *why = events_problems(events, some, root);
    cr_expect_str_eq(why,
                     "no cycles, branches: this machine has no hardware counters for them (virtual "
                     "machines seldom do); no migrations: the kernel refuses them "
                     "(kernel.perf_event_paranoid is 2): 'sudo sysctl "
                     "kernel.perf_event_paranoid=1' permits them");
}
