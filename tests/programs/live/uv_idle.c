// SPDX-License-Identifier: MIT
// uv_idle: an event loop that waits. Prints `ready` in its first callback.
#include <stdio.h>
#include <uv.h>

static void tick(uv_timer_t *timer)
{
    (void)timer;
    puts("ready");
    fflush(stdout);
}

int main(void)
{
    uv_timer_t timer;
    uv_timer_init(uv_default_loop(), &timer);
    uv_timer_start(&timer, tick, 0, 3600 * 1000);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT); // AT: main
}
