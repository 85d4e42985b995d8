// SPDX-License-Identifier: MIT
#include "framework/harness/sweep.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 64 };
static const long least_bytes = 32L << 20;
static const long most_bytes = 256L << 20;

static bool flush_lines(const void *region, size_t n_bytes)
{
    uintptr_t from = (uintptr_t)region & ~(uintptr_t)(LINE - 1);
    uintptr_t to = (uintptr_t)region + n_bytes;
#if defined(__SSE2__)
    for (uintptr_t line = from; line < to; line += LINE)
        __builtin_ia32_clflush((const void *)line);
    __builtin_ia32_mfence();
    return true;
#elif defined(__aarch64__)
    for (uintptr_t line = from; line < to; line += LINE)
        __asm__ volatile("dc civac, %0" : : "r"(line) : "memory");
    __asm__ volatile("dsb ish" : : : "memory");
    return true;
#else
    return from > to;
#endif
}

// Of the cache of a level; 0: there is none. musl's sysconf() does not know.
static long level_bytes(int level)
{
#ifdef _SC_LEVEL3_CACHE_SIZE
    return sysconf(level == 3 ? _SC_LEVEL3_CACHE_SIZE : _SC_LEVEL2_CACHE_SIZE);
#else
    char path[64];
    long kib = 0;
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/size", level);
    FILE *file = fopen(path, "re");
    if (file == NULL || fscanf(file, "%ldK", &kib) != 1)
        kib = 0;
    if (file != NULL)
        fclose(file);
    return kib * 1024;
#endif
}

// The last level that the system knows.
static size_t buffer_bytes(void)
{
    long last = level_bytes(3);
    long bytes = 2 * (last > 0 ? last : level_bytes(2));
    bytes = bytes > most_bytes ? most_bytes : bytes;
    return (size_t)(bytes < least_bytes ? least_bytes : bytes);
}

// Written, so that its pages are its own, and lines that others changed must make room as well.
static bool sweep_all(void)
{
    static char *buffer;
    static size_t n_bytes;
    if (buffer == NULL) {
        n_bytes = buffer_bytes();
        buffer = malloc(n_bytes);
        if (buffer == NULL)
            return false;
        memset(buffer, 1, n_bytes);
    }
    for (size_t i = 0; i < n_bytes; i += LINE)
        ((volatile char *)buffer)[i]++;
    return true;
}

bool sweep_caches(const void *region, size_t n_bytes)
{
    return (region != NULL && n_bytes > 0 && flush_lines(region, n_bytes)) || sweep_all();
}
