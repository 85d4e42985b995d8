// SPDX-License-Identifier: MIT
#include "framework/profile/debug_file.h"

#include <fcntl.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "framework/base/place.h"
#include "framework/base/proc_status.h"

// What is known of a module: its own word in libdwfl points to one of these, or is NULL.
static char followed; // its link may be followed
static char unshared; // it shares debug information that was not found by build id

static bool is_of_us_or_root(const struct stat *about)
{
    return about->st_uid == geteuid() || about->st_uid == 0;
}

static bool is_own_file(const struct stat *about)
{
    return S_ISREG(about->st_mode) && is_of_us_or_root(about);
}

// The process may have ended, so the file counts too.
bool debug_file_is_ours(pid_t pid, int fd)
{
    struct stat about;
    return fstat(fd, &about) == 0 && is_own_file(&about) && !proc_status_is_foreign(pid);
}

void debug_file_follow(Dwfl_Module *module)
{
    void **own = NULL;
    if (dwfl_module_info(module, &own, NULL, NULL, NULL, NULL, NULL, NULL) != NULL)
        *own = &followed;
}

// libdw, too, opens what the link to shared debug information names, unless it has some.
void debug_file_settle(Dwfl_Module *module)
{
    void **own = NULL;
    Dwarf_Addr bias = 0;
    Dwarf *dwarf = dwfl_module_getdwarf(module, &bias);
    if (dwarf != NULL &&
        dwfl_module_info(module, &own, NULL, NULL, NULL, NULL, NULL, NULL) != NULL &&
        *own == &unshared)
        dwarf_setalt(dwarf, dwarf);
}

static void fill_table(uint32_t table[256])
{
    for (uint32_t i = 0; i < 256; i++) {
        table[i] = i;
        for (int k = 0; k < 8; k++)
            table[i] = table[i] >> 1 ^ ((table[i] & 1) != 0 ? UINT32_C(0xedb88320) : 0);
    }
}

// libdwfl does not check what it is given.
static bool has_crc(int fd, uint32_t wanted)
{
    enum { CHUNK = 1 << 16 };
    uint32_t table[256];
    uint32_t crc = UINT32_MAX;
    off_t at = 0;
    ssize_t n;
    g_autofree unsigned char *bytes = g_malloc(CHUNK);
    fill_table(table);
    for (; (n = pread(fd, bytes, CHUNK, at)) > 0; at += n)
        for (ssize_t i = 0; i < n; i++)
            crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xff];
    return n == 0 && ~crc == wanted;
}

// Nothing but a plain file is opened: to open a pipe or a device may wait or change something.
static int open_own(const char *path)
{
    struct place place;
    if (!place_find(path, PLACE_FOLLOWS, &place, NULL))
        return -1;
    bool is_own = place.exists && !place.is_handle && is_own_file(&place.about);
    int fd = is_own ? openat(place.folder, place.name,
                             O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW)
                    : -1;
    place_clear(&place);
    return fd;
}

static int open_checked(const char *path, uint32_t crc)
{
    struct stat about;
    int fd = open_own(path);
    if (fd < 0 || (fstat(fd, &about) == 0 && is_own_file(&about) && has_crc(fd, crc)))
        return fd;
    close(fd);
    return -1;
}

// In the order in which gdb looks, too.
static int follow_link(const char *program, const char *link, uint32_t crc, char **out)
{
    struct stat about;
    g_autofree char *folder = g_path_get_dirname(program);
    g_autofree char *beside = g_build_filename(folder, link, NULL);
    g_autofree char *hidden = g_build_filename(folder, ".debug", link, NULL);
    g_autofree char *global = g_build_filename("/usr/lib/debug", folder, link, NULL);
    const char *const paths[] = {beside, hidden, global};
    bool is_own = stat(folder, &about) == 0 && is_of_us_or_root(&about);
    for (gsize i = is_own ? 0 : 2; i < G_N_ELEMENTS(paths); i++) {
        int fd = open_checked(paths[i], crc);
        if (fd < 0)
            continue;
        *out = strdup(paths[i]); // libdwfl frees it
        return fd;
    }
    return -1;
}

// libdwfl's own opens whatever a link names, and waits for a pipe.
static int find(Dwfl_Module *module, void **own, const char *name, Dwarf_Addr base,
                const char *program, const char *link, GElf_Word crc, char **out)
{
    int fd = dwfl_build_id_find_debuginfo(module, own, name, base, program, link, crc, out);
    // Without a checksum it is the link to what several programs share, which has a build id.
    if (fd < 0 && *own == NULL && link != NULL && crc == 0)
        *own = &unshared;
    if (fd >= 0 || *own != &followed || program == NULL || program[0] != '/')
        return fd;
    bool is_link = link != NULL && *link != '\0' && strchr(link, '/') == NULL && crc != 0;
    return is_link ? follow_link(program, link, crc, out) : -1;
}

const Dwfl_Callbacks *debug_file_callbacks(void)
{
    static char *path; // libdwfl's default
    static const Dwfl_Callbacks callbacks = {
        .find_elf = dwfl_build_id_find_elf,
        .find_debuginfo = find,
        .section_address = dwfl_offline_section_address,
        .debuginfo_path = &path,
    };
    return &callbacks;
}
