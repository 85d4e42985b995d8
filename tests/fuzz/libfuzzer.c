// SPDX-License-Identifier: MIT
// For clang's fuzzer; built once for each parser, which FUZZ names. With MUTATES_JSON what it tries
// stays JSON, and it needs no files to begin with.
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/mutate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FUZZ(data, size);
    return 0;
}

#ifdef MUTATES_JSON
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    struct random random = {seed};
    char *text = mutate_json(&random, data, size);
    size_t length = strlen(text) < most ? strlen(text) : most;
    memcpy(data, text, length);
    free(text);
    return length;
}
#endif
