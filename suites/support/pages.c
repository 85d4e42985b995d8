// SPDX-License-Identifier: MIT
#include "suites/support/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { HEADER_BYTES = 64 }; // holds the size, and keeps what follows on a cache line's boundary

void *pages_new(size_t n_bytes)
{
    size_t n_mapped = n_bytes + HEADER_BYTES;
    // cppcheck-suppress invalidFunctionArg // -1 is what no file is called
    char *mapped = mmap(NULL, n_mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) {
        perror("cannot map memory");
        exit(1);
    }
    *(size_t *)(void *)mapped = n_mapped;
    return mapped + HEADER_BYTES;
}

void pages_free(void *memory)
{
    if (memory == NULL)
        return;
    char *mapped = (char *)memory - HEADER_BYTES;
    munmap(mapped, *(size_t *)(void *)mapped);
}
