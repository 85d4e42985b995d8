// SPDX-License-Identifier: MIT
#pragma once
// Two programs are walked together from the same starting points: pairs of addresses, one in each,
// that play the same part. Each pair found to differ ends the walk.
#include "framework/program/disassembly.h"

struct code_map {
    struct image *image;
    struct disassembly *disassembly;
    GArray *boundaries; // uint64_t, ascending: where data starts that code, symbols or slots name
};

/** One in base, one in head. */
struct pair {
    uint64_t at[2];
    const struct image_symbol *users[2]; // the functions that lead here
    bool is_taken;                       // as in struct reference
    unsigned most_bytes;                 // as in struct reference
};

struct walk {
    const struct code_map *maps[2];
    GArray *pending;      // struct pair, still to be compared
    GHashTable *seen;     // pairs met
    GHashTable *compared; // pairs of functions compared
    GHashTable *twins;    // a variable of base -> its only twin in head
    bool is_moved;        // something is the same, and not byte for byte
    bool has_open_call;   // a call through a pointer
    bool has_open_jump;   // a jump through a pointer, or through a table
    bool has_candidates;  // functions whose addresses were taken are among those compared
    bool has_tables;      // tables of jump targets are
    char *difference;     // the first; NULL: none so far
    char *doubt;          // the first reason that forbids to call it the same; NULL: none
};

/** Adds a pair, unless it was met before. */
void walk_add(struct walk *walk, const struct pair *pair);

/** Says what differs, or what is in doubt (printf style), if it is the first. */
__attribute__((format(printf, 2, 3))) void walk_differ(struct walk *walk, const char *format, ...);
__attribute__((format(printf, 2, 3))) void walk_doubt(struct walk *walk, const char *format, ...);

/** Whether two addresses lie at the same instruction of two functions, padding not counted. */
bool walk_is_same_place(const struct walk *walk, const struct image_symbol *const functions[2],
                        const uint64_t at[2]);

/** Compares two functions, and adds what they refer to. */
void walk_functions(struct walk *walk, const struct image_symbol *const functions[2]);

/** Compares the data that a pair of addresses refers to. */
void walk_data(struct walk *walk, const struct pair *pair);

/** Compares what the loader writes to two places. */
void walk_slots(struct walk *walk, const struct image_slot *base, const struct image_slot *head,
                const struct pair *pair);

/** Compares the thread-local data that both programs start with. */
void walk_thread_local(struct walk *walk, const struct pair *pair);
