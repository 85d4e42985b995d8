// SPDX-License-Identifier: MIT
#pragma once
// On aarch64 most addresses take two instructions: `adrp` puts a page of 4 KiB into a register, and
// any later one adds what is left of it. This finds which belong together.
#include "framework/program/image.h"
#include "framework/program/instruction.h"

/**
 * Sets `place` of each instruction that makes an address of a page, or of an address that is known,
 * and `is_unclear` of each that uses a page in another way.
 */
void aarch64_pages_join(const struct image *image, struct instruction *instructions, size_t n);
