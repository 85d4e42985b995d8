// SPDX-License-Identifier: MIT
#include "framework/base/interruption.h"

#include <signal.h>
#include <sys/wait.h>

G_DEFINE_QUARK(benchrun - interruption - error, interruption_error)

static volatile sig_atomic_t is_requested;

void interruption_request(void)
{
    is_requested = 1;
}

static void on_signal(int number)
{
    (void)number;
    interruption_request();
}

void interruption_catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

bool interruption_is_requested(void)
{
    return is_requested != 0;
}

bool interruption_is_shared(int wait_status)
{
    enum { MOMENT_MS = 500, STEP_MS = 10 };
    bool is_asked = WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGTERM;
    for (int ms = 0; is_asked && ms < MOMENT_MS && !interruption_is_requested(); ms += STEP_MS)
        g_usleep(STEP_MS * 1000);
    return is_asked && interruption_is_requested();
}

bool interruption_set_error(GError **error)
{
    g_set_error(error, INTERRUPTION_ERROR, 0, "interrupted");
    return false;
}

bool interruption_caused(const GError *error)
{
    return g_error_matches(error, INTERRUPTION_ERROR, 0);
}
