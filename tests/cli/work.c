// SPDX-License-Identifier: MIT
// work KIND AMOUNT...: a command that does a known amount of what `benchrun exec` measures.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Millions of additions that depend on each other.
static int compute(unsigned long amount)
{
    unsigned x = 1;
    for (unsigned long i = 0; i < 1000000 * amount; i++) {
        x = x * 3 + 1;
        __asm__ volatile("" : "+r"(x));
    }
    return 0;
}

// MiB that the kernel clears, a MiB at a time.
static int enter_kernel(unsigned long amount)
{
    static char buffer[1 << 20];
    int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
    for (unsigned long i = 0; i < amount; i++)
        if (read(fd, buffer, sizeof buffer) < 0)
            return 1;
    return 0;
}

// MiB of memory.
static int touch(unsigned long amount)
{
    char *memory = malloc(amount << 20);
    if (memory == NULL)
        return 1;
    memset(memory, 1, amount << 20);
    __asm__ volatile("" : : "r"(memory) : "memory");
    free(memory);
    return 0;
}

static int exit_with(unsigned long code)
{
    fprintf(stderr, "work: exits with %lu\n", code);
    return (int)code;
}

static int die_by(unsigned long number)
{
    raise((int)number);
    return 0;
}

// A child that stays; in a session of its own where the amount is 1.
static int leave(unsigned long amount)
{
    if (fork() > 0)
        return 0;
    if (amount == 1)
        setsid();
    for (;;)
        pause();
}

int main(int argc, char **argv)
{
    static const struct {
        const char *kind;
        int (*work)(unsigned long amount);
    } kinds[] = {{"compute", compute}, {"kernel", enter_kernel}, {"touch", touch},
                 {"exit", exit_with},  {"die", die_by},          {"leave", leave}};
    for (size_t i = 0; argc == 3 && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, argv[1]) == 0)
            return kinds[i].work(strtoul(argv[2], NULL, 10));
    return 99;
}
