// SPDX-License-Identifier: MIT
#include "framework/harness/span_trace.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
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
// that somebody planted is not followed, and nothing but a plain file of ours is written.
static int open_alone(const char *path)
{
    struct stat status = {0};
    int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    if (fd < 0)
        return -1;
    bool is_plain = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1;
    bool is_ours = is_plain && status.st_uid == geteuid();
    if (is_ours && flock(fd, LOCK_EX | LOCK_NB) == 0 && ftruncate(fd, 0) == 0)
        return fd;
    bool is_in_use = is_ours && errno == EWOULDBLOCK;
    close(fd);
    errno = is_in_use ? EWOULDBLOCK : is_plain && !is_ours ? EPERM : EINVAL;
    return -1;
}

// With `%p` as the number of the process, `%t` as the time in ns, and `%%` as `%`. False where that
// is too long.
static bool expand(const struct span_store *store, char *out, size_t size)
{
    size_t n = 0;
    for (const char *c = store->trace; *c != '\0' && n < size; c++) {
        bool is_mark = c[0] == '%' && (c[1] == 'p' || c[1] == 't' || c[1] == '%');
        if (!is_mark)
            out[n++] = *c;
        else if (*++c == '%')
            out[n++] = '%';
        else
            n += (size_t)snprintf(out + n, size - n, "%llu",
                                  *c == 'p' ? (unsigned long long)store->pid
                                            : (unsigned long long)store->began_ns);
    }
    if (n >= size)
        n = size - 1;
    out[n] = '\0';
    return n < size - 1;
}

static void open_file(struct span_store *store)
{
    enum { PATH_BYTES = 4096, NUMBER_BYTES = 16 };
    char path[PATH_BYTES + NUMBER_BYTES];
    char shown[PATH_BYTES];
    bool is_short = expand(store, path, PATH_BYTES);
    errno = ENAMETOOLONG;
    int fd = is_short ? open_alone(path) : -1;
    if (fd < 0 && errno == EWOULDBLOCK) {
        snprintf(path + strlen(path), NUMBER_BYTES, ".%d", store->pid);
        fd = open_alone(path);
    }
    store->trace_file.is_open = fd >= 0;
    store->trace_file.has_failed = fd < 0;
    store->trace_file.fd = fd;
    if (fd >= 0 || secure_getenv("BENCHRUN_TRACE_QUIET") != NULL)
        return;
    const char *why = errno == EINVAL  ? "it is not a plain file with one name"
                      : errno == EPERM ? "it belongs to another user"
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

static void lose(struct span_store *store, uint64_t n)
{
    atomic_fetch_add_explicit(&store->trace_file.n_lost, n, memory_order_relaxed);
}

// Over the end of what was written before, with an end of its own.
static void put(struct span_store *store, const char *events, size_t n)
{
    char text[SPAN_TRACE_BYTES + 64];
    uint64_t end = store->trace_file.end;
    size_t start = end == 0 ? sizeof begin_text - 1 : 0;
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

static void put_lost(struct span_store *store)
{
    char text[128];
    int length =
        snprintf(text, sizeof text,
                 ",\n{\"name\":\"spans_lost\",\"ph\":\"M\",\"pid\":%d,\"args\":{\"n\":%llu}}",
                 store->pid, (unsigned long long)atomic_load(&store->trace_file.n_lost));
    put(store, text, (size_t)length);
}

static bool open_once(struct span_store *store)
{
    if (!store->trace_file.is_open && !store->trace_file.has_failed)
        open_file(store);
    return store->trace_file.is_open;
}

// Once a piece does not fit, no later one is written, so that the file has all spans up to a time.
static void write_events(struct span_store *store, const char *events, size_t n, uint64_t n_spans)
{
    uint64_t most = store->trace_most;
    bool was_full = atomic_load_explicit(&store->trace_file.is_full, memory_order_relaxed) != 0;
    bool is_full = was_full || (most > 0 && store->trace_file.end + n > most);
    if (n == 0 || !open_once(store))
        return;
    if (!is_full) {
        put(store, events, n);
        return;
    }
    lose(store, n_spans);
    atomic_store_explicit(&store->trace_file.is_full, 1, memory_order_relaxed);
    if (!was_full)
        put_lost(store); // the program may be killed before it says more
}

static void flush(struct span_store *store, struct span_events *events, uint64_t now_ns)
{
    if (events->length > 0 && take(&store->trace_file.is_taken, true)) {
        write_events(store, events->text, events->length, events->n_spans);
        let_go(&store->trace_file.is_taken);
        events->length = 0;
        events->n_spans = 0;
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

enum shape { WITHIN, ACROSS, OPEN };

// One that ends where it began, within what began before it, is a bar of its thread; others may lie
// across each other, and get two events that belong together by their number; of one that is open
// there is the first.
static size_t print_event(char out[EVENT_BYTES], struct span_store *store, uint32_t index,
                          uint64_t elapsed_ns, enum shape shape)
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
    if (shape == WITHIN)
        length = snprintf(out, EVENT_BYTES, "%s\"ph\":\"X\",%s,%s,%s}", head, began, took, args);
    else if (shape == OPEN)
        length = snprintf(out, EVENT_BYTES, "%s\"ph\":\"b\",\"id\":%llu,%s,%s}", head,
                          (unsigned long long)number, began, args);
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
    write_events(store, text, length, 1);
    let_go(&store->trace_file.is_taken);
}

void span_trace_add(struct span_store *store, struct span_thread *thread, uint32_t slot,
                    uint64_t elapsed_ns, bool is_innermost)
{
    char text[EVENT_BYTES];
    if (atomic_load_explicit(&store->trace_file.is_full, memory_order_relaxed)) {
        lose(store, 1);
        return;
    }
    size_t length = print_event(text, store, slot, elapsed_ns, is_innermost ? WITHIN : ACROSS);
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
            events->n_spans++;
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

// What other threads end from now on is not written.
static void write_open(struct span_store *store)
{
    char text[EVENT_BYTES];
    for (uint32_t i = 0; i < SPAN_SLOTS; i++) {
        if (atomic_load_explicit(&store->records[i].number, memory_order_acquire) == 0)
            continue;
        size_t length = print_event(text, store, i, 0, OPEN);
        write_events(store, text, length, 1);
    }
}

// Other threads may still run: their buffers stay taken.
void span_trace_close(struct span_store *store)
{
    for (unsigned i = 0; i < SPAN_THREADS; i++)
        if (take(&store->threads[i].events.is_taken, true))
            flush(store, &store->threads[i].events, 0);
    if (!take(&store->trace_file.is_taken, true))
        return;
    write_open(store);
    if (atomic_load(&store->trace_file.n_lost) > 0 && open_once(store))
        put_lost(store);
    let_go(&store->trace_file.is_taken);
}
