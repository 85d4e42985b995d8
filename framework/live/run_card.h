// SPDX-License-Identifier: MIT
#pragma once
// What a benchrun shows of itself while it works: a file like those of spans (span_table.h), which
// others read, and in which they ask it to skip a case.
//
//   header | cases[n_cases] | text
#include <stdatomic.h>
#include <stdint.h>

#define RUN_CARD_MAGIC "benchrun"
#define RUN_CARD_VERSION 2
#define RUN_CARD_SUFFIX ".run" // FOLDER/PID-RANDOM.run
#define RUN_CARD_COMMAND_BYTES 512
#define RUN_CARD_WHAT_BYTES 192
#define RUN_CARD_SEARCH_BYTES 64

struct run_card {
    char magic[8]; // written last
    uint32_t version, header_bytes;
    uint32_t case_bytes;
    int32_t pid;
    uint64_t started_ticks, pid_namespace; // as in span_table.h
    int64_t started_us;                    // since 1970
    char command[RUN_CARD_COMMAND_BYTES];
    _Atomic uint32_t n_cases;           // written when they are
    _Atomic uint32_t sequence;          // odd while what follows is written
    int32_t cpu;                        // that it measures on; negative: none
    uint32_t done, total;               // steps
    double left_s;                      // at updated_ns; NAN: not known
    int64_t updated_ns;                 // CLOCK_MONOTONIC
    char what[RUN_CARD_WHAT_BYTES];     // is in progress
    char search[RUN_CARD_SEARCH_BYTES]; // that it is a step of; "": of none
};

enum run_case_state { RUN_CASE_WAITS, RUN_CASE_RUNS, RUN_CASE_DONE, RUN_CASE_CANCELLED };
enum run_case_request { RUN_CASE_GO_ON, RUN_CASE_SKIP, RUN_CASE_KILL };

struct run_case {
    _Atomic uint32_t state;       // of enum run_case_state
    _Atomic uint32_t request;     // of enum run_case_request: others write here, and nowhere else
    uint32_t id_offset, id_bytes; // in the text, without a zero byte
    _Atomic int64_t asked_ns;     // CLOCK_MONOTONIC: when its worker was asked what it does now;
                                  // 0: it does not run, others of its plan may
    _Atomic int32_t worker;       // the pid of its worker; 0: none
    uint32_t unused;
};
