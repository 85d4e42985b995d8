// SPDX-License-Identifier: MIT
#include "framework/live/threads.h"

#include <elf.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/live/attaching.h"
#include "framework/live/stack_copier.h"
#include "framework/live/system_calls.h"
#include "framework/live/thread_stat.h"
#include "framework/profile/perf_registers.h"

enum {
    ENDED = 'X',   // a state, as in /proc
    TOGETHER = 16, // threads that are stopped at once: more would have to wait for each other
    MOST_ROUNDS = 10,
    NAP_US = 20, // in which a thread gets to its stop, if need be on our CPU
    SOON_US = 5000,
    LONG_NAP_US = 500, // of those that wait for a CPU or a device
    // For a thread that the kernel does not let go of, and for one that does not get a CPU.
    PATIENCE_US = 100 * 1000,
    MOST_PATIENCE_US = 10 * 1000 * 1000,
};

struct look {
    pid_t pid, only; // 0: all threads
    struct threads *threads;
    GHashTable *known; // tids that were seen
    GPtrArray *batch;  // struct thread *: to be stopped now
    struct stack_copier *copier;
    int refusal;     // errno of the first that could not be attached to
    bool is_foreign; // its code is not for this machine's registers
};

static void thread_free(void *data)
{
    struct thread *thread = data;
    g_free(thread->name);
    g_free(thread->kernel_function);
    g_free(thread->stack);
    g_free(thread);
}

void threads_free(struct threads *threads)
{
    if (threads == NULL)
        return;
    g_ptr_array_unref(threads->all);
    g_free(threads->maps);
    g_free(threads);
}

// Some kernels say 0 of a thread that runs, and all do where this user may not know.
static char *read_kernel_function(pid_t pid, pid_t tid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/wchan", pid, tid);
    char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL) || *text == '\0' || strcmp(text, "0") == 0)
        g_clear_pointer(&text, g_free);
    return text;
}

static bool waits(const struct thread *thread)
{
    return thread->state == 'S' || thread->state == 'D';
}

// NULL: it has ended.
static struct thread *describe(pid_t pid, pid_t tid)
{
    struct thread_stat stat;
    if (!thread_stat_read(pid, tid, &stat))
        return NULL;
    struct thread *thread = g_new0(struct thread, 1);
    *thread = (struct thread){.tid = tid, .name = stat.name, .state = stat.state};
    if (waits(thread))
        thread->kernel_function = read_kernel_function(pid, tid);
    return thread;
}

static void add_thread(struct look *look, pid_t tid)
{
    if (tid <= 0 || (look->only != 0 && tid != look->only) ||
        !g_hash_table_add(look->known, GINT_TO_POINTER(tid)))
        return;
    struct thread *thread = describe(look->pid, tid);
    bool is_attached = thread != NULL && ptrace(PTRACE_SEIZE, tid, NULL, NULL) == 0;
    int cause = thread != NULL ? errno : ESRCH;
    // A first thread that has ended while others go on is one of what there is.
    if (is_attached)
        g_ptr_array_add(look->batch, thread);
    if (is_attached || (thread != NULL && thread->state == 'Z' && tid == look->pid)) {
        g_ptr_array_add(look->threads->all, thread);
        return;
    }
    if (thread != NULL)
        thread_free(thread);
    if (look->refusal == 0)
        look->refusal = cause;
}

// Attaches to those that are new, which does not stop them.
static void add_threads(struct look *look)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task", look->pid);
    GDir *folder = g_dir_open(path, 0, NULL);
    g_ptr_array_set_size(look->batch, 0);
    for (const char *name; folder != NULL && (name = g_dir_read_name(folder)) != NULL;)
        add_thread(look, (pid_t)atoi(name));
    if (folder != NULL)
        g_dir_close(folder);
}

#if defined(__x86_64__)
enum { NO_HANDLER_RAN = 514 }; // ERESTARTNOHAND: the kernel's, which no header has for programs

static void take_registers(struct thread *thread, const struct user_regs_struct *from)
{
    // By number in DWARF (System V ABI for AMD64, figure 3.36).
    const uint64_t values[THREAD_REGISTERS] = {
        from->rax, from->rdx, from->rcx, from->rbx, from->rsi, from->rdi,
        from->rbp, from->rsp, from->r8,  from->r9,  from->r10, from->r11,
        from->r12, from->r13, from->r14, from->r15, from->rip,
    };
    for (unsigned i = 0; i < THREAD_REGISTERS; i++)
        thread->registers[perf_register_of_dwarf(i)] = values[i];
    long number = (long)from->orig_rax;
    if (number >= 0 && waits(thread))
        thread->system_call = system_call_name(number);
}

// What the kernel does by itself for most system calls. If a handler runs after all, the call
// returns EINTR.
static void start_again(pid_t tid, struct user_regs_struct *registers)
{
    struct iovec place = {registers, sizeof *registers};
    if ((long)registers->orig_rax < 0 || (long)registers->rax != -EINTR ||
        !system_call_is_cut_short((long)registers->orig_rax))
        return;
    registers->rax = (unsigned long long)-NO_HANDLER_RAN;
    ptrace(PTRACE_SETREGSET, tid, (void *)NT_PRSTATUS, &place);
}

static bool copy_registers(struct thread *thread, bool is_our_stop, bool *is_foreign)
{
    enum { SEGMENT_OF_64_BITS = 0x33 };
    struct user_regs_struct registers;
    struct iovec place = {&registers, sizeof registers};
    if (ptrace(PTRACE_GETREGSET, thread->tid, (void *)NT_PRSTATUS, &place) != 0)
        return false;
    *is_foreign = place.iov_len != sizeof registers || registers.cs != SEGMENT_OF_64_BITS;
    if (*is_foreign)
        return false;
    take_registers(thread, &registers);
    if (is_our_stop)
        start_again(thread->tid, &registers);
    return true;
}
#else
static bool copy_registers(struct thread *thread, bool is_our_stop, bool *is_foreign)
{
    (void)thread;
    (void)is_our_stop;
    *is_foreign = true;
    return false;
}
#endif

// Of a thread that has just stopped: for us, for a signal, which then is delivered, or because its
// process is. It ran at `ran_us`.
static void take(struct look *look, struct thread *thread, int status, gint64 ran_us)
{
    bool is_for_signal = status >> 16 != PTRACE_EVENT_STOP;
    bool is_our_stop = !is_for_signal && WSTOPSIG(status) == SIGTRAP;
    long signal = is_for_signal ? WSTOPSIG(status) : 0;
    bool is_foreign = false;
    const uint8_t *bytes = NULL;
    unsigned pc = 0;
    unsigned sp = 0;
    perf_registers(&pc, &sp);
    thread->is_taken = copy_registers(thread, is_our_stop, &is_foreign);
    if (thread->is_taken)
        thread->stack_bytes =
            stack_copier_copy(look->copier, thread->tid, thread->registers[sp], &bytes);
    ptrace(PTRACE_DETACH, thread->tid, NULL, (void *)signal); // NOLINT(performance-no-int-to-ptr)
    uint64_t stop_ns = (uint64_t)(g_get_monotonic_time() - ran_us) * 1000;
    look->threads->longest_stop_ns = MAX(look->threads->longest_stop_ns, stop_ns);
    look->is_foreign = look->is_foreign || is_foreign;
    thread->stack = g_memdup2(bytes, thread->stack_bytes);
}

// Not for a first thread that has ended: the kernel says so once the others have.
static bool is_patient(const struct look *look, struct thread *thread, gint64 waited_us)
{
    struct thread_stat stat = {0};
    if (waited_us < SOON_US)
        return true;
    bool is_there = thread_stat_read(look->pid, thread->tid, &stat);
    g_free(stat.name);
    // Its state is that before the look: one that waited runs now, to get to its stop.
    if (!is_there || stat.state == 'Z')
        thread->state = is_there ? stat.state : ENDED;
    return is_there && stat.state != 'Z' &&
           waited_us < (stat.state == 'D' ? PATIENCE_US : MOST_PATIENCE_US);
}

// Whether nothing more is expected of the thread. It was last looked for at `ran_us`.
static bool visit(struct look *look, struct thread *thread, gint64 began_us, gint64 ran_us)
{
    int status = 0;
    pid_t seen = waitpid(thread->tid, &status, __WALL | WNOHANG);
    if (seen == 0)
        return !is_patient(look, thread, g_get_monotonic_time() - began_us);
    if (seen != thread->tid || !WIFSTOPPED(status)) {
        thread->state = ENDED;
        return true;
    }
    take(look, thread, status, ran_us);
    return true;
}

// Takes them in the order in which they stop, so that none waits for another that does not.
static void stop_together(struct look *look, struct thread **threads, guint n)
{
    gint64 began_us = g_get_monotonic_time();
    gint64 ran_us = began_us;
    for (guint i = 0; i < n; i++)
        ptrace(PTRACE_INTERRUPT, threads[i]->tid, NULL, NULL);
    while (n > 0) {
        guint left = 0;
        gint64 now_us = g_get_monotonic_time();
        for (guint i = 0; i < n; i++)
            if (!visit(look, threads[i], began_us, ran_us))
                threads[left++] = threads[i];
        ran_us = now_us;
        n = left;
        if (n > 0)
            g_usleep(now_us - began_us < SOON_US ? NAP_US : LONG_NAP_US);
    }
}

// In a thread of its own: the kernel detaches from all that it is attached to when it ends, also
// from those that never stopped.
static void *look_at_all(void *data)
{
    struct look *look = data;
    prctl(PR_SET_TIMERSLACK, 1UL); // naps are as short as they say
    // Nobody may take its CPU while others are stopped, where it has the right to ask for that.
    sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1});
    for (unsigned round = 0; round < MOST_ROUNDS; round++) {
        add_threads(look);
        if (look->batch->len == 0)
            break;
        for (guint i = 0; i < look->batch->len; i += TOGETHER)
            stop_together(look, (struct thread **)look->batch->pdata + i,
                          MIN(TOGETHER, look->batch->len - i));
    }
    return NULL;
}

static void forget_ended(struct threads *threads)
{
    for (guint i = threads->all->len; i-- > 0;)
        if (((const struct thread *)g_ptr_array_index(threads->all, i))->state == ENDED)
            g_ptr_array_remove_index(threads->all, i);
}

// Whether there is anything to show; or why not.
static bool judge(const struct look *look, GError **error)
{
    if (look->is_foreign)
        g_set_error(error, ATTACHING_ERROR, ATTACHING_ERROR_OTHER,
                    "process %d runs code for another kind of CPU than 64-bit x86: such stacks "
                    "cannot be read",
                    look->pid);
    else if (look->threads->all->len == 0 && look->only != 0 && look->refusal == 0)
        g_set_error(error, ATTACHING_ERROR, ATTACHING_ERROR_GONE,
                    "thread %d of process %d has ended, or there is none", look->only, look->pid);
    else if (look->threads->all->len == 0)
        attaching_refuse(look->pid, look->refusal != 0 ? look->refusal : ESRCH, error);
    else
        return true;
    return false;
}

// A first thread that has ended knows nothing of them any more.
static pid_t living_thread(const struct threads *threads)
{
    for (guint i = 0; i < threads->all->len; i++) {
        const struct thread *thread = g_ptr_array_index(threads->all, i);
        if (thread->state != 'Z')
            return thread->tid;
    }
    return threads->pid;
}

// After the look, so that a library that was loaded just before it is there.
static bool read_maps(struct threads *threads, GError **error)
{
    g_autofree char *path =
        g_strdup_printf("/proc/%d/task/%d/maps", threads->pid, living_thread(threads));
    GError *cause = NULL;
    if (g_file_get_contents(path, &threads->maps, NULL, &cause) && *threads->maps != '\0')
        return true;
    g_set_error(error, ATTACHING_ERROR, ATTACHING_ERROR_GONE,
                "process %d ended while it was looked at", threads->pid);
    g_clear_error(&cause);
    return false;
}

struct threads *threads_look(pid_t pid, pid_t tid, GError **error)
{
    struct look look = {.pid = pid, .only = tid};
    if (!attaching_check(pid, error))
        return NULL;
    g_autoptr(Threads) threads = look.threads = g_new0(struct threads, 1);
    threads->pid = pid;
    threads->all = g_ptr_array_new_with_free_func(thread_free);
    look.known = g_hash_table_new(NULL, NULL);
    look.batch = g_ptr_array_new();
    look.copier = stack_copier_new(pid);
    g_thread_join(g_thread_new("look", look_at_all, &look));
    g_hash_table_unref(look.known);
    g_ptr_array_unref(look.batch);
    stack_copier_free(look.copier);
    forget_ended(threads);
    if (!judge(&look, error) || !read_maps(threads, error))
        return NULL;
    return g_steal_pointer(&threads);
}
