// SPDX-License-Identifier: MIT
#include "framework/build/build_command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/base/folder.h"
#include "framework/base/subprocess.h"
#include "framework/build/shell_place.h"

G_DEFINE_QUARK(benchrun - build - error, build_error)

enum { LAST_LINES = 20, LAST_BYTES = 4096 };

struct variable {
    const char *word;
    const char *environment;
};
static const struct variable VARIABLES[] = {
    {"source", "BENCHRUN_SOURCE"},
    {"build", "BENCHRUN_BUILD"},
    {"jobs", "BENCHRUN_JOBS"},
    {"layout", "BENCHRUN_LAYOUT"},
};

static size_t word_length(const char *text)
{
    size_t length = 0;
    while (g_ascii_islower(text[length]) || text[length] == '_')
        length++;
    return length > 0 && text[length] == '}' ? length : 0;
}

static const struct variable *find_variable(const char *word, size_t length)
{
    for (size_t i = 0; i < G_N_ELEMENTS(VARIABLES); i++)
        if (strlen(VARIABLES[i].word) == length && strncmp(VARIABLES[i].word, word, length) == 0)
            return &VARIABLES[i];
    return NULL;
}

// Reads one item at `at`; returns its length, or 0 with an error.
static size_t expand_one(GString *out, const char *at, struct shell_place *place, GError **error)
{
    size_t length = *at == '{' ? word_length(at + 1) : 0;
    if (length == 0) {
        bool is_brace = g_str_has_prefix(at, "{{");
        size_t taken = is_brace ? 2 : shell_place_pass(place, at);
        g_string_append_len(out, at, (gssize)(is_brace ? 1 : taken));
        return taken;
    }
    const struct variable *variable = find_variable(at + 1, length);
    if (variable == NULL) {
        g_set_error(error, BUILD_ERROR, BUILD_ERROR_COMMAND,
                    "unknown variable '{%.*s}' in the build command; known: {source}, {build}, "
                    "{jobs}, {layout}; write '{{' for a brace",
                    (int)length, at + 1);
        return 0;
    }
    shell_place_add_variable(place, variable->environment, out);
    return length + 2;
}

static char *expand(const char *command, struct shell_place *place, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *at = command; *at != '\0';) {
        size_t taken = expand_one(out, at, place, error);
        if (taken == 0)
            return NULL;
        at += taken;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *build_command_expand(const char *command, GError **error)
{
    struct shell_place place;
    if (strspn(command, " \t") == strlen(command)) {
        g_set_error(error, BUILD_ERROR, BUILD_ERROR_COMMAND, "the build command is empty");
        return NULL;
    }
    shell_place_init(&place);
    char *expanded = expand(command, &place, error);
    shell_place_clear(&place);
    return expanded;
}

bool build_command_mentions(const char *command, const char *variable)
{
    g_autofree char *expanded = build_command_expand(command, NULL);
    const struct variable *known = find_variable(variable, strlen(variable));
    g_assert(known != NULL);
    return expanded != NULL && strstr(expanded, known->environment) != NULL;
}

static char *choose_meson(const char *text)
{
    // Meson builds for debugging by default; a project that says how is left alone.
    bool is_set = strstr(text, "buildtype") || strstr(text, "optimization");
    return g_strdup_printf("meson setup%s {build} {source} && ninja -C {build} -j {jobs}",
                           is_set ? "" : " --buildtype=debugoptimized");
}

static char *choose_cmake(const char *text)
{
    (void)text;
    return g_strdup("cmake -S {source} -B {build} -DCMAKE_BUILD_TYPE=RelWithDebInfo && "
                    "cmake --build {build} --parallel {jobs}");
}

static char *choose_make(const char *text)
{
    (void)text;
    return g_strdup("make -C {source} -j {jobs}");
}

char *build_command_choose_by(build_command_reader *read, const void *data, GError **error)
{
    static const struct {
        const char *file;
        char *(*choose)(const char *text);
    } kinds[] = {
        {"meson.build", choose_meson}, {"CMakeLists.txt", choose_cmake},
        {"GNUmakefile", choose_make},  {"makefile", choose_make},
        {"Makefile", choose_make},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *text = read(data, kinds[i].file);
        if (text != NULL)
            return kinds[i].choose(text);
    }
    g_set_error(error, BUILD_ERROR, BUILD_ERROR_COMMAND,
                "found no meson.build, CMakeLists.txt or Makefile to build it with: set 'command = "
                "...' under [build] in benchrun.ini");
    return NULL;
}

static char *read_in_folder(const void *folder, const char *name)
{
    enum { MOST_BYTES = 1 << 20 }; // nobody writes longer ones
    int fd = folder_open_file(folder, name);
    if (fd < 0)
        return NULL;
    char *text = g_malloc(MOST_BYTES + 1);
    ssize_t length = 0;
    for (ssize_t n = 1; n > 0 && length < MOST_BYTES; length += MAX(n, 0))
        n = read(fd, text + length, (size_t)(MOST_BYTES - length));
    text[length] = '\0';
    close(fd);
    return text;
}

char *build_command_choose(const char *source, GError **error)
{
    return build_command_choose_by(read_in_folder, source, error);
}

char *build_command_coverage(const char *source)
{
    static const char *const kinds[][2] = {
        {"meson.build", "meson setup --buildtype=debugoptimized -Db_coverage=true {build} {source} "
                        "&& ninja -C {build} -j {jobs}"},
        {"CMakeLists.txt", "cmake -S {source} -B {build} -DCMAKE_BUILD_TYPE=RelWithDebInfo "
                           "-DCMAKE_C_FLAGS=--coverage -DCMAKE_CXX_FLAGS=--coverage && "
                           "cmake --build {build} --parallel {jobs}"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        g_autofree char *file = g_build_filename(source, kinds[i][0], NULL);
        if (g_file_test(file, G_FILE_TEST_IS_REGULAR))
            return g_strdup(kinds[i][1]);
    }
    return NULL;
}

// After the first `skip` bytes, which name the command.
static char *last_lines(const char *path, gsize skip)
{
    g_autofree char *bytes = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return g_strdup("");
    const char *start =
        bytes + MAX(length > LAST_BYTES ? length - LAST_BYTES : 0, MIN(skip, length));
    g_autofree char *text = g_utf8_make_valid(start, (gssize)(bytes + length - start));
    g_strchomp(text);
    char *line = text + strlen(text);
    for (int lines = 0; line > text; line--)
        if (line[-1] == '\n' && ++lines == LAST_LINES)
            break;
    return g_strdup(line);
}

static bool check_end(const struct build_job *job, int status, gsize head, GError **error)
{
    if (status == 0)
        return true;
    g_autofree char *lines = last_lines(job->log, head);
    g_autofree char *how = WIFSIGNALED(status)
                               ? g_strdup_printf("was killed by signal %d", WTERMSIG(status))
                               : g_strdup_printf("exited with code %d", WEXITSTATUS(status));
    g_set_error(error, BUILD_ERROR, BUILD_ERROR_FAILED, "'%s' %s; its last lines:\n%s",
                job->command, how, lines);
    return false;
}

static char **make_environment(const struct build_job *job)
{
    GPtrArray *words = g_ptr_array_new();
    // A make that runs benchrun, or git's hooks, must not influence this build.
    static const char *const unset[] = {"MAKEFLAGS", "MFLAGS",         "MAKELEVEL",
                                        "GIT_DIR",   "GIT_INDEX_FILE", "GIT_WORK_TREE",
                                        "DESTDIR",   "GIT_PREFIX",     "GIT_OBJECT_DIRECTORY"};
    for (size_t i = 0; i < G_N_ELEMENTS(unset); i++)
        g_ptr_array_add(words, g_strdup(unset[i]));
    g_ptr_array_add(words, g_strconcat("BENCHRUN_SOURCE=", job->source, NULL));
    g_ptr_array_add(words, g_strconcat("BENCHRUN_BUILD=", job->build, NULL));
    g_ptr_array_add(words, g_strdup_printf("BENCHRUN_JOBS=%u", g_get_num_processors()));
    g_ptr_array_add(words, g_strdup_printf("BENCHRUN_LAYOUT=%u", job->layout));
    if (job->path != NULL)
        g_ptr_array_add(words, g_strconcat("PATH=", job->path, NULL));
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

static int open_log(const struct build_job *job, const char *script, gsize *head, GError **error)
{
    int fd = open(job->log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) {
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                    "cannot write '%s': %s", job->log, g_strerror(errno));
        return -1;
    }
    int written = dprintf(fd, "# BENCHRUN_SOURCE=%s\n# BENCHRUN_BUILD=%s\n# %s\n", job->source,
                          job->build, script);
    *head = written > 0 ? (gsize)written : 0;
    return fd;
}

char *build_command_line(const struct build_job *job, GError **error)
{
    g_autofree char *script = build_command_expand(job->command, error);
    g_auto(GStrv) environment = make_environment(job);
    const char *const argv[] = {"sh", "-c", script, NULL};
    const struct subprocess_call call = {
        .argv = argv,
        .folder = job->source,
        .environment = (const char *const *)environment,
    };
    return script != NULL ? subprocess_line(&call) : NULL;
}

bool build_command_run(const struct build_job *job, GError **error)
{
    g_autofree char *script = build_command_expand(job->command, error);
    gsize head = 0;
    int fd = script != NULL ? open_log(job, script, &head, error) : -1;
    if (fd < 0)
        return false;
    g_auto(GStrv) environment = make_environment(job);
    const char *const argv[] = {"sh", "-c", script, NULL};
    struct subprocess_call call = {
        .argv = argv,
        .folder = job->source,
        .environment = (const char *const *)environment,
        .log_fd = fd,
        .kept_fd = job->lock_fd,
    };
    struct subprocess_output output = {0};
    bool is_good = subprocess_run(&call, &output, error);
    close(fd);
    return is_good && check_end(job, output.wait_status, head, error);
}
