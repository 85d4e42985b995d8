// SPDX-License-Identifier: MIT
#include "framework/live/span_programs.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

// More than any program has; a file that says so is none.
enum { MOST_RECORD_BYTES = 4096, MOST_SLOTS = 1 << 20, MOST_LABELS = 1 << 20 };

// How many slots are copied at once, and how often one is tried that changes meanwhile.
enum { CHUNK = 64, TRIES = 200 };

void span_program_free(struct span_program *program)
{
    if (program == NULL)
        return;
    g_free(program->path);
    g_array_unref(program->spans);
    g_array_unref(program->totals);
    g_free(program);
}

static bool is_size(uint32_t bytes, size_t least)
{
    return bytes >= least && bytes <= MOST_RECORD_BYTES && bytes % sizeof(uint64_t) == 0;
}

static uint64_t offset_of_slot(const struct span_table *table, uint64_t slot)
{
    return table->header_bytes + slot * table->slot_bytes;
}

static bool read_table(const struct live_file *file, struct span_table *table, GError **error)
{
    static const char unbegun[sizeof table->magic] = {0};
    if (!live_file_read(file->fd, table, sizeof *table, 0))
        return live_file_refuse(file->path,
                                file->bytes == 0 ? LIVE_FILE_ERROR_SILENT : LIVE_FILE_ERROR_DAMAGED,
                                error, "it is cut off");
    if (memcmp(table->magic, unbegun, sizeof unbegun) == 0)
        return live_file_refuse(file->path, LIVE_FILE_ERROR_SILENT, error,
                                "its program has not written it yet");
    if (memcmp(table->magic, SPAN_TABLE_MAGIC, sizeof table->magic) != 0)
        return live_file_refuse(file->path, LIVE_FILE_ERROR_DAMAGED, error,
                                "it is not a table of spans");
    if (table->version != SPAN_TABLE_VERSION)
        return live_file_refuse(file->path, LIVE_FILE_ERROR_DAMAGED, error,
                                "its version is %u, and this benchrun knows %d: use the benchrun "
                                "that its program was built with",
                                table->version, SPAN_TABLE_VERSION);
    if (!is_size(table->header_bytes, sizeof *table) ||
        !is_size(table->slot_bytes, sizeof(struct span_slot)) ||
        !is_size(table->label_bytes, sizeof(struct span_label)) || table->n_slots > MOST_SLOTS ||
        table->n_labels > MOST_LABELS)
        return live_file_refuse(file->path, LIVE_FILE_ERROR_DAMAGED, error,
                                "its sizes make no sense");
    uint64_t needed =
        offset_of_slot(table, table->n_slots) + (uint64_t)table->n_labels * table->label_bytes;
    if (file->bytes < needed)
        return live_file_refuse(file->path, LIVE_FILE_ERROR_DAMAGED, error, "it is cut off");
    if (table->is_open == 0)
        return live_file_refuse(file->path, LIVE_FILE_ERROR_SILENT, error,
                                "its program is at its end");
    if (table->pid != file->pid)
        return live_file_refuse(file->path, LIVE_FILE_ERROR_DAMAGED, error,
                                "it is of process %d, unlike its name", table->pid);
    return true;
}

static struct process_identity identity_of(const struct span_table *table)
{
    return (struct process_identity){table->pid, table->started_ticks, table->pid_namespace};
}

static bool read_identity(const struct live_file *file, struct process_identity *out,
                          GError **error)
{
    struct span_table table;
    if (!read_table(file, &table, error))
        return false;
    *out = identity_of(&table);
    return true;
}

const struct live_kind span_programs_kind = {SPAN_TABLE_SUFFIX, read_identity};

// The bytes of `n` slots, copied three times: a slot whose sequence is the same in the first and
// the last copy was not written while the second was made.
struct copies {
    char *bytes[3];
};

static bool copy_slots(int fd, const struct span_table *table, uint64_t first, size_t n,
                       const struct copies *copies)
{
    for (size_t i = 0; i < G_N_ELEMENTS(copies->bytes); i++) {
        if (!live_file_read(fd, copies->bytes[i], n * table->slot_bytes,
                            offset_of_slot(table, first)))
            return false;
        atomic_thread_fence(memory_order_seq_cst);
    }
    return true;
}

static bool take_copy(const struct copies *copies, size_t offset, struct span_slot *out)
{
    struct span_slot before, after;
    memcpy(&before, copies->bytes[0] + offset, sizeof before);
    memcpy(out, copies->bytes[1] + offset, sizeof *out);
    memcpy(&after, copies->bytes[2] + offset, sizeof after);
    return before.sequence % 2 == 0 && before.sequence == after.sequence;
}

// Whether it could be copied while nobody wrote it.
static bool read_slot(int fd, const struct span_table *table, uint32_t index, struct span_slot *out,
                      bool *is_whole)
{
    char bytes[3][MOST_RECORD_BYTES];
    const struct copies copies = {{bytes[0], bytes[1], bytes[2]}};
    *is_whole = false;
    for (int i = 0; i < TRIES && !*is_whole; i++) {
        if (!copy_slots(fd, table, index, 1, &copies))
            return false;
        *is_whole = take_copy(&copies, 0, out);
    }
    return true;
}

static void take_text(char *out, const char *text, size_t bytes)
{
    memcpy(out, text, bytes);
    out[bytes - 1] = '\0';
}

static uint64_t read_clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

struct reading {
    const struct live_file *file;
    struct span_table table;
    struct span_program *program;
    GArray *labels; // uint32_t: of each span
};

static void take_slot(const struct reading *reading, const struct span_slot *slot, uint32_t index)
{
    struct open_span span = {
        .number = slot->number,
        .parent = slot->parent,
        .began_ns = slot->began_ns,
        .tid = slot->tid,
        .is_cancelled = slot->cancelled == (uint32_t)slot->number,
        .slot = index,
    };
    take_text(span.note, slot->note, sizeof span.note);
    g_array_append_val(reading->program->spans, span);
    g_array_append_val(reading->labels, slot->label);
}

// One that changed while all were copied.
static bool take_again(const struct reading *reading, uint32_t index)
{
    struct span_slot slot;
    bool is_whole = false;
    if (!read_slot(reading->file->fd, &reading->table, index, &slot, &is_whole))
        return false;
    if (is_whole && slot.number != 0)
        take_slot(reading, &slot, index);
    reading->program->changed += !is_whole;
    return true;
}

static bool take_chunk(const struct reading *reading, uint32_t first, size_t n,
                       const struct copies *copies)
{
    struct span_slot slot;
    if (!copy_slots(reading->file->fd, &reading->table, first, n, copies))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        if (!take_copy(copies, (size_t)i * reading->table.slot_bytes, &slot)) {
            if (!take_again(reading, first + i))
                return false;
        } else if (slot.number != 0) {
            take_slot(reading, &slot, first + i);
        }
    }
    return true;
}

static bool take_slots(const struct reading *reading)
{
    const struct span_table *table = &reading->table;
    size_t chunk = (size_t)CHUNK * table->slot_bytes;
    g_autofree char *bytes = g_malloc(3 * chunk);
    const struct copies copies = {{bytes, bytes + chunk, bytes + 2 * chunk}};
    for (uint32_t first = 0; first < table->n_slots; first += CHUNK)
        if (!take_chunk(reading, first, MIN(CHUNK, table->n_slots - first), &copies))
            return false;
    return true;
}

static int by_label(const void *left, const void *right)
{
    return strcmp(((const struct span_total *)left)->label,
                  ((const struct span_total *)right)->label);
}

// Each thread has rows of its own.
static void add_up(GArray *totals)
{
    guint n = 0;
    g_array_sort(totals, by_label);
    for (guint i = 0; i < totals->len; i++) {
        const struct span_total *next = &g_array_index(totals, struct span_total, i);
        struct span_total *last = n > 0 ? &g_array_index(totals, struct span_total, n - 1) : NULL;
        if (last == NULL || strcmp(last->label, next->label) != 0) {
            g_array_index(totals, struct span_total, n++) = *next;
            continue;
        }
        last->count += next->count;
        last->total_s += next->total_s;
        last->max_s = fmax(last->max_s, next->max_s);
    }
    g_array_set_size(totals, n);
}

// Labels are written before the first span that has them begins, so they are read last.
static bool take_labels(const struct reading *reading)
{
    const struct span_table *table = &reading->table;
    size_t bytes = (size_t)table->n_labels * table->label_bytes;
    g_autofree char *rows = g_malloc(bytes + 1);
    if (!live_file_read(reading->file->fd, rows, bytes, offset_of_slot(table, table->n_slots)))
        return false;
    for (uint32_t i = 0; i < table->n_labels; i++) {
        struct span_label row;
        struct span_total total = {0};
        memcpy(&row, rows + (size_t)i * table->label_bytes, sizeof row);
        take_text(total.label, row.text, sizeof total.label);
        total.count = row.count;
        total.total_s = (double)row.total_ns / 1e9;
        total.max_s = (double)row.max_ns / 1e9;
        if (total.count > 0)
            g_array_append_val(reading->program->totals, total);
    }
    for (guint i = 0; i < reading->labels->len; i++) {
        uint32_t label = g_array_index(reading->labels, uint32_t, i);
        struct open_span *span = &g_array_index(reading->program->spans, struct open_span, i);
        if (label < table->n_labels)
            take_text(span->label, rows + (size_t)label * table->label_bytes, sizeof span->label);
    }
    add_up(reading->program->totals);
    return true;
}

static int by_age(const void *left, const void *right)
{
    const struct open_span *a = left;
    const struct open_span *b = right;
    if (a->began_ns != b->began_ns)
        return a->began_ns < b->began_ns ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

// One that says that it begins later has just begun.
static void put_in_order(GArray *spans)
{
    uint64_t now_ns = read_clock_ns();
    for (guint i = 0; i < spans->len; i++) {
        struct open_span *span = &g_array_index(spans, struct open_span, i);
        span->age_s = now_ns > span->began_ns ? (double)(now_ns - span->began_ns) / 1e9 : 0;
    }
    g_array_sort(spans, by_age);
}

struct span_program *span_program_read(const struct live_file *file, GError **error)
{
    struct reading reading = {.file = file};
    if (!read_table(file, &reading.table, error))
        return NULL;
    struct span_program *program = g_new0(struct span_program, 1);
    reading.program = program;
    program->path = g_strdup(file->path);
    program->identity = identity_of(&reading.table);
    program->left_out = reading.table.left_out;
    program->spans = g_array_new(FALSE, FALSE, sizeof(struct open_span));
    program->totals = g_array_new(FALSE, FALSE, sizeof(struct span_total));
    take_text(program->program, reading.table.program, sizeof program->program);
    reading.labels = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    bool is_good = take_slots(&reading) && take_labels(&reading);
    g_array_unref(reading.labels);
    put_in_order(program->spans);
    if (is_good)
        return program;
    live_file_refuse(file->path, LIVE_FILE_ERROR_DAMAGED, error, "it was cut off meanwhile");
    span_program_free(program);
    return NULL;
}

// The program's end of the pipe by which a span is polled, opened through its descriptor; -1: none.
static int open_pipe(pid_t pid, const struct span_slot *slot)
{
    struct stat about;
    if (slot->cancel_fd < 0)
        return -1;
    g_autofree char *path = g_strdup_printf("/proc/%d/fd/%d", pid, slot->cancel_fd);
    if (stat(path, &about) != 0 || !S_ISFIFO(about.st_mode) || about.st_ino != slot->cancel_inode)
        return -1;
    int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    bool is_it = fd >= 0 && fstat(fd, &about) == 0 && S_ISFIFO(about.st_mode) &&
                 about.st_ino == slot->cancel_inode;
    if (is_it || fd < 0)
        return fd;
    close(fd);
    return -1;
}

static bool has_span(int fd, const struct span_table *table, const struct open_span *span,
                     struct span_slot *slot)
{
    bool is_whole = false;
    return read_slot(fd, table, span->slot, slot, &is_whole) && is_whole &&
           slot->number == span->number;
}

// First the request is written, then the pipe is looked for: the program makes one and then looks
// for a request, so that one of the two fills it.
static enum span_cancelling ask(int fd, const struct span_table *table, pid_t pid,
                                const struct open_span *span)
{
    struct span_slot slot;
    uint32_t low = (uint32_t)span->number;
    off_t place =
        (off_t)(offset_of_slot(table, span->slot) + offsetof(struct span_slot, cancelled));
    if (!has_span(fd, table, span, &slot) ||
        pwrite(fd, &low, sizeof low, place) != (ssize_t)sizeof low ||
        !has_span(fd, table, span, &slot))
        return SPAN_IS_ENDED;
    int pipe_fd = open_pipe(pid, &slot);
    bool is_open = has_span(fd, table, span, &slot);
    ssize_t written = is_open && pipe_fd >= 0 ? write(pipe_fd, "c", 1) : 0;
    (void)written; // where the pipe is full, who polls it is woken up already
    if (pipe_fd >= 0)
        close(pipe_fd);
    return is_open ? SPAN_ASKED : SPAN_IS_ENDED;
}

enum span_cancelling span_program_cancel(const struct span_program *program,
                                         const struct open_span *span)
{
    struct live_file file = {.path = program->path, .pid = program->identity.pid};
    struct span_table table;
    enum span_cancelling found = SPAN_NO_PROGRAM;
    file.fd = live_file_open(file.path, O_RDWR, &file.bytes);
    if (file.fd < 0)
        return SPAN_NO_PROGRAM;
    if (read_table(&file, &table, NULL) && span->slot < table.n_slots &&
        !process_is_dead(&program->identity))
        found = ask(file.fd, &table, program->identity.pid, span);
    close(file.fd);
    return found;
}
