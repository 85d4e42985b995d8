// SPDX-License-Identifier: MIT
#include "framework/runner/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/interruption.h"
#include "framework/base/subprocess.h"
#include "framework/harness/protocol.h"
#include "framework/runner/last_words.h"
#include "framework/runner/reply.h"

G_DEFINE_QUARK(benchrun - worker - error, worker_error)

enum { MEMORY_CHECK_MS = 50, GRACE_MS = 2000 };

struct worker {
    struct subprocess process;
    int memory_fd;
    double timeout_s;
    uint64_t memory_limit_bytes;
    gint64 memory_checked_us;
    const struct run_case *card;
    char *program;
    GString *out;            // bytes read and not yet taken
    size_t taken;            // of them, the lines handed out
    struct last_words words; // of its stderr
    bool is_broken;          // an error was reported: it gets no time to end by itself
    bool is_let_go;          // its stdin is closed, so that it ends
};

// A worker that has ended has no such file; without /proc nobody has.
static bool open_memory_file(struct worker *worker, GError **error)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/statm", worker->process.reaper.program);
    worker->memory_fd = open(path, O_RDONLY | O_CLOEXEC);
    if (worker->memory_fd >= 0 || (errno != EMFILE && errno != ENFILE))
        return true;
    g_set_error(error, WORKER_ERROR, WORKER_ERROR_HOST,
                "cannot watch the memory of a worker: %s: allow more open files (ulimit -n)",
                g_strerror(errno));
    return false;
}

static void explain_start(const GError *cause, GError **error)
{
    const char *remedy = subprocess_remedy(cause);
    const char *hint = remedy;
    if (g_error_matches(cause, G_SPAWN_ERROR, G_SPAWN_ERROR_NOEXEC))
        hint = "it may not be a benchrun suite, or be a script without a '#!' line";
    g_set_error(error, WORKER_ERROR, remedy ? WORKER_ERROR_HOST : WORKER_ERROR_START,
                "cannot start %s%s%s", cause->message, hint ? ": " : "", hint ? hint : "");
}

static bool start(struct worker *worker, const struct launch *launch, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (launch_start(launch, &worker->process, &cause))
        return open_memory_file(worker, error);
    explain_start(cause, error);
    return false;
}

static void drain_stderr(struct worker *worker)
{
    char buffer[4096];
    for (int i = 0; i < 64; i++) { // a flood must not keep us here
        ssize_t n = read(worker->process.error_fd, buffer, sizeof buffer);
        if (n <= 0) {
            if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
                close(worker->process.error_fd);
                worker->process.error_fd = -1;
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
    ssize_t n = read(worker->process.out_fd, buffer, sizeof buffer);
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

static bool set_died(struct worker *worker, GError **error)
{
    // The stream may end a moment before the process does, on a busy machine a long one.
    subprocess_wait(&worker->process, g_get_monotonic_time() + GRACE_MS * 1000);
    if (worker->process.error_fd >= 0)
        drain_stderr(worker);
    int status = worker->process.wait_status;
    if (worker->process.has_ended && interruption_is_shared(status))
        return interruption_set_error(error);
    if (!worker->process.has_ended)
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

enum awaited { AWAIT_ANSWER, AWAIT_READING };

// Waits until the worker answers, or until it has read enough for the rest of a request.
static bool wait_for(struct worker *worker, enum awaited awaited, gint64 deadline_us,
                     GError **error)
{
    gint64 left_us = deadline_us - g_get_monotonic_time();
    if (interruption_is_requested())
        return interruption_set_error(error);
    if (presence_request(worker->card) == RUN_CASE_KILL) {
        g_set_error_literal(error, WORKER_ERROR, WORKER_ERROR_CANCELLED, "cancelled");
        return false;
    }
    if (left_us <= 0) {
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_TIMEOUT, "%s within %g s (--timeout)",
                    awaited == AWAIT_ANSWER ? "no answer" : "did not read its request",
                    worker->timeout_s);
        return false;
    }
    struct pollfd fds[] = {
        {.fd = worker->process.out_fd, .events = POLLIN},
        {.fd = worker->process.error_fd, .events = POLLIN},
        {.fd = worker->process.reaper.end_fd, .events = POLLIN},
        {.fd = awaited == AWAIT_READING ? worker->process.in_fd : -1, .events = POLLOUT},
    };
    int wait_ms = (int)MIN(left_us / 1000 + 1, MEMORY_CHECK_MS);
    if (poll(fds, G_N_ELEMENTS(fds), wait_ms) < 0)
        return true; // interrupted: looked at above, at the next turn
    if (worker->process.error_fd >= 0 && fds[1].revents != 0)
        drain_stderr(worker);
    if (fds[0].revents != 0 && !drain_stdout(worker))
        return set_died(worker, error);
    if (fds[0].revents == 0 &&
        (worker->process.reaper.end_fd >= 0 ? fds[2].revents != 0
                                            : subprocess_has_ended(&worker->process)))
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
        if (!wait_for(worker, AWAIT_ANSWER, deadline_us, error))
            return NULL;
    }
}

static gint64 deadline_of(const struct worker *worker)
{
    return g_get_monotonic_time() + (gint64)(worker->timeout_s * 1e6);
}

// Nothing of an earlier answer may be left when the next request is sent.
static bool check_silence(const struct worker *worker, GError **error)
{
    if (worker->out->len == worker->taken)
        return true;
    g_set_error(error, WORKER_ERROR, WORKER_ERROR_GARBLED, "answered without being asked");
    return false;
}

static bool send_line(struct worker *worker, const GString *line, gint64 deadline_us,
                      GError **error)
{
    for (size_t sent = 0; sent < line->len;) {
        ssize_t n = write(worker->process.in_fd, line->str + sent, line->len - sent);
        if (n > 0)
            sent += (size_t)n;
        else if (n == 0 || (errno != EAGAIN && errno != EINTR))
            return set_died(worker, error);
        else if (!wait_for(worker, AWAIT_READING, deadline_us, error) ||
                 !check_silence(worker, error))
            return false;
    }
    return true;
}

static bool is_final(const char *line)
{
    return reply_is(line, "ok") || reply_is(line, "skipped") || reply_is(line, "failed") ||
           reply_is(line, "error");
}

// A line from a program that may not be a suite, as an error message shows it.
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
    drain_stdout(worker);     // the request below notices the end of the stream
    if (!check_silence(worker, error))
        return NULL;
    forget_taken(worker);
    gint64 deadline_us = deadline_of(worker);
    if (!send_line(worker, request, deadline_us, error))
        return NULL;
    for (;;) {
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
                        "answered '%s', which makes no sense", said);
            return NULL;
        }
    }
}

static bool greet(struct worker *worker, gint64 deadline_us, GError **error)
{
    const char *line = next_line(worker, deadline_us, error);
    if (line == NULL) {
        g_autofree char *words = worker_last_words(worker);
        g_prefix_error(
            error, "'%s' sent no greeting, so it may not be a benchrun suite: ", worker->program);
        if (*words != '\0' && error != NULL && *error != NULL)
            g_prefix_error(error, "%s\n", words);
        return false;
    }
    guint64 version = reply_greeted_version(line);
    if (version == 0) {
        g_autofree char *said = quote(line);
        g_set_error(error, WORKER_ERROR, WORKER_ERROR_START,
                    "'%s' is not a benchrun suite: it said '%s' instead of a greeting",
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
        .memory_fd = -1,
        .timeout_s = launch->timeout_s,
        .memory_limit_bytes = launch->memory_limit_bytes,
        .card = launch->card,
        .program = g_strdup(launch->program),
        .out = g_string_new(NULL),
        .is_broken = true,
    };
    last_words_init(&worker->words);
    gint64 deadline_us = deadline_of(worker);
    if (start(worker, launch, error) && greet(worker, deadline_us, error))
        return worker;
    worker_stop(worker);
    return NULL;
}

pid_t worker_pid(const struct worker *worker)
{
    return worker->process.reaper.program;
}

char *worker_last_words(const struct worker *worker)
{
    return last_words_tail(&worker->words);
}

char *worker_report(const struct worker *worker)
{
    return last_words_report(&worker->words);
}

bool worker_finish(struct worker *worker, GError **error)
{
    GError *cause = NULL;
    gint64 deadline_us = deadline_of(worker);
    close(worker->process.in_fd);
    worker->process.in_fd = -1;
    worker->is_broken = true; // it has had its time to end
    worker->is_let_go = true;
    do
        g_string_truncate(worker->out, 0);
    while (wait_for(worker, AWAIT_ANSWER, deadline_us, &cause));
    bool has_ended_well = worker->process.has_ended && WIFEXITED(worker->process.wait_status) &&
                          WEXITSTATUS(worker->process.wait_status) == 0;
    if (has_ended_well)
        g_clear_error(&cause);
    else
        g_propagate_error(error, cause);
    return has_ended_well;
}

void worker_stop(struct worker *worker)
{
    if (worker == NULL)
        return;
    subprocess_close_pipes(&worker->process);
    if (!worker->is_broken)
        subprocess_wait(&worker->process, g_get_monotonic_time() + GRACE_MS * 1000);
    subprocess_end(&worker->process);
    if (worker->memory_fd >= 0)
        close(worker->memory_fd);
    g_string_free(worker->out, TRUE);
    last_words_clear(&worker->words);
    g_free(worker->program);
    g_free(worker);
}
