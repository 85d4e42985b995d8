// SPDX-License-Identifier: MIT
#pragma once
// Implements the macros of <benchrun/bench.h>, which includes it: nothing here is for direct use.
#ifndef BENCH_MAX_ARGS
#error "include <benchrun/bench.h> instead"
#endif

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

// Registering: static data, and a pointer to it in a separate section, whose bounds the linker
// knows.

/** A registered benchmark, written by BENCH(). */
struct bench_def {
    const char *group;
    const char *name;
    const char *file;
    void (*run)(struct bench *bench);
    struct bench_options options;
};

/** What BENCH_GROUP() says about a group. */
struct bench_group_def {
    const char *name;
    struct bench_group_options options;
};

#if defined(__has_attribute)
#if __has_attribute(retain)
#define BENCH_RETAIN_ , retain
#endif
#endif
#ifndef BENCH_RETAIN_
#define BENCH_RETAIN_
#endif

#define BENCH_STRING_(...) BENCH_STRING_AGAIN_(__VA_ARGS__)
#define BENCH_STRING_AGAIN_(...) #__VA_ARGS__
#define BENCH_IGNORE_(warning) _Pragma(BENCH_STRING_(GCC diagnostic ignored warning))

// What -Wall -Wextra -Wpedantic would say about options that are left out, are given twice (a
// default first), are long strings, or have names in C++17. For gcc, __extension__ does the last.
#if !defined(__cplusplus)
#define BENCH_QUIET_ BENCH_IGNORE_("-Woverlength-strings") BENCH_IGNORE_("-Woverride-init")
#elif defined(__clang__)
#define BENCH_QUIET_ \
    BENCH_IGNORE_("-Wmissing-field-initializers") BENCH_IGNORE_("-Wc++20-designator")
#else
#define BENCH_QUIET_ BENCH_IGNORE_("-Wmissing-field-initializers")
#endif

#define BENCH_ENTRY_(section_name) \
    __attribute__((section(section_name), used BENCH_RETAIN_)) static const

// A default other than 0: in C++ the struct has it, in C it comes first in the list.
#ifdef __cplusplus
#define BENCH_GROUP_DEFAULTS_
#else
#define BENCH_GROUP_DEFAULTS_ .compares = true,
#endif

// clang-format off
#define BENCH_DEFINE_(group_, name_, ...)                                                          \
    static void bench_body_##group_##_##name_(struct bench *bench);                                \
    _Pragma("GCC diagnostic push") BENCH_QUIET_                                                    \
    __extension__ static const struct bench_def bench_def_##group_##_##name_ = {                   \
        #group_, #name_, __FILE__, bench_body_##group_##_##name_, {__VA_ARGS__}};                  \
    _Pragma("GCC diagnostic pop")                                                                  \
    BENCH_ENTRY_("bench_defs") struct bench_def *const bench_entry_##group_##_##name_ =            \
        &bench_def_##group_##_##name_;                                                             \
    static void bench_body_##group_##_##name_(struct bench *bench)

#define BENCH_DEFINE_GROUP_(group_, ...)                                                           \
    _Pragma("GCC diagnostic push") BENCH_QUIET_                                                    \
    __extension__ static const struct bench_group_def bench_group_def_##group_ = {                 \
        #group_, {BENCH_GROUP_DEFAULTS_ __VA_ARGS__}};                                             \
    _Pragma("GCC diagnostic pop")                                                                  \
    BENCH_ENTRY_("bench_groups") struct bench_group_def *const bench_group_entry_##group_ =        \
        &bench_group_def_##group_
// clang-format on

// The linker's bounds of the sections; null in a program that has none.
extern const struct bench_def *const __start_bench_defs[]
    __attribute__((weak, visibility("hidden")));
extern const struct bench_def *const __stop_bench_defs[]
    __attribute__((weak, visibility("hidden")));
extern const struct bench_group_def *const __start_bench_groups[]
    __attribute__((weak, visibility("hidden")));
extern const struct bench_group_def *const __stop_bench_groups[]
    __attribute__((weak, visibility("hidden")));

/** Where the library finds the program's benchmarks: one per program, however many files. */
struct bench_registry {
    const struct bench_def *const *begin;
    const struct bench_def *const *end;
    const char *compiler; // that built the suite
    int is_optimised;
    int is_sanitised;
    const struct bench_group_def *const *groups_begin;
    const struct bench_group_def *const *groups_end;
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
    __start_bench_defs,  __stop_bench_defs,    BENCH_COMPILER_,    BENCH_IS_OPTIMISED_,
    BENCH_IS_SANITISED_, __start_bench_groups, __stop_bench_groups};
#endif

// The timed loop

/** Starts the clock and gives the number of iterations, at least 1. */
unsigned long bench_loop_begin(struct bench *bench);

/** Stops the clock. */
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

#define BENCH_TIMED_LOOP_(bench)                                           \
    for (unsigned long bench_left_ = bench_loop_begin(bench);              \
         __builtin_expect(bench_left_ != 0, 1) || bench_loop_done_(bench); \
         bench_left_ = bench_unknown_(bench_left_) - 1)

#ifdef __cplusplus
} // extern "C"
#endif

// Barriers: an empty instruction that takes a float or a word (an integer or a pointer that fits
// into a register) in its register and anything else in memory.

#if defined(__SSE2__)
#define BENCH_FLOAT_REGISTER_ "x"
#elif defined(__aarch64__)
#define BENCH_FLOAT_REGISTER_ "w"
#else
#define BENCH_FLOAT_REGISTER_ "m"
#endif

#ifdef __cplusplus
#define BENCH_USE_(...) bench_use_(__VA_ARGS__)
#define BENCH_HIDE_(...) bench_hide_(__VA_ARGS__)

template <typename T> constexpr bool bench_is_float_ = __is_same(T, float) || __is_same(T, double);
template <typename T> constexpr bool bench_is_float_<volatile T> = bench_is_float_<T>;
template <typename T>
constexpr bool bench_is_word_ = !__is_class(T) && !__is_union(T) && sizeof(T) <= sizeof(void *);
template <typename T, size_t n> constexpr bool bench_is_word_<T[n]> = false;

template <typename T> __attribute__((always_inline)) inline void bench_use_(const T &value)
{
    if constexpr (bench_is_float_<T>)
        __asm__ volatile("" : : BENCH_FLOAT_REGISTER_(value) : "memory");
    else if constexpr (bench_is_word_<T>)
        __asm__ volatile("" : : "r"(value) : "memory");
    else
        __asm__ volatile("" : : "m"(value) : "memory");
}

template <typename T> __attribute__((always_inline)) inline void bench_hide_(T &variable)
{
    if constexpr (bench_is_float_<T>)
        __asm__ volatile("" : "+" BENCH_FLOAT_REGISTER_(variable) : : "memory");
    else if constexpr (bench_is_word_<T>)
        __asm__ volatile("" : "+r"(variable) : : "memory");
    else
        __asm__ volatile("" : "+m"(variable) : : "memory");
}
#else
#define BENCH_IS_FLOAT_(x) _Generic((x), float : 1, double : 1, default : 0)
// An array turns into a pointer in an expression. __builtin_classify_type: 1 to 5 are integers,
// characters, enumerations, booleans and pointers.
#define BENCH_IS_ARRAY_(x) \
    (!__builtin_types_compatible_p(__typeof__(x), __typeof__(((void)0, (x)))))
#define BENCH_IS_WORD_(x)                                                  \
    (__builtin_classify_type(x) >= 1 && __builtin_classify_type(x) <= 5 && \
     sizeof(x) <= sizeof(void *) && !BENCH_IS_ARRAY_(x))
// The value where it is of the kind that the branch is for, else one that compiles there.
#define BENCH_FLOAT_(x) __builtin_choose_expr(BENCH_IS_FLOAT_(x), x, (double){0})
#define BENCH_WORD_(x) __builtin_choose_expr(BENCH_IS_WORD_(x), x, (long){0})

#define BENCH_USE_(...)                                                                            \
    do {                                                                                           \
        __typeof__(((void)0, (__VA_ARGS__))) bench_value_ = (__VA_ARGS__);                         \
        if (BENCH_IS_FLOAT_(bench_value_))                                                         \
            __asm__ volatile("" : : BENCH_FLOAT_REGISTER_(BENCH_FLOAT_(bench_value_)) : "memory"); \
        else if (BENCH_IS_WORD_(bench_value_))                                                     \
            __asm__ volatile("" : : "r"(BENCH_WORD_(bench_value_)) : "memory");                    \
        else                                                                                       \
            __asm__ volatile("" : : "m"(bench_value_) : "memory");                                 \
    } while (0)

// By a pointer, so that the operand is evaluated once.
#define BENCH_HIDE_(...)                                                               \
    do {                                                                               \
        __typeof__(__VA_ARGS__) *bench_hidden_ = &(__VA_ARGS__);                       \
        if (BENCH_IS_FLOAT_(*bench_hidden_))                                           \
            __asm__ volatile(""                                                        \
                             : "+" BENCH_FLOAT_REGISTER_(BENCH_FLOAT_(*bench_hidden_)) \
                             :                                                         \
                             : "memory");                                              \
        else if (BENCH_IS_WORD_(*bench_hidden_))                                       \
            __asm__ volatile("" : "+r"(BENCH_WORD_(*bench_hidden_)) : : "memory");     \
        else                                                                           \
            __asm__ volatile("" : "+m"(*bench_hidden_) : : "memory");                  \
    } while (0)
#endif
#pragma GCC visibility pop
