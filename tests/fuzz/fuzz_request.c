// SPDX-License-Identifier: MIT
// A worker in this process, with some small benchmarks. Its end of the pipe is two files.
#include <benchrun/bench.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "framework/harness/protocol.h"
#include "framework/harness/worker.h"
#include "framework/runner/reply.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"

BENCH(fuzz, plain, .args = {1, 2}, .latency = true, .cold = true)
{
    int64_t sum = 0;
    BENCH_LOOP (bench) {
        sum += bench->arg;
        bench_hide(sum);
    }
    bench_output(bench, &sum, sizeof sum);
    bench_metric(bench, "a metric =%\n", (double)sum, "unit");
}

BENCH(fuzz, threads, .threads = {2})
{
    BENCH_LOOP (bench) {
        bench_clobber_memory();
    }
}

BENCH(fuzz, refuses)
{
    bench_fail(bench, "why =%\n\x1b");
}

static int in_fd, out_fd;

void __real_wire_open(void);
void __wrap_wire_open(void);
bool __wrap_sweep_caches(const void *region, size_t n_bytes);

// Once: the real one takes stdin and stdout away.
void __wrap_wire_open(void)
{
    static bool is_open;
    if (is_open)
        return;
    is_open = true;
    int stdin_fd = dup(STDIN_FILENO), stdout_fd = dup(STDOUT_FILENO);
    dup2(in_fd, STDIN_FILENO);
    dup2(out_fd, STDOUT_FILENO);
    __real_wire_open();
    dup2(stdin_fd, STDIN_FILENO);
    dup2(stdout_fd, STDOUT_FILENO);
    close(stdin_fd);
    close(stdout_fd);
}

// The real one takes as long as a thousand inputs.
bool __wrap_sweep_caches(const void *region, size_t n_bytes)
{
    (void)region;
    (void)n_bytes;
    return true;
}

// A worker does as often as it is asked to: here no number has more than three digits, unless it is
// too large for any.
static char *tame(const uint8_t *data, size_t size, size_t *length)
{
    enum { MOST_DIGITS = 3, TOO_MANY_DIGITS = 25 };
    GString *text = g_string_new(NULL);
    for (size_t i = 0; i < size;) {
        size_t n = 0;
        while (i + n < size && g_ascii_isdigit(data[i + n]))
            n++;
        bool is_too_large = n >= TOO_MANY_DIGITS && data[i] != '0';
        size_t kept = n > MOST_DIGITS && !is_too_large ? MOST_DIGITS : MAX(n, 1);
        g_string_append_len(text, (const char *)data + i, (gssize)kept);
        i += MAX(n, 1);
    }
    *length = text->len;
    return g_string_free(text, FALSE);
}

static bool is_final(const char *line)
{
    return reply_is(line, "ok") || reply_is(line, "skipped") || reply_is(line, "failed") ||
           reply_is(line, "error");
}

// A greeting, and one answer to each line.
static void insist_answers(size_t n_requests)
{
    size_t length = (size_t)lseek(out_fd, 0, SEEK_END);
    g_autofree char *text = g_malloc(length + 1);
    insist(pread(out_fd, text, length, 0) == (ssize_t)length, "the answers can be read");
    text[length] = '\0';
    insist(strlen(text) == length && length > 0 && text[length - 1] == '\n', "they are lines");
    g_auto(GStrv) answers = g_strsplit(text, "\n", -1);
    insist(reply_greeted_version(answers[0]) == PROTOCOL_VERSION, "they begin with a greeting");
    size_t n_final = 0;
    for (char **line = answers + 1; *line != NULL; line++) {
        n_final += is_final(*line);
        insist(strlen(*line) < PROTOCOL_MAX_REPLY_BYTES, "no answer is too long");
        for (const char *c = *line; *c != '\0'; c++)
            insist(*c >= ' ' && *c < 0x7f, "an answer is plain");
    }
    insist(n_final == n_requests, "each request has one answer");
}

// The requests before the one that ends a worker, which would leave the rest for the next input.
static size_t count_requests(const char *text, size_t *length)
{
    size_t n = 0;
    const char *line = text, *end = text + *length;
    for (const char *next; (next = memchr(line, '\n', (size_t)(end - line))) != NULL; n++) {
        if (next - line == 4 && memcmp(line, "quit", 4) == 0) {
            *length = (size_t)(next + 1 - text);
            break;
        }
        line = next + 1;
    }
    return n;
}

void fuzz_request(const uint8_t *data, size_t size)
{
    size_t length = 0;
    g_autofree char *text = tame(data, size, &length);
    size_t n = count_requests(text, &length);
    if (in_fd == 0) {
        in_fd = memfd_create("requests", MFD_CLOEXEC);
        out_fd = memfd_create("answers", MFD_CLOEXEC);
    }
    insist(ftruncate(in_fd, 0) == 0 && pwrite(in_fd, text, length, 0) == (ssize_t)length &&
               lseek(in_fd, 0, SEEK_SET) == 0 && ftruncate(out_fd, 0) == 0 &&
               lseek(out_fd, 0, SEEK_SET) == 0,
           "requests can be written");
    worker_serve();
    insist_answers(n);
}
