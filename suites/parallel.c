// SPDX-License-Identifier: MIT
// Threads and processes for computing: the longest of 40,000 Collatz sequences.
//
// The work keeps a CPU busy, so a second CPU helps, whether a thread or a process uses it. Threads
// start faster and share their memory; processes share none, and send their results back through
// pipes. Expect both to gain a little less than the number of CPUs and never more. Work that waits
// for others is another matter: see `waiting`.
#include <benchrun/bench.h>

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { N_STARTS = 40000, MOST_WORKERS = 8 };

struct longest {
    uint64_t start;
    uint64_t steps;
};

struct share {
    unsigned first, n; // of every n-th start, from the first on
    struct longest longest;
    pthread_t thread;
    pid_t process;
    int pipe[2];
};

static struct longest find_longest(unsigned first, unsigned n)
{
    struct longest longest = {0};
    for (uint64_t start = 1 + first; start <= N_STARTS; start += n) {
        uint64_t steps = 0;
        for (uint64_t number = start; number != 1; steps++)
            number = number % 2 == 0 ? number / 2 : 3 * number + 1;
        if (steps > longest.steps)
            longest = (struct longest){start, steps};
    }
    return longest;
}

static struct longest longest_of(const struct share *shares, unsigned n)
{
    struct longest longest = {0};
    for (unsigned i = 0; i < n; i++) {
        struct longest other = shares[i].longest;
        if (other.steps > longest.steps ||
            (other.steps == longest.steps && other.start < longest.start))
            longest = other;
    }
    return longest;
}

static unsigned count_cpus(void)
{
    cpu_set_t cpus; // those that this process may use
    if (sched_getaffinity(0, sizeof cpus, &cpus) != 0)
        return 1;
    unsigned n = (unsigned)CPU_COUNT(&cpus);
    return n < MOST_WORKERS ? n : MOST_WORKERS;
}

static struct longest in_one_thread(unsigned n)
{
    (void)n;
    return find_longest(0, 1);
}

static void *run_share(void *data)
{
    struct share *share = data;
    share->longest = find_longest(share->first, share->n);
    return NULL;
}

static struct longest in_threads(unsigned n)
{
    struct share shares[MOST_WORKERS];
    for (unsigned i = 0; i < n; i++) {
        shares[i] = (struct share){.first = i, .n = n};
        if (pthread_create(&shares[i].thread, NULL, run_share, &shares[i]) != 0)
            abort();
    }
    for (unsigned i = 0; i < n; i++)
        pthread_join(shares[i].thread, NULL);
    return longest_of(shares, n);
}

static struct longest in_processes(unsigned n)
{
    struct share shares[MOST_WORKERS];
    for (unsigned i = 0; i < n; i++) {
        shares[i] = (struct share){.first = i, .n = n};
        if (pipe(shares[i].pipe) != 0 || (shares[i].process = fork()) < 0)
            abort();
        if (shares[i].process == 0) {
            struct longest longest = find_longest(i, n);
            ssize_t n_written = write(shares[i].pipe[1], &longest, sizeof longest);
            _exit(n_written == sizeof longest ? 0 : 1);
        }
        close(shares[i].pipe[1]);
    }
    for (unsigned i = 0; i < n; i++) {
        struct longest *longest = &shares[i].longest;
        if (read(shares[i].pipe[0], longest, sizeof *longest) != sizeof *longest)
            abort();
        close(shares[i].pipe[0]);
        waitpid(shares[i].process, NULL, 0);
    }
    return longest_of(shares, n);
}

static void measure(struct bench *bench, struct longest (*find)(unsigned n))
{
    unsigned n = count_cpus();
    struct longest longest;
    BENCH_LOOP (bench) {
        longest = find(n);
        bench_do_not_optimize(longest);
    }
    bench_metric(bench, "workers", n, NULL);
    bench_output(bench, &longest, sizeof longest);
}

static bool has_two_cpus(void)
{
    return count_cpus() >= 2;
}

// All may use every CPU: if one were pinned, another program on its CPU would slow only that one.
BENCH(cpu_bound, one_thread, .baseline = true, .all_cpus = true)
{
    measure(bench, in_one_thread);
}

BENCH(cpu_bound, threads, .all_cpus = true, .skip_unless = has_two_cpus)
{
    measure(bench, in_threads);
}

BENCH(cpu_bound, processes, .all_cpus = true, .skip_unless = has_two_cpus)
{
    measure(bench, in_processes);
}
