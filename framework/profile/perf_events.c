// SPDX-License-Identifier: MIT
#include "framework/profile/perf_events.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "framework/machine/cpu_list.h"
#include "framework/profile/perf_records.h"
#include "framework/profile/perf_registers.h"

G_DEFINE_QUARK(benchrun - perf - events - error, perf_events_error)

enum { MOST_BYTES = 16 << 20, LEAST_BYTES = 64 << 10 };

// What the events of one CPU are written to.
struct buffer {
    int fd; // of the first of them
    struct perf_event_mmap_page *page;
    uint8_t *data;
    size_t bytes; // of the data
};

struct perf_events {
    GArray *fds;     // int: all events
    GArray *buffers; // struct buffer
    GArray *polled;  // int: of the buffers, and -1
    GByteArray *record;
    bool sees_kernel;
};

static struct perf_event_attr make_attributes(const struct perf_options *options, bool sees_kernel)
{
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_SOFTWARE,
        .size = sizeof(struct perf_event_attr),
        .config = PERF_COUNT_SW_CPU_CLOCK,
        .freq = 1,
        .sample_freq = options->rate_hz,
        .sample_type = PERF_RECORD_SAMPLES,
        .sample_regs_user = perf_register_mask(),
        .sample_stack_user = options->stack_bytes,
        .disabled = 1,
        .enable_on_exec = options->starts_with_exec,
        .inherit = 1,
        .exclude_kernel = !sees_kernel,
        .exclude_hv = 1,
        .exclude_callchain_user = 1,
        .mmap = 1,
        .mmap2 = 1,
        .comm = 1,
        .comm_exec = 1,
        .task = 1,
        .use_clockid = 1,
        .clockid = CLOCK_MONOTONIC_RAW,
        .watermark = 1, // of 0 bytes: nobody is woken up before the buffer is half full
    };
    if (options->of_switches) {
        attributes.config = PERF_COUNT_SW_CONTEXT_SWITCHES;
        attributes.freq = 0;
        attributes.sample_period = 1;
        attributes.context_switch = 1;
        attributes.sample_id_all = 1; // of whom a record is, and when
    }
    return attributes;
}

static int open_event(struct perf_event_attr *attributes, pid_t tid, int cpu)
{
    return (int)syscall(SYS_perf_event_open, attributes, tid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

static int read_setting(const char *path)
{
    g_autofree char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) ? atoi(text) : 0;
}

static void set_refusal(int cause, pid_t pid, GError **error)
{
    int paranoid = read_setting("/proc/sys/kernel/perf_event_paranoid");
    if (cause == ESRCH)
        g_set_error(error, PERF_EVENTS_ERROR, PERF_EVENTS_ERROR_GONE,
                    "process %d has ended, or there is none", pid);
    else if ((cause == EACCES || cause == EPERM) && paranoid > 2)
        g_set_error(error, PERF_EVENTS_ERROR, PERF_EVENTS_ERROR_REFUSED,
                    "the kernel refuses to sample (kernel.perf_event_paranoid is %d): run it as "
                    "root, or allow it with 'sysctl kernel.perf_event_paranoid=2'",
                    paranoid);
    else if (cause == EACCES || cause == EPERM)
        g_set_error(error, PERF_EVENTS_ERROR, PERF_EVENTS_ERROR_REFUSED,
                    "sampling process %d is refused: it is another user's, or a container forbids "
                    "perf_event_open (start it with --cap-add PERFMON and a seccomp profile that "
                    "allows it)",
                    pid);
    else if (cause == ENOSYS)
        g_set_error(error, PERF_EVENTS_ERROR, PERF_EVENTS_ERROR_REFUSED,
                    "this kernel or container has no perf_event_open");
    else if (cause == EMFILE)
        g_set_error(error, PERF_EVENTS_ERROR, PERF_EVENTS_ERROR_OTHER,
                    "sampling process %d needs more open files, one for each thread and CPU: allow "
                    "them with 'ulimit -n'",
                    pid);
    else
        g_set_error(error, PERF_EVENTS_ERROR, PERF_EVENTS_ERROR_OTHER,
                    "cannot sample process %d: %s", pid, g_strerror(cause));
}

static struct buffer *find_buffer(const struct perf_events *events, guint cpu)
{
    return &g_array_index(events->buffers, struct buffer, cpu);
}

// As large as the kernel lets us: without privileges some 500 KiB a CPU may be locked.
static bool map_buffer(struct buffer *buffer, int fd)
{
    size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    for (size_t bytes = MOST_BYTES; bytes >= LEAST_BYTES; bytes /= 2) {
        void *page = mmap(NULL, page_bytes + bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (page == MAP_FAILED)
            continue;
        *buffer = (struct buffer){fd, page, (uint8_t *)page + page_bytes, bytes};
        return true;
    }
    return false;
}

// Events of one CPU share a buffer.
static bool add_event(struct perf_events *events, struct perf_event_attr *attributes, pid_t tid,
                      guint at, int cpu)
{
    struct buffer *buffer = find_buffer(events, at);
    int fd = open_event(attributes, tid, cpu);
    if (fd < 0)
        return false;
    g_array_append_val(events->fds, fd);
    if (buffer->page != NULL)
        return ioctl(fd, PERF_EVENT_IOC_SET_OUTPUT, buffer->fd) == 0;
    if (!map_buffer(buffer, fd))
        return false;
    g_array_insert_val(events->polled, 0, fd);
    return true;
}

// A thread that ended in the meantime is none of those that we want.
static bool add_thread(struct perf_events *events, struct perf_event_attr *attributes, pid_t tid,
                       const GArray *cpus)
{
    for (guint i = 0; i < cpus->len; i++) {
        int cpu = (int)g_array_index(cpus, unsigned, i);
        if (!add_event(events, attributes, tid, i, cpu))
            return errno == ESRCH && events->fds->len > 0;
    }
    return true;
}

// All threads that there are: a thread that one of them starts meanwhile inherits from it.
static bool add_threads(struct perf_events *events, struct perf_event_attr *attributes, pid_t pid,
                        const GArray *cpus)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task", pid);
    g_autoptr(GDir) threads = g_dir_open(path, 0, NULL);
    bool is_good = threads != NULL;
    int cause = ESRCH;
    for (const char *name; is_good && (name = g_dir_read_name(threads)) != NULL;) {
        is_good = add_thread(events, attributes, (pid_t)atoi(name), cpus);
        cause = errno;
    }
    errno = cause;
    return is_good && events->fds->len > 0;
}

static GArray *list_cpus(void)
{
    g_autofree char *text = NULL;
    g_file_get_contents("/sys/devices/system/cpu/online", &text, NULL, NULL);
    GArray *cpus = cpu_list_parse(text);
    for (unsigned cpu = 0; text == NULL && cpu < g_get_num_processors(); cpu++)
        g_array_append_val(cpus, cpu);
    return cpus;
}

static void close_all(struct perf_events *events)
{
    size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    for (guint i = 0; i < events->buffers->len; i++)
        if (find_buffer(events, i)->page != NULL)
            munmap(find_buffer(events, i)->page, page_bytes + find_buffer(events, i)->bytes);
    for (guint i = 0; i < events->fds->len; i++)
        close(g_array_index(events->fds, int, i));
    g_array_set_size(events->fds, 0);
    g_array_set_size(events->buffers, 0);
    g_array_set_size(events->polled, 0);
}

void perf_events_enable(struct perf_events *events, bool is_enabled)
{
    for (guint i = 0; i < events->fds->len; i++)
        ioctl(g_array_index(events->fds, int, i),
              is_enabled ? PERF_EVENT_IOC_ENABLE : PERF_EVENT_IOC_DISABLE, 0);
}

static bool open_all(struct perf_events *events, pid_t pid, const struct perf_options *options,
                     bool sees_kernel)
{
    static const int end = -1;
    struct perf_event_attr attributes = make_attributes(options, sees_kernel);
    g_autoptr(GArray) cpus = list_cpus();
    g_array_set_size(events->buffers, cpus->len);
    g_array_append_val(events->polled, end);
    events->sees_kernel = sees_kernel;
    if (!add_threads(events, &attributes, pid, cpus)) {
        int cause = errno;
        close_all(events);
        errno = cause;
        return false;
    }
    if (!options->starts_with_exec)
        perf_events_enable(events, true);
    return true;
}

struct perf_events *perf_events_open(pid_t pid, const struct perf_options *options, GError **error)
{
    struct perf_events *events = g_new0(struct perf_events, 1);
    events->fds = g_array_new(FALSE, FALSE, sizeof(int));
    events->buffers = g_array_new(FALSE, TRUE, sizeof(struct buffer));
    events->polled = g_array_new(FALSE, FALSE, sizeof(int));
    events->record = g_byte_array_new();
    if (!perf_registers_are_known())
        errno = ENOSYS;
    else if (open_all(events, pid, options, true) ||
             (!options->of_switches && open_all(events, pid, options, false)))
        return events;
    if (options->of_switches && (errno == EACCES || errno == EPERM))
        g_set_error(error, PERF_EVENTS_ERROR, PERF_EVENTS_ERROR_REFUSED,
                    "where a program waits is seen by root, or with kernel.perf_event_paranoid of "
                    "1 or less");
    else
        set_refusal(errno, pid, error);
    perf_events_close(events);
    return NULL;
}

void perf_events_close(struct perf_events *events)
{
    if (events == NULL)
        return;
    close_all(events);
    g_array_unref(events->fds);
    g_array_unref(events->buffers);
    g_array_unref(events->polled);
    g_byte_array_unref(events->record);
    g_free(events);
}

bool perf_events_sees_kernel(const struct perf_events *events)
{
    return events->sees_kernel;
}

const int *perf_events_fds(const struct perf_events *events)
{
    return (const int *)events->polled->data;
}

// A record as one piece: it may lie around the end of the buffer.
static const uint8_t *whole(struct perf_events *events, const struct buffer *buffer, uint64_t at,
                            size_t bytes)
{
    size_t begin = at % buffer->bytes;
    size_t first = MIN(bytes, buffer->bytes - begin);
    g_byte_array_set_size(events->record, 0);
    g_byte_array_append(events->record, buffer->data + begin, (guint)first);
    g_byte_array_append(events->record, buffer->data, (guint)(bytes - first));
    return events->record->data;
}

static void read_buffer(struct perf_events *events, const struct buffer *buffer,
                        const struct perf_listener *listener)
{
    uint64_t end = __atomic_load_n(&buffer->page->data_head, __ATOMIC_ACQUIRE);
    uint64_t at = buffer->page->data_tail;
    while (end - at >= sizeof(struct perf_event_header)) {
        struct perf_event_header header;
        memcpy(&header, whole(events, buffer, at, sizeof header), sizeof header);
        if (header.size < sizeof header || header.size > end - at)
            break;
        const uint8_t *record = whole(events, buffer, at, header.size);
        perf_record_hear(listener, record, header.size);
        at += header.size;
        // At once, so that the kernel may go on writing.
        __atomic_store_n(&buffer->page->data_tail, at, __ATOMIC_RELEASE);
    }
    __atomic_store_n(&buffer->page->data_tail, end, __ATOMIC_RELEASE);
}

void perf_events_read(struct perf_events *events, const struct perf_listener *listener)
{
    for (guint i = 0; i < events->buffers->len; i++)
        if (find_buffer(events, i)->page != NULL)
            read_buffer(events, find_buffer(events, i), listener);
}
