// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/interruption.h"
#include "framework/build/build.h"
#include "framework/build/prune.h"
#include "framework/runner/worker.h"
#include "tests/framework/base/leftover.h"
#include "tests/framework/build/throwaway.h"

static struct throwaway away;
static struct git_repository repository;
static GPtrArray *commits; // ids that requests point to
static const char *const plain_suites[] = {"suite", NULL};

static void set_up(void)
{
    throwaway_init(&away);
    commits = g_ptr_array_new_with_free_func(g_free);
    cr_assert(git_repository_find(away.repository, &repository, NULL));
}

static void tear_down(void)
{
    g_ptr_array_unref(commits);
    git_repository_clear(&repository);
    throwaway_clear(&away);
}

TestSuite(build_sharing, .init = set_up, .fini = tear_down, .timeout = 60);

#define SLOW_COPY COUNTED_COPY " && echo $$ >\"$HOME/started\" && sleep 0.3"
#define ENDLESS_COPY COUNTED_COPY " && { sleep 1000 & } && echo $$ >\"$HOME/started\" && wait"

static struct build_request request_of(const char *revision, const char *command)
{
    char *commit = git_resolve(&repository, revision, NULL);
    g_ptr_array_add(commits, commit);
    return (struct build_request){
        .repository = &repository,
        .commit = commit,
        .side = "base",
        .command = command,
        .suites = plain_suites,
    };
}

static void build(const struct build_request *request, struct built_tree *tree)
{
    GError *error = NULL;
    cr_assert(build_tree(request, tree, &error), "%s", error ? error->message : "");
}

static pid_t start_builder(const struct build_request *request)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct built_tree tree;
        GError *error = NULL;
        signal(SIGINT, (void (*)(int))(void *)interruption_request);
        if (build_tree(request, &tree, &error))
            _exit(tree.was_reused ? 1 : 0);
        _exit(interruption_caused(error) ? 130 : 3);
    }
    return pid;
}

static int end_of(pid_t pid)
{
    int status = -1;
    cr_assert(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void wait_for_start(void)
{
    g_free(throwaway_sh(away.folder, "until [ -s started ]; do sleep 0.01; done"));
}

Test(build_sharing, lets_one_of_two_processes_build)
{
    struct build_request request = request_of("first", SLOW_COPY);
    pid_t pids[] = {start_builder(&request), start_builder(&request), start_builder(&request)};
    int reused = 0;
    for (int i = 0; i < 3; i++)
        reused += end_of(pids[i]);
    cr_assert_eq(reused, 2);
    cr_assert_eq(throwaway_count(&away), 1);
}

Test(build_sharing, leaves_nothing_behind_when_interrupted)
{
    struct build_request request = request_of("first", ENDLESS_COPY);
    pid_t pid = start_builder(&request);
    wait_for_start();
    kill(pid, SIGINT);
    cr_assert_eq(end_of(pid), 130);
    // Neither files nor processes: the group of the shell is gone, sleep included.
    g_free(throwaway_sh(away.folder, "[ -z \"$(ls 'a cache/benchrun/builds')\" ]\n"
                                     "! pgrep -g \"$(cat started)\" -r S,R,D >/dev/null"));
    request.command = COUNTED_COPY;
    struct built_tree tree;
    build(&request, &tree);
    built_tree_clear(&tree);
}

Test(build_sharing, stops_waiting_when_interrupted)
{
    struct build_request request = request_of("first", ENDLESS_COPY);
    pid_t builder = start_builder(&request);
    wait_for_start();
    pid_t waiter = start_builder(&request);
    g_usleep(100000);
    kill(waiter, SIGINT);
    cr_assert_eq(end_of(waiter), 130);
    kill(builder, SIGINT);
    cr_assert_eq(end_of(builder), 130);
}

Test(build_sharing, builds_anew_what_a_crash_left)
{
    struct build_request request =
        request_of("first", COUNTED_COPY "; test ! -e \"$HOME/crash\" ||"
                                         " { echo $$ >\"$HOME/started\"; sleep 9; }");
    g_free(throwaway_sh(away.folder, "touch crash"));
    pid_t pid = start_builder(&request);
    wait_for_start();
    kill(pid, SIGKILL);
    cr_assert_eq(end_of(pid), -SIGKILL);
    g_free(throwaway_sh(away.folder, "rm crash; test -e 'a cache'/benchrun/builds/*/build/suite"));
    struct built_tree tree;
    build(&request, &tree);
    cr_assert_not(tree.was_reused);
    cr_assert_eq(throwaway_count(&away), 2);
    built_tree_clear(&tree);
}

// Kills a benchrun and then the reaper of what it runs, which ends with it, but for its child, an
// orphan then. Another, started meanwhile, must end the orphan by its control group, or where none
// is allowed wait until it has written: "mixed" may not be in its tree.
static void expect_waits_for_orphan(const struct build_request *request)
{
    g_free(throwaway_sh(away.folder, "touch crash"));
    pid_t killed = start_builder(request);
    wait_for_start();
    g_autofree char *kill_both =
        g_strdup_printf("kill -STOP %d && pkill -KILL -P %d && kill -KILL %d", (int)killed,
                        (int)killed, (int)killed);
    g_free(throwaway_sh(away.folder, kill_both));
    cr_assert_eq(end_of(killed), -SIGKILL);
    g_free(throwaway_sh(away.folder, "rm crash"));
    pid_t next = start_builder(request);
    g_usleep(500000);
    g_free(throwaway_sh(away.folder, "touch go"));
    if (!leftover_groups_are_allowed())
        g_free(throwaway_sh(away.folder, "until [ -e written ]; do sleep 0.01; done"));
    cr_assert_eq(end_of(next), 0);
    g_free(throwaway_sh(away.folder, "[ -e 'a cache'/benchrun/builds/*/build/suite ]\n"
                                     "[ -z \"$(find 'a cache' -name mixed)\" ]"));
}

Test(build_sharing, waits_for_the_orphan_of_a_killed_build)
{
    struct build_request request = request_of(
        "first", COUNTED_COPY "; test ! -e \"$HOME/crash\" || { { echo $$ >\"$HOME/started\"; "
                              "until [ -e \"$HOME/go\" ]; do sleep 0.05; done; "
                              "echo mixed >{build}/mixed; touch \"$HOME/written\"; } & wait; }");
    expect_waits_for_orphan(&request);
    cr_assert_eq(throwaway_count(&away), 2);
}

Test(build_sharing, waits_for_the_orphan_of_a_killed_checkout)
{
    g_free(throwaway_sh(away.folder,
                        "mkdir bin; cat >bin/git <<'END'\n"
                        "#!/bin/sh\n"
                        "folder=$PWD\n"
                        "case \" $* \" in *' checkout '*)\n"
                        "    if [ -e \"$HOME/crash\" ]; then\n"
                        "        { echo $$ >\"$HOME/started\"\n"
                        "        until [ -e \"$HOME/go\" ]; do sleep 0.05; done\n"
                        "        echo mixed >\"$folder/mixed\"; touch \"$HOME/written\"; } & wait\n"
                        "    fi ;;\n"
                        "esac\n"
                        "PATH=${PATH#*:} exec git \"$@\"\n"
                        "END\n"
                        "chmod +x bin/git"));
    g_autofree char *path = g_strdup_printf("%s/bin:%s", away.folder, g_getenv("PATH"));
    g_setenv("PATH", path, TRUE);
    struct build_request request = request_of("first", COUNTED_COPY);
    expect_waits_for_orphan(&request);
    cr_assert_eq(throwaway_count(&away), 1);
}

static char *list_builds(void)
{
    return throwaway_sh(away.cache, "cd benchrun/builds; ls -d *-* 2>/dev/null | grep -v lock$ | "
                                    "wc -l");
}

static void assert_builds(const char *expected)
{
    g_autofree char *n = list_builds();
    cr_assert_str_eq(n, expected);
}

Test(build_sharing, prunes_by_age_but_not_what_is_in_use)
{
    struct build_request requests[] = {request_of("first", COUNTED_COPY),
                                       request_of("second", COUNTED_COPY)};
    struct prune_limits limits = prune_limits_default();
    struct built_tree trees[2];
    for (int i = 0; i < 2; i++)
        build(&requests[i], &trees[i]);
    built_tree_clear(&trees[0]);
    g_free(throwaway_sh(away.cache, "touch -d '31 days ago' benchrun/builds/*/complete"));
    cr_assert_eq(prune_cache(&limits), 1);
    assert_builds("1");
    built_tree_clear(&trees[1]);
    cr_assert_eq(prune_cache(&limits), 1);
    g_free(throwaway_sh(away.cache, "[ -z \"$(ls benchrun/builds)\" ]"));
}

Test(build_sharing, prunes_by_size_the_longest_unused_first)
{
    struct build_request requests[] = {request_of("first", COUNTED_COPY),
                                       request_of("second", COUNTED_COPY)};
    struct built_tree tree;
    for (int i = 0; i < 2; i++) {
        build(&requests[i], &tree);
        built_tree_clear(&tree);
    }
    g_free(throwaway_sh(away.cache, "cd benchrun/builds; touch -d '3 days ago' */complete; "
                                    "chmod a-w */build"));
    build(&requests[0], &tree); // used again
    built_tree_clear(&tree);
    g_free(throwaway_sh(away.cache, "find benchrun/builds -name complete -mmin -9 | "
                                    "xargs -d '\\n' touch -d '1 day ago'"));
    g_autofree char *size = throwaway_sh(
        away.cache, "sed -n 's/^bytes=//p' benchrun/builds/*/complete | sort -n | tail -n 1");
    struct prune_limits limits = {.age_s = 1e9, .bytes = g_ascii_strtoull(size, NULL, 10)};
    cr_assert_eq(prune_cache(&limits), 1);
    build(&requests[0], &tree);
    cr_assert(tree.was_reused);
    built_tree_clear(&tree);
}

Test(build_sharing, prunes_what_crashes_left)
{
    struct prune_limits limits = prune_limits_default();
    g_free(throwaway_sh(away.folder, "mkdir -p 'a cache/benchrun/builds/a-b/build'; cd 'a cache'\n"
                                     "mkdir -p benchrun/logs benchrun/snapshots/x\n"
                                     "touch -d '40 days ago' benchrun/logs/a.log\n"
                                     "touch -d '2 days ago' benchrun/snapshots/x"));
    cr_assert_eq(prune_cache(&limits), 1);
    g_free(throwaway_sh(away.cache, "[ -z \"$(find benchrun -mindepth 2)\" ]"));
}
