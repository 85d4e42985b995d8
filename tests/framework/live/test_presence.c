// SPDX-License-Identifier: MIT
#include "framework/live/presence.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/live/live_list.h"
#include "tests/framework/live/live_place.h"

TestSuite(presence, .init = live_place_open, .fini = live_place_close, .timeout = 60);

static GPtrArray *make_ids(const char *const *words)
{
    GPtrArray *ids = g_ptr_array_new();
    for (; *words != NULL; words++)
        g_ptr_array_add(ids, (gpointer)*words);
    return ids;
}

static const struct shown_run *only_run(const struct live_list *list)
{
    cr_assert_eq(list->runs->len, 1);
    return g_ptr_array_index(list->runs, 0);
}

static const struct shown_case *case_at(const struct shown_run *run, guint index)
{
    return g_ptr_array_index(run->cases, index);
}

Test(presence, shows_what_was_told)
{
    presence_begin("benchrun run suite");
    presence_set_cpu(3);
    presence_tell("sum/loop", 2, 7, 40);
    g_autoptr(LiveList) list = live_list_read(getpid());
    const struct shown_run *run = only_run(list);
    cr_expect_str_eq(run->command, "benchrun run suite");
    cr_expect_str_eq(run->what, "sum/loop");
    cr_expect_eq(run->cpu, 3);
    cr_expect(run->done == 2 && run->total == 7);
    cr_expect(run->left_s > 0 && run->left_s <= 40);
    cr_expect(run->running_s >= 0);
    cr_expect_eq(run->cases->len, 0);
    presence_tell("", 7, 7, NAN);
    g_autoptr(LiveList) later = live_list_read(getpid());
    cr_expect(isnan(only_run(later)->left_s));
    presence_end();
    g_autoptr(LiveList) after = live_list_read(getpid());
    cr_expect_eq(after->runs->len, 0);
}

Test(presence, shows_cases_and_what_is_asked_of_them)
{
    g_autofree char *large = g_strnfill(5000, 'x');
    const char *const words[] = {"a/b", large, "c/\xff", NULL};
    g_autoptr(GPtrArray) ids = make_ids(words);
    presence_begin("x");
    presence_set_cases(ids);
    struct run_case *second = presence_find_case(large);
    cr_assert_not_null(second);
    cr_expect_null(presence_find_case("a"));
    presence_set_state(second, RUN_CASE_RUNS);
    presence_set_worker(second, 77);
    presence_set_asked(second, true);
    presence_set_worker(NULL, 1);
    presence_set_asked(NULL, true);
    g_autoptr(LiveList) list = live_list_read(getpid());
    const struct shown_run *run = only_run(list);
    cr_assert_eq(run->cases->len, 3);
    for (guint i = 0; i < 3; i++)
        cr_expect_str_eq(case_at(run, i)->id, words[i]);
    cr_expect_eq(case_at(run, 1)->state, RUN_CASE_RUNS);
    cr_expect(case_at(run, 1)->worker == 77 && case_at(run, 1)->runs_for_s >= 0);
    cr_expect(case_at(run, 0)->worker == 0 && isnan(case_at(run, 0)->runs_for_s));
    presence_set_asked(second, false);
    g_autoptr(LiveList) calm = live_list_read(getpid());
    cr_expect(isnan(case_at(only_run(calm), 1)->runs_for_s));
    cr_expect_eq(presence_request(second), RUN_CASE_GO_ON);
    cr_expect_eq(shown_run_cancel(run, 1, RUN_CASE_KILL), CASE_ASKED);
    cr_expect_eq(presence_request(second), RUN_CASE_KILL);
    cr_expect_eq(presence_request(presence_find_case("a/b")), RUN_CASE_GO_ON);
    presence_set_state(presence_find_case("a/b"), RUN_CASE_DONE);
    cr_expect_eq(shown_run_cancel(run, 0, RUN_CASE_SKIP), CASE_IS_ENDED);
    cr_expect_eq(shown_run_cancel(run, 3, RUN_CASE_SKIP), CASE_NO_RUN);
    g_autoptr(LiveList) asked = live_list_read(getpid());
    cr_expect(case_at(only_run(asked), 1)->is_asked);
    presence_end();
    cr_expect_eq(shown_run_cancel(run, 1, RUN_CASE_SKIP), CASE_NO_RUN);
}

Test(presence, has_cases_once)
{
    const char *const first[] = {"a", "b", NULL};
    const char *const second[] = {"b", "c", NULL};
    g_autoptr(GPtrArray) ids = make_ids(first);
    g_autoptr(GPtrArray) others = make_ids(second);
    presence_begin("x");
    presence_set_cases(ids);
    struct run_case *shown = presence_find_case("b");
    presence_set_cases(others);
    cr_expect_eq(presence_find_case("b"), shown);
    cr_expect_null(presence_find_case("c"));
    presence_end();
}

Test(presence, that_cannot_be_shown_is_no_error)
{
    struct rlimit no_files = {0, RLIM_INFINITY};
    const char *const words[] = {"a", NULL};
    g_autoptr(GPtrArray) ids = make_ids(words);
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &no_files), 0);
    presence_begin("x");
    presence_set_cpu(1);
    presence_tell("x", 1, 2, 3);
    presence_set_cases(ids);
    cr_expect_null(presence_find_case("a"));
    presence_set_state(NULL, RUN_CASE_DONE);
    cr_expect_eq(presence_request(NULL), RUN_CASE_GO_ON);
    g_autoptr(LiveList) list = live_list_read(getpid());
    cr_expect_eq(list->runs->len + list->damaged->len, 0);
    presence_end();
}

Test(presence, stays_when_a_child_of_it_ends)
{
    presence_begin("x");
    pid_t child = fork();
    if (child == 0)
        exit(0); // with what is called at exit
    cr_assert_eq(waitpid(child, NULL, 0), child);
    g_autoptr(LiveList) list = live_list_read(getpid());
    cr_expect_eq(list->runs->len, 1);
    presence_end();
}

struct run_file {
    struct run_card card;
    struct run_case cases[3];
    char text[6];
};

static struct run_file make_file(void)
{
    struct process_identity own = process_identity();
    return (struct run_file){
        .card = {.magic = "benchrun",
                 .version = RUN_CARD_VERSION,
                 .header_bytes = offsetof(struct run_file, cases),
                 .case_bytes = sizeof(struct run_case),
                 .pid = own.pid,
                 .started_ticks = own.started_ticks,
                 .pid_namespace = own.pid_namespace,
                 .n_cases = 3},
        .cases = {{.id_bytes = 2}, {.id_offset = 2, .id_bytes = 4}, {.id_offset = 6}},
        .text = "abcdef",
    };
}

static void expect_damaged(const struct run_file *file, size_t length, const char *why)
{
    live_place_put(getpid(), 1, RUN_CARD_SUFFIX, file, length);
    g_autoptr(LiveList) list = live_list_read(getpid());
    cr_expect_eq(list->runs->len, 0);
    cr_assert_eq(list->damaged->len, 1, "not refused: %s", why);
    const char *said = g_ptr_array_index(list->damaged, 0);
    cr_expect(strstr(said, why) != NULL, "'%s' is not '%s'", said, why);
}

Test(presence, of_files_that_lie_is_refused)
{
    struct run_file file = make_file();
    live_place_put(getpid(), 1, RUN_CARD_SUFFIX, &file, sizeof file);
    g_autoptr(LiveList) list = live_list_read(getpid());
    cr_expect_str_eq(case_at(only_run(list), 1)->id, "cdef");
    cr_expect_str_eq(case_at(only_run(list), 2)->id, "");
    expect_damaged(&file, 7, "it is cut off");
    expect_damaged(&file, offsetof(struct run_file, text), "its cases make no sense");
    file.card.magic[3] = 'X';
    expect_damaged(&file, sizeof file, "it is not of a benchrun");
    file = make_file();
    file.card.version = 9;
    expect_damaged(&file, sizeof file, "its version is 9");
    file = make_file();
    file.card.pid++;
    expect_damaged(&file, sizeof file, "unlike its name");
    file = make_file();
    file.card.case_bytes = 0;
    expect_damaged(&file, sizeof file, "its sizes make no sense");
    file = make_file();
    file.card.n_cases = UINT32_MAX;
    expect_damaged(&file, sizeof file, "its sizes make no sense");
    file.card.n_cases = 1 << 20;
    expect_damaged(&file, sizeof file, "its cases make no sense");
    file = make_file();
    file.cases[1].id_bytes = UINT32_MAX;
    expect_damaged(&file, sizeof file, "its cases make no sense");
    file = make_file();
    file.cases[1].id_offset = UINT32_MAX;
    expect_damaged(&file, sizeof file, "its cases make no sense");
}
