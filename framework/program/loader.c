// SPDX-License-Identifier: MIT
#include "framework/program/loader.h"

#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "framework/base/subprocess.h"

G_DEFINE_QUARK(benchrun - loader - error, loader_error)

static void library_free(void *data)
{
    struct loader_library *library = data;
    g_free(library->name);
    g_free(library->path);
    g_free(library);
}

// The text of a segment, ended by a zero byte in the file.
static char *read_text(Elf *elf, const GElf_Phdr *segment)
{
    size_t size = 0;
    const char *bytes = elf_rawfile(elf, &size);
    if (bytes == NULL || segment->p_offset > size || segment->p_filesz > size - segment->p_offset)
        return NULL;
    return g_strndup(bytes + segment->p_offset, segment->p_filesz);
}

static bool read_interpreter(Elf *elf, char **out)
{
    size_t n = 0;
    *out = NULL;
    if (elf_kind(elf) != ELF_K_ELF || elf_getphdrnum(elf, &n) != 0)
        return false;
    for (size_t i = 0; i < n && *out == NULL; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf, (int)i, &segment) != NULL && segment.p_type == PT_INTERP)
            *out = read_text(elf, &segment);
    }
    return true;
}

// The loader that a program names; NULL in `out` where it names none.
static bool find_loader(const char *program, char **out, GError **error)
{
    int fd = open(program, O_RDONLY | O_CLOEXEC);
    elf_version(EV_CURRENT);
    Elf *elf = fd >= 0 ? elf_begin(fd, ELF_C_READ_MMAP, NULL) : NULL;
    bool is_good = read_interpreter(elf, out);
    elf_end(elf);
    if (fd >= 0)
        close(fd);
    if (!is_good)
        g_set_error(error, LOADER_ERROR, LOADER_ERROR_FORMAT, "it is not an ELF program");
    return is_good;
}

static bool is_of_system(const char *path)
{
    static const char *const folders[] = {"/lib/", "/lib32/",     "/lib64/",    "/libx32/",
                                          "/usr/", "/nix/store/", "/gnu/store/"};
    g_autofree char *plain = g_canonicalize_filename(path, "/");
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++)
        if (g_str_has_prefix(plain, folders[i]))
            return true;
    return false;
}

// A line is `NAME => PATH (0xADDRESS)`; others are of what has no file, and of the loader.
static void take_line(GPtrArray *libraries, const char *line)
{
    const char *arrow = strstr(line, " => /");
    const char *end = arrow != NULL ? strstr(arrow, " (0x") : NULL;
    if (end == NULL)
        return;
    struct loader_library *library = g_new(struct loader_library, 1);
    const char *path = arrow + strlen(" => ");
    library->name = g_strstrip(g_strndup(line, (gsize)(arrow - line)));
    library->path = g_strndup(path, (gsize)(end - path));
    library->is_of_system = is_of_system(library->path);
    g_ptr_array_add(libraries, library);
}

static GPtrArray *ask(const char *loader, const char *program, const char *const *environment,
                      GError **error)
{
    const char *const argv[] = {loader, "--list", program, NULL};
    struct subprocess_call call = {.argv = argv, .environment = environment};
    struct subprocess_output output = {0};
    g_autoptr(GPtrArray) libraries = g_ptr_array_new_with_free_func(library_free);
    if (!subprocess_run(&call, &output, error))
        return NULL;
    g_auto(GStrv) lines = g_strsplit(output.output, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        take_line(libraries, *line);
    bool is_good = output.wait_status == 0;
    if (!is_good)
        g_set_error(error, LOADER_ERROR, LOADER_ERROR_REFUSED, "its loader says: %s",
                    g_strstrip(output.complaints));
    subprocess_output_clear(&output);
    return is_good ? g_steal_pointer(&libraries) : NULL;
}

GPtrArray *loader_list(const char *program, const char *const *environment, GError **error)
{
    g_autofree char *loader = NULL;
    if (!find_loader(program, &loader, error))
        return NULL;
    return loader != NULL ? ask(loader, program, environment, error)
                          : g_ptr_array_new_with_free_func(library_free);
}
