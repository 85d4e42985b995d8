// SPDX-License-Identifier: MIT
// benchrun-commands: the worker of `benchrun exec`, a suite whose cases are whole commands. They
// are read from the file PROGRAM.commands, where PROGRAM is what it was started as (a link to it):
// entries KEY=VALUE, each ended by a zero byte; `case` begins a case. framework/cli/exec_suite.c
// writes it. One iteration starts a command and waits for its end; what its process used is that of
// wait4().
#include <benchrun/bench.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/harness/session.h"
#include "framework/harness/worker.h"

// Makes it a process that does nothing.
#define NOTHING_FLAG "--nothing"

struct command {
    struct bench_def def; // first: a session has this one
    unsigned n_args;
    char **words;
    char **prepare; // run before each sample; NULL: nothing
};

static struct command *commands;
static size_t n_commands;
static char **empty_words; // what starts a process that does nothing
static const char *input = "/dev/null";
static int in_fd, out_fd = -1, error_fd = STDERR_FILENO;
static bool ignores_failure, is_pinned;

_Noreturn static void give_up(const char *what)
{
    fprintf(stderr, "benchrun-commands: %s: %s\n", what, strerror(errno));
    exit(2);
}

static void *grow(void *array, size_t bytes)
{
    void *grown = realloc(array, bytes);
    if (grown == NULL)
        give_up("no memory");
    return grown;
}

// A process that was started, and has ended.
struct ended {
    pid_t pid;
    int error; // errno where it could not be started
    int status;
    struct rusage usage;
};

static struct {
    posix_spawn_file_actions_t streams;
    posix_spawnattr_t attributes;
} start;

// What it leaves behind would run beside the next one, so that its group ends with it: as long as
// it is not reaped, no other group can have its number. What is in another group ends with the
// worker.
static void run(char *const *words, struct ended *out)
{
    siginfo_t info;
    out->error =
        posix_spawnp(&out->pid, words[0], &start.streams, &start.attributes, words, environ);
    if (out->error != 0)
        return;
    while (waitid(P_PID, (id_t)out->pid, &info, WEXITED | WNOWAIT) < 0 && errno == EINTR)
        continue;
    kill(-out->pid, SIGKILL);
    while (wait4(out->pid, &out->status, 0, &out->usage) < 0)
        if (errno != EINTR)
            give_up("wait4()");
}

// Fails the case, as the first word counts.
static bool check(struct bench *bench, const struct ended *ended, const char *what,
                  const char *program)
{
    char why[512];
    int signal = WTERMSIG(ended->status);
    if (ended->error != 0)
        snprintf(why, sizeof why, "cannot start %s'%.200s': %s", what, program,
                 strerror(ended->error));
    else if (WIFSIGNALED(ended->status))
        snprintf(why, sizeof why, "%sended by SIG%s (%s)", what,
                 sigabbrev_np(signal) ? sigabbrev_np(signal) : "?", strsignal(signal));
    else if (WEXITSTATUS(ended->status) != 0)
        snprintf(why, sizeof why, "%sexited with code %d", what, WEXITSTATUS(ended->status));
    else
        return true;
    bench_fail(bench, why);
    return false;
}

static uint64_t to_ns(struct timeval time)
{
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

static void report(struct session *session, const struct ended *ended)
{
    bool is_killed = WIFSIGNALED(ended->status);
    session->command_run = (struct command_run){
        .is_known = true,
        .user_ns = to_ns(ended->usage.ru_utime),
        .system_ns = to_ns(ended->usage.ru_stime),
        .peak_bytes = (uint64_t)ended->usage.ru_maxrss * 1024,
        .exit_code =
            (unsigned)(is_killed ? 128 + WTERMSIG(ended->status) : WEXITSTATUS(ended->status)),
    };
}

static bool prepare(struct bench *bench, const struct command *command)
{
    struct ended ended = {0};
    if (command->prepare == NULL)
        return true;
    run(command->prepare, &ended);
    return check(bench, &ended, "--prepare: ", command->prepare[0]);
}

// Each run reads the whole input, and writes a new output where that is a file of its own.
static void rewind_streams(void)
{
    (void)lseek(in_fd, 0, SEEK_SET);
    if (error_fd == STDERR_FILENO && ftruncate(out_fd, 0) == 0)
        (void)lseek(out_fd, 0, SEEK_SET);
}

static void run_command(struct bench *bench)
{
    struct session *session = (struct session *)(void *)bench;
    const struct command *command = (const struct command *)(const void *)session->def;
    struct ended ended = {0};
    if (!prepare(bench, command))
        return;
    rewind_streams();
    BENCH_LOOP (bench) {
        run(command->words, &ended);
    }
    if (ended.error != 0 || !ignores_failure)
        check(bench, &ended, "", command->words[0]);
    report(session, &ended);
}

static void run_nothing(struct bench *bench)
{
    struct ended ended = {0};
    BENCH_LOOP (bench) {
        run(empty_words, &ended);
    }
    check(bench, &ended, "an empty process ", empty_words[0]);
}
static const struct bench_def nothing = {.group = "", .name = "floor", .run = run_nothing};

static void add_command(const char *name)
{
    commands = grow(commands, (n_commands + 1) * sizeof *commands);
    struct command *command = &commands[n_commands++];
    *command = (struct command){
        .def = {.group = "exec", .name = name, .file = "", .run = run_command},
    };
    command->def.options.line = (unsigned)n_commands; // they keep their order
    command->def.options.iterations = 1;
}

static void append_word(char ***words, char *word)
{
    size_t n = 0;
    while (*words != NULL && (*words)[n] != NULL)
        n++;
    *words = grow(*words, (n + 2) * sizeof **words);
    (*words)[n] = word;
    (*words)[n + 1] = NULL;
}

// `NAME=NUMBER`
static void take_arg(struct command *command, char *text)
{
    struct bench_options *options = &command->def.options;
    const struct {
        int64_t *args;
        unsigned *n;
        const char **name;
    } lists[REGISTRY_ARGS] = {
        {options->args, &options->n_args, &options->arg_name},
        {options->args2, &options->n_args2, &options->arg2_name},
        {options->args3, &options->n_args3, &options->arg3_name},
    };
    char *value = strchr(text, '=');
    if (value == NULL || command->n_args == REGISTRY_ARGS)
        return;
    *value = '\0';
    *lists[command->n_args].name = text;
    lists[command->n_args].args[0] = strtoll(value + 1, NULL, 10);
    *lists[command->n_args].n = 1;
    command->n_args++;
}

static void take_of_command(struct command *command, const char *key, char *value)
{
    if (strcmp(key, "word") == 0)
        append_word(&command->words, value);
    else if (strcmp(key, "prepare") == 0)
        append_word(&command->prepare, value);
    else if (strcmp(key, "baseline") == 0)
        command->def.options.baseline = true;
    else if (strcmp(key, "arg") == 0)
        take_arg(command, value);
}

static void take_entry(const char *key, char *value)
{
    if (strcmp(key, "case") == 0)
        add_command(value);
    else if (strcmp(key, "empty") == 0)
        append_word(&empty_words, value);
    else if (strcmp(key, "input") == 0)
        input = value;
    else if (strcmp(key, "shows_output") == 0)
        out_fd = PROTOCOL_SHOWN_OUT;
    else if (strcmp(key, "shows_errors") == 0)
        error_fd = PROTOCOL_SHOWN_ERROR;
    else if (strcmp(key, "ignore") == 0)
        ignores_failure = true;
    else if (strcmp(key, "pinned") == 0)
        is_pinned = true;
    else if (n_commands > 0)
        take_of_command(&commands[n_commands - 1], key, value);
}

static void read_entries(const char *program)
{
    char path[4096];
    char *text = NULL;
    size_t length = 0;
    snprintf(path, sizeof path, "%s.commands", program);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        give_up(path);
    while (getdelim(&text, &length, '\0', file) > 0) {
        char *value = strchr(text, '=');
        if (value != NULL) {
            *value = '\0';
            take_entry(text, value + 1);
        }
        text = NULL; // the values stay
    }
    fclose(file);
}

static int open_stream(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC, 0666);
    if (fd < 0)
        give_up(path);
    return fd;
}

// Those that benchrun opened have their numbers already.
static void open_streams(void)
{
    in_fd = open_stream(input, O_RDONLY);
    if (out_fd < 0)
        out_fd = open_stream("/dev/null", O_WRONLY);
    fcntl(out_fd, F_SETFD, FD_CLOEXEC);
    fcntl(error_fd, F_SETFD, FD_CLOEXEC);
}

static void prepare_start(void)
{
    posix_spawn_file_actions_init(&start.streams);
    posix_spawn_file_actions_adddup2(&start.streams, in_fd, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&start.streams, out_fd, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&start.streams, error_fd, STDERR_FILENO);
    posix_spawnattr_init(&start.attributes);
    posix_spawnattr_setflags(&start.attributes, POSIX_SPAWN_SETPGROUP);
}

static void fill_registry(void)
{
    static const struct bench_def **defs;
    defs = grow(NULL, (n_commands + 1) * sizeof(const struct bench_def *));
    for (size_t i = 0; i < n_commands; i++) {
        commands[i].def.options.all_cpus = !is_pinned;
        defs[i] = &commands[i].def;
    }
    bench_registry.begin = defs;
    bench_registry.end = defs + n_commands;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], NOTHING_FLAG) == 0)
        return 0;
    if (argc < 2 || strcmp(argv[1], PROTOCOL_WORKER_FLAG) != 0) {
        fprintf(stderr, "benchrun-commands is a part of benchrun: use 'benchrun exec'\n");
        return 2;
    }
    unsetenv(PROTOCOL_CPUS_VARIABLE); // commands are to find what benchrun found
    unsetenv(PROTOCOL_TIMEOUT_VARIABLE);
    read_entries(argv[0]);
    open_streams();
    prepare_start();
    fill_registry();
    worker_use_floor(&nothing);
    return worker_serve();
}
