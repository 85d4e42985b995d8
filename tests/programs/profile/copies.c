// SPDX-License-Identifier: MIT
// Copies whose numbers are known; `copies PART...` does the parts that are named, and checks them.
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

#include "pairs.h"

#define NOT_INLINED __attribute__((noinline))

static void check(int is_right)
{
    if (!is_right)
        abort();
}

// The compiler may not know it.
static size_t hidden(size_t n)
{
    __asm__ volatile("" : "+r"(n));
    return n;
}

static const char *text(void)
{
    const char *digits = "0123456789";
    __asm__ volatile("" : "+r"(digits));
    return digits;
}

// 100 copies of 1,000 bytes, 2 of 500 that overlap, and of 10, 6 and 7 bytes.
NOT_INLINED static void moves(void)
{
    static char from[1000], to[1000];
    char small[32] = "";
    for (int i = 0; i < 100; i++)
        memcpy(to, from, hidden(1000));
    for (int i = 0; i < 1000; i++)
        to[i] = (char)i;
    memmove(to + 1, to, hidden(500));
    check(to[1] == 0 && to[500] == (char)499 && to[501] == (char)501);
    memmove(to, to + 1, hidden(500));
    check(to[0] == 0 && to[499] == (char)499);
    check((char *)mempcpy(small, text(), hidden(10)) == small + 10 && small[9] == '9');
    check((char *)memccpy(small + 10, text(), '5', hidden(10)) == small + 16 && small[15] == '5');
    bcopy(text(), small + 20, hidden(7));
    check(small[26] == '6');
}

// 8 copies of 69 bytes in all, with the zeros at their ends.
NOT_INLINED static void texts(void)
{
    char to[32];
    check(strcpy(to, text()) == to && strcmp(to, text()) == 0);
    check(stpcpy(to, text()) == to + 10);
    check(strncpy(to, text(), hidden(20)) == to && to[19] == '\0');
    check(stpncpy(to, text(), hidden(4)) == to + 4 && to[4] == '4');
    to[0] = '\0';
    check(strcat(to, text()) == to && strncat(to, text(), hidden(4)) == to);
    check(strcmp(to, "01234567890123") == 0);
    char *one = strdup(text());
    char *other = strndup(text(), hidden(4));
    check(strcmp(one, text()) == 0 && strcmp(other, "0123") == 0);
    free(one);
    free(other);
}

// 4 copies of 18 wide characters in all.
NOT_INLINED static void wides(void)
{
    wchar_t from[] = L"abcd";
    wchar_t to[32];
    wmemcpy(to, from, hidden(5));
    wmemmove(to + 1, to, hidden(4));
    check(to[0] == L'a' && to[1] == L'a' && to[4] == L'd');
    check(wcscpy(to, from) == to && wcscat(to, from + hidden(1)) == to);
    check(wcscmp(to, L"abcdbcd") == 0);
}

static void *work(void *data)
{
    char from[48] = "", to[48];
    for (int i = 0; i < 1000; i++) {
        memcpy(to, from, hidden(48));
        __asm__ volatile("" : : "r"(to) : "memory");
    }
    return data;
}

// 4 of 1,000 of 48 bytes.
NOT_INLINED static void threads(void)
{
    pthread_t all[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&all[i], NULL, work, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(all[i], NULL);
}

// 10 of 333 bytes in a child that never calls exit().
NOT_INLINED static void forks(void)
{
    static char from[333], to[333];
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < 10; i++)
            memcpy(to, from, hidden(333));
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

static void copy_64(void)
{
    char from[64] = "", to[64];
    memcpy(to, from, hidden(64));
    __asm__ volatile("" : : "r"(from), "r"(to) : "memory");
}

NOT_INLINED static void pairs(void)
{
    time_pairs(copy_64);
}

// More than there is room for: a fortified program ends.
NOT_INLINED static void overflows(void)
{
    char to[8];
    strcpy(to, text());
    __asm__ volatile("" : : "r"(to) : "memory");
}

static const struct part {
    const char *name;
    void (*run)(void);
} parts[] = {
    {"moves", moves}, {"texts", texts},         {"wides", wides}, {"threads", threads},
    {"forks", forks}, {"overflows", overflows}, {"pairs", pairs},
};

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            if (strcmp(parts[k].name, argv[i]) == 0)
                parts[k].run();
    return 0;
}
