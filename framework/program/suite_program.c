// SPDX-License-Identifier: MIT
#include "framework/program/suite_program.h"

#include <elf.h>
#include <glib.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char SECTION[] = "bench_defs";

// A file for any machine, read with its own word size and byte order.
struct elf {
    const unsigned char *bytes;
    size_t size;
    bool is_wide;
    bool is_big_endian;
};

// An unsigned number of `width` bytes; 0 where the file ends before it.
static guint64 read_number(const struct elf *elf, guint64 at, size_t width)
{
    guint64 value = 0;
    if (at > elf->size || elf->size - at < width)
        return 0;
    for (size_t i = 0; i < width; i++) {
        size_t byte = elf->is_big_endian ? i : width - 1 - i;
        value = value << 8 | elf->bytes[at + byte];
    }
    return value;
}

// A field that both kinds of file have, each with its own offset and size.
#define FIELD(elf, base, name, type)                                          \
    ((elf)->is_wide ? read_number(elf, (base) + offsetof(Elf64_##type, name), \
                                  sizeof((Elf64_##type *)0)->name)            \
                    : read_number(elf, (base) + offsetof(Elf32_##type, name), \
                                  sizeof((Elf32_##type *)0)->name))

static bool read_header(struct elf *elf)
{
    if (elf->size < sizeof(Elf32_Ehdr) || memcmp(elf->bytes, ELFMAG, SELFMAG) != 0)
        return false;
    elf->is_wide = elf->bytes[EI_CLASS] == ELFCLASS64;
    elf->is_big_endian = elf->bytes[EI_DATA] == ELFDATA2MSB;
    guint64 type = FIELD(elf, 0, e_type, Ehdr);
    // A library has no entry point.
    return (type == ET_EXEC || type == ET_DYN) && FIELD(elf, 0, e_entry, Ehdr) != 0;
}

static bool is_named(const struct elf *elf, guint64 at, const char *name)
{
    size_t size = strlen(name) + 1;
    return at <= elf->size && elf->size - at >= size && memcmp(elf->bytes + at, name, size) == 0;
}

static bool has_section(const struct elf *elf, const char *name)
{
    guint64 table = FIELD(elf, 0, e_shoff, Ehdr);
    guint64 stride = FIELD(elf, 0, e_shentsize, Ehdr);
    guint64 n = FIELD(elf, 0, e_shnum, Ehdr);
    guint64 names = table + FIELD(elf, 0, e_shstrndx, Ehdr) * stride;
    if (table == 0 || table > elf->size)
        return false;
    guint64 names_at = FIELD(elf, names, sh_offset, Shdr);
    for (guint64 i = 0; i < n; i++) {
        if (is_named(elf, names_at + FIELD(elf, table + i * stride, sh_name, Shdr), name))
            return true;
    }
    return false;
}

bool suite_is_program(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode) || access(path, X_OK) != 0)
        return false;
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);
    if (file == NULL || g_mapped_file_get_length(file) == 0)
        return false;
    struct elf elf = {
        .bytes = (const unsigned char *)g_mapped_file_get_contents(file),
        .size = g_mapped_file_get_length(file),
    };
    return read_header(&elf) && has_section(&elf, SECTION);
}
