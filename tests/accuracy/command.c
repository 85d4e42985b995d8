// SPDX-License-Identifier: MIT
// command KERNEL PERMILLE CALLS: calls a kernel with a planted slowdown, for tools that time whole
// commands.
#include <stdlib.h>

#include "tests/accuracy/kernels.h"

int main(int argc, char **argv)
{
    const struct kernel *kernel = argc == 4 ? kernel_find(argv[1]) : NULL;
    if (kernel == NULL)
        return 2;
    unsigned n = slowed(kernel->n, (unsigned)strtoul(argv[2], NULL, 10));
    for (unsigned long calls = strtoul(argv[3], NULL, 10); calls > 0; calls--)
        kernel->run(n);
    return 0;
}
