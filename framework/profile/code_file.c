// SPDX-License-Identifier: MIT
#include "framework/profile/code_file.h"

#include <elf.h>
#include <fcntl.h>
#include <glib.h>
#include <link.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DELETED " (deleted)"
#define KERNELS "[vdso]" // code that the kernel puts into each process

bool code_file_is_known(const char *path)
{
    return path[0] == '/' || strcmp(path, KERNELS) == 0;
}

char *code_file_name(const char *path)
{
    gsize length = strlen(path);
    return g_strndup(path, g_str_has_suffix(path, DELETED) ? length - strlen(DELETED) : length);
}

// Something else may have taken the place of a file: a pipe would keep us waiting.
static int open_read(const char *path)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0 || (fstat(fd, &about) == 0 && S_ISREG(about.st_mode)))
        return fd;
    close(fd);
    return -1;
}

// It is the same in all processes of a kernel, ours included. Its table of sections comes last.
static int open_kernels(void)
{
    const ElfW(Ehdr) *header =
        (const void *)getauxval(AT_SYSINFO_EHDR); // NOLINT(performance-no-int-to-ptr)
    int fd = header != NULL ? memfd_create("vdso", MFD_CLOEXEC) : -1;
    if (fd < 0)
        return -1;
    size_t bytes = header->e_shoff + (size_t)header->e_shnum * header->e_shentsize;
    if (write(fd, header, bytes) == (ssize_t)bytes)
        return fd;
    close(fd);
    return -1;
}

// The program itself can be opened by those who may look at the process.
static int open_program(const struct perf_mapping *mapping)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/exe", mapping->pid);
    g_autofree char *leads_to = g_file_read_link(path, NULL);
    return g_strcmp0(leads_to, mapping->path) == 0 ? open_read(path) : -1;
}

// A process in another root, such as a container's, has its files there.
int code_file_open(const struct perf_mapping *mapping)
{
    if (strcmp(mapping->path, KERNELS) == 0)
        return open_kernels();
    g_autofree char *there = g_strdup_printf("/proc/%d/root%s", mapping->pid, mapping->path);
    g_autofree char *mapped =
        g_strdup_printf("/proc/%d/map_files/%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x",
                        mapping->pid, mapping->start, mapping->end);
    int fd = open_read(there);
    if (fd < 0)
        fd = open_read(mapping->path);
    if (fd < 0 && g_str_has_suffix(mapping->path, DELETED))
        fd = open_read(mapped); // for which root's rights are needed
    return fd >= 0 ? fd : open_program(mapping);
}
