// SPDX-License-Identifier: MIT
#include "framework/program/exports.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>

#include "framework/base/hash.h"
#include "framework/program/image.h"

static void add_export(GHashTable *exports, const char *name, const GElf_Sym *sym)
{
    unsigned binding = GELF_ST_BIND(sym->st_info);
    if (name == NULL || *name == '\0' || sym->st_shndx == SHN_UNDEF || binding == STB_LOCAL)
        return;
    struct exported *known = g_hash_table_lookup(exports, name);
    if (known != NULL) {
        known->is_ambiguous = known->is_ambiguous || known->address != sym->st_value;
        return;
    }
    struct exported *exported = g_new(struct exported, 1);
    *exported = (struct exported){
        .address = sym->st_value,
        .is_thread_local = GELF_ST_TYPE(sym->st_info) == STT_TLS,
    };
    g_hash_table_insert(exports, g_strdup(name), exported);
}

static void add_exports(GHashTable *exports, Elf *elf, Elf_Scn *scn, const GElf_Shdr *shdr)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    GElf_Sym sym;
    for (int i = 0; data != NULL && gelf_getsym(data, i, &sym) != NULL; i++)
        add_export(exports, elf_strptr(elf, shdr->sh_link, sym.st_name), &sym);
}

static GHashTable *read_elf(Elf *elf)
{
    GElf_Shdr shdr;
    if (elf == NULL || elf_kind(elf) != ELF_K_ELF || gelf_getclass(elf) != ELFCLASS64)
        return NULL;
    GHashTable *exports = g_hash_table_new_full(hash_text, g_str_equal, g_free, g_free);
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn)) != NULL;)
        if (gelf_getshdr(scn, &shdr) != NULL && shdr.sh_type == SHT_DYNSYM)
            add_exports(exports, elf, scn, &shdr);
    return exports;
}

GHashTable *exports_read(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
                    "cannot open '%s': %s", path, g_strerror(errno));
        return NULL;
    }
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
    GHashTable *exports = read_elf(elf);
    if (exports == NULL)
        g_set_error(error, IMAGE_ERROR, IMAGE_ERROR_FORMAT, "'%s' is not a 64-bit ELF file", path);
    elf_end(elf);
    close(fd);
    return exports;
}
