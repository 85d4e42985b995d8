// SPDX-License-Identifier: MIT
// Spans of several threads, in signal handlers, and in children.
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

TestSuite(span_together, .init = span_reader_begin, .fini = span_reader_end);

static struct span_view open_own(void)
{
    struct span_view view;
    cr_assert(span_reader_open(getpid(), &view));
    return view;
}

// What ended in a child, as its exit code.
static int in_child(void (*work)(struct bench_span *), struct bench_span *span)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        work(span);
        _exit(0);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void use_own_spans(struct bench_span *of_parent)
{
    struct span_view view;
    if (span_reader_find(getpid()) != NULL)
        _exit(1);
    bench_span_end(of_parent);
    bench_span_note(of_parent, "of the child");
    if (span_reader_find(getpid()) != NULL)
        _exit(2);
    struct bench_span *spans[20];
    for (int i = 0; i < 20; i++)
        spans[i] = bench_span_begin("of the child");
    bench_span_end(of_parent);
    if (!span_reader_open(getpid(), &view) || span_reader_count(&view, NULL) != 20)
        _exit(3);
    for (int i = 0; i < 20; i++)
        bench_span_end(spans[i]);
    if (span_reader_ended(&view, "of the child") != 20 || span_reader_count(&view, NULL) != 0)
        _exit(4);
    unlink(span_reader_find(getpid()));
}

Test(span_together, of_a_child_is_in_a_table_of_its_own)
{
    struct bench_span *span = bench_span_begin("of the parent");
    struct span_view view = open_own();
    char *before = malloc(view.n_bytes);
    memcpy(before, view.table, view.n_bytes);
    cr_expect_eq(in_child(use_own_spans, span), 0);
    cr_expect_eq(memcmp(before, view.table, view.n_bytes), 0);
    bench_span_end(span);
    cr_expect_eq(span_reader_ended(&view, "of the parent"), 1);
    free(before);
}

static void leave(struct bench_span *span)
{
    (void)span;
    bench_span_end(bench_span_begin("of the child"));
    exit(0);
}

Test(span_together, leaves_no_file_after_the_end)
{
    struct bench_span *span = bench_span_begin("of the parent");
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        leave(span);
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect_eq(status, 0);
    cr_expect_null(span_reader_find(child));
    cr_expect_not_null(span_reader_find(getpid()));
}

// A program whose files may not grow must not be ended by ours.
static void use_without_file(struct bench_span *none)
{
    (void)none;
    struct rlimit limit = {1000, 1000};
    setrlimit(RLIMIT_FSIZE, &limit);
    struct bench_span *span = bench_span_begin("unseen");
    int fd = bench_span_cancel_fd(span);
    if (span_reader_find(getpid()) != NULL || fd < 0 || bench_span_cancelled(span))
        _exit(1);
    bench_span_end(span);
    if (fcntl(fd, F_GETFD) != -1)
        _exit(2);
}

Test(span_together, works_where_no_file_can_be_made)
{
    cr_expect_eq(in_child(use_without_file, NULL), 0);
}

enum { THREADS = 8, EACH = 1250 };

static void *work(void *number)
{
    int worker = (int)(intptr_t)number;
    char label[32], note[32];
    struct bench_span *outer = NULL;
    snprintf(label, sizeof label, "worker %d", worker);
    for (int i = 0; i < EACH; i++) {
        struct bench_span *span = bench_span_begin(label);
        snprintf(note, sizeof note, "%d: %d %d %d", worker, i, i, i);
        bench_span_note(span, note);
        if (i % 7 == 0 && outer == NULL) {
            outer = span; // which others are within
            continue;
        }
        bench_span_end(span);
        if (i % 7 == 6) {
            bench_span_end(outer);
            outer = NULL;
        }
    }
    bench_span_end(outer);
    return NULL;
}

// A row whose parts belong to different spans.
static bool is_torn(const struct span_view *view, const struct span_slot *slot)
{
    int of_label = -1, of_note = -1, i = 0, j = 0, k = 0;
    if (slot->label >= view->table->n_labels)
        return true;
    sscanf(view->labels[slot->label].text, "worker %d", &of_label);
    if (slot->note[0] == '\0')
        return of_label < 0;
    return sscanf(slot->note, "%d: %d %d %d", &of_note, &i, &j, &k) != 4 || i != j || j != k ||
           of_label != of_note || slot->parent >= slot->number || slot->cancel_fd != -1;
}

struct reading {
    struct span_view view;
    _Atomic int is_over;
    unsigned long n, n_torn;
};

static void *keep_reading(void *data)
{
    struct reading *reading = data;
    struct span_slot slot;
    while (!reading->is_over)
        for (unsigned i = 0; i < reading->view.table->n_slots; i++) {
            if (!span_reader_copy(&reading->view, i, &slot))
                continue;
            reading->n++;
            reading->n_torn += is_torn(&reading->view, &slot);
        }
    return NULL;
}

Test(span_together, is_never_torn_while_eight_threads_begin_and_end_ten_thousand)
{
    pthread_t threads[THREADS], reader;
    bench_span_end(bench_span_begin("first"));
    struct reading reading = {.view = open_own()};
    pthread_create(&reader, NULL, keep_reading, &reading);
    unsigned long rounds = 0;
    // Until the reader has seen enough to tell.
    do {
        for (intptr_t i = 0; i < THREADS; i++)
            pthread_create(&threads[i], NULL, work, (void *)i);
        for (int i = 0; i < THREADS; i++)
            pthread_join(threads[i], NULL);
        rounds++;
    } while (reading.n < 1000 && rounds < 1000);
    reading.is_over = 1;
    pthread_join(reader, NULL);
    cr_expect_geq(reading.n, 1000);
    cr_expect_eq(reading.n_torn, 0);
    cr_expect_eq(span_reader_count(&reading.view, NULL), 0);
    cr_expect_eq(reading.view.table->left_out, 0);
    for (int i = 0; i < THREADS; i++) {
        char label[32];
        snprintf(label, sizeof label, "worker %d", i);
        cr_expect_eq(span_reader_ended(&reading.view, label), rounds * EACH);
    }
}

enum { CROWD = 60 };
static pthread_barrier_t meeting;

static void *work_in_a_crowd(void *data)
{
    struct bench_span *span = bench_span_begin("all at once");
    pthread_barrier_wait(&meeting);
    for (int i = 0; i < 100; i++)
        bench_span_end(bench_span_begin("crowd"));
    bench_span_end(span);
    return data;
}

Test(span_together, counts_exactly_with_more_threads_than_have_their_own)
{
    pthread_t threads[CROWD];
    pthread_barrier_init(&meeting, NULL, CROWD);
    for (int i = 0; i < CROWD; i++)
        pthread_create(&threads[i], NULL, work_in_a_crowd, NULL);
    for (int i = 0; i < CROWD; i++)
        pthread_join(threads[i], NULL);
    struct span_view view = open_own();
    cr_expect_eq(span_reader_ended(&view, "crowd"), CROWD * 100);
    cr_expect_eq(span_reader_ended(&view, "all at once"), CROWD);
    cr_expect_eq(span_reader_count(&view, NULL), 0);
    cr_expect_eq(view.table->left_out, 0);
}

static volatile sig_atomic_t n_handled;
static struct bench_span *volatile from_handler;

// Ends what it began the last time, so that its spans last beyond it.
static void handle(int signal)
{
    (void)signal;
    bench_span_end(from_handler);
    from_handler = bench_span_begin("handler");
    bench_span_end(bench_span_begin("inside"));
    n_handled++;
}

struct pestering {
    pthread_t whom;
    _Atomic int is_over;
};

static void *pester(void *data)
{
    struct pestering *pestering = data;
    while (!pestering->is_over) {
        pthread_kill(pestering->whom, SIGUSR1);
        sched_yield();
    }
    return NULL;
}

Test(span_together, may_begin_and_end_in_a_signal_handler)
{
    pthread_t thread;
    struct pestering pestering = {.whom = pthread_self()};
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    unsigned long n = 0;
    bench_span_end(bench_span_begin("first")); // none counts while the table is being made
    sigaction(SIGUSR1, &action, NULL);
    pthread_create(&thread, NULL, pester, &pestering);
    for (; n_handled < 5000; n++) {
        struct bench_span *outer = bench_span_begin("main");
        bench_span_end(bench_span_begin("main"));
        bench_span_end(outer);
    }
    pestering.is_over = 1;
    pthread_join(thread, NULL);
    struct span_view view = open_own();
    cr_expect_eq(span_reader_count(&view, NULL), 1);
    bench_span_end(from_handler);
    cr_expect_eq(span_reader_count(&view, NULL), 0);
    cr_expect_eq(span_reader_ended(&view, "main"), 2 * n);
    cr_expect_eq(span_reader_ended(&view, "handler"), (unsigned long)n_handled);
    cr_expect_eq(span_reader_ended(&view, "inside"), (unsigned long)n_handled);
    cr_expect_eq(view.table->left_out, 0);
}
