// SPDX-License-Identifier: MIT
// Samples of a program of which it is known where its time goes.
#include "framework/profile/sampler.h"

#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/profile/totals.h"

TestSuite(sampler, .timeout = 60);

// Starts the program in a child that waits for a byte, so that it can be attached to before.
static pid_t start(const char *times, int *gate)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    pid_t pid = fork();
    if (pid == 0) {
        char byte = 0;
        close(ends[1]);
        if (read(ends[0], &byte, 1) == 1) {
            close(STDOUT_FILENO);
            execl(PROFILE_PROGRAMS "/shares", "shares", times, NULL);
        }
        _exit(127);
    }
    close(ends[0]);
    *gate = ends[1];
    return pid;
}

static double time_of(const struct profile *profile, const char *name)
{
    GArray *totals = totals_of_functions(profile, 0);
    double time_s = 0;
    for (guint i = 0; i < totals->len; i++)
        if (strcmp(g_array_index(profile->functions, struct profile_function, i).name, name) == 0)
            time_s += g_array_index(totals, struct total, i).inclusive;
    g_array_unref(totals);
    return time_s;
}

// Of main(), since a program's start takes a sanitizer long. Wide enough to hold in 999,999 of a
// million runs (z = 4.9), and a little for the rest of it.
static void expect_share(const struct profile *profile, const char *name, double wanted, double n)
{
    double share = time_of(profile, name) / time_of(profile, "main");
    double allowed = 4.9 * sqrt(wanted * (1 - wanted) / n) + 0.01;
    cr_expect_float_eq(share, wanted, allowed, "%s has %.3f of %g samples", name, share, n);
}

// Whether a path of these functions, outermost first, has any of it; inlined ones are passed over.
static bool has_path(const struct profile *profile, const char *const *names, size_t n)
{
    for (guint node = 1; node < profile->nodes->len; node++) {
        size_t at = n;
        for (guint i = node; i != 0 && at > 0;
             i = g_array_index(profile->nodes, struct profile_node, i).parent)
            at -= strcmp(profile_function_of(profile, i)->name, names[at - 1]) == 0;
        if (at == 0)
            return true;
    }
    return false;
}

Test(sampler, finds_shares_paths_and_inlined_functions)
{
    int gate = -1;
    int status = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(Profile) profile = profile_new();
    struct sampler *sampler = sampler_new(profile, &SAMPLER_USUAL);
    pid_t pid = start("100", &gate);
    bool is_good = sampler_attach_before_exec(sampler, pid, &error);
    cr_assert(is_good, "%s", error ? error->message : "");
    cr_assert_eq(write(gate, "", 1), 1);
    while (waitpid(pid, &status, WNOHANG) == 0)
        sampler_poll(sampler, 20);
    cr_assert_eq(status, 0);
    sampler_stop(sampler);
    double n = sampler_conclude(sampler);
    cr_assert_gt(n, 100, "%g samples", n);
    expect_share(profile, "sixty", 0.6, n);
    expect_share(profile, "thirty", 0.3, n);
    expect_share(profile, "ten", 0.1, n);
    expect_share(profile, "spin", 1, n);
    static const char *const deep[] = {"main", "sixty", "sixty", "sixty", "sixty", "spin"};
    static const char *const sorted[] = {"main", "compare", "ten", "spin"};
    cr_expect(has_path(profile, deep, G_N_ELEMENTS(deep)));
    cr_expect(has_path(profile, sorted, G_N_ELEMENTS(sorted)));
    const struct profile_pass *pass = g_ptr_array_index(profile->passes, 0);
    cr_expect_lt(pass->truncated, 0.05 * n, "%g of %g are cut off", pass->truncated, n);
    cr_expect_eq(pass->lost, 0);
    sampler_free(sampler);
}
