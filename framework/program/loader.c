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

// What a file says of how it is loaded.
struct about {
    unsigned machine;
    char *loader;      // NULL: none
    GPtrArray *needed; // char *: names of libraries
    char *folders;     // where it looks for them, separated by `:`; NULL: it does not say
};

static void about_clear(struct about *about)
{
    g_free(about->loader);
    g_free(about->folders);
    g_clear_pointer(&about->needed, g_ptr_array_unref);
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

static void read_dynamic(Elf *elf, Elf_Scn *scn, const GElf_Shdr *shdr, struct about *about)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    GElf_Dyn entry;
    for (int i = 0; data != NULL && gelf_getdyn(data, i, &entry) != NULL; i++) {
        bool is_folders = entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH;
        const char *text = is_folders || entry.d_tag == DT_NEEDED
                               ? elf_strptr(elf, shdr->sh_link, entry.d_un.d_val)
                               : NULL;
        if (text != NULL && !is_folders) {
            g_ptr_array_add(about->needed, g_strdup(text));
        } else if (text != NULL) {
            g_free(about->folders);
            about->folders = g_strdup(text);
        }
    }
}

static bool read_about(Elf *elf, struct about *about)
{
    size_t n = 0;
    GElf_Ehdr header;
    GElf_Shdr shdr;
    *about = (struct about){.needed = g_ptr_array_new_with_free_func(g_free)};
    if (elf_kind(elf) != ELF_K_ELF || gelf_getehdr(elf, &header) == NULL ||
        elf_getphdrnum(elf, &n) != 0)
        return false;
    about->machine = header.e_machine;
    for (size_t i = 0; i < n && about->loader == NULL; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf, (int)i, &segment) != NULL && segment.p_type == PT_INTERP)
            about->loader = read_text(elf, &segment);
    }
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn)) != NULL;)
        if (gelf_getshdr(scn, &shdr) != NULL && shdr.sh_type == SHT_DYNAMIC)
            read_dynamic(elf, scn, &shdr, about);
    return true;
}

// False and an error if it is not an ELF file; then there is nothing to clear.
static bool about_read(const char *path, struct about *about, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    elf_version(EV_CURRENT);
    Elf *elf = fd >= 0 ? elf_begin(fd, ELF_C_READ_MMAP, NULL) : NULL;
    bool is_good = read_about(elf, about);
    elf_end(elf);
    if (fd >= 0)
        close(fd);
    if (!is_good) {
        about_clear(about);
        g_set_error(error, LOADER_ERROR, LOADER_ERROR_FORMAT, "it is not an ELF program");
    }
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

// Takes over the path.
static void add(GPtrArray *libraries, const char *name, gsize n_name, char *path)
{
    struct loader_library *library = g_new(struct loader_library, 1);
    library->name = g_strstrip(g_strndup(name, n_name));
    library->path = path;
    library->is_of_system = is_of_system(path);
    g_ptr_array_add(libraries, library);
}

// A line is `NAME => PATH (0xADDRESS)`; others are of what has no file, and of the loader.
static void take_line(GPtrArray *libraries, const char *line)
{
    const char *arrow = strstr(line, " => /");
    const char *end = arrow != NULL ? strstr(arrow, " (0x") : NULL;
    const char *path = arrow != NULL ? arrow + strlen(" => ") : NULL;
    if (end != NULL)
        add(libraries, line, (gsize)(arrow - line), g_strndup(path, (gsize)(end - path)));
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

// A library in one of some folders that are separated by `:`; NULL: it is in none. `$ORIGIN` is
// where the file is that names them.
static char *find_in(const char *folders, const char *origin, unsigned machine, const char *name)
{
    g_auto(GStrv) all = g_strsplit(folders != NULL ? folders : "", ":", -1);
    char *found = NULL;
    for (char **folder = all; *folder != NULL && found == NULL; folder++) {
        g_autoptr(GString) path = g_string_new(*folder);
        struct about about;
        g_string_replace(path, "${ORIGIN}", origin, 0);
        g_string_replace(path, "$ORIGIN", origin, 0);
        g_string_append_printf(path, "/%s", name);
        if (**folder == '\0' || !about_read(path->str, &about, NULL))
            continue;
        if (about.machine == machine)
            found = g_canonicalize_filename(path->str, NULL);
        about_clear(&about);
    }
    return found;
}

static bool has_library(const GPtrArray *libraries, const char *name)
{
    for (guint i = 0; i < libraries->len; i++)
        if (g_str_equal(((const struct loader_library *)g_ptr_array_index(libraries, i))->name,
                        name))
            return true;
    return false;
}

// What is in no folder that is named is the system's, wherever the program runs.
static void add_needed(GPtrArray *libraries, const char *path, const struct about *about,
                       const char *library_path)
{
    g_autofree char *origin = g_path_get_dirname(path);
    for (guint i = 0; i < about->needed->len; i++) {
        const char *name = g_ptr_array_index(about->needed, i);
        if (has_library(libraries, name))
            continue;
        char *found = find_in(library_path, origin, about->machine, name);
        if (found == NULL)
            found = find_in(about->folders, origin, about->machine, name);
        add(libraries, name, strlen(name),
            found != NULL ? found : g_build_filename("/lib", name, NULL));
    }
}

static const char *find_library_path(const char *const *environment)
{
    static const char variable[] = "LD_LIBRARY_PATH=";
    const char *path = g_getenv("LD_LIBRARY_PATH");
    for (; environment != NULL && *environment != NULL; environment++)
        if (g_str_has_prefix(*environment, variable))
            path = *environment + strlen(variable);
    return path;
}

// For a program of a machine whose loader does not run here: as the loader would look for them.
static GPtrArray *find_all(const char *program, const struct about *about,
                           const char *const *environment)
{
    const char *library_path = find_library_path(environment);
    GPtrArray *libraries = g_ptr_array_new_with_free_func(library_free);
    add_needed(libraries, program, about, library_path);
    for (guint i = 0; i < libraries->len; i++) {
        const struct loader_library *library = g_ptr_array_index(libraries, i);
        struct about its_own;
        if (library->is_of_system || !about_read(library->path, &its_own, NULL))
            continue;
        add_needed(libraries, library->path, &its_own, library_path);
        about_clear(&its_own);
    }
    return libraries;
}

GPtrArray *loader_list(const char *program, const char *const *environment, GError **error)
{
    struct about about;
    g_autoptr(GError) refusal = NULL;
    if (!about_read(program, &about, error))
        return NULL;
    GPtrArray *libraries = about.loader != NULL ? ask(about.loader, program, environment, &refusal)
                                                : g_ptr_array_new_with_free_func(library_free);
    if (libraries == NULL && refusal != NULL && refusal->domain == G_SPAWN_ERROR)
        libraries = find_all(program, &about, environment);
    else if (libraries == NULL)
        g_propagate_error(error, g_steal_pointer(&refusal));
    about_clear(&about);
    return libraries;
}
