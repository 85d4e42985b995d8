// SPDX-License-Identifier: MIT
#pragma once
// The machine code of a program as instructions, from `objdump -d`.
#include "framework/program/image.h"
#include "framework/program/syntax.h"

struct disassembly;

/** Runs objdump; NULL and an error if it fails or its language for the machine is not known. */
struct disassembly *disassembly_read(const char *program, const struct image *image,
                                     GError **error);
void disassembly_free(struct disassembly *disassembly);

/** The `n` instructions in [start, end). */
const struct instruction *disassembly_range(const struct disassembly *disassembly, uint64_t start,
                                            uint64_t end, size_t *n);
