// SPDX-License-Identifier: MIT
#include "framework/machine/tuning.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/machine/sysfile.h"
#include "tests/framework/machine/fake_tree.h"

#define CPU "sys/devices/system/cpu/"
#define GOVERNOR(n) CPU "cpu" #n "/cpufreq/scaling_governor"
#define PARANOID "proc/sys/kernel/perf_event_paranoid"

static char *root;

static void make_tree(void)
{
    root = fake_tree_new_small();
    fake_tree_write(root, GOVERNOR(0), "powersave\n", -1);
    fake_tree_write(root, GOVERNOR(1), "schedutil\n", -1);
    fake_tree_write(root, GOVERNOR(2), "performance\n", -1);
    fake_tree_write(root, CPU "intel_pstate/no_turbo", "0\n", -1);
    fake_tree_write(root, CPU "cpufreq/boost", "1\n", -1);
    fake_tree_write(root, PARANOID, "3\n", -1);
    fake_tree_write(root, "proc/sys/kernel/randomize_va_space", "0\n", -1);
}

static void remove_tree(void)
{
    fake_tree_free(root);
}

TestSuite(tuning, .init = make_tree, .fini = remove_tree);

static bool holds(const char *path, const char *value)
{
    g_autofree char *line = sysfile_read_line(root, "/%s", path);
    return g_strcmp0(line, value) == 0;
}

static bool is_tuned(void)
{
    return holds(GOVERNOR(0), "performance") && holds(GOVERNOR(1), "performance") &&
           holds(GOVERNOR(2), "performance") && holds(CPU "intel_pstate/no_turbo", "1") &&
           holds(CPU "cpufreq/boost", "0") && holds(PARANOID, "1") &&
           holds("proc/sys/kernel/randomize_va_space", "2");
}

static bool is_as_before(void)
{
    return holds(GOVERNOR(0), "powersave") && holds(GOVERNOR(1), "schedutil") &&
           holds(GOVERNOR(2), "performance") && holds(CPU "intel_pstate/no_turbo", "0") &&
           holds(CPU "cpufreq/boost", "1") && holds(PARANOID, "3") &&
           holds("proc/sys/kernel/randomize_va_space", "0");
}

struct told {
    guint n, n_failed;
    guint kill_at; // this many changes, the process is killed; 0: never
};

static void count(void *data, const char *file, const char *from, const char *to,
                  const char *failure)
{
    struct told *told = data;
    cr_assert(file[0] == '/' && strcmp(from, to) != 0);
    told->n++;
    told->n_failed += failure != NULL;
    if (told->n == told->kill_at)
        raise(SIGKILL);
}

static guint apply(void)
{
    struct told told = {0};
    g_autoptr(GError) error = NULL;
    cr_assert(tuning_apply(root, count, &told, &error), "%s", error ? error->message : "");
    return told.n;
}

static guint restore(void)
{
    struct told told = {0};
    g_autoptr(GError) error = NULL;
    cr_assert(tuning_restore(root, count, &told, &error), "%s", error ? error->message : "");
    return told.n;
}

Test(tuning, changes_what_it_should_and_puts_it_back)
{
    cr_assert(apply() == 6 && is_tuned());
    cr_assert(restore() == 6 && is_as_before());
    cr_assert(restore() == 0 && is_as_before());
    cr_assert(apply() == 6 && is_tuned());
}

Test(tuning, remembers_the_first_values_over_several_changes)
{
    apply();
    cr_assert(apply() == 0);
    fake_tree_write(root, GOVERNOR(0), "ondemand\n", -1);
    cr_assert(apply() == 1 && is_tuned());
    restore();
    cr_assert(is_as_before());
}

// A child that is killed after some changes.
static void apply_and_be_killed(guint kill_at)
{
    pid_t child = fork();
    if (child == 0) {
        struct told told = {.kill_at = kill_at};
        tuning_apply(root, count, &told, NULL);
        _exit(1);
    }
    int status = 0;
    cr_assert(waitpid(child, &status, 0) == child);
    cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

Test(tuning, puts_back_what_a_killed_process_changed)
{
    for (guint n = 1; n <= 6; n++) {
        apply_and_be_killed(n);
        cr_expect(!is_as_before());
        cr_expect(restore() == n && is_as_before(), "after %u changes", n);
    }
}

Test(tuning, puts_back_after_a_restore_was_killed)
{
    apply();
    pid_t child = fork();
    if (child == 0) {
        struct told told = {.kill_at = 3};
        tuning_restore(root, count, &told, NULL);
        _exit(1);
    }
    int status = 0;
    cr_assert(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
    cr_assert(!is_as_before());
    cr_assert(restore() == 3 && is_as_before());
}

Test(tuning, ignores_a_line_that_was_cut_off)
{
    fake_tree_write(root, "run/benchrun-tuned", "/" GOVERNOR(0) " powersave\n/" GOVERNOR(1) " sch",
                    -1);
    g_autofree char *path = tuning_state_path(root);
    g_chmod(path, 0600);
    fake_tree_write(root, GOVERNOR(0), "performance\n", -1);
    cr_assert(apply() == 5 && is_tuned());
    cr_assert(restore() == 6 && is_as_before());
}

static void expect_refusal(const char *words)
{
    struct told told = {0};
    g_autoptr(GError) error = NULL;
    cr_assert_not(tuning_apply(root, count, &told, &error));
    cr_expect(strstr(error->message, words) != NULL, "%s", error->message);
    g_clear_error(&error);
    cr_assert_not(tuning_restore(root, count, &told, &error));
    cr_expect(strstr(error->message, words) != NULL, "%s", error->message);
    cr_expect(told.n == 0 && is_as_before());
}

Test(tuning, obeys_no_file_that_another_may_have_written)
{
    g_autofree char *path = tuning_state_path(root);
    fake_tree_write(root, "run/benchrun-tuned", "", -1);
    g_chmod(path, 0666);
    expect_refusal("other users may write to it");
    g_unlink(path);
    fake_tree_write(root, "elsewhere", "untouched", -1);
    g_autofree char *target = g_build_filename(root, "elsewhere", NULL);
    cr_assert(symlink(target, path) == 0);
    expect_refusal("it is a symbolic link");
    cr_assert(holds("elsewhere", "untouched"));
}

Test(tuning, makes_a_file_for_us_alone)
{
    GStatBuf about;
    g_autofree char *path = tuning_state_path(root);
    apply();
    cr_assert(g_stat(path, &about) == 0);
    cr_assert((about.st_mode & 0777) == 0600);
}

Test(tuning, obeys_no_line_of_another_kind)
{
    static const char *const lines[] = {
        "/etc/passwd root\n",
        "/" GOVERNOR(0) "/../../../../etc/passwd root\n",
        "/" CPU "cpu0/../cpufreq/scaling_governor powersave\n",
        "/" GOVERNOR(0) " \033[2J\n",
        "/" GOVERNOR(0) "\n",
        "nonsense\n",
    };
    g_autofree char *path = tuning_state_path(root);
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        fake_tree_write(root, "run/benchrun-tuned", lines[i], -1);
        g_chmod(path, 0600);
        expect_refusal("line 1 of the former values is damaged");
    }
}

Test(tuning, says_what_could_not_be_changed_and_changes_the_rest)
{
    g_autofree char *path = g_build_filename(root, PARANOID, NULL);
    g_autofree char *other = g_build_filename(root, "other", NULL);
    fake_tree_write(root, "other", "3\n", -1);
    g_unlink(path);
    cr_assert(symlink(other, path) == 0); // is not followed
    struct told told = {0};
    g_autoptr(GError) error = NULL;
    cr_assert_not(tuning_apply(root, count, &told, &error));
    cr_expect_str_eq(error->message, "1 setting could not be changed");
    cr_expect(told.n == 6 && told.n_failed == 1);
    cr_expect(holds("other", "3") && holds(GOVERNOR(0), "performance"));
}

Test(tuning, leaves_a_governor_that_the_cpu_does_not_have)
{
    fake_tree_write(root, CPU "cpu0/cpufreq/scaling_available_governors", "powersave userspace\n",
                    -1);
    cr_assert(apply() == 5 && holds(GOVERNOR(0), "powersave"));
}

Test(tuning, does_nothing_where_there_is_nothing)
{
    g_autofree char *own = g_steal_pointer(&root);
    root = fake_tree_new();
    cr_expect(apply() == 0 && restore() == 0);
    g_autofree char *path = tuning_state_path(root);
    cr_expect(!g_file_test(path, G_FILE_TEST_EXISTS));
    fake_tree_free(root);
    root = g_steal_pointer(&own);
}
