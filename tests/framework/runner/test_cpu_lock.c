// SPDX-License-Identifier: MIT
#include "framework/runner/cpu_lock.h"

#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *folder;

static void make_folder(void)
{
    folder = g_dir_make_tmp("benchrun-lock-XXXXXX", NULL);
    cr_assert_not_null(folder);
}

static void remove_folder(void)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        cr_assert(remove(path) == 0);
    }
    g_dir_close(dir);
    cr_assert(rmdir(folder) == 0);
    g_free(folder);
}

TestSuite(cpu_lock, .init = make_folder, .fini = remove_folder, .timeout = 60);

// Without waiting.
static struct cpu_lock *try_lock(const char *in, const unsigned *cpus, size_t n, GError **error)
{
    static const struct cpu_wait none = {0};
    return cpu_lock_wait(in, cpus, n, &none, error);
}

// A child of user `uid` that holds `cpu` until it is killed; returns once it does.
static pid_t start_holder_of(uid_t uid, unsigned cpu)
{
    int ready[2];
    cr_assert(pipe(ready) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        if (uid != geteuid() && setresuid(uid, uid, uid) != 0)
            _exit(2);
        struct cpu_lock *lock = try_lock(folder, &cpu, 1, NULL);
        if (write(ready[1], lock ? "y" : "n", 1) == 1)
            pause();
        _exit(0);
    }
    char answer = 'n';
    cr_assert(read(ready[0], &answer, 1) == 1 && answer == 'y');
    close(ready[0]);
    close(ready[1]);
    return pid;
}

static pid_t start_holder(unsigned cpu)
{
    return start_holder_of(geteuid(), cpu);
}

static void kill_holder(pid_t pid)
{
    kill(pid, SIGKILL);
    cr_assert(waitpid(pid, NULL, 0) == pid);
}

static char *lock_path(unsigned cpu)
{
    return g_strdup_printf("%s/benchrun-cpu%u.lock", folder, cpu);
}

Test(cpu_lock, takes_the_first_cpu_that_is_free)
{
    const unsigned cpus[] = {3, 1};
    pid_t holder = start_holder(3);
    struct cpu_lock *lock = try_lock(folder, cpus, 2, NULL);
    cr_assert_not_null(lock);
    cr_assert(cpu_lock_cpu(lock) == 1);
    cpu_lock_close(lock);
    kill_holder(holder);
    lock = try_lock(folder, cpus, 2, NULL);
    cr_assert(cpu_lock_cpu(lock) == 3, "the kernel gave it back");
    cpu_lock_close(lock);
}

Test(cpu_lock, names_the_process_that_holds_the_cpu)
{
    const unsigned cpu = 0;
    pid_t holder = start_holder(cpu);
    g_autoptr(GError) error = NULL;
    cr_assert_null(try_lock(folder, &cpu, 1, &error));
    cr_assert(g_error_matches(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_HELD));
    g_autofree char *words = g_strdup_printf("CPU 0 is held by process %d;", (int)holder);
    cr_assert(strstr(error->message, words), "%s", error->message);
    kill_holder(holder);
}

Test(cpu_lock, is_not_given_twice_to_one_process)
{
    const unsigned cpu = 2;
    struct cpu_lock *lock = try_lock(folder, &cpu, 1, NULL);
    cr_assert_not_null(lock);
    cr_assert_null(try_lock(folder, &cpu, 1, NULL));
    cpu_lock_close(lock);
    lock = try_lock(folder, &cpu, 1, NULL);
    cr_assert_not_null(lock);
    cpu_lock_close(lock);
    cpu_lock_close(NULL);
}

struct watch {
    pid_t holder, seen;
    int calls, give_up_after;
};

static bool watch_holders(const struct cpu_holder *holders, size_t n, void *data)
{
    struct watch *watch = data;
    cr_assert(n == 1 && holders[0].cpu == 0);
    if (watch->calls++ == 0) {
        watch->seen = holders[0].pid;
        if (watch->give_up_after == 0)
            kill_holder(watch->holder);
    }
    return watch->give_up_after == 0 || watch->calls < watch->give_up_after;
}

Test(cpu_lock, waits_for_the_holder_and_says_who_it_is)
{
    const unsigned cpu = 0;
    struct watch watch = {.holder = start_holder(cpu)};
    const struct cpu_wait wait = {30, 0, watch_holders, &watch};
    struct cpu_lock *lock = cpu_lock_wait(folder, &cpu, 1, &wait, NULL);
    cr_assert_not_null(lock);
    cr_assert(watch.seen == watch.holder);
    cpu_lock_close(lock);
}

Test(cpu_lock, waits_until_told_to_stop)
{
    const unsigned cpu = 0;
    struct watch watch = {.holder = start_holder(cpu), .give_up_after = 2};
    g_autoptr(GError) error = NULL;
    const struct cpu_wait wait = {INFINITY, 0, watch_holders, &watch};
    cr_assert_null(cpu_lock_wait(folder, &cpu, 1, &wait, &error));
    cr_assert(g_error_matches(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_HELD));
    cr_assert(watch.calls == 2);
    kill_holder(watch.holder);
}

Test(cpu_lock, waits_no_longer_than_asked)
{
    const unsigned cpu = 0;
    pid_t holder = start_holder(cpu);
    g_autoptr(GError) error = NULL;
    const struct cpu_wait wait = {.own_s = 0.06};
    cr_assert_null(cpu_lock_wait(folder, &cpu, 1, &wait, &error));
    cr_assert(g_error_matches(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_HELD));
    kill_holder(holder);
}

Test(cpu_lock, leaves_a_file_that_all_users_can_lock)
{
    const unsigned cpu = 0;
    umask(077);
    struct cpu_lock *lock = try_lock(folder, &cpu, 1, NULL);
    g_autofree char *path = lock_path(cpu);
    struct stat status;
    cr_assert(stat(path, &status) == 0 && (status.st_mode & 0777) == 0666);
    cpu_lock_close(lock);
    cr_assert(stat(path, &status) == 0 && status.st_size == 0);
}

Test(cpu_lock, follows_no_links_and_writes_to_nothing_else)
{
    const unsigned cpu = 0;
    g_autofree char *path = lock_path(cpu);
    g_autofree char *victim = g_build_filename(folder, "victim", NULL);
    cr_assert(g_file_set_contents(victim, "precious", -1, NULL));
    for (int hard = 0; hard < 2; hard++) {
        cr_assert((hard ? link(victim, path) : symlink(victim, path)) == 0);
        g_autoptr(GError) error = NULL;
        cr_assert_null(try_lock(folder, &cpu, 1, &error));
        cr_assert(g_error_matches(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_UNAVAILABLE));
        cr_assert(unlink(path) == 0);
    }
    g_autofree char *text = NULL;
    cr_assert(g_file_get_contents(victim, &text, NULL, NULL));
    cr_assert_str_eq(text, "precious");
}

Test(cpu_lock, does_not_hang_on_a_fifo)
{
    const unsigned cpu = 0;
    g_autofree char *path = lock_path(cpu);
    cr_assert(mkfifo(path, 0666) == 0);
    g_autoptr(GError) error = NULL;
    cr_assert_null(try_lock(folder, &cpu, 1, &error));
    cr_assert(g_error_matches(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_UNAVAILABLE));
}

Test(cpu_lock, takes_a_usable_cpu_before_it_complains)
{
    const unsigned cpus[] = {0, 1};
    g_autofree char *path = lock_path(0);
    cr_assert(symlink("/nonexistent", path) == 0);
    g_autoptr(GError) error = NULL;
    struct cpu_lock *lock = try_lock(folder, cpus, 2, &error);
    cr_assert(lock && cpu_lock_cpu(lock) == 1 && !error);
    cpu_lock_close(lock);
}

// The holder could not write its pid, or has just died: what is in the file says nothing.
Test(cpu_lock, believes_no_stale_pid)
{
    static const char *const texts[] = {
        "", "x", "0\n", "12", "999999999\n", "-1\n", "99999999999999999"};
    const unsigned cpu = 0;
    g_autofree char *path =
        g_strdup_printf("%s/benchrun-cpu0-uid%u.lock", folder, (unsigned)geteuid());
    struct cpu_lock *lock = try_lock(folder, &cpu, 1, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        FILE *file = fopen(path, "w");
        fputs(texts[i], file);
        fclose(file);
        g_autoptr(GError) error = NULL;
        cr_assert_null(try_lock(folder, &cpu, 1, &error));
        cr_assert(strstr(error->message, "held by another process;"), "%s", error->message);
    }
    cpu_lock_close(lock);
}

// Only root can play two users; fs.protected_regular refuses O_CREAT here.
Test(cpu_lock, works_on_another_users_file_in_a_sticky_folder)
{
    if (geteuid() != 0)
        cr_skip("needs root");
    const unsigned cpu = 0;
    cr_assert(chmod(folder, 01777) == 0);
    cpu_lock_close(try_lock(folder, &cpu, 1, NULL));
    pid_t pid = fork();
    if (pid == 0) {
        if (setresuid(65534, 65534, 65534) != 0)
            _exit(2);
        _exit(try_lock(folder, &cpu, 1, NULL) ? 0 : 1);
    }
    int status = -1;
    cr_assert(waitpid(pid, &status, 0) == pid);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

// Only root can play two users.
Test(cpu_lock, waits_a_bounded_time_for_another_user_and_says_so)
{
    if (geteuid() != 0)
        cr_skip("needs root");
    const unsigned cpu = 0;
    cr_assert(chmod(folder, 01777) == 0);
    pid_t holder = start_holder_of(65534, cpu);
    // It may write there what it likes, such as the pid of a process of ours.
    g_autofree char *path = lock_path(cpu);
    g_autofree char *text = g_strdup_printf("%d\n", (int)getpid());
    cr_assert(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0666, NULL));
    kill_holder(holder);
    holder = start_holder_of(65534, cpu);
    g_autoptr(GError) error = NULL;
    const struct cpu_wait wait = {.own_s = INFINITY, .others_s = 0.06};
    cr_assert_null(cpu_lock_wait(folder, &cpu, 1, &wait, &error));
    cr_assert(g_error_matches(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_HELD));
    cr_assert(strstr(error->message, "of another user; wait, choose another with --cpu"), "%s",
              error->message);
    kill_holder(holder);
}

Test(cpu_lock, does_without_a_lock_of_ours_that_another_user_planted)
{
    if (geteuid() != 0)
        cr_skip("needs root");
    const unsigned cpu = 0;
    g_autofree char *path = g_strdup_printf("%s/benchrun-cpu0-uid0.lock", folder);
    cr_assert(g_file_set_contents(path, "", 0, NULL) && chown(path, 65534, 65534) == 0);
    g_autoptr(GError) error = NULL;
    cr_assert_null(try_lock(folder, &cpu, 1, &error));
    cr_assert(g_error_matches(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_UNAVAILABLE));
    cr_assert(strstr(error->message, "(uid 65534)"), "%s", error->message);
}

Test(cpu_lock, says_what_it_cannot_open_and_that_it_needs_a_cpu)
{
    const unsigned cpu = 0;
    g_autoptr(GError) error = NULL;
    cr_assert_null(try_lock("/nonexistent", &cpu, 1, &error));
    cr_assert(g_error_matches(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_UNAVAILABLE));
    cr_assert(strstr(error->message, "cannot open '/nonexistent/benchrun-cpu0-uid"), "%s",
              error->message);
    g_clear_error(&error);
    cr_assert_null(try_lock(folder, NULL, 0, &error));
    cr_assert(g_error_matches(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_UNAVAILABLE));
}

Test(cpu_lock, has_one_folder_for_all_users)
{
    cr_assert(g_path_is_absolute(cpu_lock_folder()));
}
