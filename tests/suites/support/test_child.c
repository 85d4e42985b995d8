// SPDX-License-Identifier: MIT
#include "suites/support/child.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(child, .timeout = 60);

static void square(int in, int out, void *data)
{
    int number = 0;
    const int *more = data;
    while (read(in, &number, sizeof number) == sizeof number) {
        number = number * number + *more;
        if (write(out, &number, sizeof number) != sizeof number)
            return;
    }
}

Test(child, answers_over_its_pipes)
{
    int more = 1;
    struct child child = child_start(square, &more);
    for (int i = 0; i < 5; i++) {
        int answer = -1;
        child_send(&child, &i, sizeof i);
        child_receive(&child, &answer, sizeof answer);
        cr_expect_eq(answer, i * i + 1);
    }
    child_end(&child);
    cr_expect(kill(child.pid, 0) < 0 && errno == ESRCH);
}

static void keep_open(int in, int out, void *data)
{
    (void)in, (void)out, (void)data;
    for (;;)
        pause();
}

// The end of this pipe comes when the last process that holds it open is gone.
Test(child, goes_with_a_parent_that_is_killed)
{
    int held[2];
    cr_assert_eq(pipe(held), 0);
    pid_t parent = fork();
    if (parent == 0) {
        child_start(keep_open, NULL);
        char ready = 'r';
        if (write(held[1], &ready, 1) != 1)
            _exit(1);
        for (;;)
            pause();
    }
    close(held[1]);
    char byte = 0;
    cr_assert_eq(read(held[0], &byte, 1), 1);
    struct pollfd end = {.fd = held[0], .events = POLLIN};
    cr_expect_eq(poll(&end, 1, 100), 0, "the child went before its parent");
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
    cr_expect_eq(poll(&end, 1, 30000), 1, "a child is left behind");
    cr_expect_eq(read(held[0], &byte, 1), 0);
}
