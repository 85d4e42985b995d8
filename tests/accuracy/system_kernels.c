// SPDX-License-Identifier: MIT
// What asks the kernel, or the allocator.
#include "tests/accuracy/kernels.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static void require(int is_good, const char *what)
{
    if (is_good)
        return;
    perror(what);
    exit(1);
}

void kernel_syscalls(unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        syscall(SYS_getppid);
}

void kernel_pipe(unsigned n)
{
    static int ends[2];
    char text[512] = {0};
    if (ends[1] == 0)
        require(pipe(ends) == 0, "pipe");
    for (unsigned i = 0; i < n; i++)
        require(write(ends[1], text, sizeof text) == sizeof text &&
                    read(ends[0], text, sizeof text) == sizeof text,
                "pipe");
}

void kernel_faults(unsigned n)
{
    size_t page = 4096;
    char *pages = mmap(NULL, n * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    require(pages != MAP_FAILED, "mmap");
    madvise(pages, n * page, MADV_NOHUGEPAGE);
    for (unsigned i = 0; i < n; i++)
        *(volatile char *)&pages[i * page] = 1;
    munmap(pages, n * page);
}

void kernel_files(unsigned n)
{
    static FILE *file;
    static char block[4096];
    if (file == NULL)
        file = tmpfile();
    require(file != NULL, "tmpfile");
    for (unsigned i = 0; i < n; i++)
        require(pwrite(fileno(file), block, sizeof block, (off_t)(i * sizeof block)) ==
                    sizeof block,
                "pwrite");
}

void kernel_heap(unsigned n)
{
    enum { SLOTS = 64 };
    static void *slots[SLOTS];
    uint32_t state = 1;
    for (unsigned i = 0; i < n; i++) {
        state = state * 1664525 + 1013904223;
        free(slots[i % SLOTS]);
        slots[i % SLOTS] = malloc(16 + (state >> 16) % 2048);
    }
}

static void *work(void *n)
{
    kernel_alu(200 * *(unsigned *)n);
    return NULL;
}

void kernel_all_cpus(unsigned n)
{
    pthread_t other;
    require(pthread_create(&other, NULL, work, &n) == 0, "pthread_create");
    work(&n);
    pthread_join(other, NULL);
}
