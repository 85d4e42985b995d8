// SPDX-License-Identifier: MIT
#include "framework/base/subprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "framework/base/escape.h"
#include "framework/base/interruption.h"
#include "framework/base/owned_file.h"
#include "framework/base/text_file.h"

// Only the thread that a signal interrupts sees it at once, so no single wait is long.
enum { LOOK_MS = 50, LOOK_WITHOUT_FD_MS = 5, GRACE_MS = 2000, REAP_MS = 3000 };

static const struct subprocess nothing = {
    .reaper = {-1, -1, -1, -1, {.fd = -1}},
    .in_fd = -1,
    .out_fd = -1,
    .error_fd = -1,
    .has_ended = true,
};

void subprocess_output_clear(struct subprocess_output *output)
{
    g_clear_pointer(&output->output, g_free);
    g_clear_pointer(&output->complaints, g_free);
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static char **make_environment(const struct subprocess_call *call)
{
    char **environment = g_get_environ();
    for (const char *const *word = call->environment; word != NULL && *word != NULL; word++) {
        g_auto(GStrv) parts = g_strsplit(*word, "=", 2);
        environment = parts[1] != NULL ? g_environ_setenv(environment, parts[0], parts[1], TRUE)
                                       : g_environ_unsetenv(environment, parts[0]);
    }
    return environment;
}

// Some parents leave SIGCHLD ignored; then the system forgets how a child ended.
static void heed_children(void)
{
    struct sigaction action;
    if (sigaction(SIGCHLD, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
        signal(SIGCHLD, SIG_DFL);
}

static int code_of(int problem)
{
    switch (problem) {
    case ENOENT:
        return G_SPAWN_ERROR_NOENT;
    case EACCES:
        return G_SPAWN_ERROR_ACCES;
    case ENOEXEC:
        return G_SPAWN_ERROR_NOEXEC;
    case EAGAIN:
        return G_SPAWN_ERROR_FORK;
    case ENOMEM:
        return G_SPAWN_ERROR_NOMEM;
    case EMFILE:
        return G_SPAWN_ERROR_MFILE;
    case ENFILE:
        return G_SPAWN_ERROR_NFILE;
    default:
        return G_SPAWN_ERROR_FAILED;
    }
}

static bool set_error(GError **error, const struct subprocess_call *call, int problem)
{
    bool has_folder = call->folder == NULL || g_file_test(call->folder, G_FILE_TEST_IS_DIR);
    if (has_folder)
        g_set_error(error, G_SPAWN_ERROR, code_of(problem), "'%s': %s", call->argv[0],
                    g_strerror(problem));
    else
        g_set_error(error, G_SPAWN_ERROR, G_SPAWN_ERROR_CHDIR, "cannot enter '%s': %s",
                    call->folder, g_strerror(problem));
    return false;
}

// Its streams are `fds`.
static bool start(const struct subprocess_call *call, bool is_session, const int fds[3],
                  struct subprocess *out, GError **error)
{
    g_auto(GStrv) environment = make_environment(call);
    struct reaper_job job = {
        .argv = call->argv,
        .file = call->file,
        .folder = call->folder,
        .environment = environment,
        .fds = {fds[0], fds[1], fds[2]},
        .kept_fd = call->kept_fd,
        .is_session = is_session,
        .prepare = call->prepare,
        .data = call->data,
    };
    heed_children();
    int problem = reaper_start(&job, &out->reaper);
    out->has_ended = problem != 0;
    return problem == 0 || set_error(error, call, problem);
}

static bool open_pipe(int *read_end, int *write_end)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    *read_end = ends[0];
    *write_end = ends[1];
    return true;
}

bool subprocess_start(const struct subprocess_call *call, struct subprocess *out, GError **error)
{
    int fds[] = {-1, -1, -1};
    *out = nothing;
    signal(SIGPIPE, SIG_IGN);
    bool is_good = (open_pipe(&fds[0], &out->in_fd) && open_pipe(&out->out_fd, &fds[1]) &&
                    open_pipe(&out->error_fd, &fds[2])) ||
                   set_error(error, call, errno);
    is_good = is_good && start(call, false, fds, out, error);
    for (int i = 0; i < 3; i++)
        close_fd(&fds[i]);
    if (!is_good) {
        subprocess_close_pipes(out);
        return false;
    }
    fcntl(out->in_fd, F_SETFL, O_NONBLOCK);
    fcntl(out->out_fd, F_SETFL, O_NONBLOCK);
    fcntl(out->error_fd, F_SETFL, O_NONBLOCK);
    return true;
}

// In a process group of its own, a program that reads a terminal would be stopped.
bool subprocess_start_here(const struct subprocess_call *call, struct subprocess *out,
                           GError **error)
{
    int nothing_fd = isatty(STDIN_FILENO) ? open("/dev/null", O_RDONLY | O_CLOEXEC) : -1;
    const int fds[] = {nothing_fd >= 0 ? nothing_fd : STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
    *out = nothing;
    bool is_good = start(call, false, fds, out, error);
    close_fd(&nothing_fd);
    return is_good;
}

const char *subprocess_remedy(const GError *error)
{
    static const struct {
        int code;
        const char *remedy;
    } rows[] = {
        {G_SPAWN_ERROR_FORK, "allow more processes (ulimit -u, or the container's limit)"},
        {G_SPAWN_ERROR_NOMEM, "free some memory"},
        {G_SPAWN_ERROR_MFILE, "allow more open files (ulimit -n)"},
        {G_SPAWN_ERROR_NFILE, "allow more open files (sysctl fs.file-max)"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_error_matches(error, G_SPAWN_ERROR, rows[i].code))
            return rows[i].remedy;
    return NULL;
}

bool subprocess_has_ended(struct subprocess *process)
{
    if (!process->has_ended)
        process->has_ended = reaper_has_ended(&process->reaper, &process->wait_status);
    return process->has_ended;
}

static bool wait_for_end(struct subprocess *process, gint64 deadline_us, bool stops_for_user)
{
    int end_fd = process->reaper.end_fd;
    struct pollfd fd = {.fd = end_fd, .events = POLLIN};
    while (!subprocess_has_ended(process) && g_get_monotonic_time() < deadline_us &&
           !(stops_for_user && interruption_is_requested()))
        poll(&fd, end_fd >= 0, end_fd >= 0 ? LOOK_MS : LOOK_WITHOUT_FD_MS);
    return process->has_ended;
}

static bool wait_shortly(struct subprocess *process, int wait_ms)
{
    return wait_for_end(process, g_get_monotonic_time() + wait_ms * 1000, false);
}

bool subprocess_wait(struct subprocess *process, gint64 deadline_us)
{
    return wait_for_end(process, deadline_us, true);
}

void subprocess_close_pipes(struct subprocess *process)
{
    close_fd(&process->in_fd);
    close_fd(&process->out_fd);
    close_fd(&process->error_fd);
}

void subprocess_end(struct subprocess *process)
{
    if (!process->has_ended) {
        reaper_kill(&process->reaper);
        if (!wait_shortly(process, REAP_MS))
            reaper_give_up(&process->reaper, &process->wait_status);
        process->has_ended = true;
    }
    subprocess_close_pipes(process);
    reaper_close(&process->reaper);
}

// First politely, so that compilers remove their temporary files.
static void end_politely(struct subprocess *process)
{
    reaper_ask(&process->reaper);
    wait_shortly(process, GRACE_MS);
}

static bool run(const struct subprocess_call *call, const int fds[3], int *wait_status,
                GError **error)
{
    struct subprocess process = nothing;
    bool was_interrupted = interruption_is_requested();
    if (was_interrupted && !call->despite_interruption)
        return interruption_set_error(error);
    if (!start(call, true, fds, &process, error))
        return false;
    bool has_ended = wait_for_end(&process, G_MAXINT64, !was_interrupted);
    *wait_status = process.wait_status;
    if (!has_ended) {
        end_politely(&process);
        interruption_set_error(error);
    }
    subprocess_end(&process);
    return has_ended;
}

// env(1) takes what it unsets first.
static void add_environment(GPtrArray *words, const char *const *environment)
{
    const char *const *const first = environment;
    for (; environment != NULL && *environment != NULL; environment++) {
        if (strchr(*environment, '=') != NULL)
            continue;
        g_ptr_array_add(words, (gpointer) "-u");
        g_ptr_array_add(words, (gpointer)*environment);
    }
    for (environment = first; environment != NULL && *environment != NULL; environment++)
        if (strchr(*environment, '=') != NULL)
            g_ptr_array_add(words, (gpointer)*environment);
}

char *subprocess_line(const struct subprocess_call *call)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    add_environment(words, call->environment);
    if (words->len > 0)
        g_ptr_array_insert(words, 0, (gpointer) "env");
    for (const char *const *word = call->argv; *word != NULL; word++)
        g_ptr_array_add(words, (gpointer)*word);
    g_ptr_array_add(words, NULL);
    g_autofree char *line = escape_shell((const char *const *)words->pdata);
    if (call->folder == NULL)
        return g_steal_pointer(&line);
    const char *const place[] = {call->folder, NULL};
    g_autofree char *folder = escape_shell(place);
    return g_strdup_printf("cd %s && %s", folder, line);
}

// Files in memory in place of pipes: they take any amount, and are read when all is over.
static int make_input(const char *text)
{
    if (text == NULL)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    int fd = memfd_create("input", MFD_CLOEXEC);
    if (fd < 0 || (text_file_put(fd, text, strlen(text), NULL) && lseek(fd, 0, SEEK_SET) == 0))
        return fd;
    close_fd(&fd);
    return fd;
}

static bool read_streams(const int fds[3], struct subprocess_output *out, GError **error)
{
    gsize length = 0;
    g_autofree char *output = owned_file_content(fds[1], &out->length, error);
    g_autofree char *complaints = output ? owned_file_content(fds[2], &length, error) : NULL;
    if (complaints == NULL) {
        g_prefix_error(error, "cannot read what it wrote: ");
        return false;
    }
    out->output = g_steal_pointer(&output);
    out->complaints = g_utf8_make_valid(complaints, (gssize)length);
    return true;
}

static bool check_files(const int fds[3], GError **error)
{
    bool is_good = fds[0] >= 0 && fds[1] >= 0 && fds[2] >= 0;
    if (!is_good)
        g_set_error(error, G_SPAWN_ERROR, code_of(errno),
                    "cannot make a file in memory for its streams: %s", g_strerror(errno));
    return is_good;
}

bool subprocess_run(const struct subprocess_call *call, struct subprocess_output *out,
                    GError **error)
{
    bool has_log = call->log_fd > 0;
    int fds[] = {
        make_input(call->input),
        has_log ? call->log_fd : memfd_create("output", MFD_CLOEXEC),
        has_log ? call->log_fd : memfd_create("complaints", MFD_CLOEXEC),
    };
    struct subprocess_output output = {0};
    bool is_good = check_files(fds, error) && run(call, fds, &output.wait_status, error);
    is_good = is_good && (has_log || read_streams(fds, &output, error));
    for (int i = 0; i < (has_log ? 1 : 3); i++)
        close_fd(&fds[i]);
    if (is_good)
        *out = output;
    return is_good;
}
