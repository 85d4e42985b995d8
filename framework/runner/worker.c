// SPDX-License-Identifier: MIT
#include "framework/runner/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/interruption.h"
#include "framework/harness/protocol.h"
#include "framework/runner/last_words.h"
#include "framework/runner/reply.h"

G_DEFINE_QUARK(benchrun - worker - error, worker_error)

enum { MEMORY_CHECK_MS = 50, GRACE_MS = 2000 };

struct worker {
    GPid pid;
    int pid_fd; // readable when the process has ended
    int in_fd;
    int out_fd;
    int error_fd; // -1 once closed
    int memory_fd;
    double timeout_s;
    uint64_t memory_limit_bytes;
    gint64 memory_checked_us;
    char *program;
    GString *out;            // bytes read and not yet taken
    size_t taken;            // of them, the lines handed out
    struct last_words words; // of its stderr
    bool is_broken;          // an error was reported: it gets no time to end by itself
    bool is_let_go;          // its stdin is closed, so that it is to end
    bool has_ended;
    int wait_status; // valid when it has ended
};

static void choose_cpus(const struct launch *launch)
{
    if (launch->cpus != NULL) {
        sched_setaffinity(0, launch->cpus_bytes, launch->cpus);
    } else if (launch->cpu >= 0) {
        cpu_set_t *set = CPU_ALLOC((size_t)launch->cpu + 1);
        size_t size = CPU_ALLOC_SIZE((size_t)launch->cpu + 1);
        CPU_ZERO_S(size, set);
        CPU_SET_S((size_t)launch->cpu, size, set);
        sched_setaffinity(0, size, set);
    }
}

// Runs in the child between fork and exec: system calls alone.
static void prepare_child(void *data)
{
    const struct launch *launch = data;
    setpgid(0, 0);
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (launch->same_layout) // where a sandbox forbids it, addresses stay random
        personality(ADDR_NO_RANDOMIZE | (unsigned long)personality(0xffffffff));
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    // Should memory run out all the same, the kernel is to take this process and no other.
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        ssize_t ignored = write(fd, "1000", 4);
        (void)ignored;
        close(fd);
    }
    choose_cpus(launch);
}

static char **build_arguments(const struct launch *launch)
{
    GPtrArray *arguments = g_ptr_array_new();
    for (const char *const *word = launch->launcher; word != NULL && *word != NULL; word++)
        g_ptr_array_add(arguments, g_strdup(*word));
    bool is_bare = arguments->len == 0 && strchr(launch->program, '/') == NULL;
    g_ptr_array_add(arguments, g_strconcat(is_bare ? "./" : "", launch->program, NULL));
    g_ptr_array_add(arguments, g_strdup(PROTOCOL_WORKER_FLAG));
    for (const char *const *word = launch->args; word != NULL && *word != NULL; word++)
        g_ptr_array_add(arguments, g_strdup(*word));
    g_ptr_array_add(arguments, NULL);
    return (char **)g_ptr_array_free(arguments, FALSE);
}

static char **build_environment(const struct launch *launch)
{
    char **environment = g_get_environ();
    for (const char *const *pair = launch->env; pair != NULL && *pair != NULL; pair++) {
        g_auto(GStrv) parts = g_strsplit(*pair, "=", 2);
        environment = g_environ_setenv(environment, parts[0], parts[1] ? parts[1] : "", TRUE);
    }
    g_autofree char *padding = g_strnfill(launch->stack_shift_bytes, 'x');
    return g_environ_setenv(environment, "BENCHRUN_STACK_SHIFT", padding, TRUE);
}

static int open_memory_file(GPid pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/statm", pid);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static bool spawn(struct worker *worker, const struct launch *launch, GError **error)
{
    g_auto(GStrv) arguments = build_arguments(launch);
    g_auto(GStrv) environment = build_environment(launch);
    GError *cause = NULL;
    if (!g_spawn_async_with_pipes(NULL, arguments, environment,
                                  G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH, prepare_child,
                                  (void *)launch, &worker->pid, &worker->in_fd, &worker->out_fd,
                                  &worker->error_fd, &cause)) {
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_START, "cannot start '%s': %s",
                    launch->program, cause->message);
        g_error_free(cause);
        return false;
    }
    fcntl(worker->out_fd, F_SETFL, O_NONBLOCK);
    fcntl(worker->error_fd, F_SETFL, O_NONBLOCK);
    worker->pid_fd = (int)syscall(SYS_pidfd_open, worker->pid, 0);
    worker->memory_fd = open_memory_file(worker->pid);
    return true;
}

static void drain_stderr(struct worker *worker)
{
    char buffer[4096];
    for (int i = 0; i < 64; i++) { // a flood must not keep us here
        ssize_t n = read(worker->error_fd, buffer, sizeof buffer);
        if (n <= 0) {
            if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
                close(worker->error_fd);
                worker->error_fd = -1;
            }
            return;
        }
        last_words_add(&worker->words, buffer, (size_t)n);
    }
}

// Reads what there is; false at the end of the stream.
static bool drain_stdout(struct worker *worker)
{
    char buffer[65536];
    ssize_t n = read(worker->out_fd, buffer, sizeof buffer);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    g_string_append_len(worker->out, buffer, n);
    return n > 0;
}

static uint64_t resident_bytes(const struct worker *worker)
{
    char text[128] = {0};
    if (worker->memory_fd < 0 || pread(worker->memory_fd, text, sizeof text - 1, 0) <= 0)
        return 0;
    const char *second = strchr(text, ' ');
    return second ? g_ascii_strtoull(second, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool check_memory(struct worker *worker, GError **error)
{
    gint64 now_us = g_get_monotonic_time();
    if (worker->memory_limit_bytes == 0 ||
        now_us - worker->memory_checked_us < MEMORY_CHECK_MS * 1000)
        return true;
    worker->memory_checked_us = now_us;
    uint64_t resident = resident_bytes(worker);
    if (resident <= worker->memory_limit_bytes)
        return true;
    g_autofree char *used = g_format_size_full(resident, G_FORMAT_SIZE_IEC_UNITS);
    g_autofree char *limit =
        g_format_size_full(worker->memory_limit_bytes, G_FORMAT_SIZE_IEC_UNITS);
    g_set_error(error, WORKER_ERROR, WORKER_ERROR_MEMORY,
                "took %s of memory, over the limit of %s (--memory-limit)", used, limit);
    return false;
}

static bool reap(struct worker *worker)
{
    if (!worker->has_ended)
        worker->has_ended = waitpid(worker->pid, &worker->wait_status, WNOHANG) == worker->pid;
    return worker->has_ended;
}

static bool set_died(struct worker *worker, GError **error)
{
    // The stream may end a moment before the process does.
    for (int i = 0; i < 200 && !reap(worker); i++)
        g_usleep(1000);
    if (worker->error_fd >= 0)
        drain_stderr(worker);
    int status = worker->wait_status;
    if (!worker->has_ended)
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_DIED, "closed its end of the pipe");
    else if (WIFSIGNALED(status))
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_DIED, "ended by SIG%s (%s)",
                    sigabbrev_np(WTERMSIG(status)) ? sigabbrev_np(WTERMSIG(status)) : "?",
                    strsignal(WTERMSIG(status)));
    else
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_DIED, "exited with code %d%s",
                    WEXITSTATUS(status), worker->is_let_go ? "" : " before it answered");
    return false;
}

// The next whole line, NUL-terminated in the buffer; NULL when there is none yet.
static char *take_line(struct worker *worker)
{
    char *start = worker->out->str + worker->taken;
    char *end = memchr(start, '\n', worker->out->len - worker->taken);
    if (end == NULL)
        return NULL;
    *end = '\0';
    worker->taken = (size_t)(end - worker->out->str) + 1;
    return start;
}

static void forget_taken(struct worker *worker)
{
    g_string_erase(worker->out, 0, (gssize)worker->taken);
    worker->taken = 0;
}

static bool wait_for_bytes(struct worker *worker, gint64 deadline_us, GError **error)
{
    gint64 left_us = deadline_us - g_get_monotonic_time();
    if (interruption_is_requested())
        return interruption_set_error(error);
    if (left_us <= 0) {
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_TIMEOUT, "no answer within %g s (--timeout)",
                    worker->timeout_s);
        return false;
    }
    struct pollfd fds[] = {
        {.fd = worker->out_fd, .events = POLLIN},
        {.fd = worker->error_fd, .events = POLLIN},
        {.fd = worker->pid_fd, .events = POLLIN},
    };
    int wait_ms = (int)MIN(left_us / 1000 + 1, MEMORY_CHECK_MS);
    if (poll(fds, G_N_ELEMENTS(fds), wait_ms) < 0)
        return true; // interrupted: looked at above, at the next turn
    if (worker->error_fd >= 0 && fds[1].revents != 0)
        drain_stderr(worker);
    if (fds[0].revents != 0 && !drain_stdout(worker))
        return set_died(worker, error);
    if (fds[0].revents == 0 && (worker->pid_fd >= 0 ? fds[2].revents != 0 : reap(worker)))
        return set_died(worker, error);
    return check_memory(worker, error);
}

static char *next_line(struct worker *worker, gint64 deadline_us, GError **error)
{
    for (;;) {
        char *line = take_line(worker);
        if (line != NULL && strlen(line) == (size_t)(worker->out->str + worker->taken - line) - 1)
            return line;
        if (line != NULL || worker->out->len - worker->taken > PROTOCOL_MAX_REPLY_BYTES) {
            g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED,
                        "answered a line that is too long or not text");
            return NULL;
        }
        if (worker->taken > 0)
            forget_taken(worker);
        if (!wait_for_bytes(worker, deadline_us, error))
            return NULL;
    }
}

static gint64 deadline_of(const struct worker *worker)
{
    return g_get_monotonic_time() + (gint64)(worker->timeout_s * 1e6);
}

static bool send_line(struct worker *worker, const char *line, size_t length, GError **error)
{
    for (size_t sent = 0; sent < length;) {
        ssize_t n = write(worker->in_fd, line + sent, length - sent);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return set_died(worker, error);
        sent += (size_t)n;
    }
    return true;
}

static bool is_final(const char *line)
{
    return reply_is(line, "ok") || reply_is(line, "skipped") || reply_is(line, "failed") ||
           reply_is(line, "error");
}

// What stands in an error message of a line that a stranger sent.
static char *quote(const char *line)
{
    g_autofree char *start = g_strndup(line, 60);
    return g_strescape(start, NULL);
}

const char *worker_request(struct worker *worker, bool (*each_line)(const char *line, void *data),
                           void *data, GError **error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autoptr(GString) request = g_string_new(NULL);
    g_string_vprintf(request, format, arguments);
    va_end(arguments);
    g_string_append_c(request, '\n');
    worker->is_broken = true; // until the answer is there
    drain_stdout(worker);     // an end of the stream is told below, by its request
    if (worker->out->len > worker->taken) {
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED, "spoke without being asked");
        return NULL;
    }
    forget_taken(worker);
    if (!send_line(worker, request->str, request->len, error))
        return NULL;
    for (gint64 deadline_us = deadline_of(worker);;) {
        const char *line = next_line(worker, deadline_us, error);
        if (line == NULL)
            return NULL;
        if (is_final(line)) {
            worker->is_broken = !check_memory(worker, error);
            return worker->is_broken ? NULL : line;
        }
        if (each_line == NULL || !each_line(line, data)) {
            g_autofree char *said = quote(line);
            g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED,
                        "answered '%s', which is no answer", said);
            return NULL;
        }
    }
}

// The version that a greeting tells, the word after its first; 0 where it is none.
static guint64 greeted_version(const char *line)
{
    guint64 version = 0;
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    if (g_strcmp0(words[0], PROTOCOL_GREETING) == 0 && words[1] != NULL)
        g_ascii_string_to_unsigned(words[1], 10, 1, G_MAXUINT64, &version, NULL);
    return version;
}

static bool greet(struct worker *worker, GError **error)
{
    const char *line = next_line(worker, deadline_of(worker), error);
    if (line == NULL) {
        g_autofree char *words = worker_last_words(worker);
        g_prefix_error(error,
                       "'%s' gave no greeting, so it may be no benchrun suite: ", worker->program);
        if (*words != '\0' && error != NULL && *error != NULL)
            g_prefix_error(error, "%s\n", words);
        return false;
    }
    guint64 version = greeted_version(line);
    if (version == 0) {
        g_autofree char *said = quote(line);
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_START,
                    "'%s' is no benchrun suite: it said '%s' where its greeting should be",
                    worker->program, said);
        return false;
    }
    if (version > PROTOCOL_VERSION) {
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_START,
                    "'%s' speaks protocol %" G_GUINT64_FORMAT
                    ", newer than this benchrun's %d: update benchrun",
                    worker->program, version, PROTOCOL_VERSION);
        return false;
    }
    worker->is_broken = false;
    return true;
}

struct worker *worker_start(const struct launch *launch, GError **error)
{
    struct worker *worker = g_new(struct worker, 1);
    *worker = (struct worker){
        .pid = -1,
        .pid_fd = -1,
        .in_fd = -1,
        .out_fd = -1,
        .error_fd = -1,
        .memory_fd = -1,
        .timeout_s = launch->timeout_s,
        .memory_limit_bytes = launch->memory_limit_bytes,
        .program = g_strdup(launch->program),
        .out = g_string_new(NULL),
        .is_broken = true,
    };
    last_words_init(&worker->words);
    signal(SIGPIPE, SIG_IGN); // a worker that died is an error of its request
    if (spawn(worker, launch, error) && greet(worker, error))
        return worker;
    worker_stop(worker);
    return NULL;
}

char *worker_last_words(const struct worker *worker)
{
    return last_words_tail(&worker->words);
}

char *worker_report(const struct worker *worker)
{
    return last_words_report(&worker->words);
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

bool worker_finish(struct worker *worker, GError **error)
{
    GError *cause = NULL;
    gint64 deadline_us = deadline_of(worker);
    close_fd(&worker->in_fd);
    worker->is_broken = true; // it has had its time to end
    worker->is_let_go = true;
    do
        g_string_truncate(worker->out, 0);
    while (wait_for_bytes(worker, deadline_us, &cause));
    bool has_ended_well = worker->has_ended && WIFEXITED(worker->wait_status) &&
                          WEXITSTATUS(worker->wait_status) == 0;
    if (has_ended_well)
        g_clear_error(&cause);
    else
        g_propagate_error(error, cause);
    return has_ended_well;
}

// Only the thread that a signal interrupts sees it at once, so no wait is long.
static void wait_a_moment(struct worker *worker)
{
    gint64 deadline_us = g_get_monotonic_time() + GRACE_MS * 1000;
    while (!reap(worker) && !interruption_is_requested() && g_get_monotonic_time() < deadline_us) {
        struct pollfd fd = {.fd = worker->pid_fd, .events = POLLIN};
        poll(&fd, worker->pid_fd >= 0, worker->pid_fd >= 0 ? MEMORY_CHECK_MS : 5);
    }
}

static void end_process(struct worker *worker)
{
    if (!worker->is_broken)
        wait_a_moment(worker);
    kill(-worker->pid, SIGKILL); // children that it left, or all of it
    if (!worker->has_ended) {
        kill(worker->pid, SIGKILL);
        while (waitpid(worker->pid, &worker->wait_status, 0) < 0 && errno == EINTR)
            continue;
    }
}

void worker_stop(struct worker *worker)
{
    if (worker == NULL)
        return;
    close_fd(&worker->in_fd);
    close_fd(&worker->out_fd);
    close_fd(&worker->error_fd);
    if (worker->pid > 0)
        end_process(worker);
    close_fd(&worker->pid_fd);
    close_fd(&worker->memory_fd);
    g_string_free(worker->out, TRUE);
    last_words_clear(&worker->words);
    g_free(worker->program);
    g_free(worker);
}
