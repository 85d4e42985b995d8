// SPDX-License-Identifier: MIT
#include "framework/build/snapshot.h"

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

TestSuite(snapshot, .init = set_up, .fini = tear_down, .timeout = 60);

static void take(struct snapshot *snapshot)
{
    GError *error = NULL;
    cr_assert(snapshot_take(&repository, snapshot, &error), "%s", error ? error->message : "");
}

// The files of a snapshot, read with its own objects.
static char *list_files(const struct snapshot *snapshot)
{
    g_autofree char *script = g_strdup_printf(
        "GIT_ALTERNATE_OBJECT_DIRECTORIES='%s' git ls-tree -r --name-only %s | tr '\\n' ' '",
        snapshot->objects, snapshot->commit);
    return throwaway_sh(away.repository, script);
}

static void change_files(void)
{
    g_free(throwaway_sh(away.repository,
                        "echo changed >>suite; rm bench/kernel; echo new >'a \"new\" file'\n"
                        "echo staged >staged; git add staged; echo more >>staged\n"
                        "echo object >ignored.o; mkdir benchrun-out; echo r >benchrun-out/r.json"));
}

Test(snapshot, of_a_clean_tree_is_head)
{
    struct snapshot snapshot;
    g_autofree char *head = throwaway_sh(away.repository, "git rev-parse HEAD");
    take(&snapshot);
    cr_assert_str_eq(snapshot.commit, head);
    cr_assert_not(snapshot.is_dirty);
    snapshot_clear(&snapshot);
}

Test(snapshot, takes_changed_new_and_removed_files_but_no_ignored_ones)
{
    struct snapshot snapshot;
    change_files();
    take(&snapshot);
    cr_assert(snapshot.is_dirty);
    g_autofree char *files = list_files(&snapshot);
    cr_assert_str_eq(files, ".gitignore \"a \\\"new\\\" file\" staged suite");
    snapshot_clear(&snapshot);
}

Test(snapshot, is_the_same_commit_for_the_same_files)
{
    struct snapshot first;
    struct snapshot second;
    change_files();
    take(&first);
    g_free(throwaway_sh(away.repository, "touch suite; git add suite staged; echo x >other.o"));
    take(&second);
    cr_assert_str_eq(first.commit, second.commit);
    snapshot_clear(&second);
    g_free(throwaway_sh(away.repository, "echo again >>suite"));
    take(&second);
    cr_assert_str_neq(first.commit, second.commit);
    snapshot_clear(&first);
    snapshot_clear(&second);
}

// An edit within the time stamp of the index, of equal length, is what git calls racy.
Test(snapshot, sees_an_edit_right_after_git_wrote_its_index)
{
    for (int i = 0; i < 20; i++) {
        struct snapshot snapshot;
        g_free(throwaway_sh(away.repository, "echo aaaa >racy; git add racy; echo bbbb >racy"));
        take(&snapshot);
        g_autofree char *script =
            g_strdup_printf("GIT_ALTERNATE_OBJECT_DIRECTORIES='%s' git show %s:racy",
                            snapshot.objects, snapshot.commit);
        g_autofree char *content = throwaway_sh(away.repository, script);
        cr_assert_str_eq(content, "bbbb");
        snapshot_clear(&snapshot);
    }
}

Test(snapshot, leaves_the_repository_bit_for_bit_untouched)
{
    struct snapshot snapshot;
    change_files();
    g_autofree char *before = throwaway_fingerprint(&away);
    take(&snapshot);
    snapshot_clear(&snapshot);
    g_autofree char *after = throwaway_fingerprint(&away);
    cr_assert_str_eq(before, after);
}

Test(snapshot, clears_away_what_it_needed)
{
    struct snapshot snapshot;
    change_files();
    take(&snapshot);
    snapshot_clear(&snapshot);
    g_free(throwaway_sh(away.cache, "[ -z \"$(ls benchrun/snapshots)\" ]"));
}

Test(snapshot, works_in_a_linked_working_tree)
{
    struct snapshot snapshot;
    g_autofree char *folder = g_build_filename(away.folder, "linked", NULL);
    g_free(throwaway_sh(away.repository, "git worktree add -q \"$HOME/linked\" first"));
    g_free(throwaway_sh(folder, "echo new >new"));
    git_repository_clear(&repository);
    cr_assert(git_repository_find(folder, &repository, NULL));
    take(&snapshot);
    g_autofree char *files = list_files(&snapshot);
    cr_assert_str_eq(files, ".gitignore bench/kernel bench/old new suite");
    snapshot_clear(&snapshot);
}

Test(snapshot, of_a_sparse_working_tree_keeps_what_is_not_checked_out)
{
    struct snapshot snapshot;
    g_free(throwaway_sh(away.repository,
                        "mkdir -p far/away; echo f >far/away/f; git add far; git commit -q -m far\n"
                        "git sparse-checkout set --cone --sparse-index bench\n"
                        "test ! -e far; echo more >bench/more"));
    take(&snapshot);
    g_autofree char *files = list_files(&snapshot);
    cr_assert_str_eq(files, ".gitignore bench/kernel bench/more far/away/f suite");
    snapshot_clear(&snapshot);
}

Test(snapshot, needs_a_first_commit)
{
    struct snapshot snapshot = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_build_filename(away.folder, "fresh", NULL);
    g_free(throwaway_sh(away.folder, "git init -q fresh; echo a >fresh/a"));
    git_repository_clear(&repository);
    cr_assert(git_repository_find(folder, &repository, NULL));
    cr_assert_not(snapshot_take(&repository, &snapshot, &error));
    cr_assert(strstr(error->message, "unknown revision 'HEAD'"), "%s", error->message);
}
