// SPDX-License-Identifier: MIT
#pragma once
// The parsers of what comes from outside, and the writers of what goes there, each as one function
// over any bytes: what libFuzzer calls, and what the ordinary test run calls with mutations of good
// input. They are grouped into targets, so that CI can run all of them.
#include <stddef.h>
#include <stdint.h>

enum { FUZZ_MOST_PARSERS = 8 };

struct fuzz_target {
    const char *name;
    const char *about; // what it reads, for people
    // The first byte of an input says which one gets the rest: `a` the first, `b` the second. A
    // target of one parser gives it the whole input. A NULL ends them.
    void (*parsers[FUZZ_MOST_PARSERS + 1])(const uint8_t *data, size_t size);
};

/** All targets; a name of NULL ends them. */
extern const struct fuzz_target fuzz_targets[];

/** NULL: there is none of this name. */
const struct fuzz_target *fuzz_find(const char *name);

void fuzz_try(const struct fuzz_target *target, const uint8_t *data, size_t size);
