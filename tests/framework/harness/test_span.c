// SPDX-License-Identifier: MIT
#include <benchrun/span.h>

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/framework/harness/span_reader.h"

TestSuite(span, .init = span_reader_begin, .fini = span_reader_end);

static struct span_view open_own(void)
{
    struct span_view view;
    cr_assert(span_reader_open(getpid(), &view));
    return view;
}

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

Test(span, is_seen_from_outside_while_it_is_open)
{
    struct span_slot slot;
    uint64_t before_ns = now_ns();
    struct bench_span *span = bench_span_begin("fetch");
    uint64_t after_ns = now_ns();
    struct span_view view = open_own();
    cr_assert_eq(span_reader_count(&view, &slot), 1);
    cr_expect_str_eq(view.labels[slot.label].text, "fetch");
    cr_expect_str_eq(slot.note, "");
    cr_expect_eq(slot.number, 1);
    cr_expect_eq(slot.parent, 0);
    cr_expect_eq(slot.tid, gettid());
    cr_expect(before_ns <= slot.began_ns && slot.began_ns <= after_ns);
    bench_span_note(span, "http://example.org/");
    span_reader_count(&view, &slot);
    cr_expect_str_eq(slot.note, "http://example.org/");
    bench_span_number(span, -42);
    span_reader_count(&view, &slot);
    cr_expect_str_eq(slot.note, "-42");
    bench_span_end(span);
    cr_expect_eq(span_reader_count(&view, NULL), 0);
    cr_expect_eq(span_reader_ended(&view, "fetch"), 1);
}

Test(span, has_a_file_that_only_the_user_can_read)
{
    struct stat status;
    char folder[1024];
    bench_span_end(bench_span_begin("fetch"));
    snprintf(folder, sizeof folder, "%s/benchrun", getenv("XDG_RUNTIME_DIR"));
    cr_assert_eq(stat(folder, &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0700);
    cr_assert_eq(stat(span_reader_find(getpid()), &status), 0);
    cr_expect_eq(status.st_mode & 0777, 0600);
    struct span_view view = open_own();
    cr_expect_eq(view.table->pid, getpid());
    cr_expect_eq(view.table->is_open, 1);
    cr_assert_eq(stat("/proc/self/ns/pid", &status), 0);
    cr_expect_eq(view.table->pid_namespace, status.st_ino);
}

// The 22nd field of /proc/self/stat; the name of a test has no blank.
Test(span, says_when_its_process_began)
{
    unsigned long long ticks = 0;
    FILE *file = fopen("/proc/self/stat", "r");
    bench_span_end(bench_span_begin("fetch"));
    for (int i = 0; i < 21; i++)
        cr_assert_eq(fscanf(file, "%*s"), 0);
    cr_assert_eq(fscanf(file, "%llu", &ticks), 1);
    fclose(file);
    cr_expect_eq(open_own().table->started_ticks, ticks);
}

Test(span, has_the_innermost_open_one_as_its_parent)
{
    struct span_slot slot;
    struct bench_span *outer = bench_span_begin("outer");
    struct bench_span *middle = bench_span_begin("middle");
    struct bench_span *inner = bench_span_begin("inner");
    bench_span_end(middle); // before what is within it
    bench_span_end(inner);
    struct span_view view = open_own();
    struct bench_span *last = bench_span_begin("last");
    bench_span_end(outer);
    cr_assert_eq(span_reader_count(&view, &slot), 1);
    cr_expect_str_eq(view.labels[slot.label].text, "last");
    cr_expect_eq(slot.parent, 1);
    bench_span_end(last);
    cr_expect_eq(span_reader_count(&view, NULL), 0);
}

Test(span, has_a_parent_in_deep_nesting)
{
    enum { DEEP = 100 };
    struct bench_span *spans[DEEP];
    struct span_slot slot;
    for (int i = 0; i < DEEP; i++)
        spans[i] = bench_span_begin("deep");
    struct span_view view = open_own();
    for (int i = DEEP; i > 0; i--)
        bench_span_end(spans[i - 1]);
    cr_expect_eq(span_reader_count(&view, NULL), 0);
    struct bench_span *outer = bench_span_begin("outer");
    struct bench_span *inner = bench_span_begin("inner");
    bench_span_note(inner, "here");
    bool is_found = false;
    for (unsigned i = 0; i < view.table->n_slots; i++)
        if (span_reader_copy(&view, i, &slot) && strcmp(slot.note, "here") == 0)
            is_found = slot.parent == DEEP + 1;
    cr_expect(is_found);
    bench_span_end(inner);
    bench_span_end(outer);
}

Test(span, may_be_ended_twice_or_be_none)
{
    struct bench_span *first = bench_span_begin("first");
    bench_span_end(first);
    struct bench_span *second = bench_span_begin("second"); // in the same slot
    bench_span_end(first);
    bench_span_note(first, "wrong");
    bench_span_end(NULL);
    bench_span_note(NULL, "wrong");
    cr_expect_eq(bench_span_cancel_fd(NULL), -1);
    cr_expect_not(bench_span_cancelled(NULL));
    struct span_slot slot;
    struct span_view view = open_own();
    cr_assert_eq(span_reader_count(&view, &slot), 1);
    cr_expect_str_eq(slot.note, "");
    bench_span_end(second);
}

Test(span, cuts_long_texts)
{
    char text[200] = "";
    struct span_slot slot;
    memset(text, 'x', sizeof text - 1);
    struct bench_span *span = bench_span_begin(text);
    bench_span_note(span, text);
    struct span_view view = open_own();
    cr_assert_eq(span_reader_count(&view, &slot), 1);
    cr_expect_eq(strlen(view.labels[slot.label].text), SPAN_LABEL_BYTES - 1);
    cr_expect_eq(strlen(slot.note), SPAN_NOTE_BYTES - 1);
    bench_span_end(span);
    text[100] = '\0';
    bench_span_end(bench_span_begin(text)); // the same as far as it counts
    text[SPAN_LABEL_BYTES - 1] = '\0';
    cr_expect_eq(span_reader_ended(&view, text), 2);
}

Test(span, is_known_by_its_text_not_by_its_address)
{
    char label[32];
    for (int i = 0; i < 30; i++) {
        snprintf(label, sizeof label, "label %d", i % 3);
        bench_span_end(bench_span_begin(label));
    }
    struct span_view view = open_own();
    cr_expect_eq(span_reader_ended(&view, "label 0"), 10);
    cr_expect_eq(span_reader_ended(&view, "label 1"), 10);
    cr_expect_eq(span_reader_ended(&view, "label 2"), 10);
    bench_span_end(bench_span_begin(NULL));
    cr_expect_eq(span_reader_ended(&view, "(no label)"), 1);
}

static void *end_it(void *span)
{
    bench_span_end(span);
    return NULL;
}

Test(span, may_end_in_another_thread)
{
    for (int i = 0; i < 200; i++) { // more than there are threads with something of their own
        pthread_t thread;
        pthread_create(&thread, NULL, end_it, bench_span_begin("handed over"));
        pthread_join(thread, NULL);
    }
    struct span_view view = open_own();
    cr_expect_eq(span_reader_count(&view, NULL), 0);
    cr_expect_eq(span_reader_ended(&view, "handed over"), 200);
    cr_expect_eq(view.table->left_out, 0);
}

enum { SLOTS = 2048, LABELS = 128 };

Test(span, counts_what_finds_no_slot)
{
    static struct bench_span *spans[SLOTS + 100];
    for (int i = 0; i < SLOTS + 100; i++)
        spans[i] = bench_span_begin("many");
    struct span_view view = open_own();
    cr_expect_eq(span_reader_count(&view, NULL), SLOTS);
    cr_expect_eq(view.table->left_out, 100);
    bench_span_note(spans[SLOTS + 50], "can be used");
    cr_expect_eq(bench_span_cancel_fd(spans[SLOTS + 50]), -1);
    for (int i = 0; i < SLOTS + 100; i++)
        bench_span_end(spans[i]);
    cr_expect_eq(span_reader_count(&view, NULL), 0);
    cr_expect_eq(span_reader_ended(&view, "many"), SLOTS);
    for (int i = 0; i < SLOTS; i++)
        spans[i] = bench_span_begin("again");
    cr_expect_eq(span_reader_count(&view, NULL), SLOTS);
    cr_expect_eq(view.table->left_out, 100);
}

Test(span, counts_what_finds_no_label)
{
    char label[32];
    for (int i = 0; i < LABELS + 10; i++) {
        snprintf(label, sizeof label, "label %d", i);
        bench_span_end(bench_span_begin(label));
    }
    struct span_view view = open_own();
    cr_expect_eq(view.table->left_out, 10);
    cr_expect_eq(span_reader_ended(&view, "label 127"), 1);
    bench_span_end(bench_span_begin("label 3"));
    cr_expect_eq(span_reader_ended(&view, "label 3"), 2);
}

// As `benchrun cancel` does it.
static void cancel(struct span_view *view)
{
    struct span_slot slot;
    char path[64];
    for (unsigned i = 0; i < view->table->n_slots; i++) {
        if (!span_reader_copy(view, i, &slot))
            continue;
        atomic_store(&view->slots[i].cancelled, (uint32_t)slot.number);
        span_reader_copy(view, i, &slot);
        if (slot.cancel_fd < 0)
            return;
        struct stat status;
        snprintf(path, sizeof path, "/proc/%d/fd/%d", view->table->pid, slot.cancel_fd);
        int fd = open(path, O_WRONLY | O_NONBLOCK);
        cr_assert_geq(fd, 0);
        cr_assert_eq(fstat(fd, &status), 0);
        cr_expect(S_ISFIFO(status.st_mode));
        cr_expect_eq(status.st_ino, slot.cancel_inode);
        cr_expect_eq(write(fd, "", 1), 1);
        close(fd);
        return;
    }
}

static bool is_readable(int fd)
{
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    return poll(&waiting, 1, 0) == 1 && (waiting.revents & POLLIN) != 0;
}

Test(span, can_be_cancelled_from_outside)
{
    struct bench_span *span = bench_span_begin("endless");
    struct span_view view = open_own();
    int fd = bench_span_cancel_fd(span);
    cr_assert_geq(fd, 0);
    cr_expect_eq(bench_span_cancel_fd(span), fd);
    cr_expect_not(bench_span_cancelled(span));
    cr_expect_not(is_readable(fd));
    cancel(&view);
    cr_expect(bench_span_cancelled(span));
    cr_expect(is_readable(fd));
    bench_span_end(span);
    cr_expect_eq(fcntl(fd, F_GETFD), -1);
    struct bench_span *next = bench_span_begin("next"); // in the same slot
    cr_expect_not(bench_span_cancelled(next));
    cr_expect_not(is_readable(bench_span_cancel_fd(next)));
}

Test(span, has_a_readable_pipe_if_it_was_cancelled_before)
{
    struct bench_span *span = bench_span_begin("endless");
    struct span_view view = open_own();
    cancel(&view);
    cr_expect(bench_span_cancelled(span));
    cr_expect(is_readable(bench_span_cancel_fd(span)));
}
