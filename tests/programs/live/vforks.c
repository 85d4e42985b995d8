// SPDX-License-Identifier: MIT
// vforks: waits in the kernel, which no signal but SIGKILL ends, until its child has ended. Prints
// `ready` before, and `continued` after that.
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    puts("ready");
    fflush(stdout);
    while (vfork() == 0) // the child is the one that stays in the loop
        pause();
    puts("continued");
    fflush(stdout);
    for (;;)
        pause();
}
