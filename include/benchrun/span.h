// SPDX-License-Identifier: MIT
#pragma once
// Spans: named stretches of a program's time, in any program, with or without benchmarks. They are
// counted and timed, and `benchrun ps` shows those that are open while the program runs.
// Valid C11 and C++20; needs gcc or clang, ELF and libc.
//
//     BENCH_TIMER ("Data loading") {
//         load(data);
//     }                                        // prints: Data loading: 2.3451s
//
//     struct bench_span *span = bench_span_begin("fetch");
//     bench_span_note(span, url);
//     ...                                      // in another function, callback or thread:
//     bench_span_end(span);
//
// A span takes no lock, no memory and no system call, and may begin and end in a signal handler.
// Different spans may be used at once; one span by one thread at a time.

#include <stdbool.h>
#include <stdint.h>

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

/** An open span. It is a number in the shape of a pointer: there is nothing at it. */
struct bench_span;

/**
 * Begins a span. The first 47 bytes of the label count; a program may have 128 labels and 2,048
 * open spans. What is more is counted as left out: the span that is returned can be used, and is
 * not seen. Its parent is the innermost span that is open in this thread.
 */
struct bench_span *bench_span_begin(const char *label);

/** Ends it, in whatever thread; nothing if it has ended, is NULL, or began before a fork(). */
void bench_span_end(struct bench_span *span);

/** Says more of an open span: up to 63 bytes, in place of what was said before. */
void bench_span_note(struct bench_span *span, const char *text);

/** The same for a number. */
void bench_span_number(struct bench_span *span, long long number);

/** Whether `benchrun cancel` asks it to end. */
bool bench_span_cancelled(const struct bench_span *span);

/**
 * A descriptor for poll() and the like, which can be read once the span is cancelled; made when it
 * is first asked for, and closed when the span ends. -1: there is none.
 */
int bench_span_cancel_fd(struct bench_span *span);

/** A span that says what it took: for BENCH_TIMER. */
struct bench_timer {
    struct bench_span *span;
    const char *label;
    uint64_t began_ns;
    bool is_open;
};
/** Begins one; the label is not copied. */
struct bench_timer bench_timer_begin(const char *label);
/** Ends one and prints what it took; does nothing to one that has ended. */
void bench_timer_end(struct bench_timer *timer);

#ifdef __cplusplus
} // extern "C"
#endif
#pragma GCC visibility pop

#define BENCH_TIMER_JOIN_(name, line) name##line
#define BENCH_TIMER_NAME_(line) BENCH_TIMER_JOIN_(bench_timer_, line)
#define BENCH_TIMER_DEFINE_(name, label)                                        \
    struct bench_timer name __attribute__((cleanup(bench_timer_end), unused)) = \
        bench_timer_begin(label)

/**
 * BENCH_TIMER(label) { code }
 *
 * Prints `label: 2.3451s` to stderr when the block is left, in whatever way: `break` and `continue`
 * leave the block, not a loop around it; `return` evaluates its expression first, as a part of
 * the span. exit() and longjmp() print nothing. The label must last as long as the block.
 *
 * In the environment, BENCHRUN_TIMERS=summary prints one table of all spans when the program ends
 * instead, and BENCHRUN_TIMERS=off nothing. In a benchmark nothing is printed: what spans take in
 * the timed region becomes metrics of the case.
 */
#define BENCH_TIMER(label)                                        \
    for (BENCH_TIMER_DEFINE_(BENCH_TIMER_NAME_(__LINE__), label); \
         BENCH_TIMER_NAME_(__LINE__).is_open; BENCH_TIMER_NAME_(__LINE__).is_open = false)

/** The same from here to the end of the block around it. */
#define BENCH_TIMER_SCOPE(label) BENCH_TIMER_DEFINE_(BENCH_TIMER_NAME_(__LINE__), label)
