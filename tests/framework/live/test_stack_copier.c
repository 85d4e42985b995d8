// SPDX-License-Identifier: MIT
#include "framework/live/stack_copier.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

// A child with as many pages of ones, and a page after them that is not there.
static pid_t start(size_t pages, uint8_t **memory)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const int rights = PROT_READ | PROT_WRITE;
    // cppcheck-suppress invalidFunctionArg // memory without a file
    *memory = mmap(NULL, (pages + 1) * page, rights, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memset(*memory, 1, pages * page);
    munmap(*memory + pages * page, page);
    pid_t pid = fork();
    while (pid == 0)
        pause();
    return pid;
}

static void expect_copied(size_t pages, size_t from, size_t wanted)
{
    uint8_t *memory = NULL;
    const uint8_t *bytes = NULL;
    pid_t pid = start(pages, &memory);
    struct stack_copier *copier = stack_copier_new(pid);
    size_t n = stack_copier_copy(copier, pid, (uintptr_t)memory + from, &bytes);
    cr_expect_geq(n, wanted);
    for (size_t i = 0; i < wanted; i++)
        cr_assert_eq(bytes[i], 1);
    stack_copier_free(copier);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

Test(stack_copier, copies_what_there_is)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    expect_copied(3, 0, 3 * page);
    expect_copied(3, page + 8, 2 * page - 8);
    expect_copied(1000, 40, 1 << 20);
}

Test(stack_copier, copies_nothing_of_what_is_not_there)
{
    const uint8_t *bytes = NULL;
    struct stack_copier *copier = stack_copier_new(getpid());
    cr_expect_eq(stack_copier_copy(copier, getpid(), 16, &bytes), 0);
    cr_expect_eq(stack_copier_copy(copier, getpid(), UINT64_MAX - 100, &bytes), 0);
    stack_copier_free(copier);
}
