// SPDX-License-Identifier: MIT
#pragma once
// Where the spans of this process are: the table that others see, and what is its own. All of it is
// made when the process begins its first span, and a fork()ed child finds it empty: it makes one of
// its own.
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "framework/harness/live_folder.h"
#include "framework/harness/span_clock.h"
#include "framework/harness/span_table.h"
#include "framework/harness/span_tally.h"

enum {
    SPAN_SLOTS = 2048,
    SPAN_INDEX_BITS = 11, // of a slot
    SPAN_LABELS = 128,
    SPAN_THREADS = 24,       // with rows of their own; the first row of all is what others share
    SPAN_KNOWN = 64,         // labels that a thread finds by their address
    SPAN_DEPTH = 32,         // spans within each other whose parents are known
    SPAN_TRACE_BYTES = 4096, // of events that a thread writes at once
};

/** What only the program knows of an open span. */
struct span_record {
    _Atomic uint64_t number; // 0: the slot is free
    uint64_t began_ns;
    uint64_t within_ns; // in spans of the same thread whose parent it is
    uint32_t region;    // in which it began
    int32_t tid;
    uint16_t label;
    bool has_pipe;
    int pipe[2];
};

struct span_name {
    _Atomic uint32_t state; // 0: free, 1: being written, 2: its text stays
    uint32_t order;         // of their first use, from 0
    char text[SPAN_LABEL_BYTES];
};

/** Events that are to be written to a trace. */
struct span_events {
    _Atomic uint32_t is_taken; // by one who adds or writes
    uint32_t length;
    uint32_t n_spans;    // that they are of
    uint64_t written_ns; // when it last was
    char text[SPAN_TRACE_BYTES];
};

/** What a thread needs to begin and end spans alone. */
struct span_thread {
    _Atomic int32_t owner;    // its tid; 0: nobody
    _Atomic uint32_t is_busy; // a signal handler that finds it so uses what is shared
    uint32_t index;
    uint32_t word;    // of `used`, of which it holds slots
    uint64_t held;    // bits: free slots that nobody else takes
    uint32_t n_held;  // of them
    uint32_t depth;   // of `open`
    uint64_t number;  // that it gave last
    uint64_t numbers; // up to which it may give
    uint64_t
        open[SPAN_DEPTH]; // handles of spans that it began, the innermost last; some have ended
    struct {
        const char *address;
        uint32_t label;
    } known[SPAN_KNOWN];
    struct span_events events;
};

struct span_store {
    _Atomic uint32_t state; // 0: as in a new process, 1: being made, 2: ready
    int pid;
    const char *trace;   // the file of BENCHRUN_TRACE; NULL: none
    uint64_t trace_most; // bytes of it, BENCHRUN_TRACE_LIMIT; 0: as many as there are
    struct span_table *table;
    struct span_slot *slots;
    struct span_label *rows; // SPAN_LABELS of each thread
    uint64_t began_ns;
    char path[LIVE_FOLDER_BYTES]; // of the table's file; empty: nobody sees it
    struct span_clock clock;
    struct {
        _Atomic uint32_t is_taken;
        int fd;
        bool is_open, has_failed;
        _Atomic uint32_t is_full;
        uint64_t end;            // where the next event goes
        _Atomic uint64_t n_lost; // events, and spans that were left out
    } trace_file;
    _Atomic uint64_t unlabelled; // of those that the table says were left out
    _Atomic uint32_t n_names;
    _Atomic uint64_t used[SPAN_SLOTS / 64];
    struct span_name names[SPAN_LABELS];
    struct span_record records[SPAN_SLOTS];
    struct span_thread threads[SPAN_THREADS];
    struct span_tally tallies[SPAN_THREADS * SPAN_LABELS];
};

/** The store of this process; NULL: there is none (yet). */
struct span_store *span_store_find(void);

/** The same, with what this thread has of it (NULL: it must use what is shared). Makes both. */
struct span_store *span_store_enter(struct span_thread **thread);

/** The first of `n` numbers that no span of this process or of its parents has. */
uint64_t span_store_numbers(uint64_t n);

/** Leaves nothing in the folder. */
void span_store_remove(struct span_store *store);

/**
 * Where a worker takes samples, only those spans count that begin and end in one region of a
 * sample: from now on none does, until one begins.
 */
void span_store_serve_samples(void);
bool span_store_serves_samples(void);
void span_store_begin_region(void);
void span_store_end_region(void);

/** The region that this is; 0: none. */
extern _Atomic uint32_t span_store_region;

/** The label of a text; -1: there is no room for another. */
int span_store_label(struct span_store *store, struct span_thread *thread, const char *text);

/** The labels that span_store_sum() has something of, in the order of their first use. */
unsigned span_store_used(struct span_store *store, unsigned labels[SPAN_LABELS]);

/** Forgets what was counted; what others see of it stays. */
void span_store_clear(struct span_store *store);

/**
 * The sum of what all threads have of a label, by its number; false where it has nothing, or is
 * another's text again.
 */
bool span_store_sum(struct span_store *store, unsigned label, struct span_tally *sum);
