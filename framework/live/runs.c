// SPDX-License-Identifier: MIT
#include "framework/live/runs.h"

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/text.h"

// More than any run has, and how often its progress is read that changes meanwhile.
enum { MOST_CASES = 1 << 24, MOST_RECORD_BYTES = 1 << 16, TRIES = 200 };
enum { MOST_ROWS_BYTES = 1 << 30 };

static void shown_case_free(struct shown_case *shown)
{
    g_free(shown->id);
    g_free(shown);
}

void shown_run_free(struct shown_run *run)
{
    if (run == NULL)
        return;
    g_free(run->path);
    g_free(run->command);
    g_free(run->what);
    g_free(run->search);
    g_ptr_array_unref(run->cases);
    g_free(run);
}

static bool is_size(uint32_t bytes, size_t least)
{
    return bytes >= least && bytes <= MOST_RECORD_BYTES && bytes % sizeof(uint32_t) == 0;
}

static bool check(const struct live_file *file, const struct run_card *card, GError **error)
{
    static const char unbegun[sizeof card->magic] = {0};
    enum live_file_error damaged = LIVE_FILE_ERROR_DAMAGED;
    if (memcmp(card->magic, unbegun, sizeof unbegun) == 0)
        return live_file_refuse(file->path, LIVE_FILE_ERROR_SILENT, error,
                                "its benchrun has not written it yet");
    if (memcmp(card->magic, RUN_CARD_MAGIC, sizeof card->magic) != 0)
        return live_file_refuse(file->path, damaged, error, "it is not of a benchrun");
    if (card->version != RUN_CARD_VERSION)
        return live_file_refuse(file->path, damaged, error,
                                "its version is %u, and this benchrun knows %d: use the same "
                                "benchrun for both",
                                card->version, RUN_CARD_VERSION);
    if (!is_size(card->header_bytes, sizeof *card) ||
        !is_size(card->case_bytes, sizeof(struct run_case)) || card->n_cases > MOST_CASES ||
        file->bytes < card->header_bytes)
        return live_file_refuse(file->path, damaged, error, "its sizes make no sense");
    if (card->pid != file->pid)
        return live_file_refuse(file->path, damaged, error, "it is of process %d, unlike its name",
                                card->pid);
    return true;
}

// Its progress is whole if the sequence was the same before and after it was read.
static bool read_card(const struct live_file *file, struct run_card *card, GError **error)
{
    uint32_t before = 1, after = 0;
    uint64_t place = offsetof(struct run_card, sequence);
    for (int i = 0; i < TRIES && (before % 2 != 0 || before != after); i++) {
        bool is_read = live_file_read(file->fd, &before, sizeof before, place);
        atomic_thread_fence(memory_order_seq_cst);
        is_read = is_read && live_file_read(file->fd, card, sizeof *card, 0);
        atomic_thread_fence(memory_order_seq_cst);
        if (!is_read || !live_file_read(file->fd, &after, sizeof after, place))
            return live_file_refuse(
                file->path, file->bytes == 0 ? LIVE_FILE_ERROR_SILENT : LIVE_FILE_ERROR_DAMAGED,
                error, "it is cut off");
    }
    return check(file, card, error);
}

static struct process_identity identity_of(const struct run_card *card)
{
    return (struct process_identity){card->pid, card->started_ticks, card->pid_namespace};
}

static bool read_identity(const struct live_file *file, struct process_identity *out,
                          GError **error)
{
    struct run_card card;
    if (!read_card(file, &card, error))
        return false;
    *out = identity_of(&card);
    return true;
}

const struct live_kind runs_kind = {RUN_CARD_SUFFIX, read_identity};

static uint64_t offset_of_case(const struct run_card *card, uint64_t index)
{
    return card->header_bytes + index * card->case_bytes;
}

static double seconds_since(const struct run_case *row)
{
    double since_s = (double)g_get_monotonic_time() / 1e6 - (double)row->asked_ns / 1e9;
    return row->state == RUN_CASE_RUNS && row->asked_ns > 0 ? fmax(since_s, 0) : NAN;
}

// NULL: its id is not in the text.
static struct shown_case *take_case(const struct run_case *row, const char *text, uint64_t length)
{
    if (row->id_offset > length || row->id_bytes > length - row->id_offset)
        return NULL;
    struct shown_case *shown = g_new(struct shown_case, 1);
    *shown = (struct shown_case){
        .id = g_strndup(text + row->id_offset, row->id_bytes),
        .state = row->state <= RUN_CASE_CANCELLED ? row->state : RUN_CASE_WAITS,
        .is_asked = row->request != RUN_CASE_GO_ON,
        .runs_for_s = seconds_since(row),
        .worker = MAX(row->worker, 0),
    };
    return shown;
}

// The cases follow the header, and their ids follow them to the end of the file.
static bool take_cases(const struct live_file *file, const struct run_card *card, GPtrArray *cases)
{
    uint64_t rows_bytes = (uint64_t)card->n_cases * card->case_bytes;
    uint64_t text_at = offset_of_case(card, card->n_cases);
    struct stat about; // it may have grown since it was opened
    if (card->n_cases == 0)
        return true;
    if (fstat(file->fd, &about) != 0 || (uint64_t)about.st_size < text_at)
        return false;
    uint64_t length = (uint64_t)about.st_size - text_at;
    // A file with holes can seem to be of any size.
    if (length > card->n_cases * (uint64_t)(TEXT_MOST_NAME + 1) || rows_bytes > MOST_ROWS_BYTES)
        return false;
    g_autofree char *rows = g_try_malloc(rows_bytes + length + 1);
    if (rows == NULL || !live_file_read(file->fd, rows, rows_bytes + length, card->header_bytes))
        return false;
    for (uint32_t i = 0; i < card->n_cases; i++) {
        struct run_case row;
        memcpy(&row, rows + (size_t)i * card->case_bytes, sizeof row);
        struct shown_case *shown = take_case(&row, rows + rows_bytes, length);
        if (shown == NULL)
            return false;
        g_ptr_array_add(cases, shown);
    }
    return true;
}

static double left_of(const struct run_card *card)
{
    double since_s = (double)(g_get_monotonic_time() * 1000 - card->updated_ns) / 1e9;
    return isfinite(card->left_s) ? fmax(card->left_s - fmax(since_s, 0), 0) : NAN;
}

struct shown_run *shown_run_read(const struct live_file *file, GError **error)
{
    struct run_card card;
    if (!read_card(file, &card, error))
        return NULL;
    struct shown_run *run = g_new(struct shown_run, 1);
    *run = (struct shown_run){
        .path = g_strdup(file->path),
        .identity = identity_of(&card),
        .command = g_strndup(card.command, sizeof card.command),
        .what = g_strndup(card.what, sizeof card.what),
        .search = g_strndup(card.search, sizeof card.search),
        .cpu = card.cpu,
        .done = card.done,
        .total = card.total,
        .left_s = left_of(&card),
        .running_s = fmax((double)(g_get_real_time() - card.started_us) / 1e6, 0),
        .cases = g_ptr_array_new_with_free_func((GDestroyNotify)shown_case_free),
    };
    if (take_cases(file, &card, run->cases))
        return run;
    live_file_refuse(file->path, LIVE_FILE_ERROR_DAMAGED, error, "its cases make no sense");
    shown_run_free(run);
    return NULL;
}

static enum case_cancelling ask(int fd, uint64_t offset, uint32_t request)
{
    struct run_case row;
    off_t place = (off_t)(offset + offsetof(struct run_case, request));
    if (pwrite(fd, &request, sizeof request, place) != (ssize_t)sizeof request ||
        !live_file_read(fd, &row, sizeof row, offset))
        return CASE_NO_RUN;
    return row.state == RUN_CASE_DONE ? CASE_IS_ENDED : CASE_ASKED;
}

enum case_cancelling shown_run_cancel(const struct shown_run *run, guint index,
                                      enum run_case_request request)
{
    struct live_file file = {.path = run->path, .pid = run->identity.pid};
    struct run_card card = {0};
    enum case_cancelling found = CASE_NO_RUN;
    file.fd = live_file_open(file.path, O_RDWR, &file.bytes);
    if (file.fd < 0)
        return CASE_NO_RUN;
    if (read_card(&file, &card, NULL) && index < card.n_cases && !process_is_dead(&run->identity))
        found = ask(file.fd, offset_of_case(&card, index), request);
    close(file.fd);
    return found;
}
