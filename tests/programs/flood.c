// SPDX-License-Identifier: MIT
// Bodies that print megabytes, once in each process; none of it may reach benchrun's own output.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/programs/work.h"

enum { FLOOD_BYTES = 4 << 20 };

static void pour(int fd, char byte, size_t line_bytes)
{
    char text[4096];
    memset(text, byte, sizeof text);
    for (size_t i = line_bytes; i < sizeof text; i += line_bytes)
        text[i] = '\n';
    for (size_t sent = 0; sent < FLOOD_BYTES; sent += sizeof text)
        if (write(fd, text, sizeof text) < 0)
            return;
}

BENCH(flood, good, .baseline = true)
{
    measure_something(bench);
}
BENCH(flood, stdout)
{
    static int calls;
    if (calls++ == 0)
        pour(STDOUT_FILENO, 'o', 80);
    measure_something(bench);
}
BENCH(flood, stderr)
{
    static int calls;
    if (calls++ == 0)
        pour(STDERR_FILENO, 'e', 80);
    measure_something(bench);
}
BENCH(flood, one_line)
{
    static int calls;
    if (calls++ == 0)
        pour(STDERR_FILENO, 'x', FLOOD_BYTES);
    measure_something(bench);
}
// It looks like the protocol, and is nothing but a print.
BENCH(flood, replies)
{
    static int calls;
    if (calls++ == 0)
        for (int i = 0; i < 10000; i++)
            puts("ok iterations=1 elapsed_ns=1");
    fflush(stdout);
    measure_something(bench);
}
