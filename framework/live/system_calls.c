// SPDX-License-Identifier: MIT
#include "framework/live/system_calls.h"

#include <stddef.h>
#include <sys/syscall.h>

struct system_call {
    long number;
    const char *name;
    bool is_cut_short;
};

#define WAITS(name)              \
    {                            \
        SYS_##name, #name, false \
    }
#define IS_CUT_SHORT(name)      \
    {                           \
        SYS_##name, #name, true \
    }

static const struct system_call calls[] = {
#if defined(__x86_64__)
    WAITS(pause),
    WAITS(poll),
    WAITS(select),
    IS_CUT_SHORT(epoll_wait),
#endif
    WAITS(clock_nanosleep),
    WAITS(copy_file_range),
    WAITS(fcntl),
    WAITS(fdatasync),
    WAITS(flock),
    WAITS(fsync),
    WAITS(futex),
    WAITS(getrandom),
    WAITS(io_getevents),
    WAITS(mq_timedreceive),
    WAITS(mq_timedsend),
    WAITS(msgrcv),
    WAITS(msgsnd),
    WAITS(nanosleep),
    WAITS(openat),
    WAITS(ppoll),
    WAITS(pread64),
    WAITS(pselect6),
    WAITS(pwrite64),
    WAITS(readv),
    WAITS(restart_syscall),
    WAITS(rt_sigsuspend),
    WAITS(sendfile),
    WAITS(splice),
    WAITS(wait4),
    WAITS(waitid),
    WAITS(writev),
    IS_CUT_SHORT(accept),
    IS_CUT_SHORT(accept4),
    IS_CUT_SHORT(connect),
    IS_CUT_SHORT(epoll_pwait),
    IS_CUT_SHORT(epoll_pwait2),
    IS_CUT_SHORT(io_uring_enter),
    IS_CUT_SHORT(read),
    IS_CUT_SHORT(recvfrom),
    IS_CUT_SHORT(recvmmsg),
    IS_CUT_SHORT(recvmsg),
    IS_CUT_SHORT(rt_sigtimedwait),
    IS_CUT_SHORT(semop),
    IS_CUT_SHORT(semtimedop),
    IS_CUT_SHORT(sendmmsg),
    IS_CUT_SHORT(sendmsg),
    IS_CUT_SHORT(sendto),
    IS_CUT_SHORT(write),
};

static const struct system_call *find(long number)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (calls[i].number == number)
            return &calls[i];
    return NULL;
}

const char *system_call_name(long number)
{
    const struct system_call *call = find(number);
    return call != NULL ? call->name : NULL;
}

bool system_call_is_cut_short(long number)
{
    const struct system_call *call = find(number);
    return call != NULL && call->is_cut_short;
}
