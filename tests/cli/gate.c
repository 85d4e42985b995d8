// SPDX-License-Identifier: MIT
// A suite whose second case waits while the file that GATE names is there, and writes the pid of
// its process into GATE.pid: tests stop benchrun in the middle without a race.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/programs/work.h"

static void write_pid(const char *gate)
{
    char path[4096];
    snprintf(path, sizeof path, "%s.pid", gate);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        abort();
    fprintf(file, "%ld\n", (long)getpid());
    fclose(file);
}

static void *wait_at_the_gate(struct bench *bench)
{
    const char *gate = getenv("GATE");
    (void)bench;
    if (gate != NULL && access(gate, F_OK) == 0)
        write_pid(gate);
    while (gate != NULL && access(gate, F_OK) == 0)
        usleep(5000);
    return NULL;
}

BENCH(before, one)
{
    measure_something(bench);
}
BENCH(gate, one, .setup = wait_at_the_gate)
{
    measure_something(bench);
}
BENCH(after, one)
{
    measure_something(bench);
}
