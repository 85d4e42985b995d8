// SPDX-License-Identifier: MIT
#include "framework/build/submodule.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/build/build.h"
#include "tests/framework/build/throwaway.h"

static struct throwaway away;
static struct git_repository repository;
static const char *const plain_suites[] = {"suite", NULL};
static GString *told;

static void note_progress(const char *line, void *data)
{
    (void)data;
    g_string_append_printf(told, "%s\n", line);
}

// `lib` within the repository, and `inner` within that; commits `third` and `fourth` move both.
static const char SUBMODULES[] =
    "export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=protocol.file.allow GIT_CONFIG_VALUE_0=always\n"
    "commit() { git -c user.name=T -c user.email=t@localhost commit -q -a -m \"$1\"; }\n"
    "mkdir inner lib; cd inner; git init -q; echo inner1 >word; git add word; commit 1; cd ..\n"
    "cd lib; git init -q; echo lib1 >word; git add word\n"
    "git submodule --quiet add \"$HOME/inner\" in; commit 1; cd ..\n"
    "cd it*; git submodule --quiet add -b master ../lib lib 2>/dev/null || "
    "git submodule --quiet add \"$HOME/lib\" lib\n"
    "git submodule --quiet update --init --recursive\n"
    "printf '#!/bin/sh\\ncat \"$(dirname \"$0\")/words\"' >suite; commit third; git tag third\n"
    "echo lib2 >lib/word; cd lib; commit 2; cd ..; commit fourth; git tag fourth\n"
    "rm -rf \"$HOME/lib\" \"$HOME/inner\""; // what is needed must be in the repository

static void set_up(void)
{
    throwaway_init(&away);
    told = g_string_new(NULL);
    g_free(throwaway_sh(away.folder, SUBMODULES));
    cr_assert(git_repository_find(away.repository, &repository, NULL));
}

static void tear_down(void)
{
    g_string_free(told, TRUE);
    git_repository_clear(&repository);
    throwaway_clear(&away);
}

TestSuite(submodule, .init = set_up, .fini = tear_down, .timeout = 60);

static char *build_words(const char *commit, const char *objects)
{
    struct built_tree tree;
    GError *error = NULL;
    struct build_request request = {
        .repository = &repository,
        .commit = commit,
        .objects = objects,
        .side = "base",
        .command = "cp {source}/suite {build}/ && cat lib/word lib/in/word >{build}/words",
        .suites = plain_suites,
        .progress = note_progress,
    };
    cr_assert(build_tree(&request, &tree, &error), "%s", error ? error->message : "");
    g_autofree char *script = g_strdup_printf("'%s' | tr '\\n' ' '", (char *)tree.suites->pdata[0]);
    built_tree_clear(&tree);
    return throwaway_sh("/", script);
}

static void assert_words(const char *revision, const char *expected)
{
    g_autofree char *commit = git_resolve(&repository, revision, NULL);
    g_autofree char *words = build_words(commit, NULL);
    cr_assert_str_eq(words, expected);
}

Test(submodule, comes_from_the_users_own_copy_at_any_depth)
{
    g_autofree char *before = throwaway_fingerprint(&away);
    assert_words("third", "lib1 inner1");
    assert_words("fourth", "lib2 inner1");
    g_autofree char *after = throwaway_fingerprint(&away);
    cr_assert_str_eq(before, after);
}

Test(submodule, is_found_when_the_working_tree_has_it_no_more)
{
    g_free(throwaway_sh(away.repository, "git rm -q lib; git commit -q -m fifth"));
    assert_words("fourth", "lib2 inner1");
}

Test(submodule, is_taken_with_its_uncommitted_changes)
{
    struct snapshot snapshot;
    g_free(throwaway_sh(away.repository, "echo lib3 >lib/word; echo inner3 >lib/in/word"));
    g_autofree char *before = throwaway_fingerprint(&away);
    cr_assert(snapshot_take(&repository, &snapshot, NULL));
    g_autofree char *words = build_words(snapshot.commit, snapshot.objects);
    cr_assert_str_eq(words, "lib3 inner3");
    snapshot_clear(&snapshot);
    g_autofree char *after = throwaway_fingerprint(&away);
    cr_assert_str_eq(before, after);
}

static void take_clone(const char *script)
{
    g_autofree char *folder = g_build_filename(away.folder, "clone", NULL);
    g_free(throwaway_sh(away.folder, script));
    git_repository_clear(&repository);
    cr_assert(git_repository_find(folder, &repository, NULL));
}

Test(submodule, stays_empty_where_the_user_has_not_initialised_it)
{
    struct built_tree tree;
    take_clone("git clone -q it* clone");
    g_autofree char *commit = git_resolve(&repository, "HEAD", NULL);
    struct build_request request = {
        .repository = &repository,
        .commit = commit,
        .side = "base",
        .command = "test ! -e lib/word && cp {source}/suite {build}/",
        .suites = plain_suites,
        .progress = note_progress,
    };
    cr_assert(build_tree(&request, &tree, NULL));
    cr_assert(strstr(told->str, "the submodule 'lib' is not initialised") != NULL, "%s", told->str);
    built_tree_clear(&tree);
}

Test(submodule, is_fetched_where_the_users_copy_lacks_the_commit)
{
    take_clone(
        "mv it*/.git/modules/lib lib.git; git config -f lib.git/config --unset core.worktree\n"
        "git config -f lib.git/config core.bare true; git clone -q it* clone; cd clone\n"
        "git -c submodule.lib.url=\"$HOME/lib.git\" submodule --quiet init\n"
        "git config submodule.lib.url \"$HOME/lib.git\"");
    struct built_tree tree = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *commit = git_resolve(&repository, "HEAD", NULL);
    struct build_request request = {
        .repository = &repository,
        .commit = commit,
        .side = "base",
        .command = "cp {source}/suite {build}/ && grep -q lib2 lib/word",
        .suites = plain_suites,
    };
    cr_assert_not(build_tree(&request, &tree, &error)); // git refuses paths unless allowed
    cr_assert(strstr(error->message, "cannot update the submodule 'lib' to"), "%s", error->message);
    g_free(throwaway_sh(away.folder,
                        "cp -r lib.git/modules/in inner; git config -f inner/config --unset "
                        "core.worktree; git config -f inner/config core.bare true"));
    g_setenv("GIT_CONFIG_COUNT", "1", TRUE);
    g_setenv("GIT_CONFIG_KEY_0", "protocol.file.allow", TRUE);
    g_setenv("GIT_CONFIG_VALUE_0", "always", TRUE);
    g_clear_error(&error);
    cr_assert(build_tree(&request, &tree, &error), "%s", error ? error->message : "");
    built_tree_clear(&tree);
}
