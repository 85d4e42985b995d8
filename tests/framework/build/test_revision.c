// SPDX-License-Identifier: MIT
#include "framework/build/revision.h"

#include <criterion/criterion.h>

#include "tests/framework/build/throwaway.h"

static struct throwaway away;
static struct revision revision;

static void set_up(void)
{
    throwaway_init(&away);
    revision = (struct revision){0};
}

static void tear_down(void)
{
    revision_clear(&revision);
    throwaway_clear(&away);
}

TestSuite(revision, .init = set_up, .fini = tear_down, .timeout = 60);

static void expect_output(const char *script, const char *found)
{
    g_autofree char *expected = throwaway_sh(away.repository, script);
    cr_expect_str_eq(g_strchomp(expected), found, "%s: %s", script, found);
}

Test(revision, has_the_commit_with_its_parents_and_time)
{
    revision_detect(away.repository, &revision);
    g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT, revision.time_s);
    expect_output("git rev-parse HEAD", revision.git);
    expect_output("git rev-parse HEAD~1", revision.parents[0]);
    cr_expect_null(revision.parents[1]);
    expect_output("git show -s --format=%ct HEAD", time);
    expect_output("git symbolic-ref --short HEAD", revision.branch);
    cr_expect_not(revision.is_dirty);
}

Test(revision, says_whether_there_are_changes)
{
    g_free(throwaway_sh(away.repository, "echo more >>suite"));
    revision_detect(away.repository, &revision);
    cr_expect(revision.is_dirty);
}

Test(revision, is_empty_where_there_is_none)
{
    revision_detect(away.folder, &revision);
    cr_expect_null(revision.git);
    const char *const words[] = {"no-such", "-h", "--all", ""};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        revision_of_commit(away.repository, words[i], &revision);
        cr_expect_null(revision.git, "%s", words[i]);
    }
}

Test(revision, of_a_merge_has_all_parents_and_of_the_first_commit_none)
{
    g_free(throwaway_sh(away.repository, "git checkout -q -b side first && "
                                         "git commit -q --allow-empty -m side && "
                                         "git merge -q --no-ff -s ours -m both second"));
    revision_of_commit(away.repository, "side", &revision);
    g_autofree char *parents = g_strjoinv(" ", revision.parents);
    expect_output("git show -s --format=%P side", parents);
    revision_clear(&revision);
    revision_of_commit(away.repository, "first", &revision);
    cr_assert_not_null(revision.parents);
    cr_expect_null(revision.parents[0]);
}

// A commit may claim to be of a time that nobody can show.
Test(revision, has_no_time_that_is_out_of_range)
{
    g_free(throwaway_sh(away.repository, "GIT_COMMITTER_DATE='@99999999999 +0000' "
                                         "git commit -q --allow-empty -m late"));
    revision_detect(away.repository, &revision);
    cr_assert_not_null(revision.git);
    cr_expect_eq(revision.time_s, 0);
}

// `git log` would run it to check the signature.
Test(revision, runs_no_program_that_the_repository_names)
{
    g_free(throwaway_sh(
        away.repository,
        "printf '#!/bin/sh\\ntouch hacked\\n' >.git/gpg && chmod +x .git/gpg && "
        "git config gpg.program \"$PWD/.git/gpg\" && git config log.showSignature true && "
        "signature='gpgsig -----BEGIN PGP SIGNATURE-----\\n \\n -----END PGP SIGNATURE-----' && "
        "signed=$(git cat-file commit HEAD | sed \"/^committer/a $signature\" | "
        "git hash-object -t commit -w --stdin) && git update-ref HEAD \"$signed\""));
    revision_detect(away.repository, &revision);
    cr_expect_not_null(revision.git);
    expect_output("test ! -e hacked && echo good", "good");
    expect_output("git log -1 >/dev/null 2>&1; test -e hacked && echo 'it was a trap'",
                  "it was a trap");
}
