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

#define COUNTER_ENUM_ROW(name, type, config, about) COUNTER_##name,
enum counter { COUNTER_TABLE(COUNTER_ENUM_ROW) COUNTERS };
#undef COUNTER_ENUM_ROW
