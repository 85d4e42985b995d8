// SPDX-License-Identifier: MIT
#include "suites/support/team.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_MEMBERS = 64 };

struct member {
    void (*work)(void *data, unsigned member);
    void *data;
    unsigned number;
    pthread_t thread;
};

static cpu_set_t allowed_cpus(void)
{
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        CPU_SET(0, &allowed); // more CPUs than the set has room for
    return allowed;
}

unsigned team_cpus(unsigned most)
{
    cpu_set_t allowed = allowed_cpus();
    unsigned n = (unsigned)CPU_COUNT(&allowed);
    return n < most ? n : most;
}

// The allowed CPUs in turn, so that two members do not meet on one while another is idle.
static cpu_set_t choose_cpu(const cpu_set_t *allowed, unsigned number)
{
    cpu_set_t chosen;
    unsigned skip = number % (unsigned)CPU_COUNT(allowed);
    size_t cpu = 0;
    while (!CPU_ISSET(cpu, allowed) || skip-- > 0)
        cpu++;
    CPU_ZERO(&chosen);
    CPU_SET(cpu, &chosen);
    return chosen;
}

static void *run_member(void *data)
{
    const struct member *member = data;
    member->work(member->data, member->number);
    return NULL;
}

void team_run(unsigned n, void (*work)(void *data, unsigned member), void *data)
{
    struct member members[MOST_MEMBERS];
    cpu_set_t allowed = allowed_cpus();
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    for (unsigned i = 0; i < n; i++) {
        cpu_set_t cpu = choose_cpu(&allowed, i);
        members[i] = (struct member){.work = work, .data = data, .number = i};
        pthread_attr_setaffinity_np(&attributes, sizeof cpu, &cpu);
        int error = pthread_create(&members[i].thread, &attributes, run_member, &members[i]);
        if (error != 0) {
            fprintf(stderr, "cannot start a thread: %s\n", strerror(error));
            exit(1);
        }
    }
    for (unsigned i = 0; i < n; i++)
        pthread_join(members[i].thread, NULL);
    pthread_attr_destroy(&attributes);
}
