// SPDX-License-Identifier: MIT
#pragma once
// What the author of a suite writes: benchmarks, the timed loop, and what a body reports.
// Valid C11 and C++20; needs gcc or clang, ELF and libc.
//
//     #include <benchrun/bench.h>
//
//     BENCH(sum, loop, .baseline = true, .args = {1024, 1048576}, .setup = make_vec, .teardown =
//     free)
//     {
//         const struct vec *v = bench_fixture(bench);
//         BENCH_LOOP(bench) {
//             float total = sum_loop(v->data, v->n);
//             bench_do_not_optimize(total);
//         }
//         bench_bytes(bench, v->n * sizeof *v->data);
//     }

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

#define BENCH_MAX_ARGS 32

/** What a body and a set-up function are given. It lives as long as the case is open. */
struct bench {
    int64_t arg; // the case's argument; 0 where the benchmark has none
};

/**
 * The options of BENCH(), all optional, in this order where the suite is C++ (the language wants
 * the order of declaration).
 */
struct bench_options {
    bool baseline;    // the other benchmarks of the group are compared with this one
    const char *name; // shown instead of the identifier: any text, unique in its group
    // One case for each argument. A list that ends in 0 needs `n_args`; `{0}` is no argument.
    int64_t args[BENCH_MAX_ARGS];
    unsigned n_args;
    const char *arg_name; // "n" makes the id `group/name/n:1024` instead of `group/name/1024`
    // The fixture: made once for a case and process, not timed; may call bench_skip(),
    // bench_fail(); where it does and returns NULL, there is no teardown.
    void *(*setup)(struct bench *bench);
    void (*teardown)(void *fixture);
    uint64_t iterations;       // of each sample, fixed; 0: calibrated
    double time_s;             // the measuring budget of a case, seconds; 0: benchrun's own
    const char *tags;          // words separated by commas, for `--tag`
    double min_speedup;        // a claim: at least so many times faster than the baseline
    int64_t claim_arg;         // the claim is made for this argument and larger ones; 0: for all
    bool (*skip_unless)(void); // the case is skipped where it returns false (a CPU feature, say)
    // The body keeps several CPUs busy: its worker may use every CPU that benchrun may, not one.
    bool all_cpus;
    unsigned line; // filled in by BENCH()
};

/** A registered benchmark: static data, written by BENCH(). */
struct bench_def {
    const char *group;
    const char *name;
    const char *file;
    void (*run)(struct bench *bench);
    struct bench_options options;
};

// Registering

#if defined(__has_attribute)
#if __has_attribute(retain)
#define BENCH_RETAIN_ , retain
#endif
#endif
#ifndef BENCH_RETAIN_
#define BENCH_RETAIN_
#endif

#ifdef __cplusplus
#define BENCH_IGNORED_WARNING_ "-Wmissing-field-initializers"
#else
#define BENCH_IGNORED_WARNING_ "-Woverlength-strings"
#endif

/**
 * BENCH(group, name, .option = value, ...) { body }
 *
 * Registers a benchmark. Benchmarks of one group do the same task. The body gets `struct bench
 * *bench` and holds one BENCH_LOOP(). It is called once for each sample; what stands around the
 * loop is not timed.
 */
// clang-format off
#define BENCH(group_, ...) BENCH_WITH_LINE_(group_, __VA_ARGS__, .line = __LINE__)
#define BENCH_WITH_LINE_(group_, name_, ...)                                                       \
    static void bench_body_##group_##_##name_(struct bench *bench);                                \
    _Pragma("GCC diagnostic push")                                                                 \
    _Pragma(BENCH_STRING_(GCC diagnostic ignored BENCH_IGNORED_WARNING_))                          \
    static const struct bench_def bench_def_##group_##_##name_ = {                                 \
        #group_, #name_, __FILE__, bench_body_##group_##_##name_, {__VA_ARGS__}};                  \
    _Pragma("GCC diagnostic pop")                                                                  \
    __attribute__((section("bench_defs"), used BENCH_RETAIN_))                                     \
    static const struct bench_def *const bench_entry_##group_##_##name_ =                          \
        &bench_def_##group_##_##name_;                                                             \
    static void bench_body_##group_##_##name_(struct bench *bench)
// clang-format on
#define BENCH_STRING_(...) BENCH_STRING_AGAIN_(__VA_ARGS__)
#define BENCH_STRING_AGAIN_(...) #__VA_ARGS__

// The linker's bounds of the section; null in a program that registers nothing.
extern const struct bench_def *const __start_bench_defs[]
    __attribute__((weak, visibility("hidden")));
extern const struct bench_def *const __stop_bench_defs[]
    __attribute__((weak, visibility("hidden")));

/** Where the library finds the program's benchmarks: one per program, however many files. */
struct bench_registry {
    const struct bench_def *const *begin;
    const struct bench_def *const *end;
    const char *compiler; // that built the suite
    int is_optimised;
    int is_sanitised;
};
extern struct bench_registry bench_registry;

#ifdef __clang__
#define BENCH_COMPILER_ __VERSION__ // says "Clang" itself
#else
#define BENCH_COMPILER_ "gcc " __VERSION__
#endif
#ifdef __OPTIMIZE__
#define BENCH_IS_OPTIMISED_ 1
#else
#define BENCH_IS_OPTIMISED_ 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define BENCH_IS_SANITISED_ 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define BENCH_IS_SANITISED_ 1
#endif
#endif
#ifndef BENCH_IS_SANITISED_
#define BENCH_IS_SANITISED_ 0
#endif

#ifndef BENCH_INSIDE_LIBRARY
__attribute__((weak, used)) struct bench_registry bench_registry = {
    __start_bench_defs, __stop_bench_defs, BENCH_COMPILER_, BENCH_IS_OPTIMISED_,
    BENCH_IS_SANITISED_};
#endif

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
#define BENCH_LOOP(bench)                                                  \
    for (unsigned long bench_left_ = bench_loop_begin(bench);              \
         __builtin_expect(bench_left_ != 0, 1) || bench_loop_done_(bench); \
         bench_left_ = bench_unknown_(bench_left_) - 1)

/**
 * For a body that consumes its input (a sort needs a fresh shuffle each time): prepares inputs in
 * batches outside the timed region, without a clock read per iteration.
 *
 *     for (size_t n; (n = bench_batch(bench, 64)) != 0;) {
 *         for (size_t i = 0; i < n; i++)
 *             shuffle(arrays[i]);
 *         size_t i = 0;
 *         BENCH_LOOP(bench) {
 *             sort(arrays[i++]);
 *         }
 *     }
 *
 * Returns how many inputs to prepare, at most `capacity` (at least 1), for the BENCH_LOOP that must
 * follow; 0 when the sample is complete. Take a capacity at which a batch lasts some microseconds
 * or more, so that its two clock reads do not count.
 */
size_t bench_batch(struct bench *bench, size_t capacity);

/** Behind BENCH_LOOP: starts the clock and gives the number of iterations, at least 1. */
unsigned long bench_loop_begin(struct bench *bench);
/** Behind BENCH_LOOP: stops the clock. */
void bench_loop_end(struct bench *bench);

__attribute__((always_inline)) static inline bool bench_loop_done_(struct bench *bench)
{
    bench_loop_end(bench);
    return false;
}

__attribute__((always_inline)) static inline unsigned long bench_unknown_(unsigned long value)
{
    __asm__ volatile("" : "+r"(value));
    return value;
}

// Barriers

/** Everything in memory may have been read and changed here, as far as the compiler knows. */
__attribute__((always_inline)) static inline void bench_clobber_memory(void)
{
    __asm__ volatile("" : : : "memory");
}

/**
 * bench_hide(variable): the compiler forgets what it knows of the variable's value, so that work on
 * a constant is neither done at compile time nor hoisted out of the loop.
 */
#define bench_hide(variable) __asm__ volatile("" : "+m"(variable) : : "memory")

/**
 * bench_do_not_optimize(value): the value must have been computed, and memory written, by here.
 * Takes any scalar, pointer or struct; a scalar stays in its register.
 */
#if defined(__x86_64__) || defined(__i386__)
#define BENCH_FLOAT_REGISTER_ "x"
#elif defined(__aarch64__)
#define BENCH_FLOAT_REGISTER_ "w"
#else
#define BENCH_FLOAT_REGISTER_ "m"
#endif

#ifdef __cplusplus
} // extern "C"

template <typename T>
__attribute__((always_inline)) inline void bench_do_not_optimize(const T &value)
{
    if constexpr (__is_same(T, float) || __is_same(T, double))
        __asm__ volatile("" : : BENCH_FLOAT_REGISTER_(value) : "memory");
    else if constexpr (!__is_class(T) && !__is_union(T) && sizeof(T) <= sizeof(void *))
        __asm__ volatile("" : : "r"(value) : "memory");
    else
        __asm__ volatile("" : : "m"(value) : "memory");
}

extern "C" {
#else
#define BENCH_IS_FLOAT_(x) _Generic((x), float : 1, double : 1, default : 0)
// __builtin_classify_type: 1 to 5 are integers, characters, enumerations, booleans and pointers.
#define BENCH_IS_WORD_(x) (__builtin_classify_type(x) <= 5 && sizeof(x) <= sizeof(void *))
#define bench_do_not_optimize(...)                                                          \
    do {                                                                                    \
        __typeof__(__VA_ARGS__) bench_value_ = (__VA_ARGS__);                               \
        if (BENCH_IS_FLOAT_(bench_value_))                                                  \
            __asm__ volatile(""                                                             \
                             :                                                              \
                             : BENCH_FLOAT_REGISTER_(__builtin_choose_expr(                 \
                                 BENCH_IS_FLOAT_(bench_value_), bench_value_, 0.0))         \
                             : "memory");                                                   \
        else if (BENCH_IS_WORD_(bench_value_))                                              \
            __asm__ volatile(                                                               \
                ""                                                                          \
                :                                                                           \
                : "r"(__builtin_choose_expr(BENCH_IS_WORD_(bench_value_), bench_value_, 0)) \
                : "memory");                                                                \
        else                                                                                \
            __asm__ volatile("" : : "m"(bench_value_) : "memory");                          \
    } while (0)
#endif

// What a body reports

/** What `.setup` returned; NULL without one. */
void *bench_fixture(const struct bench *bench);

/** Bytes moved by one iteration: the report adds GiB/s. */
void bench_bytes(struct bench *bench, double bytes);
/** Items handled by one iteration: the report adds items per second. */
void bench_items(struct bench *bench, double items);
/** A named figure of the case (hit rate, bytes per object). At most 16; the last value counts. */
void bench_metric(struct bench *bench, const char *name, double value, const char *unit);

/**
 * What the benchmark computed, for the check that alternatives agree: compared with what the
 * group's baseline put out at the same argument. May be called several times, in the same order in
 * every alternative. Costs nothing while samples are taken. Bytes are compared exactly; numbers may
 * differ by `tolerance` relative to the larger magnitude, or by `tolerance` absolutely below 1.
 * `n` counts elements (bench_output: bytes).
 */
void bench_output(struct bench *bench, const void *data, size_t n);
void bench_output_f32(struct bench *bench, const float *values, size_t n, double tolerance);
void bench_output_f64(struct bench *bench, const double *values, size_t n, double tolerance);
/** Whether outputs are wanted by this call of the body, where preparing them takes work. */
bool bench_wants_output(const struct bench *bench);

/** This case cannot be measured here, and why (shown). Return from the body afterwards. */
void bench_skip(struct bench *bench, const char *why);
/** This case is wrong, and why (shown). Return from the body afterwards. */
void bench_fail(struct bench *bench, const char *why);

#ifdef __cplusplus
} // extern "C"
#endif
#pragma GCC visibility pop
