// SPDX-License-Identifier: MIT
#include "tests/framework/program/crafted.h"

#include <criterion/criterion.h>
#include <glib.h>
#include <string.h>

struct crafted {
    char *copy;
    char *bytes;
    gsize size;
};

struct crafted *crafted_open(const char *program, const char *copy)
{
    struct crafted *crafted = g_new0(struct crafted, 1);
    crafted->copy = g_strdup(copy);
    cr_assert(g_file_get_contents(program, &crafted->bytes, &crafted->size, NULL));
    return crafted;
}

void crafted_close(struct crafted *crafted)
{
    cr_assert(g_file_set_contents(crafted->copy, crafted->bytes, (gssize)crafted->size, NULL));
    g_free(crafted->bytes);
    g_free(crafted->copy);
    g_free(crafted);
}

static const Elf64_Ehdr *header_of(const struct crafted *crafted)
{
    return (const Elf64_Ehdr *)(const void *)crafted->bytes;
}

static Elf64_Shdr *section_at(const struct crafted *crafted, size_t index)
{
    char *table = crafted->bytes + header_of(crafted)->e_shoff;
    return (Elf64_Shdr *)(void *)table + index;
}

Elf64_Shdr *crafted_section(struct crafted *crafted, const char *name)
{
    const Elf64_Ehdr *header = header_of(crafted);
    const char *names = crafted->bytes + section_at(crafted, header->e_shstrndx)->sh_offset;
    for (size_t i = 0; i < header->e_shnum; i++)
        if (strcmp(names + section_at(crafted, i)->sh_name, name) == 0)
            return section_at(crafted, i);
    cr_assert_fail("no section '%s'", name);
    return NULL;
}

Elf64_Sym *crafted_symbol(struct crafted *crafted, const char *name)
{
    const Elf64_Shdr *table = crafted_section(crafted, ".symtab");
    const char *names = crafted->bytes + section_at(crafted, table->sh_link)->sh_offset;
    Elf64_Sym *symbols = (Elf64_Sym *)(void *)(crafted->bytes + table->sh_offset);
    for (size_t i = 0; i < table->sh_size / sizeof *symbols; i++)
        if (strcmp(names + symbols[i].st_name, name) == 0)
            return &symbols[i];
    cr_assert_fail("no symbol '%s'", name);
    return NULL;
}
