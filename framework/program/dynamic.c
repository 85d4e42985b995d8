// SPDX-License-Identifier: MIT
#include "framework/program/dynamic.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <unistd.h>

#include "framework/base/hash.h"
#include "framework/program/image.h"

static void read_entries(struct dynamic *dynamic, Elf *elf, Elf_Scn *scn, const GElf_Shdr *shdr)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    GElf_Dyn entry;
    for (int i = 0; data != NULL && gelf_getdyn(data, i, &entry) != NULL; i++) {
        if (entry.d_tag != DT_NEEDED && entry.d_tag != DT_RPATH && entry.d_tag != DT_RUNPATH)
            continue;
        const char *text = elf_strptr(elf, shdr->sh_link, entry.d_un.d_val);
        if (text == NULL)
            continue;
        if (entry.d_tag == DT_NEEDED) {
            g_ptr_array_add(dynamic->needed, g_strdup(text));
            continue;
        }
        char **path = entry.d_tag == DT_RPATH ? &dynamic->rpath : &dynamic->runpath;
        g_free(*path);
        *path = g_strdup(text);
    }
}

static void add_export(struct dynamic *dynamic, const char *name, const GElf_Sym *sym)
{
    unsigned binding = GELF_ST_BIND(sym->st_info);
    if (name == NULL || *name == '\0' || sym->st_shndx == SHN_UNDEF || binding == STB_LOCAL)
        return;
    struct exported *known = g_hash_table_lookup(dynamic->exports, name);
    if (known != NULL) {
        known->is_ambiguous = known->is_ambiguous || known->address != sym->st_value;
        return;
    }
    struct exported *exported = g_new(struct exported, 1);
    *exported = (struct exported){
        .address = sym->st_value,
        .is_thread_local = GELF_ST_TYPE(sym->st_info) == STT_TLS,
    };
    g_hash_table_insert(dynamic->exports, g_strdup(name), exported);
}

static void read_exports(struct dynamic *dynamic, Elf *elf, Elf_Scn *scn, const GElf_Shdr *shdr)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    GElf_Sym sym;
    for (int i = 0; data != NULL && gelf_getsym(data, i, &sym) != NULL; i++)
        add_export(dynamic, elf_strptr(elf, shdr->sh_link, sym.st_name), &sym);
}

static struct dynamic *read_elf(Elf *elf)
{
    GElf_Shdr shdr;
    if (elf == NULL || elf_kind(elf) != ELF_K_ELF || gelf_getclass(elf) != ELFCLASS64)
        return NULL;
    struct dynamic *dynamic = g_new0(struct dynamic, 1);
    dynamic->needed = g_ptr_array_new_with_free_func(g_free);
    dynamic->exports = g_hash_table_new_full(hash_text, g_str_equal, g_free, g_free);
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn)) != NULL;) {
        if (gelf_getshdr(scn, &shdr) == NULL)
            continue;
        if (shdr.sh_type == SHT_DYNAMIC)
            read_entries(dynamic, elf, scn, &shdr);
        else if (shdr.sh_type == SHT_DYNSYM)
            read_exports(dynamic, elf, scn, &shdr);
    }
    return dynamic;
}

struct dynamic *dynamic_read(const char *path, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, G_FILE_ERROR, (int)g_file_error_from_errno(errno),
                    "cannot open '%s': %s", path, g_strerror(errno));
        return NULL;
    }
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
    struct dynamic *dynamic = read_elf(elf);
    if (dynamic == NULL)
        g_set_error(error, IMAGE_ERROR, IMAGE_ERROR_FORMAT, "'%s' is not a 64-bit ELF file", path);
    elf_end(elf);
    close(fd);
    return dynamic;
}

void dynamic_free(struct dynamic *dynamic)
{
    if (dynamic == NULL)
        return;
    g_ptr_array_unref(dynamic->needed);
    g_hash_table_unref(dynamic->exports);
    g_free(dynamic->rpath);
    g_free(dynamic->runpath);
    g_free(dynamic);
}
