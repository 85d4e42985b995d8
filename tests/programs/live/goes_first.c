// SPDX-License-Identifier: MIT
// goes_first: its first thread ends, and another continues.
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *stay(void *data)
{
    puts("ready");
    fflush(stdout);
    for (;;)
        pause(); // AT: stay
    return data;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, stay, NULL);
    pthread_setname_np(thread, "stays");
    pthread_exit(NULL);
}
