// SPDX-License-Identifier: MIT
#include "framework/runner/launch.h"

#include <fcntl.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <unistd.h>

#include "framework/harness/protocol.h"

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
static void prepare_child(const void *data)
{
    const struct launch *launch = data;
    if (launch->same_layout) // where a sandbox forbids it, addresses stay random
        personality(ADDR_NO_RANDOMIZE | (unsigned long)personality(0xffffffff));
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    // If memory runs out, the kernel ends this process first.
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd >= 0) {
        ssize_t ignored = write(fd, "1000", 4);
        (void)ignored;
        close(fd);
    }
    if (launch->shown != NULL && launch->shown[0] >= 0)
        dup2(launch->shown[0], PROTOCOL_SHOWN_OUT);
    if (launch->shown != NULL && launch->shown[1] >= 0)
        dup2(launch->shown[1], PROTOCOL_SHOWN_ERROR);
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

// What the launch sets it to, or else what we have; NULL: neither.
static const char *find_variable(const struct launch *launch, const char *name)
{
    const char *value = g_getenv(name);
    size_t length = strlen(name);
    for (const char *const *pair = launch->env; pair != NULL && *pair != NULL; pair++)
        if (strncmp(*pair, name, length) == 0 && (*pair)[length] == '=')
            value = *pair + length + 1;
    return value;
}

static void add_libraries(const struct launch *launch, GPtrArray *words)
{
    const char *others = find_variable(launch, "LD_LIBRARY_PATH");
    bool has_others = others != NULL && *others != '\0';
    if (launch->libraries != NULL)
        g_ptr_array_add(words, g_strconcat("LD_LIBRARY_PATH=", launch->libraries,
                                           has_others ? ":" : "", others, NULL));
}

char **launch_join(const char *const *first, const char *const *second)
{
    g_autoptr(GStrvBuilder) joined = g_strv_builder_new();
    for (; first != NULL && *first != NULL; first++)
        g_strv_builder_add(joined, *first);
    for (; second != NULL && *second != NULL; second++)
        g_strv_builder_add(joined, *second);
    return g_strv_builder_end(joined);
}

char **launch_environment(const struct launch *launch)
{
    GPtrArray *words = g_ptr_array_new();
    for (const char *const *pair = launch->env; pair != NULL && *pair != NULL; pair++)
        g_ptr_array_add(words, g_strdup(*pair));
    add_libraries(launch, words);
    g_ptr_array_add(words, g_strdup_printf(PROTOCOL_TIMEOUT_VARIABLE "=%.0f", launch->timeout_s));
    g_autofree char *padding = g_strnfill(launch->stack_shift_bytes, 'x');
    g_ptr_array_add(words, g_strconcat("BENCHRUN_STACK_SHIFT=", padding, NULL));
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

void launch_allow_more(struct launch *launch, unsigned slowdown, uint64_t memory_bytes)
{
    launch->timeout_s *= slowdown;
    if (launch->memory_limit_bytes > 0)
        launch->memory_limit_bytes += launch->memory_limit_bytes + memory_bytes;
}

char *launch_line(const struct launch *launch)
{
    g_auto(GStrv) arguments = build_arguments(launch);
    const struct subprocess_call call = {
        .argv = (const char *const *)arguments,
        .environment = launch->env,
    };
    return subprocess_line(&call);
}

bool launch_start(const struct launch *launch, struct subprocess *out, GError **error)
{
    g_auto(GStrv) arguments = build_arguments(launch);
    g_auto(GStrv) environment = launch_environment(launch);
    struct subprocess_call call = {
        .argv = (const char *const *)arguments,
        .file = launch->file,
        .environment = (const char *const *)environment,
        .prepare = prepare_child,
        .data = launch,
    };
    if (subprocess_start(&call, out, launch->file ? NULL : error))
        return true;
    call.file = NULL; // a policy of the system may forbid copies
    return launch->file != NULL && subprocess_start(&call, out, error);
}
