// SPDX-License-Identifier: MIT
// For clang's fuzzer: one program for all targets, of which BENCHRUN_FUZZ names one. With
// BENCHRUN_FUZZ_SEEDS it writes the target's inputs to begin with into that folder, and ends; with
// BENCHRUN_FUZZ_LIST it lists the targets.
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"
#include "tests/fuzz/seeds.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);

static const struct fuzz_target *target;

static void write_seed(void *data, const uint8_t *bytes, size_t size)
{
    static unsigned n;
    g_autofree char *path = g_strdup_printf("%s/seed_%u", (const char *)data, n++);
    if (!g_file_set_contents(path, (const char *)bytes, (gssize)size, NULL))
        exit(2);
}

static void list_targets(void)
{
    for (const struct fuzz_target *each = fuzz_targets; each->name != NULL; each++)
        printf("%-13s %s\n", each->name, each->about);
    exit(0);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    char *folder = getenv("BENCHRUN_FUZZ_SEEDS");
    target = fuzz_find(getenv("BENCHRUN_FUZZ"));
    if (getenv("BENCHRUN_FUZZ_LIST") != NULL)
        list_targets();
    if (target == NULL) {
        fprintf(stderr, "%s: BENCHRUN_FUZZ must name a target; scripts/fuzz --list has them\n",
                **argv);
        exit(2);
    }
    if (folder != NULL) {
        seeds_of_target(target->name, write_seed, folder);
        exit(0);
    }
    // What GLib calls a programming error is one.
    g_log_set_always_fatal(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_try(target, data, size);
    return 0;
}

// What is rendered must first be read: there, most of what is tried stays JSON.
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    struct random random = {seed};
    if (strcmp(target->name, "reports") != 0)
        return LLVMFuzzerMutate(data, size, most);
    char *text = mutate_json(&random, data, size);
    size_t length = strlen(text) < most ? strlen(text) : most;
    memcpy(data, text, length);
    free(text);
    return length;
}
