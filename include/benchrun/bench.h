// SPDX-License-Identifier: MIT
#pragma once
// What the author of a suite writes: benchmarks, the timed loop, and what a body reports.
// Valid C11 and C++17; needs gcc or clang, ELF and libc.
//
//     #include <benchrun/bench.h>
//
//     BENCH(sum, loop, .baseline = true, .args = {1024, 1048576}, .setup = make_vector,
//           .teardown = free)
//     {
//         const struct vector *vector = bench_fixture(bench);
//         BENCH_LOOP (bench) {
//             float total = sum_loop(vector->data, vector->n);
//             bench_do_not_optimize(total);
//         }
//         bench_bytes(bench, vector->n * sizeof *vector->data);
//     }

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

/** The most arguments that a benchmark can have. */
#define BENCH_MAX_ARGS 32

/** The most numbers of threads that a benchmark can have. */
#define BENCH_MAX_THREADS 16

/** In `.threads`: one for each CPU that benchrun may use. */
#define BENCH_ALL_CPUS 0xffffffffu

/** What a body and a set-up function are given. It lives as long as the case is open. */
struct bench {
    int64_t arg; // the case's argument; 0 if the benchmark has none
    int64_t arg2;
    int64_t arg3;
    const void *param; // the value of the case's `.params`; NULL if the benchmark has none
};

/** A row of `.params`: what it is called in ids, without `/`, and what the case gets. */
struct bench_param {
    const char *name;
    const void *value;
};

/**
 * The options of BENCH(), all optional. C++ requires them in the order of declaration.
 */
struct bench_options {
    bool baseline;    // the other benchmarks of the group are compared with this one
    const char *name; // shown instead of the identifier: any text, unique in its group
    // One case for each argument. A list that ends in 0 needs `n_args`; `{0}` means no argument.
    int64_t args[BENCH_MAX_ARGS];
    unsigned n_args;
    const char *arg_name; // "n" makes the id `group/name/n:1024` instead of `group/name/1024`
    // More of them: one case for each combination, `group/name/n:1024/k:2`.
    int64_t args2[BENCH_MAX_ARGS];
    unsigned n_args2;
    const char *arg2_name;
    int64_t args3[BENCH_MAX_ARGS];
    unsigned n_args3;
    const char *arg3_name;
    // And for each of these, whatever they are: `group/name/n:1024/small`. The last has no name.
    const struct bench_param *params;
    // The fixture: made once per case and process, not timed. It may call bench_skip() or
    // bench_fail(); if it does and returns NULL, there is no teardown.
    void *(*setup)(struct bench *bench);
    void (*teardown)(void *fixture);
    uint64_t iterations;       // per sample, fixed; 0: calibrated
    double time_s;             // the measuring budget of a case, seconds; 0: benchrun's default
    const char *tags;          // words separated by commas, for `--tag`
    double min_speedup;        // a claim: at least this many times as fast as the baseline
    int64_t claim_arg;         // the claim is for this argument and larger ones; 0: for all
    bool (*skip_unless)(void); // the case is skipped if it returns false (a CPU feature, say)
    // The body keeps several CPUs busy: its worker may use every CPU that benchrun may, not one.
    bool all_cpus;
    // One case for each number of threads, `group/name/threads:4`: the body runs in all of them at
    // once, each does as many iterations, and they enter the loop together. They share the fixture;
    // bench_thread() is the number of one.
    unsigned threads[BENCH_MAX_THREADS];
    // A sample is this many requests instead of iterations of a loop: the body begins them with
    // bench_next_request() and ends them when their answers come, in whatever order. There is no
    // BENCH_LOOP. Each is timed from its beginning to its end, as with `.latency`, by that clock.
    unsigned requests;
    // Closed loop: one case for each number of requests that may be out at once,
    // `group/name/concurrency:10`; 1 if left out.
    unsigned concurrency[BENCH_MAX_THREADS];
    // Open loop: requests begin this many times a second, however many are out. Latencies count
    // from when a request should have begun, so that a stall is not hidden.
    double rate;
    // Each iteration is also timed by itself, in processes of their own: p50, p90, p99, p99.9 and
    // the longest. The body is called once for each, so what lasts from one iteration to the next
    // must be static or in the fixture. The clock is CLOCK_MONOTONIC_RAW; a reading of it (25 ns)
    // is part of each time and not subtracted, so bodies should take far longer. What the body says
    // by bench_add_time() takes its place.
    bool latency;
    // Single iterations are also timed after the caches were swept, or the lines that bench_cold()
    // names.
    bool cold;
    unsigned line; // filled in by BENCH()
};

/** The options of BENCH_GROUP(), all optional. */
struct bench_group_options {
    // The members do the same task and are compared. false: they are different inputs or tasks
    // that belong together; each is measured by itself.
#ifdef __cplusplus
    bool compares = true;
#else
    bool compares; // true if left out
#endif
    unsigned line; // filled in by BENCH_GROUP()
};

// Registering

/**
 * BENCH(group, name, .option = value, ...) { body }
 *
 * Registers a benchmark. Benchmarks of one group do the same task, unless BENCH_GROUP() says
 * otherwise. The body gets `struct bench *bench` and holds one BENCH_LOOP(). It is called once per
 * sample; code around the loop is not timed.
 */
#define BENCH(group, ...) BENCH_DEFINE_(group, __VA_ARGS__, .line = __LINE__)

/**
 * BENCH_GROUP(group, .option = value, ...);
 *
 * Says something about a whole group, once per program, in any of its files. A group without it
 * has the default options.
 */
#define BENCH_GROUP(...) BENCH_DEFINE_GROUP_(__VA_ARGS__, .line = __LINE__)

/** libbenchrun brings a main(); a program with its own calls this and returns what it returns. */
int bench_main(int argc, char **argv);

// The timed loop

/**
 * BENCH_LOOP(bench) { code }
 *
 * Runs the code as many times as benchrun asks for and times all of them together: one decrement
 * and one branch per iteration, no clock in between. `continue` is fine. Leaving it by `break`,
 * `return` or `goto`, or entering it twice, fails the case.
 */
#define BENCH_LOOP(bench) BENCH_TIMED_LOOP_(bench)

/**
 * For a body that consumes its input (a sort needs a fresh shuffle each time): prepares inputs in
 * batches outside the timed region, without a clock read per iteration.
 *
 *     for (size_t n; (n = bench_batch(bench, 64)) != 0;) {
 *         for (size_t i = 0; i < n; i++)
 *             shuffle(arrays[i]);
 *         size_t i = 0;
 *         BENCH_LOOP (bench) {
 *             sort(arrays[i++]);
 *         }
 *     }
 *
 * Returns how many inputs to prepare, at most `capacity` (at least 1), for the BENCH_LOOP that must
 * follow; 0 when the sample is complete. Choose a capacity at which a batch lasts some microseconds
 * or more, so that its two clock reads do not count.
 */
size_t bench_batch(struct bench *bench, size_t capacity);

// Barriers: they stop the compiler from removing or moving work, and cost no instruction.

/**
 * bench_do_not_optimize(value): the value must have been computed, and memory written, by here.
 * Takes any scalar, pointer, struct or array; a scalar stays in its register.
 */
#define bench_do_not_optimize(...) BENCH_USE_(__VA_ARGS__)

/**
 * bench_hide(variable): the compiler forgets what it knows about the variable's value and about
 * memory, so that work on a constant is neither done at compile time nor moved out of the loop.
 * Takes a variable of any type but a bit-field. A scalar that fits into a register stays in it;
 * anything else goes through memory.
 */
#define bench_hide(...) BENCH_HIDE_(__VA_ARGS__)

/** As far as the compiler knows, everything in memory may be read and changed here. */
__attribute__((always_inline)) static inline void bench_clobber_memory(void)
{
    __asm__ volatile("" : : : "memory");
}

/** A request, from bench_next_request() until it ends. */
struct bench_request {
    uint64_t number; // from 0
    void *data;      // the body's own
};

/** Begins the next request; NULL: none may begin yet, or all have begun. */
struct bench_request *bench_next_request(struct bench *bench);

/** A request has its answer. Any thread may say so. */
void bench_request_done(struct bench *bench, struct bench_request *request);

/** A request has ended without an answer: it is counted, and reported as an error. */
void bench_request_failed(struct bench *bench, struct bench_request *request);

/** How many have not ended; 0: the body may return. */
size_t bench_requests_left(struct bench *bench);

/** How long an event loop may wait, ns: until the next request may begin; -1: until one ends. */
int64_t bench_requests_wait_ns(struct bench *bench);

/** The number of the thread that runs the body, from 0, with `.threads`; 0 without. */
unsigned bench_thread(const struct bench *bench);

/** How many threads run it. */
unsigned bench_threads(const struct bench *bench);

// What a body reports

/** What `.setup` returned; NULL without one. */
void *bench_fixture(const struct bench *bench);

/** Bytes moved by one iteration, above 0: the report adds GiB/s. */
void bench_bytes(struct bench *bench, double bytes);

/**
 * The time of the sample is what the body says, not what the clock does: `ns` are added to it. So
 * is that of an iteration with `.latency` or `.cold`; requests are timed by the clock. With
 * `.threads`, each thread adds up its own, and the one that has most counts. For what happens
 * elsewhere: on a device, at a remote end. Reports say that the times are the body's.
 */
void bench_add_time(struct bench *bench, double ns);

/**
 * For `.cold`: before each iteration that is timed cold, only the cache lines of these `n` bytes
 * are flushed, where the CPU can; else all caches are swept. To be called by `.setup`.
 */
void bench_cold(struct bench *bench, const void *region, size_t n);

/** Items handled by one iteration, above 0: the report adds items per second. */
void bench_items(struct bench *bench, double items);

/**
 * A named number of the case (hit rate, bytes per object) with its unit, "" or NULL for none. The
 * last value counts. A name may have 63 bytes, a unit 31; more is cut. A case with more than 16
 * metrics fails.
 */
void bench_metric(struct bench *bench, const char *name, double value, const char *unit);

/**
 * What the benchmark computed: `n` bytes at `data`, compared exactly with what the group's baseline
 * computed at the same argument. May be called several times, in the same order in every
 * alternative, and mixed with bench_output_f32() and bench_output_f64(). Does nothing while samples
 * are taken.
 */
void bench_output(struct bench *bench, const void *data, size_t n);

/**
 * The same for `n` numbers, which may differ by `tolerance` relative to the larger magnitude, or by
 * `tolerance` absolutely below 1.
 */
void bench_output_f32(struct bench *bench, const float *values, size_t n, double tolerance);

/** The same for `n` numbers of double precision. */
void bench_output_f64(struct bench *bench, const double *values, size_t n, double tolerance);

/** Whether this call of the body should report outputs, for when preparing them takes work. */
bool bench_wants_output(const struct bench *bench);

/** This case cannot be measured here; `why` is shown. Return from the body afterwards. */
void bench_skip(struct bench *bench, const char *why);

/** This case is wrong; `why` is shown. Return from the body afterwards. */
void bench_fail(struct bench *bench, const char *why);

// In any program, with or without benchmarks.

/** Seconds that `number` calls of a function take, one after the other. */
double bench_timeit(void (*function)(void *data), void *data, uint64_t number);

/** What a call takes, in seconds. */
struct bench_timing {
    double best;     // of the repetitions
    double median;   // of them
    uint64_t number; // of calls in each
};

/**
 * Times a function in 20 repetitions, each of as many calls as take at least 10 ms: a quarter of a
 * second in all for a function that is not slow by itself.
 */
struct bench_timing bench_timeit_auto(void (*function)(void *data), void *data);

#ifdef __cplusplus
} // extern "C"
#endif
#pragma GCC visibility pop

#include <benchrun/bench_macros.h> // what the macros are made of
