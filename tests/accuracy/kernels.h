// SPDX-License-Identifier: MIT
#pragma once
// Kernels of many kinds for scripts/accuracy. Each does `n` times the same work, so that a slowdown
// is planted by a larger n, and takes a row in KERNELS. The first call makes what they work on.
#ifdef __cplusplus
extern "C" {
#endif

// Name, n, and whether it keeps several CPUs busy; and what it does, in about which time.
#define KERNELS(ROW)                                                                        \
    ROW(alu, 1200, 0)           /* dependent multiplications, 1 us */                       \
    ROW(chase, 4000, 0)         /* a pointer chase over 256 KiB, 16 us */                   \
    ROW(stream, 100000, 0)      /* reads 6 MB in order, 0.4 ms */                           \
    ROW(hash, 3270, 0)          /* inserts with malloc, look-ups and frees, 3 us */         \
    ROW(sort, 8300, 0)          /* qsort() of 256 integers, 7 us */                         \
    ROW(heap, 1000, 0)          /* malloc and free of mixed sizes, 20 us */                 \
    ROW(syscalls, 1000, 0)      /* getppid(), 60 us */                                      \
    ROW(pipe, 200, 0)           /* writes and reads on a pipe, 100 us */                    \
    ROW(faults, 200, 0)         /* touches new pages, 50 us */                              \
    ROW(files, 200, 0)          /* writes 4 KiB each into a file, 100 us */                 \
    ROW(branches, 4000, 0)      /* unpredictable, 20 us */                                  \
    ROW(speeds, 1200, 0)        /* alu with two speeds in each process, 3.5 % apart */      \
    ROW(own_speed, 1200, 0)     /* alu, each process has one of two speeds, 2.4 % apart */  \
    ROW(spikes, 1200, 0)        /* alu, one call of 128 takes 20 times as long */           \
    ROW(grows, 1200, 0)         /* alu that takes longer each time, 5 % in 1000 calls */    \
    ROW(order, 4000, 0)         /* a list in the order of a hash of its addresses, 10 us */ \
    ROW(text, 200, 0)           /* snprintf(), 50 us */                                     \
    ROW(vector, 1000, 0)        /* passes over vectors in L1, 20 us */                      \
    ROW(long_body, 40000000, 0) /* alu, 30 ms */                                            \
    ROW(all_cpus, 1000, 1)      /* two threads, 150 us */

struct kernel {
    const char *name;
    unsigned n;
    void (*run)(unsigned n);
};

#define DECLARE_KERNEL(name, n, all_cpus) void kernel_##name(unsigned count);
KERNELS(DECLARE_KERNEL)

/** The kernel of a name; NULL: there is none. */
const struct kernel *kernel_find(const char *name);

/** `n` more by a planted slowdown, in tenths of a percent. */
static inline unsigned slowed(unsigned n, unsigned permille)
{
    return (unsigned)(((unsigned long)n * (1000u + permille) + 500) / 1000);
}

#ifdef __cplusplus
}
#endif
