// SPDX-License-Identifier: MIT
#include "framework/build/build.h"

#include <criterion/criterion.h>
#include <string.h>

#include "tests/framework/build/throwaway.h"

static struct throwaway away;
static struct git_repository repository;
static GPtrArray *commits; // ids that requests point to
static const char *const plain_suites[] = {"suite", NULL};
static GString *told;

static void note_progress(const char *line, void *data)
{
    (void)data;
    g_string_append_printf(told, "%s\n", line);
}

static void set_up(void)
{
    throwaway_init(&away);
    commits = g_ptr_array_new_with_free_func(g_free);
    told = g_string_new(NULL);
    cr_assert(git_repository_find(away.repository, &repository, NULL));
}

static void tear_down(void)
{
    g_string_free(told, TRUE);
    g_ptr_array_unref(commits);
    git_repository_clear(&repository);
    throwaway_clear(&away);
}

TestSuite(build, .init = set_up, .fini = tear_down, .timeout = 60);

static struct build_request request_of(const char *revision)
{
    GError *error = NULL;
    char *commit = git_resolve(&repository, revision, &error);
    cr_assert_not_null(commit, "%s", error ? error->message : "");
    g_ptr_array_add(commits, commit);
    return (struct build_request){
        .repository = &repository,
        .commit = commit,
        .side = "base",
        .name = revision,
        .command = COUNTED_COPY,
        .suites = plain_suites,
        .progress = note_progress,
    };
}

static void build(const struct build_request *request, struct built_tree *tree)
{
    GError *error = NULL;
    cr_assert(build_tree(request, tree, &error), "%s", error ? error->message : "");
}

static void assert_fails(const struct build_request *request, GQuark domain, int code,
                         const char *words)
{
    struct built_tree tree = {0};
    g_autoptr(GError) error = NULL;
    cr_assert_not(build_tree(request, &tree, &error));
    cr_assert(g_error_matches(error, domain, code), "%s", error->message);
    cr_assert(strstr(error->message, words) != NULL, "%s", error->message);
    cr_assert_null(tree.source);
}

static char *run_suite(const struct built_tree *tree)
{
    g_autofree char *script = g_strdup_printf("exec '%s'", (char *)tree->suites->pdata[0]);
    return throwaway_sh("/", script);
}

static void assert_runs(const struct build_request *request, const char *word)
{
    struct built_tree tree;
    build(request, &tree);
    g_autofree char *said = run_suite(&tree);
    cr_assert_str_eq(said, word);
    built_tree_clear(&tree);
}

Test(build, makes_each_commit_once)
{
    struct build_request first = request_of("first");
    struct build_request second = request_of("second");
    assert_runs(&first, "first");
    assert_runs(&second, "second");
    cr_assert_eq(throwaway_count(&away), 2);
    assert_runs(&first, "first");
    cr_assert_eq(throwaway_count(&away), 2);
    cr_assert(strstr(told->str, "building base first (") != NULL, "%s", told->str);
    cr_assert(strstr(told->str, "using base first (") != NULL, "%s", told->str);
    first.is_fresh = true;
    assert_runs(&first, "first");
    cr_assert_eq(throwaway_count(&away), 3);
}

Test(build, tells_apart_what_is_built_in_another_way)
{
    struct build_request request = request_of("first");
    assert_runs(&request, "first");
    request.command = COUNTED_COPY " && : {layout}";
    assert_runs(&request, "first");
    request.layout = 1;
    assert_runs(&request, "first");
    g_setenv("CFLAGS", "-O3", TRUE);
    assert_runs(&request, "first");
    cr_assert_eq(throwaway_count(&away), 4);
    request.command = COUNTED_COPY;
    assert_fails(&request, BUILD_ERROR, BUILD_ERROR_COMMAND, "no effect on the build of base");
    request.command = "make {sauce}";
    assert_fails(&request, BUILD_ERROR, BUILD_ERROR_COMMAND, "unknown variable '{sauce}'");
}

Test(build, has_paths_of_one_length_for_all_trees_of_a_repository)
{
    struct build_request requests[] = {request_of("first"), request_of("second")};
    struct built_tree trees[2];
    requests[1].layout = 12;
    requests[1].command = COUNTED_COPY " # {layout}";
    for (int i = 0; i < 2; i++)
        build(&requests[i], &trees[i]);
    cr_assert_eq(strlen(trees[0].source), strlen(trees[1].source));
    for (int i = 0; i < 2; i++)
        built_tree_clear(&trees[i]);
}

Test(build, takes_the_working_tree_and_touches_none_of_it)
{
    struct snapshot snapshot;
    struct build_request base = request_of("first");
    g_free(throwaway_sh(away.repository,
                        "printf '#!/bin/sh\\ncat \"$(dirname \"$0\")/new\"' >suite;"
                        "echo untracked >new; git mv bench/kernel bench/moved"));
    g_autofree char *before = throwaway_fingerprint(&away);
    for (int i = 0; i < 2; i++) {
        cr_assert(snapshot_take(&repository, &snapshot, NULL));
        struct build_request head = base;
        head.commit = snapshot.commit;
        head.objects = snapshot.objects;
        head.command = COUNTED_COPY " && cp {source}/new {build}/ && test -e bench/moved";
        assert_runs(&head, "untracked");
        assert_runs(&base, "first");
        snapshot_clear(&snapshot);
    }
    cr_assert_eq(throwaway_count(&away), 2); // the second time both were there
    g_autofree char *after = throwaway_fingerprint(&away);
    cr_assert_str_eq(before, after);
    cr_assert(strstr(after, ".git/worktrees") == NULL);
}

Test(build, says_how_a_broken_one_ended_and_keeps_its_log_alone)
{
    struct build_request request = request_of("first");
    request.command = "echo run >>\"$BENCHRUN_TEST_COUNT\"; echo 'kernel.c:3: error' >&2; exit 2";
    assert_fails(&request, BUILD_ERROR, BUILD_ERROR_FAILED, "kernel.c:3: error");
    assert_fails(&request, BUILD_ERROR, BUILD_ERROR_FAILED, "exited with code 2");
    cr_assert_eq(throwaway_count(&away), 2);
    g_free(throwaway_sh(away.cache, "[ -z \"$(ls benchrun/builds)\" ]; "
                                    "grep -q 'kernel.c:3: error' benchrun/logs/*.log"));
}

Test(build, says_which_suite_is_missing)
{
    static const char *const both[] = {"suite", "bench_*", NULL};
    static const char *const none[] = {"bench_*", NULL};
    struct build_request request = request_of("first");
    struct built_tree tree;
    request.suites = both;
    build(&request, &tree);
    cr_assert_eq(tree.suites->len, 1);
    cr_assert_str_eq((char *)tree.missing->pdata[0], "bench_*");
    built_tree_clear(&tree);
    request.suites = none;
    assert_fails(&request, BUILD_ERROR, BUILD_ERROR_NOTHING, "no program that matches 'bench_*'");
    request.suites = NULL;
    assert_fails(&request, BUILD_ERROR, BUILD_ERROR_NOTHING, "made no suite");
}

Test(build, works_in_the_source_folder_and_finds_suites_by_their_section)
{
    g_free(throwaway_sh(
        away.repository,
        "printf '__attribute__((section(\"bench_defs\"), used)) int one = 1;\\n"
        "int main(void) { return 0; }\\n' >real.c; echo 'int main(void) { return 0; }' >other.c\n"
        "printf 'all: sub/real other\\nsub/real: real.c\\n\\tmkdir -p sub; cc -o $@ real.c\\n' "
        ">Makefile; git add -A; git commit -q -m third"));
    struct build_request request = request_of("HEAD");
    struct built_tree tree;
    request.command = NULL;
    request.suites = NULL;
    build(&request, &tree);
    cr_assert_eq(tree.suites->len, 1);
    cr_assert(g_str_has_suffix(tree.suites->pdata[0], "/source/sub/real"));
    cr_assert_str_eq(tree.command, "make -C {source} -j {jobs}");
    cr_assert(strstr(told->str, "make -C {source} -j {jobs} (the default:") != NULL, "%s",
              told->str);
    built_tree_clear(&tree);
    static const char *const in_source[] = {"{source}/s*/*", "{source}/other", NULL};
    request.suites = in_source;
    build(&request, &tree);
    cr_assert(tree.was_reused);
    cr_assert_eq(tree.suites->len, 2);
    built_tree_clear(&tree);
}

Test(build, lays_folders_of_another_commit_over)
{
    static const char *const bench[] = {"bench/", NULL};
    static const char *const outside[] = {"../bench", NULL};
    static const char *const none[] = {"benches", NULL};
    struct build_request request = request_of("first");
    struct build_request head = request_of("second");
    request.command = COUNTED_COPY " && grep -q new bench/kernel && test ! -e bench/old";
    request.overlay = bench;
    request.overlay_from = head.commit;
    assert_runs(&request, "first");
    g_free(throwaway_sh(away.repository, "git commit -q --allow-empty -m third"));
    head = request_of("HEAD");
    request.overlay_from = head.commit;
    assert_runs(&request, "first");
    cr_assert_eq(throwaway_count(&away), 1); // the same bench/: nothing new to build
    request.overlay = outside;
    assert_fails(&request, GIT_ERROR, GIT_ERROR_REVISION, "must be a relative path inside");
    request.overlay = none;
    assert_fails(&request, GIT_ERROR, GIT_ERROR_REVISION,
                 "the working tree has no 'benches' to overlay");
}

Test(build, works_on_a_shallow_clone_and_knows_its_tags)
{
    g_autofree char *folder = g_build_filename(away.folder, "s", NULL);
    g_free(throwaway_sh(away.folder, "git clone -q --depth 1 \"file://$HOME/it's a \\\"repository"
                                     "\\\"\" s; cd s; git tag v1.0"));
    git_repository_clear(&repository);
    cr_assert(git_repository_find(folder, &repository, NULL));
    struct build_request request = request_of("HEAD");
    request.command = COUNTED_COPY " && test \"$(git describe --tags --match 'v*')\" = v1.0";
    assert_runs(&request, "second");
}

Test(build, is_not_led_astray_by_the_environment_of_a_hook)
{
    struct build_request request = request_of("first");
    request.command = COUNTED_COPY " && git -C . describe --tags --exact-match | grep -qx first";
    g_setenv("GIT_DIR", "/nonexistent", TRUE);
    g_setenv("GIT_INDEX_FILE", "/nonexistent/index", TRUE);
    assert_runs(&request, "first");
}
