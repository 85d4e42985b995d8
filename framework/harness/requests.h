// SPDX-License-Identifier: MIT
#pragma once
// The requests of a sample that begin and end in their own time: how many may be out at once, or
// when each has to begin, and how long each took. Safe to use from several threads.
#include <stdbool.h>
#include <stdint.h>

#include "framework/harness/histogram.h"

struct bench_request;
struct requests;

/** What a sample asks for. */
struct requests_plan {
    uint64_t n;                  // requests
    unsigned concurrency;        // that may be out at once; 0: any number
    double rate;                 // that begin per second; 0: as soon as they may
    struct histogram *histogram; // takes how long each took; NULL: nobody wants to know
};

/** NULL without memory. */
struct requests *requests_new(const struct requests_plan *plan);
void requests_free(struct requests *requests);

/** One that may begin now; NULL: none may. */
struct bench_request *requests_next(struct requests *requests);

/** Returns false if it has ended before. */
bool requests_end(struct requests *requests, struct bench_request *request, bool has_failed);

/** Until the next may begin: 0: now, or all have ended; -1: when one of those that are out ends. */
int64_t requests_wait_ns(struct requests *requests);

/** How far they are. */
struct requests_counts {
    uint64_t left;       // have not ended
    uint64_t out;        // began and have not ended
    uint64_t failed;     // ended with an error
    uint64_t elapsed_ns; // from the first beginning to the last end; 0 if none ended
};

struct requests_counts requests_count(struct requests *requests);

/** Says on stderr how many are out, if the sample lasts nearly as long as the host waits for it. */
void requests_watch(struct requests *requests);
