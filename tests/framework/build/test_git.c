// SPDX-License-Identifier: MIT
#include "framework/build/git.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/framework/build/throwaway.h"

static struct throwaway away;
static struct git_repository repository;

static void set_up(void)
{
    throwaway_init(&away);
    cr_assert(git_repository_find(away.repository, &repository, NULL));
}

static void tear_down(void)
{
    git_repository_clear(&repository);
    throwaway_clear(&away);
}

TestSuite(git, .init = set_up, .fini = tear_down, .timeout = 60);

static char *id_of(const char *revision)
{
    g_autofree char *script = g_strdup_printf("git rev-parse '%s^{commit}'", revision);
    return throwaway_sh(away.repository, script);
}

static void assert_range(const char *text, const char *base, const char *head)
{
    struct git_range range = {0};
    GError *error = NULL;
    g_autofree char *base_id = id_of(base);
    g_autofree char *head_id = head ? id_of(head) : NULL;
    cr_assert(git_range_parse(&repository, text, &range, &error), "%s: %s", text,
              error ? error->message : "");
    cr_assert_str_eq(range.base, base_id);
    cr_assert(g_strcmp0(range.head, head_id) == 0, "%s", text);
    git_range_clear(&range);
}

static void assert_wrong(const char *text, enum git_error code, const char *words)
{
    struct git_range range = {0};
    g_autoptr(GError) error = NULL;
    cr_assert_not(git_range_parse(&repository, text, &range, &error), "%s", text);
    cr_assert(g_error_matches(error, GIT_ERROR, (gint)code), "%s: %s", text, error->message);
    cr_assert(strstr(error->message, words) != NULL, "%s: %s", text, error->message);
    cr_assert_null(range.base);
}

Test(git, reads_two_sides_and_takes_head_for_an_empty_one)
{
    assert_range("first..second", "first", "second");
    assert_range("first..", "first", "second");
    assert_range("..first", "second", "first");
    assert_range("HEAD~1..HEAD", "first", "second");
    assert_range("HEAD@{1 day ago}..HEAD^{/first}", "first", "first");
}

Test(git, compares_one_revision_with_the_working_tree)
{
    assert_range("first", "first", NULL);
}

Test(git, takes_the_merge_base_for_three_dots)
{
    g_free(throwaway_sh(away.repository, "git checkout -q -b side first && echo s >side && "
                                         "git add side && git commit -q -m side"));
    assert_range("second...side", "first", "side");
    assert_range("second...", "first", "side");
    assert_range("second..side", "second", "side");
    g_free(throwaway_sh(away.repository, "git checkout -q --orphan island && git commit -q -m x"));
    assert_wrong("first...island", GIT_ERROR_REVISION, "no common ancestor");
}

Test(git, takes_what_begins_with_a_dash_for_a_name)
{
    g_free(throwaway_sh(away.repository, "git update-ref refs/heads/-x first && "
                                         "git update-ref refs/tags/--output=x second"));
    assert_range("-x..--output=x", "first", "second");
}

Test(git, refuses_what_is_no_revision_without_asking_a_shell)
{
    assert_wrong("", GIT_ERROR_REVISION, "is empty");
    assert_wrong("--all", GIT_ERROR_REVISION, "unknown revision '--all'");
    assert_wrong("first..--output=x", GIT_ERROR_REVISION, "unknown revision '--output=x'");
    assert_wrong("^first", GIT_ERROR_REVISION, "begins with '^'");
    assert_wrong("first\nsecond", GIT_ERROR_REVISION, "'first\\nsecond' cannot be a revision");
    assert_wrong("first second", GIT_ERROR_REVISION, "unknown revision 'first second'");
    assert_wrong("$(touch hacked)", GIT_ERROR_REVISION, "unknown revision");
    assert_wrong("first:suite", GIT_ERROR_REVISION, "unknown revision");
    assert_wrong("no-such", GIT_ERROR_REVISION, "unknown revision 'no-such'");
    assert_wrong("first....second", GIT_ERROR_REVISION, "unknown revision '.second'");
}

Test(git, says_how_to_deepen_a_shallow_clone)
{
    g_free(throwaway_sh(away.repository,
                        "git checkout -q -b side first && git commit -q --allow-empty -m side\n"
                        "git clone -q --depth 1 --no-single-branch \"file://$PWD\" \"$HOME/s\""));
    g_autofree char *folder = g_build_filename(away.folder, "s", NULL);
    git_repository_clear(&repository);
    cr_assert(git_repository_find(folder, &repository, NULL));
    cr_assert(repository.is_shallow);
    assert_wrong("HEAD~1", GIT_ERROR_SHALLOW, "git fetch --unshallow");
    assert_wrong("second...HEAD", GIT_ERROR_SHALLOW, "git fetch --deepen=N");
}

static void assert_no_repository(const char *folder, const char *words)
{
    struct git_repository found = {0};
    g_autoptr(GError) error = NULL;
    cr_assert_not(git_repository_find(folder, &found, &error));
    cr_assert(g_error_matches(error, GIT_ERROR, GIT_ERROR_REPOSITORY), "%s", error->message);
    cr_assert(strstr(error->message, words) != NULL, "%s", error->message);
}

Test(git, says_why_a_folder_is_no_working_tree)
{
    g_free(throwaway_sh(away.folder, "git init -q --bare bare; mkdir plain"));
    g_autofree char *bare = g_build_filename(away.folder, "bare", NULL);
    g_autofree char *plain = g_build_filename(away.folder, "plain", NULL);
    g_autofree char *inside = g_build_filename(away.repository, ".git", NULL);
    assert_no_repository(bare, "bare repository");
    assert_no_repository(plain, "not a git repository");
    assert_no_repository(inside, ".git folder");
}

Test(git, says_that_it_is_missing)
{
    struct git_repository found = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    g_setenv("PATH", "/nonexistent", TRUE);
    cr_assert_not(git_repository_find(away.repository, &found, &error));
    g_setenv("PATH", path, TRUE);
    cr_assert(g_error_matches(error, GIT_ERROR, GIT_ERROR_MISSING), "%s", error->message);
}

Test(git, finds_the_top_from_below_and_not_that_of_a_hook)
{
    struct git_repository found = {0};
    g_autofree char *below = g_build_filename(away.repository, "bench", NULL);
    g_setenv("GIT_DIR", "/nonexistent", TRUE);
    cr_assert(git_repository_find(below, &found, NULL));
    g_unsetenv("GIT_DIR");
    g_autofree char *name = g_path_get_basename(found.folder);
    cr_assert_str_eq(name, "it's a \"repository\"");
    cr_assert_str_eq(found.format, "sha1");
    git_repository_clear(&found);
}

Test(git, quotes_folders_that_would_end_a_list)
{
    g_autofree char *plain = git_quote_folder("/a b");
    g_autofree char *quoted = git_quote_folder("/a:\"b\"\n");
    cr_assert_str_eq(plain, "/a b");
    cr_assert_str_eq(quoted, "\"/a:\\\"b\\\"\\n\"");
}
