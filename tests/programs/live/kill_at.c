// SPDX-License-Identifier: MIT
// kill_at: preloaded into benchrun, it kills the process of the number $KILL_WHOM (0: benchrun
// itself) right before the call number $KILL_AT, from 1, by which benchrun looks at another.
#include <dlfcn.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <unistd.h>

static void count(void)
{
    static int calls;
    const char *at = getenv("KILL_AT");
    const char *whom = getenv("KILL_WHOM");
    if (at == NULL || whom == NULL || ++calls != atoi(at))
        return;
    kill(atoi(whom) != 0 ? atoi(whom) : getpid(), SIGKILL);
}

long ptrace(enum __ptrace_request request, ...)
{
    long (*real)(enum __ptrace_request, pid_t, void *, void *);
    va_list rest;
    va_start(rest, request);
    pid_t pid = va_arg(rest, pid_t);
    void *address = va_arg(rest, void *);
    void *data = va_arg(rest, void *);
    va_end(rest);
    *(void **)&real = dlsym(RTLD_NEXT, "ptrace");
    count();
    return real(request, pid, address, data);
}

ssize_t process_vm_readv(pid_t pid, const struct iovec *own, unsigned long n_own,
                         const struct iovec *its, unsigned long n_its, unsigned long flags)
{
    ssize_t (*real)(pid_t, const struct iovec *, unsigned long, const struct iovec *, unsigned long,
                    unsigned long);
    *(void **)&real = dlsym(RTLD_NEXT, "process_vm_readv");
    count();
    return real(pid, own, n_own, its, n_its, flags);
}
