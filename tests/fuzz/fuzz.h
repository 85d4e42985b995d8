// SPDX-License-Identifier: MIT
#pragma once
// The parsers of what comes from outside, and the writers of what goes there, each as one function
// over any bytes: what libFuzzer calls, and what the ordinary test run calls with mutations of good
// input.
#include <stddef.h>
#include <stdint.h>

struct fuzz_target {
    const char *name;
    const char *about; // what it reads, for people
    void (*parse)(const uint8_t *data, size_t size);
};

/** All targets; a name of NULL ends them. */
extern const struct fuzz_target fuzz_targets[];

/** NULL: there is none of this name. */
const struct fuzz_target *fuzz_find(const char *name);

void fuzz_try(const struct fuzz_target *target, const uint8_t *data, size_t size);
