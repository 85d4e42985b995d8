// SPDX-License-Identifier: MIT
#pragma once
// The counters of the kernel's perf_event, one row each: the name, which is also the key in the
// protocol and in files, the event's type and number, and what a table's legend says of it.
// Harness, host and files all read this table; a new counter is a row here and nothing else.
//
// Cycles come first: where nothing counts them, the worker times a chain of additions instead.
#define COUNTER_TABLE(ROW)                                                          \
    ROW(cycles, PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES, "counted by the CPU") \
    ROW(instructions, PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, "counted by the CPU")

// How the host asks for events by an environment variable:
// NAME:TYPE:CONFIG:CONFIG1:GROUP:KERNEL, separated by commas. A name is a word; TYPE, CONFIG and
// CONFIG1 are those of perf_event_attr, in hexadecimal; events of one GROUP follow each other.
#define EVENTS_VARIABLE "BENCHRUN_EVENTS"
enum { EVENTS_MOST = 32 };

// KERNEL: whether what the kernel does for the thread counts.
enum event_kernel {
    EVENT_USER_ONLY,
    EVENT_KERNEL_TOO,       // or else it does not count
    EVENT_KERNEL_IF_MAY_BE, // or else user space alone
};

// The events of the pass `counters`, one row each: name in files, title of a column, unit, type and
// number, group (those of one count together), enum event_kernel, and what the legend says. Another
// event is a row here and nothing else.
#define CACHE_READS(cache) (PERF_COUNT_HW_CACHE_##cache)
#define CACHE_MISSES(cache) (PERF_COUNT_HW_CACHE_##cache | PERF_COUNT_HW_CACHE_RESULT_MISS << 16)
#define EVENT_TABLE(ROW)                                                                           \
    ROW(cycles, "cycles", "", HARDWARE, PERF_COUNT_HW_CPU_CYCLES, 0, USER_ONLY, NULL)              \
    ROW(instructions, "instructions", "", HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, 0, USER_ONLY,      \
        NULL)                                                                                      \
    ROW(branches, "branches", "", HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS, 1, USER_ONLY,       \
        "branch instructions per iteration")                                                       \
    ROW(branch_misses, "branch misses", "", HARDWARE, PERF_COUNT_HW_BRANCH_MISSES, 1, USER_ONLY,   \
        "branches per iteration that the CPU predicted wrongly")                                   \
    ROW(l1d_loads, "L1d loads", "", HW_CACHE, CACHE_READS(L1D), 2, USER_ONLY,                      \
        "loads per iteration from the first-level data cache")                                     \
    ROW(l1d_misses, "L1d misses", "", HW_CACHE, CACHE_MISSES(L1D), 2, USER_ONLY,                   \
        "loads per iteration that missed it")                                                      \
    ROW(llc_loads, "LLC loads", "", HW_CACHE, CACHE_READS(LL), 3, USER_ONLY,                       \
        "loads per iteration from the last-level cache")                                           \
    ROW(llc_misses, "LLC misses", "", HW_CACHE, CACHE_MISSES(LL), 3, USER_ONLY,                    \
        "loads per iteration that went to memory")                                                 \
    ROW(dtlb_misses, "dTLB misses", "", HW_CACHE, CACHE_MISSES(DTLB), 4, USER_ONLY,                \
        "loads per iteration whose page was not in the TLB")                                       \
    ROW(itlb_misses, "iTLB misses", "", HW_CACHE, CACHE_MISSES(ITLB), 4, USER_ONLY,                \
        "instruction fetches per iteration whose page was not in the TLB")                         \
    ROW(page_faults, "page faults", "", SOFTWARE, PERF_COUNT_SW_PAGE_FAULTS, 5, KERNEL_IF_MAY_BE,  \
        "pages per iteration that the kernel had to find")                                         \
    ROW(task_clock, "task clock", "ns", SOFTWARE, PERF_COUNT_SW_TASK_CLOCK, 5, KERNEL_IF_MAY_BE,   \
        "CPU time of the thread per iteration")                                                    \
    ROW(context_switches, "switches", "", SOFTWARE, PERF_COUNT_SW_CONTEXT_SWITCHES, 6, KERNEL_TOO, \
        "context switches per iteration")                                                          \
    ROW(migrations, "migrations", "", SOFTWARE, PERF_COUNT_SW_CPU_MIGRATIONS, 6, KERNEL_TOO,       \
        "moves to another CPU per iteration")

#define COUNTER_ENUM_ROW(name, type, config, about) COUNTER_##name,
enum counter { COUNTER_TABLE(COUNTER_ENUM_ROW) COUNTERS };
#undef COUNTER_ENUM_ROW
