// SPDX-License-Identifier: MIT
#include "framework/build/commits.h"

#include <criterion/criterion.h>

#include "tests/framework/build/throwaway.h"

static struct throwaway throwaway;
static struct git_repository repository;

static void init(void)
{
    throwaway_init(&throwaway);
    cr_assert(git_repository_find(throwaway.repository, &repository, NULL));
}

static void clear(void)
{
    git_repository_clear(&repository);
    throwaway_clear(&throwaway);
}

TestSuite(commits, .init = init, .fini = clear);

static char *resolve(const char *revision)
{
    char *commit = git_resolve(&repository, revision, NULL);
    cr_assert_not_null(commit, "%s", revision);
    return commit;
}

static GPtrArray *list(const char *base, const char *head)
{
    g_autofree char *from = resolve(base);
    g_autofree char *to = resolve(head);
    GPtrArray *commits = commits_list(&repository, from, to, NULL);
    cr_assert_not_null(commits);
    return commits;
}

static const struct commit *expect_commit(const GPtrArray *commits, guint place,
                                          const char *revision)
{
    const struct commit *commit = g_ptr_array_index(commits, place);
    g_autofree char *id = resolve(revision);
    cr_assert_str_eq(commit->id, id, "%u", place);
    return commit;
}

static void expect_parents(const struct commit *commit, guint n, guint first, guint second)
{
    cr_assert_eq(commit->parents->len, n);
    cr_assert_eq(g_array_index(commit->parents, guint, 0), first);
    cr_assert(n < 2 || g_array_index(commit->parents, guint, 1) == second);
}

static void make_merge(void)
{
    g_free(throwaway_sh(throwaway.repository,
                        "git checkout -q -b topic first && git commit -q --allow-empty -m topic &&"
                        "git checkout -q -b main2 second && git commit -q --allow-empty -m third &&"
                        "git merge -q --no-ff -m merged topic"));
}

Test(commits, are_listed_from_the_first_to_the_last)
{
    g_autoptr(GPtrArray) commits = list("first", "second");
    cr_assert_eq(commits->len, 2);
    cr_assert(expect_commit(commits, 0, "first")->is_outside);
    const struct commit *last = expect_commit(commits, 1, "second");
    cr_assert(!last->is_outside);
    expect_parents(last, 1, 0, 0);
}

Test(commits, that_were_merged_are_listed_with_what_they_began_from)
{
    make_merge();
    g_autoptr(GPtrArray) commits = list("second", "main2");
    cr_assert_eq(commits->len, 5);
    cr_assert(expect_commit(commits, 0, "second")->is_outside);
    cr_assert(expect_commit(commits, 1, "first")->is_outside);
    const struct commit *merge = expect_commit(commits, 4, "main2");
    guint main_place = g_array_index(merge->parents, guint, 0);
    guint topic_place = g_array_index(merge->parents, guint, 1);
    expect_parents(expect_commit(commits, main_place, "main2^1"), 1, 0, 0);
    expect_parents(expect_commit(commits, topic_place, "topic"), 1, 1, 0);
}

Test(commits, of_an_empty_range_are_its_start)
{
    g_autoptr(GPtrArray) commits = list("second", "first");
    cr_assert_eq(commits->len, 1);
    cr_assert(expect_commit(commits, 0, "second")->is_outside);
}

Test(commits, that_git_does_not_know_are_an_error)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *first = resolve("first");
    g_autofree char *unknown = g_strnfill(40, 'a');
    cr_assert_null(commits_list(&repository, first, unknown, &error));
    cr_assert(g_error_matches(error, GIT_ERROR, GIT_ERROR_FAILED));
}

Test(commits, have_words_that_are_taken_as_they_are)
{
    struct commit_words words;
    g_free(throwaway_sh(throwaway.repository,
                        "git -c user.name='Ann \033[31m O\"Neil' -c user.email=ann@localhost "
                        "commit -q --allow-empty --date=2020-02-03T04:05:06+01:00 "
                        "-m '::error::a <b> \033[2J' -m 'more of it' -m last"));
    cr_assert(commit_words_read(&repository, "HEAD", &words, NULL));
    cr_assert_str_eq(words.subject, "::error::a <b> \033[2J");
    cr_assert_str_eq(words.body, "more of it\n\nlast");
    cr_assert_str_eq(words.author, "Ann \033[31m O\"Neil <ann@localhost>");
    cr_assert_str_eq(words.date, "2020-02-03T04:05:06+01:00");
    commit_words_clear(&words);
}

Test(commits, are_read_without_running_what_the_settings_name)
{
    struct commit_words words;
    g_free(throwaway_sh(throwaway.repository,
                        "git config log.showSignature true && "
                        "git config gpg.program \"touch '$PWD/ran'; false\""));
    cr_assert(commit_words_read(&repository, "HEAD", &words, NULL));
    cr_assert_str_eq(words.subject, "second");
    cr_assert_str_eq(words.body, "");
    commit_words_clear(&words);
    g_autofree char *ran = g_build_filename(throwaway.repository, "ran", NULL);
    cr_assert(!g_file_test(ran, G_FILE_TEST_EXISTS));
}
