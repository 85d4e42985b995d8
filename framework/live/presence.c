// SPDX-License-Identifier: MIT
#include "framework/live/presence.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "framework/base/hash.h"
#include "framework/harness/live_folder.h"
#include "framework/live/live_list.h"
#include "framework/live/process.h"

static struct {
    struct run_card *card; // NULL: it is not shown
    size_t bytes;          // of the file
    int fd;
    pid_t pid;
    char path[LIVE_FOLDER_BYTES];
    GHashTable *by_id; // struct run_case *; NULL: there are none yet
} shown;

// A file with room for all of it: in one with holes, a full disk would end who writes by SIGBUS.
static bool make_room(size_t bytes)
{
    return posix_fallocate(shown.fd, 0, (off_t)bytes) == 0;
}

static void fill(const char *command)
{
    struct process_identity identity = process_identity();
    struct run_card *card = shown.card;
    card->version = RUN_CARD_VERSION;
    card->header_bytes = sizeof *card;
    card->case_bytes = sizeof(struct run_case);
    card->pid = identity.pid;
    card->started_ticks = identity.started_ticks;
    card->pid_namespace = identity.pid_namespace;
    card->started_us = g_get_real_time();
    card->cpu = -1;
    card->left_s = NAN;
    g_strlcpy(card->command, command, sizeof card->command);
    atomic_thread_fence(memory_order_release);
    memcpy(card->magic, RUN_CARD_MAGIC, sizeof card->magic);
}

void presence_begin(const char *command)
{
    if (shown.card != NULL)
        return;
    shown.fd = live_folder_create(RUN_CARD_SUFFIX, shown.path);
    if (shown.fd < 0)
        return;
    void *card = MAP_FAILED;
    if (make_room(sizeof *shown.card))
        card = mmap(NULL, sizeof *shown.card, PROT_READ | PROT_WRITE, MAP_SHARED, shown.fd, 0);
    if (card == MAP_FAILED) {
        unlink(shown.path);
        close(shown.fd);
        return;
    }
    shown.card = card;
    shown.bytes = sizeof *shown.card;
    shown.pid = getpid();
    fill(command);
    atexit(presence_end);
}

// A forked child has it too, but is another process.
void presence_end(void)
{
    if (shown.card == NULL || shown.pid != getpid())
        return;
    unlink(shown.path);
    shown.card = NULL;
    live_sweep();
}

static void begin_change(void)
{
    atomic_fetch_add_explicit(&shown.card->sequence, 1, memory_order_relaxed);
    atomic_thread_fence(memory_order_release);
}

static void end_change(void)
{
    atomic_fetch_add_explicit(&shown.card->sequence, 1, memory_order_release);
}

void presence_set_cpu(int cpu)
{
    if (shown.card == NULL)
        return;
    begin_change();
    shown.card->cpu = cpu;
    end_change();
}

void presence_set_search(const char *search)
{
    if (shown.card == NULL)
        return;
    begin_change();
    g_strlcpy(shown.card->search, search, sizeof shown.card->search);
    end_change();
}

void presence_tell(const char *what, unsigned done, unsigned total, double left_s)
{
    if (shown.card == NULL)
        return;
    begin_change();
    g_strlcpy(shown.card->what, what, sizeof shown.card->what);
    shown.card->done = done;
    shown.card->total = total;
    shown.card->left_s = left_s;
    shown.card->updated_ns = g_get_monotonic_time() * 1000;
    end_change();
}

static size_t bytes_of(const GPtrArray *ids)
{
    size_t bytes = 0;
    for (guint i = 0; i < ids->len; i++)
        bytes += strlen(g_ptr_array_index(ids, i));
    return bytes;
}

void presence_set_cases(const GPtrArray *ids)
{
    size_t text = sizeof *shown.card + ids->len * sizeof(struct run_case);
    size_t bytes = text + bytes_of(ids);
    if (shown.card == NULL || shown.by_id != NULL || !make_room(bytes))
        return;
    void *card = mremap(shown.card, shown.bytes, bytes, MREMAP_MAYMOVE);
    if (card == MAP_FAILED)
        return;
    shown.card = card;
    shown.bytes = bytes;
    shown.by_id = g_hash_table_new(hash_text, g_str_equal);
    struct run_case *cases = (struct run_case *)(shown.card + 1);
    for (guint i = 0; i < ids->len; i++) {
        const char *id = g_ptr_array_index(ids, i);
        size_t length = strlen(id);
        cases[i].id_offset = (uint32_t)(text - sizeof *shown.card - ids->len * sizeof *cases);
        cases[i].id_bytes = (uint32_t)length;
        memcpy((char *)card + text, id, length);
        text += length;
        g_hash_table_insert(shown.by_id, g_strdup(id), &cases[i]);
    }
    atomic_store(&shown.card->n_cases, ids->len);
}

struct run_case *presence_find_case(const char *id)
{
    return shown.by_id != NULL ? g_hash_table_lookup(shown.by_id, id) : NULL;
}

void presence_set_state(struct run_case *of, enum run_case_state state)
{
    if (of != NULL)
        atomic_store(&of->state, state);
}

void presence_set_worker(struct run_case *of, pid_t worker)
{
    if (of != NULL)
        atomic_store(&of->worker, worker);
}

void presence_set_asked(struct run_case *of, bool is_asked)
{
    if (of != NULL)
        atomic_store(&of->asked_ns, is_asked ? g_get_monotonic_time() * 1000 : 0);
}

enum run_case_request presence_request(const struct run_case *of)
{
    uint32_t request = of != NULL ? atomic_load(&of->request) : RUN_CASE_GO_ON;
    return request == RUN_CASE_KILL   ? RUN_CASE_KILL
           : request == RUN_CASE_SKIP ? RUN_CASE_SKIP
                                      : RUN_CASE_GO_ON;
}
