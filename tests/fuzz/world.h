// SPDX-License-Identifier: MIT
#pragma once
// What parsers get from the world, which is an input here: what programs print, and what files
// hold. The linker puts these functions (--wrap) between the parsers and the real ones.
#include <stddef.h>
#include <stdint.h>

/**
 * From now on each program that is run, and each file that is read, has the next piece of this; the
 * pieces are ended by WORLD_END. The last is there again and again. NULL: the world is real.
 */
void world_set(const uint8_t *data, size_t size);

enum { WORLD_END = 0x1e };

/** A file of these bytes, by its path; until the next one. */
const char *world_file(const uint8_t *data, size_t size);

/** A folder of our own in memory, which is removed at the end; the same each time. */
const char *world_folder(void);

/** Writes a file there. */
void world_write(const char *name, const uint8_t *data, size_t size);
