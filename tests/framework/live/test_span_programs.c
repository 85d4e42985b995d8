// SPDX-License-Identifier: MIT
#include "framework/live/span_programs.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/live/live_list.h"
#include "tests/framework/live/live_place.h"
#include "tests/framework/live/span_file.h"

TestSuite(span_programs, .init = live_place_open, .fini = live_place_close, .timeout = 60);

// What our only program shows; NULL: nothing.
static struct span_program *read_only_one(struct live_list *list)
{
    cr_assert_leq(list->programs->len, 1);
    return list->programs->len == 1 ? g_ptr_array_index(list->programs, 0) : NULL;
}

static char *write_file(const struct span_file *file)
{
    return live_place_write(getpid(), 1, SPAN_TABLE_SUFFIX, file, sizeof *file);
}

Test(span_programs, are_read_with_the_oldest_span_first)
{
    struct span_file file;
    span_file_init(&file);
    span_file_begin(&file, 150, 7, 1, "page 7");
    span_file_begin(&file, 3, 9, 0, "");
    span_file_begin(&file, 199, 2, 0, "page 2");
    file.slots[3].parent = 7;
    file.table.left_out = 5;
    file.slots[3].began_ns = UINT64_MAX; // it says that it begins later
    g_autofree char *path = write_file(&file);
    g_autoptr(LiveList) list = live_list_read(getpid());
    const struct span_program *program = read_only_one(list);
    cr_assert_not_null(program);
    cr_expect_str_eq(program->path, path);
    cr_expect_str_eq(program->program, "tester");
    cr_expect_eq(program->left_out, 5);
    cr_assert_eq(program->spans->len, 3);
    const struct open_span *spans = &g_array_index(program->spans, struct open_span, 0);
    cr_expect(spans[0].number == 2 && spans[1].number == 7 && spans[2].number == 9);
    cr_expect_str_eq(spans[0].note, "page 2");
    cr_expect_str_eq(spans[1].label, "upload");
    cr_expect_eq(spans[2].parent, 7);
    cr_expect_eq(spans[2].tid, 42);
    cr_expect(spans[0].age_s > spans[1].age_s && spans[1].age_s > 0);
    cr_expect_eq(spans[2].age_s, 0);
}

Test(span_programs, have_the_ended_spans_of_all_threads_added_up)
{
    struct span_file file;
    span_file_init(&file);
    for (unsigned i = 0; i < 3; i++) {
        file.labels[i].count = 10 * (i + 1);
        file.labels[i].total_ns = 1000000000ull * (i + 1);
        file.labels[i].max_ns = 500000000ull + i;
    }
    g_free(write_file(&file));
    g_autoptr(LiveList) list = live_list_read(getpid());
    const struct span_program *program = read_only_one(list);
    cr_assert(program != NULL && program->totals->len == 2);
    const struct span_total *totals = &g_array_index(program->totals, struct span_total, 0);
    cr_expect_str_eq(totals[0].label, "fetch");
    cr_expect_eq(totals[0].count, 40);
    cr_expect_float_eq(totals[0].total_s, 4, 1e-9);
    cr_expect_float_eq(totals[0].max_s, 0.500000002, 1e-9);
    cr_expect_str_eq(totals[1].label, "upload");
    cr_expect_eq(totals[1].count, 20);
}

Test(span_programs, leave_out_a_span_that_is_always_being_written)
{
    struct span_file file;
    span_file_init(&file);
    span_file_begin(&file, 0, 1, 0, "whole");
    span_file_begin(&file, 1, 2, 0, "half");
    file.slots[1].sequence = 3;
    g_free(write_file(&file));
    g_autoptr(LiveList) list = live_list_read(getpid());
    const struct span_program *program = read_only_one(list);
    cr_assert(program != NULL && program->spans->len == 1);
    cr_expect_eq(program->changed, 1);
}

Test(span_programs, end_texts_and_check_labels)
{
    struct span_file file;
    span_file_init(&file);
    span_file_begin(&file, 0, 1, UINT32_MAX, "");
    span_file_begin(&file, 1, 2, 3, "");
    memset(file.slots[0].note, 'x', sizeof file.slots[0].note);
    memset(file.labels[3].text, 'y', sizeof file.labels[3].text);
    memset(file.table.program, 'z', sizeof file.table.program);
    g_free(write_file(&file));
    g_autoptr(LiveList) list = live_list_read(getpid());
    const struct span_program *program = read_only_one(list);
    cr_assert(program != NULL && program->spans->len == 2);
    const struct open_span *spans = &g_array_index(program->spans, struct open_span, 0);
    cr_expect_eq(strlen(spans[0].note), SPAN_NOTE_BYTES - 1);
    cr_expect_str_eq(spans[0].label, "");
    cr_expect_eq(strlen(spans[1].label), SPAN_LABEL_BYTES - 1);
    cr_expect_eq(strlen(program->program), SPAN_PROGRAM_BYTES - 1);
}

static void expect_damaged(const struct span_file *file, size_t length, const char *why)
{
    g_autofree char *path = live_place_write(getpid(), 1, SPAN_TABLE_SUFFIX, file, length);
    g_autoptr(LiveList) list = live_list_read(getpid());
    cr_expect_eq(list->programs->len, 0);
    cr_assert_eq(list->damaged->len, 1, "not refused: %s", why);
    const char *said = g_ptr_array_index(list->damaged, 0);
    cr_expect(strstr(said, why) != NULL, "'%s' is not '%s'", said, why);
    cr_expect_eq(g_access(path, F_OK), 0, "a damaged file stays");
}

Test(span_programs, of_files_that_lie_are_refused)
{
    struct span_file good, file;
    span_file_init(&good);
    file = good;
    expect_damaged(&file, 1, "it is cut off");
    expect_damaged(&file, sizeof file.table - 1, "it is cut off");
    expect_damaged(&file, sizeof file - 1, "it is cut off");
    file.table.magic[0] = 'B';
    expect_damaged(&file, sizeof file, "it is not a table of spans");
    file = good;
    file.table.version = 2;
    expect_damaged(&file, sizeof file, "its version is 2, and this benchrun knows 1");
    file = good;
    file.table.pid++;
    expect_damaged(&file, sizeof file, "unlike its name");
    uint32_t *sizes[] = {&file.table.header_bytes, &file.table.slot_bytes, &file.table.label_bytes,
                         &file.table.n_slots, &file.table.n_labels};
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        file = good;
        *sizes[i] = UINT32_MAX;
        expect_damaged(&file, sizeof file, "its sizes make no sense");
        file = good;
        *sizes[i] += i < 3 ? 8 : 1;
        expect_damaged(&file, sizeof file, "it is cut off");
    }
    for (size_t i = 0; i < 3; i++) {
        file = good;
        *sizes[i] -= 8;
        expect_damaged(&file, sizeof file, "its sizes make no sense");
        file = good;
        *sizes[i] = 0;
        expect_damaged(&file, sizeof file, "its sizes make no sense");
    }
}

Test(span_programs, that_say_nothing_are_not_shown)
{
    struct span_file file;
    span_file_init(&file);
    memset(file.table.magic, 0, sizeof file.table.magic);
    g_autofree char *path = write_file(&file);
    g_autoptr(LiveList) unbegun = live_list_read(getpid());
    cr_expect_eq(unbegun->programs->len + unbegun->damaged->len, 0);
    span_file_init(&file);
    file.table.is_open = 0;
    g_free(write_file(&file));
    g_autoptr(LiveList) closed = live_list_read(getpid());
    cr_expect_eq(closed->programs->len + closed->damaged->len, 0);
    cr_expect_eq(g_access(path, F_OK), 0, "its program is alive");
}

// Threads that begin and end spans as a program does: whatever is read of one must fit together.
enum { WRITERS = 4, SLOTS_EACH = SPAN_FILE_SLOTS / WRITERS };

struct writer {
    struct span_file *file;
    unsigned first;
    volatile bool *is_over;
};

static void *write_spans(void *data)
{
    const struct writer *writer = data;
    for (uint64_t turn = 1; !*writer->is_over; turn++) {
        struct span_slot *slot = &writer->file->slots[writer->first + turn % SLOTS_EACH];
        uint64_t number = turn * SPAN_FILE_SLOTS + writer->first;
        uint32_t sequence = slot->sequence;
        atomic_store_explicit(&slot->sequence, sequence + 1, memory_order_relaxed);
        atomic_thread_fence(memory_order_release);
        bool is_end = slot->number != 0;
        atomic_store_explicit(&slot->number, is_end ? 0 : number, memory_order_relaxed);
        slot->parent = number + 1;
        slot->began_ns = number + 2;
        snprintf(slot->note, sizeof slot->note, "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, number,
                 number * number);
        atomic_store_explicit(&slot->sequence, sequence + 2, memory_order_release);
    }
    return NULL;
}

static void expect_whole(const struct open_span *span)
{
    g_autofree char *note = g_strdup_printf("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
                                            span->number, span->number * span->number);
    cr_assert(span->parent == span->number + 1 && span->began_ns == span->number + 2 &&
                  strcmp(span->note, note) == 0,
              "torn: %" G_GUINT64_FORMAT " has the note '%s'", span->number, span->note);
}

Test(span_programs, are_read_without_a_torn_span)
{
    struct span_file file;
    struct writer writers[WRITERS];
    pthread_t threads[WRITERS];
    volatile bool is_over = false;
    size_t n_read = 0;
    span_file_init(&file);
    g_autofree char *path = write_file(&file);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    struct span_file *shared = mmap(NULL, sizeof file, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    cr_assert(fd >= 0 && shared != MAP_FAILED);
    for (unsigned i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){shared, i * SLOTS_EACH, &is_over};
        cr_assert_eq(pthread_create(&threads[i], NULL, write_spans, &writers[i]), 0);
    }
    for (unsigned i = 0; i < 100 || n_read == 0; i++) {
        g_autoptr(LiveList) list = live_list_read(getpid());
        const struct span_program *program = read_only_one(list);
        cr_assert_not_null(program);
        for (guint s = 0; s < program->spans->len; s++)
            expect_whole(&g_array_index(program->spans, struct open_span, s));
        n_read += program->spans->len;
    }
    is_over = true;
    for (unsigned i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    munmap(shared, sizeof file);
    close(fd);
}

static const struct span_slot *slot_in(const char *path, struct span_file *file, unsigned slot)
{
    g_autofree char *bytes = NULL;
    gsize length = 0;
    cr_assert(g_file_get_contents(path, &bytes, &length, NULL) && length == sizeof *file);
    memcpy(file, bytes, sizeof *file);
    return &file->slots[slot];
}

static void make_pipe(struct span_slot *slot, int ends[2])
{
    struct stat about;
    cr_assert(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0 && fstat(ends[0], &about) == 0);
    slot->cancel_fd = ends[0];
    slot->cancel_inode = about.st_ino;
}

static bool is_woken(int fd)
{
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    return poll(&polled, 1, 0) == 1 && (polled.revents & POLLIN) != 0;
}

static enum span_cancelling cancel_first(const struct live_list *list)
{
    const struct span_program *program = g_ptr_array_index(list->programs, 0);
    return span_program_cancel(program, &g_array_index(program->spans, struct open_span, 0));
}

Test(span_programs, are_asked_to_end_a_span)
{
    struct span_file file;
    int ends[2];
    span_file_init(&file);
    span_file_begin(&file, 5, 0x1234567890, 0, "");
    make_pipe(&file.slots[5], ends);
    g_autofree char *path = write_file(&file);
    g_autoptr(LiveList) list = live_list_read(getpid());
    cr_expect_eq(cancel_first(list), SPAN_ASKED);
    cr_expect_eq(slot_in(path, &file, 5)->cancelled, 0x34567890);
    cr_expect(is_woken(ends[0]));
    g_autoptr(LiveList) again = live_list_read(getpid());
    const struct span_program *program = read_only_one(again);
    cr_expect(g_array_index(program->spans, struct open_span, 0).is_cancelled);
    close(ends[0]);
    close(ends[1]);
}

Test(span_programs, do_not_have_a_later_span_cancelled)
{
    struct span_file file;
    int ends[2];
    span_file_init(&file);
    span_file_begin(&file, 5, 6, 0, "");
    make_pipe(&file.slots[5], ends);
    g_autofree char *path = write_file(&file);
    g_autoptr(LiveList) list = live_list_read(getpid());
    file.slots[5].number = 7;
    g_free(write_file(&file));
    cr_expect_eq(cancel_first(list), SPAN_IS_ENDED);
    cr_expect_eq(slot_in(path, &file, 5)->cancelled, 0);
    cr_expect_not(is_woken(ends[0]));
    close(ends[0]);
    close(ends[1]);
    g_unlink(path);
    cr_expect_eq(cancel_first(list), SPAN_NO_PROGRAM);
}

Test(span_programs, have_nothing_written_to_what_is_not_the_pipe_of_the_span)
{
    struct span_file file;
    int ends[2];
    span_file_init(&file);
    span_file_begin(&file, 5, 6, 0, "");
    make_pipe(&file.slots[5], ends);
    file.slots[5].cancel_inode++; // its descriptor is another pipe's by now
    g_autofree char *path = write_file(&file);
    g_autoptr(LiveList) list = live_list_read(getpid());
    cr_expect_eq(cancel_first(list), SPAN_ASKED);
    cr_expect_not(is_woken(ends[0]));
    int plain = open(path, O_RDWR | O_CLOEXEC);
    struct stat about;
    cr_assert(plain >= 0 && fstat(plain, &about) == 0);
    file.slots[5].cancel_fd = plain;
    file.slots[5].cancel_inode = about.st_ino;
    cr_assert_eq(pwrite(plain, &file, sizeof file, 0), (ssize_t)sizeof file);
    g_autoptr(LiveList) other = live_list_read(getpid());
    cr_expect_eq(cancel_first(other), SPAN_ASKED);
    cr_assert_eq(fstat(plain, &about), 0);
    cr_expect_eq(about.st_size, (off_t)sizeof file);
    close(plain);
    close(ends[0]);
    close(ends[1]);
}

// Also where its buffer is full, and where nobody reads any more.
Test(span_programs, do_not_hold_up_who_cancels)
{
    struct span_file file;
    int ends[2];
    span_file_init(&file);
    span_file_begin(&file, 5, 6, 0, "");
    make_pipe(&file.slots[5], ends);
    while (write(ends[1], "x", 1) == 1)
        continue;
    g_free(write_file(&file));
    g_autoptr(LiveList) list = live_list_read(getpid());
    cr_expect_eq(cancel_first(list), SPAN_ASKED);
    close(ends[0]);
    close(ends[1]);
    cr_expect_eq(cancel_first(list), SPAN_ASKED);
}
