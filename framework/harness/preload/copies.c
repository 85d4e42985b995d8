// SPDX-License-Identifier: MIT
// libbenchrun_copies: preloaded into a program, it counts what libc's functions copy, by call path.
// Each finds out how much and leaves it to one memmove().
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "framework/harness/preload/counting.h"

#define PUBLIC COUNTING_PUBLIC

// What the program would have called.
static void *(*next_memcpy)(void *, const void *, size_t);
static void *(*next_memmove)(void *, const void *, size_t);

// What the headers of a fortified program call; libc has no header for them.
PUBLIC void *__memcpy_chk(void *to, const void *from, size_t n, size_t room);
PUBLIC void *__memmove_chk(void *to, const void *from, size_t n, size_t room);
PUBLIC void *__mempcpy_chk(void *to, const void *from, size_t n, size_t room);
PUBLIC char *__strcpy_chk(char *to, const char *from, size_t room);
PUBLIC char *__stpcpy_chk(char *to, const char *from, size_t room);
PUBLIC char *__strncpy_chk(char *to, const char *from, size_t n, size_t room);
PUBLIC char *__stpncpy_chk(char *to, const char *from, size_t n, size_t room);
PUBLIC char *__strcat_chk(char *to, const char *from, size_t room);
PUBLIC char *__strncat_chk(char *to, const char *from, size_t n, size_t room);
PUBLIC wchar_t *__wmemcpy_chk(wchar_t *to, const wchar_t *from, size_t n, size_t room);
PUBLIC wchar_t *__wmemmove_chk(wchar_t *to, const wchar_t *from, size_t n, size_t room);
PUBLIC wchar_t *__wcscpy_chk(wchar_t *to, const wchar_t *from, size_t room);
PUBLIC wchar_t *__wcscat_chk(wchar_t *to, const wchar_t *from, size_t room);
PUBLIC char *__strdup(const char *text);
void __chk_fail(void) __attribute__((noreturn));

__attribute__((constructor)) static void begin(void)
{
    *(void **)&next_memmove = dlsym(RTLD_NEXT, "memmove");
    *(void **)&next_memcpy = dlsym(RTLD_NEXT, "memcpy");
    counting_begin(false);
}

// Before the others are found. The compiler may not make a call of memcpy() of it.
static void *move_bytes(void *to, const void *from, size_t n)
{
    char *target = to;
    const char *source = from;
    bool is_upwards = (uintptr_t)to < (uintptr_t)from;
    for (size_t i = 0; i < n; i++) {
        size_t at = is_upwards ? i : n - 1 - i;
        target[at] = source[at];
        __asm__ volatile("" : : : "memory");
    }
    return to;
}

static void *move_uncounted(void *to, const void *from, size_t n)
{
    return next_memmove != NULL ? next_memmove(to, from, n) : move_bytes(to, from, n);
}

static void *move(void *to, const void *from, size_t n)
{
    counting_add(NULL, n);
    return move_uncounted(to, from, n);
}

// A text of this length and the zero at its end, which it returns.
static char *copy_text(char *to, const char *from, size_t length)
{
    counting_add(NULL, length + 1);
    move_uncounted(to, from, length);
    to[length] = '\0';
    return to + length;
}

// n bytes: the text, then zeros. Returns the end of the text.
static char *copy_padded(char *to, const char *from, size_t n)
{
    size_t length = strnlen(from, n);
    counting_add(NULL, length < n ? length + 1 : n);
    move_uncounted(to, from, length);
    memset(to + length, 0, n - length);
    return to + length;
}

static char *copy_new(const char *text, size_t length)
{
    char *copy = malloc(length + 1);
    if (copy != NULL)
        copy_text(copy, text, length);
    return copy;
}

static void check(size_t bytes, size_t room)
{
    if (bytes > room)
        __chk_fail();
}

PUBLIC void *memcpy(void *restrict to, const void *restrict from, size_t n)
{
    counting_add(NULL, n);
    return next_memcpy != NULL ? next_memcpy(to, from, n) : move_bytes(to, from, n);
}

PUBLIC void *memmove(void *to, const void *from, size_t n)
{
    return move(to, from, n);
}

PUBLIC void *mempcpy(void *restrict to, const void *restrict from, size_t n)
{
    return (char *)move(to, from, n) + n;
}

PUBLIC void *memccpy(void *restrict to, const void *restrict from, int last, size_t n)
{
    const char *found = memchr(from, last, n);
    size_t length = found != NULL ? (size_t)(found - (const char *)from) + 1 : n;
    move(to, from, length);
    return found != NULL ? (char *)to + length : NULL;
}

PUBLIC void bcopy(const void *from, void *to, size_t n)
{
    move(to, from, n);
}

PUBLIC char *strcpy(char *restrict to, const char *restrict from)
{
    copy_text(to, from, strlen(from));
    return to;
}

PUBLIC char *stpcpy(char *restrict to, const char *restrict from)
{
    return copy_text(to, from, strlen(from));
}

PUBLIC char *strncpy(char *restrict to, const char *restrict from, size_t n)
{
    copy_padded(to, from, n);
    return to;
}

PUBLIC char *stpncpy(char *restrict to, const char *restrict from, size_t n)
{
    return copy_padded(to, from, n);
}

PUBLIC char *strcat(char *restrict to, const char *restrict from)
{
    copy_text(to + strlen(to), from, strlen(from));
    return to;
}

PUBLIC char *strncat(char *restrict to, const char *restrict from, size_t n)
{
    copy_text(to + strlen(to), from, strnlen(from, n));
    return to;
}

PUBLIC char *strdup(const char *text)
{
    return copy_new(text, strlen(text));
}

PUBLIC char *__strdup(const char *text)
{
    return copy_new(text, strlen(text));
}

PUBLIC char *strndup(const char *text, size_t n)
{
    return copy_new(text, strnlen(text, n));
}

PUBLIC wchar_t *wmemcpy(wchar_t *restrict to, const wchar_t *restrict from, size_t n)
{
    return move(to, from, n * sizeof(wchar_t));
}

PUBLIC wchar_t *wmemmove(wchar_t *to, const wchar_t *from, size_t n)
{
    return move(to, from, n * sizeof(wchar_t));
}

PUBLIC wchar_t *wcscpy(wchar_t *restrict to, const wchar_t *restrict from)
{
    return move(to, from, (wcslen(from) + 1) * sizeof(wchar_t));
}

PUBLIC wchar_t *wcscat(wchar_t *restrict to, const wchar_t *restrict from)
{
    wcscpy(to + wcslen(to), from);
    return to;
}

PUBLIC void *__memcpy_chk(void *to, const void *from, size_t n, size_t room)
{
    check(n, room);
    return memcpy(to, from, n);
}

PUBLIC void *__memmove_chk(void *to, const void *from, size_t n, size_t room)
{
    check(n, room);
    return move(to, from, n);
}

PUBLIC void *__mempcpy_chk(void *to, const void *from, size_t n, size_t room)
{
    check(n, room);
    return mempcpy(to, from, n);
}

PUBLIC char *__strcpy_chk(char *to, const char *from, size_t room)
{
    __stpcpy_chk(to, from, room);
    return to;
}

PUBLIC char *__stpcpy_chk(char *to, const char *from, size_t room)
{
    size_t length = strlen(from);
    check(length + 1, room);
    return copy_text(to, from, length);
}

PUBLIC char *__strncpy_chk(char *to, const char *from, size_t n, size_t room)
{
    check(n, room);
    return strncpy(to, from, n);
}

PUBLIC char *__stpncpy_chk(char *to, const char *from, size_t n, size_t room)
{
    check(n, room);
    return stpncpy(to, from, n);
}

PUBLIC char *__strcat_chk(char *to, const char *from, size_t room)
{
    check(strlen(to) + strlen(from) + 1, room);
    copy_text(to + strlen(to), from, strlen(from));
    return to;
}

PUBLIC char *__strncat_chk(char *to, const char *from, size_t n, size_t room)
{
    check(strlen(to) + strnlen(from, n) + 1, room);
    return strncat(to, from, n);
}

PUBLIC wchar_t *__wmemcpy_chk(wchar_t *to, const wchar_t *from, size_t n, size_t room)
{
    check(n, room);
    return wmemcpy(to, from, n);
}

PUBLIC wchar_t *__wmemmove_chk(wchar_t *to, const wchar_t *from, size_t n, size_t room)
{
    check(n, room);
    return wmemmove(to, from, n);
}

PUBLIC wchar_t *__wcscpy_chk(wchar_t *to, const wchar_t *from, size_t room)
{
    check(wcslen(from) + 1, room);
    return wcscpy(to, from);
}

PUBLIC wchar_t *__wcscat_chk(wchar_t *to, const wchar_t *from, size_t room)
{
    check(wcslen(to) + wcslen(from) + 1, room);
    return wcscat(to, from);
}
