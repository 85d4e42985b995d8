// SPDX-License-Identifier: MIT
// Alternatives that write their letter into the file ORDER each time they are called.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/programs/work.h"

static void write_letter(const char *letter)
{
    const char *path = getenv("ORDER");
    int fd = path ? open(path, O_WRONLY | O_APPEND | O_CREAT, 0644) : -1;
    if (fd < 0)
        return;
    if (write(fd, letter, 1) != 1)
        abort();
    close(fd);
}

BENCH(order, a, .iterations = 100)
{
    write_letter("a");
    measure_something(bench);
}
BENCH(order, b, .iterations = 100)
{
    write_letter("b");
    measure_something(bench);
}
BENCH(order, c, .iterations = 100, .tags = "slow,last")
{
    write_letter("c");
    measure_something(bench);
}
BENCH(order, d, .iterations = 100, .tags = "last")
{
    write_letter("d");
    measure_something(bench);
}
