// SPDX-License-Identifier: MIT
// A look at a program of which it is known where its threads are.
#include "framework/live/threads.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/live/attaching.h"
#include "framework/live/thread_stacks.h"
#include "framework/live/thread_stat.h"

TestSuite(threads, .timeout = 60);

static pid_t start_hangs(void)
{
    int ends[2];
    char word[8] = "";
    cr_assert_eq(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl(LIVE_PROGRAMS "/hangs", "hangs", "careless", NULL);
        _exit(127);
    }
    close(ends[1]);
    cr_assert_gt(read(ends[0], word, sizeof word - 1), 0);
    cr_assert_str_eq(word, "ready\n");
    close(ends[0]);
    return pid;
}

static void end(pid_t pid)
{
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

static struct threads *look(pid_t pid, pid_t tid)
{
    g_autoptr(GError) error = NULL;
    struct threads *threads = threads_look(pid, tid, &error);
    cr_assert_not_null(threads, "%s", error != NULL ? error->message : "");
    return threads;
}

static const struct thread *named(const struct threads *threads, const char *name)
{
    const struct thread *found = NULL;
    for (guint i = 0; i < threads->all->len; i++) {
        const struct thread *thread = g_ptr_array_index(threads->all, i);
        if (strcmp(thread->name, name) == 0)
            found = thread;
    }
    cr_assert_not_null(found, "there is no thread '%s'", name);
    return found;
}

// The line of the program's source that a comment marks.
static unsigned marked_line(const char *mark)
{
    g_autofree char *text = NULL;
    g_autofree char *comment = g_strdup_printf("// AT: %s\n", mark);
    cr_assert(g_file_get_contents(LIVE_SOURCES "/hangs.c", &text, NULL, NULL));
    const char *end = strstr(text, comment);
    unsigned line = 1;
    cr_assert_not_null(end);
    for (const char *at = text; at < end; at++)
        line += *at == '\n';
    return line;
}

// Looks until all threads but the one that loops wait where they hang.
static struct threads *look_when_all_hang(pid_t pid)
{
    for (;;) {
        struct threads *threads = look(pid, 0);
        guint waiting = 0;
        for (guint i = 0; i < threads->all->len; i++)
            waiting += ((const struct thread *)g_ptr_array_index(threads->all, i))->state == 'S';
        if (threads->all->len == 5 && waiting == 4)
            return threads;
        threads_free(threads);
    }
}

struct seen {
    struct profile *profile;
    struct stacks *stacks;
    struct threads *threads;
};

// That these functions, innermost first and others between them, are at the lines that are marked
// with their names.
static void expect_path(const struct seen *seen, const char *thread, const char *const *names)
{
    bool is_cut = false;
    guint node =
        thread_stacks_node(seen->stacks, seen->threads, named(seen->threads, thread), &is_cut);
    cr_expect_not(is_cut);
    for (; *names != NULL; names++) {
        while (node != 0 && strcmp(profile_function_of(seen->profile, node)->name, *names) != 0)
            node = g_array_index(seen->profile->nodes, struct profile_node, node).parent;
        cr_assert_neq(node, 0, "%s is not in the stack of %s", *names, thread);
        const struct profile_frame *frame = profile_frame_of(seen->profile, node);
        cr_expect_eq(frame->line, marked_line(*names), "%s is at line %u", *names, frame->line);
        cr_expect_eq(frame->is_inlined, strcmp(*names, "turn_for_ever") == 0);
    }
}

Test(threads, are_at_known_lines)
{
    pid_t pid = start_hangs();
    g_autoptr(Profile) profile = profile_new();
    struct seen seen = {profile, stacks_new(profile), look_when_all_hang(pid)};
    thread_stacks_begin(seen.stacks, seen.threads);
    expect_path(&seen, "hangs", (const char *const[]){"main", NULL});
    expect_path(&seen, "looper",
                (const char *const[]){"turn_for_ever", "ignore_all", "loop", NULL});
    expect_path(&seen, "left", (const char *const[]){"lock_second", "lock_left_first", NULL});
    expect_path(&seen, "right", (const char *const[]){"lock_second", "lock_right_first", NULL});
    expect_path(&seen, "server", (const char *const[]){"serve", NULL});
    cr_expect_str_eq(named(seen.threads, "left")->system_call, "futex");
    cr_expect_str_eq(named(seen.threads, "server")->system_call, "epoll_wait");
    cr_expect_null(named(seen.threads, "looper")->system_call);
    cr_expect_eq(named(seen.threads, "looper")->state, 'R');
    cr_expect_eq(((const struct thread *)seen.threads->all->pdata[0])->tid, pid);
    cr_expect_gt(seen.threads->longest_stop_ns, 0);
    stacks_free(seen.stacks);
    threads_free(seen.threads);
    end(pid);
}

Test(threads, of_equal_stacks_are_one_node)
{
    bool is_cut = false;
    guint nodes[2];
    pid_t pid = start_hangs();
    threads_free(look_when_all_hang(pid));
    g_autoptr(Profile) profile = profile_new();
    struct stacks *stacks = stacks_new(profile);
    for (int i = 0; i < 2; i++) {
        g_autoptr(Threads) threads = look(pid, pid);
        cr_assert_eq(threads->all->len, 1);
        thread_stacks_begin(stacks, threads);
        nodes[i] = thread_stacks_node(stacks, threads, threads->all->pdata[0], &is_cut);
    }
    cr_expect_gt(nodes[0], 0);
    cr_expect_eq(nodes[0], nodes[1]);
    stacks_free(stacks);
    end(pid);
}

static char state_of(pid_t pid)
{
    struct thread_stat stat = {0};
    thread_stat_read(pid, pid, &stat);
    g_free(stat.name);
    return stat.state;
}

Test(threads, of_a_stopped_process_stay_stopped)
{
    siginfo_t info;
    pid_t pid = fork();
    while (pid == 0)
        pause();
    kill(pid, SIGSTOP);
    waitid(P_PID, (id_t)pid, &info, WSTOPPED);
    for (int i = 0; i < 20; i++) {
        g_autoptr(Threads) threads = look(pid, 0);
        const struct thread *thread = threads->all->pdata[0];
        cr_expect_eq(thread->state, 'T');
        cr_expect(thread->is_taken);
        while (state_of(pid) == 't' || state_of(pid) == 'R') // on its way from the one to the other
            continue;
        cr_expect_eq(state_of(pid), 'T');
    }
    kill(pid, SIGCONT);
    cr_expect_eq(waitid(P_PID, (id_t)pid, &info, WCONTINUED), 0);
    end(pid);
}

static volatile sig_atomic_t heard;

static void hear(int signal)
{
    (void)signal;
    heard++;
}

// Says that it is ready for a signal, and waits for it.
static void count_signals(int out, int signals)
{
    sigset_t blocked;
    sigset_t none;
    sigemptyset(&none);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    signal(SIGUSR1, hear);
    for (int i = 0; i < signals; i++) {
        if (write(out, "", 1) != 1)
            _exit(1);
        while (heard <= i)
            sigsuspend(&none);
    }
    _exit(heard == signals ? 0 : 2);
}

// Sends one whenever the process is ready for it.
static void send_signals(int in, pid_t pid, int signals)
{
    char byte = 0;
    for (int i = 0; i < signals; i++) {
        if (read(in, &byte, 1) != 1)
            _exit(1);
        kill(pid, SIGUSR1);
    }
    _exit(0);
}

Test(threads, hear_each_signal)
{
    enum { SIGNALS = 2000 }; // some of which come while the process is attached to
    int status = 0;
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0)
        count_signals(ends[1], SIGNALS);
    pid_t sender = fork();
    if (sender == 0)
        send_signals(ends[0], pid, SIGNALS);
    while (waitpid(pid, &status, WNOHANG) == 0)
        threads_free(threads_look(pid, 0, NULL));
    cr_expect_eq(status, 0);
    waitpid(sender, &status, 0);
    cr_expect_eq(status, 0);
}

Test(threads, that_are_not_there_are_an_error)
{
    g_autoptr(GError) error = NULL;
    pid_t pid = start_hangs();
    cr_expect_null(threads_look(pid, getpid(), &error));
    cr_expect(g_error_matches(error, ATTACHING_ERROR, ATTACHING_ERROR_GONE));
    end(pid);
}
