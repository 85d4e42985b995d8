// SPDX-License-Identifier: MIT
#include "framework/harness/span_trace.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/harness/plain_text.h"

enum {
    EVENT_BYTES = 1400, // of the longest: a label and a note, each byte of which may take six
    WRITTEN_WITHIN_NS = 100000000,
    PATIENCE = 10000, // turns that another thread is given
};

static const char begin_text[] = "[\n";
static const char end_text[] = "\n]\n";

// A signal handler may have interrupted the one that it waits for: then it gives up.
static bool take(_Atomic uint32_t *is_taken, bool may_wait)
{
    for (int i = 0; i < (may_wait ? PATIENCE : 1); i++) {
        if (atomic_exchange_explicit(is_taken, 1, memory_order_acquire) == 0)
            return true;
        if (may_wait)
            sched_yield();
    }
    return false;
}

static void let_go(_Atomic uint32_t *is_taken)
{
    atomic_store_explicit(is_taken, 0, memory_order_release);
}

// A file of this process alone: another that writes to it, such as its parent, keeps it. A link
// that somebody planted is not followed, and nothing but a plain file is written.
static int open_alone(const char *path)
{
    struct stat status;
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    if (fd < 0)
        return -1;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1 &&
        flock(fd, LOCK_EX | LOCK_NB) == 0 && ftruncate(fd, 0) == 0)
        return fd;
    bool is_in_use = errno == EWOULDBLOCK;
    close(fd);
    errno = is_in_use ? EWOULDBLOCK : EINVAL;
    return -1;
}

static void open_file(struct span_store *store)
{
    char path[4096];
    char shown[4096];
    int length = snprintf(path, sizeof path, "%s", store->trace);
    int fd = length < (int)sizeof path ? open_alone(path) : -1;
    if (fd < 0 && errno == EWOULDBLOCK) {
        snprintf(path, sizeof path, "%s.%d", store->trace, store->pid);
        fd = open_alone(path);
    }
    store->trace_file.is_open = fd >= 0;
    store->trace_file.has_failed = fd < 0;
    store->trace_file.fd = fd;
    if (fd >= 0)
        return;
    const char *why = errno == EINVAL  ? "it is not a plain file with one name"
                      : errno == ELOOP ? "it is a symbolic link"
                                       : strerror(errno);
    plain_for_terminal(path, shown, sizeof shown);
    dprintf(STDERR_FILENO, "benchrun: no trace is written to '%s': %s\n", shown, why);
}

static void fail(struct span_store *store)
{
    dprintf(STDERR_FILENO, "benchrun: the trace ends: %s\n", strerror(errno));
    close(store->trace_file.fd);
    store->trace_file.is_open = false;
    store->trace_file.has_failed = true;
}

// Over the end of what was written before, with an end of its own.
static void write_events(struct span_store *store, const char *events, size_t n)
{
    char text[SPAN_TRACE_BYTES + 64];
    uint64_t end = store->trace_file.end;
    size_t start = end == 0 ? sizeof begin_text - 1 : 0;
    if (!store->trace_file.is_open && !store->trace_file.has_failed)
        open_file(store);
    if (!store->trace_file.is_open || n == 0)
        return;
    // The first event has no comma before it.
    memcpy(text, begin_text, start);
    memcpy(text + start, events + (end == 0 ? 2 : 0), n - (end == 0 ? 2 : 0));
    size_t length = start + n - (end == 0 ? 2 : 0);
    memcpy(text + length, end_text, sizeof end_text);
    ssize_t written = pwrite(store->trace_file.fd, text, length + sizeof end_text - 1, (off_t)end);
    if (written != (ssize_t)(length + sizeof end_text - 1))
        fail(store);
    store->trace_file.end += length;
}

static void lose(struct span_store *store, uint64_t n)
{
    atomic_fetch_add_explicit(&store->trace_file.n_lost, n, memory_order_relaxed);
}

static void flush(struct span_store *store, struct span_events *events, uint64_t now_ns)
{
    if (events->length > 0 && take(&store->trace_file.is_taken, true)) {
        write_events(store, events->text, events->length);
        let_go(&store->trace_file.is_taken);
        events->length = 0;
        events->written_ns = now_ns;
    }
}

static int print_args(char *out, size_t size, const struct span_slot *slot, uint64_t number)
{
    char note[6 * SPAN_NOTE_BYTES] = "";
    char text[SPAN_NOTE_BYTES];
    memcpy(text, slot->note, sizeof text);
    text[sizeof text - 1] = '\0';
    plain_for_json(text, note, sizeof note);
    return snprintf(out, size, "\"args\":{\"number\":%llu,\"parent\":%llu%s%s%s}",
                    (unsigned long long)number, (unsigned long long)slot->parent,
                    note[0] != '\0' ? ",\"note\":\"" : "", note, note[0] != '\0' ? "\"" : "");
}

static int print_time(char *out, size_t size, const char *key, uint64_t ns)
{
    return snprintf(out, size, "\"%s\":%llu.%03llu", key, (unsigned long long)(ns / 1000),
                    (unsigned long long)(ns % 1000));
}

// One that ends where it began, within what began before it, is a bar of its thread; others may lie
// across each other, and get two events that belong together by their number.
static size_t print_event(char out[EVENT_BYTES], struct span_store *store, uint32_t index,
                          uint64_t elapsed_ns, bool is_innermost)
{
    const struct span_record *record = &store->records[index];
    uint64_t number = atomic_load_explicit(&record->number, memory_order_relaxed);
    char label[6 * SPAN_LABEL_BYTES];
    char args[8 * SPAN_NOTE_BYTES], began[64], took[64], ended[64], head[512];
    plain_for_json(store->names[record->label].text, label, sizeof label);
    print_args(args, sizeof args, &store->slots[index], number);
    print_time(began, sizeof began, "ts", record->began_ns);
    print_time(took, sizeof took, "dur", elapsed_ns);
    print_time(ended, sizeof ended, "ts", record->began_ns + elapsed_ns);
    snprintf(head, sizeof head, ",\n{\"name\":\"%s\",\"cat\":\"span\",\"pid\":%d,\"tid\":%d,",
             label, store->pid, (int)record->tid);
    int length = 0;
    if (is_innermost)
        length = snprintf(out, EVENT_BYTES, "%s\"ph\":\"X\",%s,%s,%s}", head, began, took, args);
    else
        length = snprintf(
            out, EVENT_BYTES, "%s\"ph\":\"b\",\"id\":%llu,%s,%s}%s\"ph\":\"e\",\"id\":%llu,%s}",
            head, (unsigned long long)number, began, args, head, (unsigned long long)number, ended);
    return length > 0 && length < EVENT_BYTES ? (size_t)length : 0;
}

static void write_alone(struct span_store *store, const char *text, size_t length)
{
    if (!take(&store->trace_file.is_taken, true)) {
        lose(store, 1);
        return;
    }
    write_events(store, text, length);
    let_go(&store->trace_file.is_taken);
}

void span_trace_add(struct span_store *store, struct span_thread *thread, uint32_t slot,
                    uint64_t elapsed_ns, bool is_innermost)
{
    char text[EVENT_BYTES];
    size_t length = print_event(text, store, slot, elapsed_ns, is_innermost);
    uint64_t now_ns = store->records[slot].began_ns + elapsed_ns;
    int problem = errno;
    if (thread == NULL) {
        write_alone(store, text, length);
    } else if (take(&thread->events.is_taken, false)) {
        struct span_events *events = &thread->events;
        if (events->length + length > sizeof events->text)
            flush(store, events, now_ns);
        if (events->length + length <= sizeof events->text) {
            memcpy(events->text + events->length, text, length);
            events->length += (uint32_t)length;
        } else {
            lose(store, 1);
        }
        if (now_ns - events->written_ns > WRITTEN_WITHIN_NS)
            flush(store, events, now_ns);
        let_go(&events->is_taken);
    } else {
        lose(store, 1);
    }
    errno = problem;
}

// Other threads may still run: their buffers stay taken.
void span_trace_close(struct span_store *store)
{
    char text[128];
    uint64_t n_lost = 0;
    for (unsigned i = 0; i < SPAN_THREADS; i++)
        if (take(&store->threads[i].events.is_taken, true))
            flush(store, &store->threads[i].events, 0);
    n_lost = atomic_load(&store->trace_file.n_lost);
    int length =
        snprintf(text, sizeof text,
                 ",\n{\"name\":\"spans_lost\",\"ph\":\"M\",\"pid\":%d,\"args\":{\"n\":%llu}}",
                 store->pid, (unsigned long long)n_lost);
    if (n_lost > 0)
        write_alone(store, text, (size_t)length);
}
