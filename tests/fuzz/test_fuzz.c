// SPDX-License-Identifier: MIT
// Each input to begin with, and some mutations of it, drawn from a seed: that the targets neither
// crash nor find a promise broken. Longer runs, which also look at what code an input reaches:
// scripts/fuzz.
#include <criterion/criterion.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/seeds.h"

TestSuite(fuzz, .timeout = 300);

enum { MOST_BYTES = 1 << 16 };

// Changes a few places: a bit, a byte, a piece taken out, doubled, or cut off at the end.
static size_t mutate(struct random *random, uint8_t *bytes, size_t length)
{
    static const char telling[] = "=%\n \"{}[],:0-9.eE\x00\xff\x80%/+";
    for (size_t n = 1 + random_below(random, 6); n > 0 && length > 1; n--) {
        size_t at = random_below(random, length);
        size_t piece = 1 + random_below(random, 16);
        switch (random_below(random, 5)) {
        case 0:
            bytes[at] ^= (uint8_t)(1u << random_below(random, 8));
            break;
        case 1:
            bytes[at] = (uint8_t)telling[random_below(random, sizeof telling)];
            break;
        case 2:
            piece = piece < length - at ? piece : length - at;
            memmove(bytes + at, bytes + at + piece, length - at - piece);
            length -= piece;
            break;
        case 3:
            piece = piece < length - at ? piece : length - at;
            if (length + piece > MOST_BYTES)
                break;
            memmove(bytes + at + piece, bytes + at, length - at);
            length += piece;
            break;
        default:
            if (random_below(random, 4) == 0)
                length = at;
        }
    }
    return length;
}

// How many mutations of each input, and how many inputs there were.
struct trying {
    const struct fuzz_target *target;
    unsigned n_mutations;
    unsigned n;
};

static void try_input(void *data, const uint8_t *bytes, size_t size)
{
    static uint8_t changed[MOST_BYTES];
    struct trying *trying = data;
    struct random random = {20240229 + trying->n++};
    fuzz_try(trying->target, bytes, size);
    for (unsigned i = 0; i < trying->n_mutations && size <= MOST_BYTES; i++) {
        memcpy(changed, bytes, size);
        size_t length = mutate(&random, changed, size);
        g_autofree uint8_t *own = g_memdup2(changed, length); // no byte more
        fuzz_try(trying->target, own, length);
    }
}

static void try_target(const char *name, unsigned n_mutations)
{
    struct trying trying = {fuzz_find(name), n_mutations, 0};
    g_autofree char *folder = g_build_filename(CORPUS, name, NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    cr_assert_not_null(trying.target);
    for (const char *file; dir != NULL && (file = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, file, NULL);
        g_autofree char *bytes = NULL;
        gsize size = 0;
        cr_assert(g_file_get_contents(path, &bytes, &size, NULL), "%s", path);
        try_input(&trying, (const uint8_t *)bytes, size);
    }
    seeds_of_target(name, try_input, &trying);
    cr_assert_gt(trying.n, 0, "%s has nothing to begin with", name);
    fuzz_try(trying.target, (const uint8_t *)"", 0);
}

static void try_targets(const char *const names[], unsigned n_mutations)
{
    for (; *names != NULL; names++)
        try_target(*names, n_mutations);
}

// All but reports, which have a test of their own.
static const char *const quick[] = {"run_file",    "reply",      "outputs", "list",
                                    "measurement", "last_words", "journal", "config",
                                    "job",         "search",     "tuned",   NULL};
static const char *const medium[] = {"profile",      "elf",           "code",
                                     "instructions", "vector_report", NULL};
static const char *const slow[] = {"request",  "span_table", "run_card", "watch",     "trace",
                                   "paths",    "perf",       "maps",     "callgrind", "gcov",
                                   "git",      "squeue",     "proc",     "import",    "history",
                                   "ancestry", NULL};
static const char *const writers[] = {"escapes", "pages", "svg", "charts", NULL};

Test(fuzz, what_is_read_fast)
{
    try_targets(quick, 1500);
}

Test(fuzz, profiles_and_programs)
{
    try_targets(medium, 300);
}

Test(fuzz, what_programs_and_tools_say)
{
    try_targets(slow, 130);
}

Test(fuzz, writers)
{
    try_targets(writers, 20);
}

Test(fuzz, no_target_is_forgotten)
{
    const char *const *const all[] = {quick, medium, slow, writers};
    for (const struct fuzz_target *target = fuzz_targets; target->name != NULL; target++) {
        bool is_tried = strcmp(target->name, "reports") == 0;
        for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
            is_tried = is_tried || g_strv_contains(all[i], target->name);
        cr_expect(is_tried, "%s", target->name);
    }
}

// Mutations that stay JSON, each of the one before or of a seed.
Test(fuzz, reports)
{
    struct random random = {20240301};
    const struct fuzz_target *target = fuzz_find("reports");
    char *text = NULL;
    try_target("reports", 0);
    for (unsigned i = 0; i < 200; i++) {
        char *next =
            mutate_json(&random, (const uint8_t *)(text ? text : ""), text ? strlen(text) : 0);
        free(text);
        text = i % 4 == 3 ? (free(next), NULL) : next;
        if (text != NULL)
            fuzz_try(target, (const uint8_t *)text, strlen(text));
    }
    free(text);
}
