// SPDX-License-Identifier: MIT
#pragma once
// Walks two programs together: pairs of addresses, one in each program, that have the same role.
// What a pair comes to, and which pairs it leads to, is found once; what a case comes to is what
// the pairs come to that it reaches.
#include "framework/program/code_map.h"
#include "framework/program/libraries.h"

enum pair_kind {
    PAIR_ADDRESS,      // of code or data
    PAIR_FUNCTION,     // the starts of two functions: all of them is compared
    PAIR_OPENER,       // the same, but what they call outside of the timed loop is not followed
    PAIR_OPTIONS,      // the definitions of a case: the functions that its options name
    PAIR_PROCESS,      // of the programs: what runs in them before any case, and their exports
    PAIR_TAKEN,        // of the programs: all functions that a pointer may lead to
    PAIR_THREAD_LOCAL, // of two images, without addresses: their initial thread-local data
};

/** An address in base and one in head. */
struct pair {
    const struct code_map *maps[2]; // program or library; NULL: those of the pair that leads here
    uint64_t at[2];
    enum pair_kind kind;
    const struct image_symbol *users[2]; // the first functions that lead here
    bool is_taken;                       // as in struct reference
    unsigned most_bytes;                 // as in struct reference
};

/** What a pair comes to by itself. */
struct node {
    struct pair pair;
    GArray *leads_to; // guint: nodes; NULL: it was not compared yet
    char *difference; // NULL: none
    char *doubt;      // the first reason not to call it the same; NULL: none
    bool is_moved;    // the same, but not byte for byte
    bool is_open;     // it calls through a pointer that code elsewhere sets, or may do so
    bool has_path;    // a text is the same but for the folder of its build
    bool opens_files; // it may do so
    const struct image_symbol *variables[2]; // that it is about; NULL: none
    uint64_t visit;                          // the last that came here
};

struct walk {
    const struct code_map *programs[2];
    // Compares a pair, which is the walk's, and adds those that it leads to.
    void (*compare)(struct walk *walk, const struct pair *pair);
    struct libraries *libraries[2];
    char *folders[2];       // of their builds; NULL: unknown
    bool follows_libraries; // the two programs run with different ones
    bool starts_threads;    // they may run code of a case at any time
    // The map of a library, which stays valid; NULL and an error where it cannot be read.
    const struct code_map *(*read)(void *data, const char *path, const char **error);
    void *data;
    const char *refusal;            // why the last one could not be read
    GHashTable *images;             // const struct code_map *: those that steps were given for
    GPtrArray *nodes;               // struct node *
    GHashTable *by_pair;            // struct pair * -> guint: its node
    struct node *node;              // being compared
    const struct code_map *maps[2]; // of that
    uint64_t visits;
    uint64_t steps_left; // instructions and bytes that may still be looked at
};

/** What the pairs that some start from lead to come to together. */
struct finding {
    const char *difference;           // of a node; NULL: none
    const char *doubt;                // of a node; NULL: none
    const struct image_symbol *split; // a variable of base that is two in head; NULL: none
    bool is_moved;
    bool is_open;
    bool has_path;
    bool opens_files;
};

/**
 * `{0}` with the programs, their libraries and folders, `compare`, `read` and `data` set becomes a
 * walk.
 */
void walk_init(struct walk *walk);
void walk_clear(struct walk *walk);

/** The node of a pair, made if there is none. */
guint walk_node(struct walk *walk, const struct pair *pair);

/** Compares all that `starts` (guint: nodes) lead to, until the first difference. */
struct finding walk_from(struct walk *walk, const GArray *starts);

// For what compares a pair:

/**
 * Takes steps from what is left. False, and a doubt, once there are too few or the user interrupts:
 * what is in a program's file decides how often its code and data are looked at, so this is what
 * ends the walk in any case.
 */
bool walk_spend(struct walk *walk, uint64_t steps);

/** The map of a program or library of theirs; NULL, and a doubt, where it cannot be read. */
const struct code_map *walk_image(struct walk *walk, const char *path);

/** The pair that is compared leads to this one. */
void walk_add(struct walk *walk, const struct pair *pair);

/** Records what differs, or what is in doubt (printf style), if it is the first. */
__attribute__((format(printf, 2, 3))) void walk_differ(struct walk *walk, const char *format, ...);
__attribute__((format(printf, 2, 3))) void walk_doubt(struct walk *walk, const char *format, ...);

/** Says that the data at a pair of addresses differs. */
void walk_data_differs(struct walk *walk, const struct pair *pair);
