// SPDX-License-Identifier: MIT
#pragma once
// What a program shows of its spans: a file in a folder of the user alone, which the program maps
// and others read while it runs, without asking it. A contract between a program and any later
// benchrun.
//
//   header | slots[n_slots] | labels[n_labels]
//
// A reader believes nothing of it: sizes are checked against the file's, an index against its
// range, texts end where their arrays end, and a record counts only if its `sequence` was even and
// the same before and after it was copied. A row of labels[] counts once its `count` is not 0, or a
// slot names it. A process that execs another program keeps its number and start, but no longer
// maps the file.
//
// To cancel a span: write `cancelled`, then copy the slot again, and if it has a `cancel_fd`, write
// a byte to /proc/PID/fd/N once that is the pipe of `cancel_inode`. The program does it the other
// way round (descriptor first, then a look at `cancelled`), so that one of the two writes the byte.
#include <stdatomic.h>
#include <stdint.h>

#define SPAN_TABLE_MAGIC "benchspn"
#define SPAN_TABLE_VERSION 1
#define SPAN_TABLE_SUFFIX ".spans" // FOLDER/PID-RANDOM.spans, of mode 0600
#define SPAN_LABEL_BYTES 48        // with the zero byte, as all texts here
#define SPAN_NOTE_BYTES 64
#define SPAN_PROGRAM_BYTES 128

/** A program: its process, and where the rest of the file is. */
struct span_table {
    char magic[8]; // SPAN_TABLE_MAGIC; written last
    uint32_t version, header_bytes;
    uint32_t slot_bytes, n_slots;
    uint32_t label_bytes, n_labels;
    int32_t pid;            // as it sees itself
    uint32_t is_open;       // 0 once the program has ended in good order
    uint64_t started_ticks; // since boot, as in /proc/PID/stat: a later process of the same number
                            // has another
    uint64_t pid_namespace; // inode of /proc/self/ns/pid: another one's numbers are not ours
    char program[SPAN_PROGRAM_BYTES];
    _Atomic uint64_t left_out; // spans that found no free slot or label
};

/** An open span; a free slot has the number 0. */
struct span_slot {
    _Atomic uint32_t sequence;  // odd while the program writes
    _Atomic uint32_t cancelled; // others write the lower half of the number of the span that is to
                                // end here, and nowhere else: a later span of the slot is not meant
    _Atomic uint64_t number;    // from 1, unique in its process
    uint64_t parent;            // the number of the span that was open in its thread; 0: none
    uint64_t began_ns;          // CLOCK_MONOTONIC
    uint64_t cancel_inode;      // of the pipe: a descriptor's number may be another file's by now
    int32_t tid;                // that began it
    int32_t cancel_fd; // the end of a pipe that takes a byte when it is cancelled; -1: none
    uint32_t label;    // an index of labels[]
    char note[SPAN_NOTE_BYTES];
};

/** The ended spans of one label in one thread; rows of the same text are to be added up. */
struct span_label {
    char text[SPAN_LABEL_BYTES]; // empty: free
    _Atomic uint64_t count;
    _Atomic uint64_t total_ns, max_ns;
};
