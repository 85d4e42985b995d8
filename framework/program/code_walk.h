// SPDX-License-Identifier: MIT
#pragma once
// Walks two programs together from the same starting points: pairs of addresses, one in each
// program, that have the same role. The first pair that differs ends the walk.
#include "framework/program/disassembly.h"

struct code_map {
    struct image *image;
    struct disassembly *disassembly;
    GArray *boundaries; // uint64_t, ascending: where data starts that code, symbols or slots use
};

/** An address in base and one in head. */
struct pair {
    uint64_t at[2];
    const struct image_symbol *users[2]; // the functions that lead here
    bool is_taken;                       // as in struct reference
    unsigned most_bytes;                 // as in struct reference
};

struct walk {
    const struct code_map *maps[2];
    GArray *pending;      // struct pair, not compared yet
    GHashTable *seen;     // pairs added so far
    GHashTable *compared; // pairs of functions compared
    GHashTable *twins;    // a variable of base -> its only counterpart in head
    bool is_moved;        // something is the same, but not byte for byte
    bool has_open_call;   // a call through a pointer
    bool has_open_jump;   // a jump through a pointer or a table
    bool has_candidates;  // a compared function has its address taken
    bool has_tables;      // a table of jump targets was compared
    char *difference;     // the first; NULL: none so far
    char *doubt;          // the first reason not to call it the same; NULL: none
    uint64_t steps_left;  // instructions and bytes that may still be looked at
};

/**
 * Takes steps from what is left. False, and a doubt, once there are too few or the user interrupts:
 * what is in a program's file decides how often its code and data are looked at, so this is what
 * ends the walk in any case.
 */
bool walk_spend(struct walk *walk, uint64_t steps);

/** Adds a pair, unless it was added before. */
void walk_add(struct walk *walk, const struct pair *pair);

/** Records what differs, or what is in doubt (printf style), if it is the first. */
__attribute__((format(printf, 2, 3))) void walk_differ(struct walk *walk, const char *format, ...);
__attribute__((format(printf, 2, 3))) void walk_doubt(struct walk *walk, const char *format, ...);

/** Whether two addresses are at the same instruction of two functions, ignoring padding. */
bool walk_is_same_place(struct walk *walk, const struct image_symbol *const functions[2],
                        const uint64_t at[2]);

/** Compares two functions and adds what they refer to. */
void walk_functions(struct walk *walk, const struct image_symbol *const functions[2]);

/** Compares the data that a pair of addresses refers to. */
void walk_data(struct walk *walk, const struct pair *pair);

/** Compares what the loader writes to two addresses. */
void walk_slots(struct walk *walk, const struct image_slot *base, const struct image_slot *head,
                const struct pair *pair);

/** Compares the initial thread-local data of both programs. */
void walk_thread_local(struct walk *walk, const struct pair *pair);
