// SPDX-License-Identifier: MIT
#include "suites/support/team.h"

#include <criterion/criterion.h>
#include <sched.h>

enum { MEMBERS = 8 };

struct visits {
    unsigned counts[MEMBERS];
    int cpus[MEMBERS]; // that the member may use
    int cpu[MEMBERS];  // that it runs on
};

static void visit(void *data, unsigned member)
{
    struct visits *visits = data;
    cpu_set_t allowed;
    sched_getaffinity(0, sizeof allowed, &allowed);
    visits->counts[member]++;
    visits->cpus[member] = CPU_COUNT(&allowed);
    visits->cpu[member] = sched_getcpu();
}

Test(team, runs_each_member_once_on_a_cpu_of_its_own)
{
    cpu_set_t allowed;
    struct visits visits = {0};
    cr_assert_eq(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    unsigned n = (unsigned)CPU_COUNT(&allowed);
    team_run(MEMBERS, visit, &visits);
    for (unsigned i = 0; i < MEMBERS; i++) {
        cr_expect_eq(visits.counts[i], 1);
        cr_expect_eq(visits.cpus[i], 1);
        cr_expect(CPU_ISSET((size_t)visits.cpu[i], &allowed));
        for (unsigned k = 0; k < i; k++)
            cr_expect_eq(visits.cpu[k] == visits.cpu[i], k % n == i % n, "%u and %u", k, i);
    }
}

Test(team, counts_the_cpus_that_are_allowed)
{
    cpu_set_t allowed;
    cr_assert_eq(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    cr_expect_eq(team_cpus(1), 1);
    cr_expect_eq(team_cpus(1000000), (unsigned)CPU_COUNT(&allowed));
    size_t first = 0;
    while (!CPU_ISSET(first, &allowed))
        first++;
    CPU_ZERO(&allowed);
    CPU_SET(first, &allowed);
    cr_assert_eq(sched_setaffinity(0, sizeof allowed, &allowed), 0);
    cr_expect_eq(team_cpus(1000000), 1);
    struct visits visits = {0};
    team_run(3, visit, &visits);
    cr_expect(visits.counts[0] == 1 && visits.counts[1] == 1 && visits.counts[2] == 1);
}
