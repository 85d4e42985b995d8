// SPDX-License-Identifier: MIT
#include "framework/live/stack_copier.h"

#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

enum {
    MOST_BYTES = 1 << 20,
    // Of a stack that was made after the look at the mappings.
    USUAL_BYTES = 64 * 1024,
    PAGE_BYTES = 4096,
    PARTS = MOST_BYTES / PAGE_BYTES + 1,
};

struct mapping {
    uint64_t start, end;
};

struct stack_copier {
    GArray *mappings; // struct mapping, by address
    struct iovec parts[PARTS];
    uint8_t bytes[MOST_BYTES];
};

// The lines of a /proc/PID/maps begin with `start-end `.
static GArray *read_mappings(pid_t pid)
{
    GArray *mappings = g_array_new(FALSE, FALSE, sizeof(struct mapping));
    g_autofree char *path = g_strdup_printf("/proc/%d/maps", pid);
    g_autofree char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    for (const char *line = text; line != NULL && *line != '\0';) {
        char *rest = NULL;
        struct mapping mapping = {.start = g_ascii_strtoull(line, &rest, 16)};
        if (*rest == '-')
            mapping.end = g_ascii_strtoull(rest + 1, NULL, 16);
        g_array_append_val(mappings, mapping);
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    return mappings;
}

struct stack_copier *stack_copier_new(pid_t pid)
{
    struct stack_copier *copier = g_malloc(sizeof *copier);
    memset(copier, 1, sizeof *copier); // its pages are there when somebody waits
    copier->mappings = read_mappings(pid);
    return copier;
}

void stack_copier_free(struct stack_copier *copier)
{
    g_array_unref(copier->mappings);
    g_free(copier);
}

static int compare_place(const void *address, const void *mapping)
{
    const struct mapping *at = mapping;
    uint64_t wanted = *(const uint64_t *)address;
    return wanted < at->start ? -1 : wanted >= at->end;
}

// How much of it there is; more is asked for than there may be, where that is not known.
static uint64_t bytes_from(const struct stack_copier *copier, uint64_t address)
{
    const struct mapping *mapping =
        copier->mappings->len > 0 ? bsearch(&address, copier->mappings->data, copier->mappings->len,
                                            sizeof *mapping, compare_place)
                                  : NULL;
    return mapping != NULL ? MIN(mapping->end - address, (uint64_t)MOST_BYTES) : USUAL_BYTES;
}

size_t stack_copier_copy(struct stack_copier *copier, pid_t tid, uint64_t stack_pointer,
                         const uint8_t **out)
{
    size_t n = 0;
    uint64_t wanted = bytes_from(copier, stack_pointer);
    // A copy ends before the page that is not there: each is a part of its own.
    for (uint64_t at = 0; at < wanted && n < PARTS; n++) {
        uint64_t bytes = MIN(PAGE_BYTES - (stack_pointer + at) % PAGE_BYTES, wanted - at);
        void *page = (void *)(stack_pointer + at); // NOLINT(performance-no-int-to-ptr)
        copier->parts[n] = (struct iovec){page, bytes};
        at += bytes;
    }
    struct iovec into = {copier->bytes, MOST_BYTES};
    ssize_t copied = process_vm_readv(tid, &into, 1, copier->parts, n, 0);
    *out = copier->bytes;
    return copied > 0 ? (size_t)copied : 0;
}
