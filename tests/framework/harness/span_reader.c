// SPDX-License-Identifier: MIT
#include "tests/framework/harness/span_reader.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/harness/live_folder.h"

void span_reader_begin(void)
{
    static char folder[] = "/tmp/spans-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    setenv("XDG_RUNTIME_DIR", folder, 1);
}

void span_reader_end(void)
{
    char folder[LIVE_FOLDER_BYTES];
    const char *path = span_reader_find(getpid());
    if (path != NULL)
        unlink(path);
    if (live_folder_path(0, 0, folder) == 0)
        rmdir(folder);
    rmdir(getenv("XDG_RUNTIME_DIR"));
}

const char *span_reader_find(pid_t pid)
{
    static char path[2 * LIVE_FOLDER_BYTES];
    char folder[LIVE_FOLDER_BYTES], start[32];
    const char *found = NULL;
    if (live_folder_path(0, 0, folder) != 0)
        return NULL;
    snprintf(start, sizeof start, "%d-", (int)pid);
    DIR *entries = opendir(folder);
    // cppcheck-suppress readdirCalled // no other thread reads this folder
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (strncmp(entry->d_name, start, strlen(start)) != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        found = path;
    }
    closedir(entries);
    return found;
}

bool span_reader_open(pid_t pid, struct span_view *out)
{
    struct stat status;
    const char *path = span_reader_find(pid);
    int fd = path != NULL ? open(path, O_RDWR) : -1;
    if (fd < 0 || fstat(fd, &status) != 0)
        return false;
    out->n_bytes = (size_t)status.st_size;
    char *memory = mmap(NULL, out->n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (memory == MAP_FAILED)
        return false;
    out->table = (void *)memory;
    out->slots = (void *)(memory + out->table->header_bytes);
    out->labels = (void *)(out->slots + out->table->n_slots);
    cr_assert_eq(memcmp(out->table->magic, SPAN_TABLE_MAGIC, 8), 0);
    cr_assert_eq(out->table->slot_bytes, sizeof *out->slots);
    cr_assert_eq(out->table->label_bytes, sizeof *out->labels);
    cr_assert_eq(out->n_bytes, out->table->header_bytes + out->table->n_slots * sizeof *out->slots +
                                   out->table->n_labels * sizeof *out->labels);
    return true;
}

void span_reader_close(struct span_view *view)
{
    munmap((void *)view->table, view->n_bytes);
}

bool span_reader_copy(const struct span_view *view, unsigned index, struct span_slot *out)
{
    const struct span_slot *slot = &view->slots[index];
    for (;;) {
        uint32_t before = atomic_load_explicit(&slot->sequence, memory_order_acquire);
        memcpy(out, slot, sizeof *out);
        atomic_thread_fence(memory_order_acquire);
        uint32_t after = atomic_load_explicit(&slot->sequence, memory_order_relaxed);
        if (before == after && before % 2 == 0)
            return out->number != 0;
    }
}

unsigned span_reader_count(const struct span_view *view, struct span_slot *out)
{
    unsigned n = 0;
    struct span_slot slot;
    for (unsigned i = 0; i < view->table->n_slots; i++) {
        if (!span_reader_copy(view, i, &slot))
            continue;
        n++;
        if (out != NULL)
            *out = slot;
    }
    return n;
}

unsigned long span_reader_ended(const struct span_view *view, const char *label)
{
    unsigned long n = 0;
    for (unsigned i = 0; i < view->table->n_labels; i++)
        if (strcmp(view->labels[i].text, label) == 0)
            n += view->labels[i].count;
    return n;
}
