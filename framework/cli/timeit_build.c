// SPDX-License-Identifier: MIT
#include "framework/cli/timeit_build.h"

#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/folder.h"
#include "framework/base/subprocess.h"
#include "framework/base/text_file.h"
#include "framework/cli/dry_run.h"
#include "framework/cli/timeit_headers.h"
#include "framework/program/locals.h"
#include "framework/runner/own_files.h"

G_DEFINE_QUARK(timeit - error - quark, timeit_error)

struct compiling {
    const struct timeit_options *options;
    bool is_dry; // calls of the compiler are printed instead
    const char *folder;
    GPtrArray *before; // char *: the compiler and its flags
    GPtrArray *after;  // char *: libraries
};

static void add_words(GPtrArray *words, char *const *more)
{
    for (; more != NULL && *more != NULL; more++)
        g_ptr_array_add(words, g_strdup(*more));
}

static void add_each(GPtrArray *words, const char *prefix, char *const *more)
{
    for (; more != NULL && *more != NULL; more++)
        g_ptr_array_add(words, g_strconcat(prefix, *more, NULL));
}

static bool parse_words(const char *text, const char *what, char ***words, GError **error)
{
    if (g_shell_parse_argv(text, NULL, words, error))
        return true;
    g_prefix_error(error, "%s: ", what);
    return false;
}

// $CC and $CXX may have words of their own.
static bool add_compiler(GPtrArray *words, bool is_cpp, GError **error)
{
    g_auto(GStrv) own = NULL;
    const char *variable = is_cpp ? "CXX" : "CC";
    const char *set = g_getenv(variable);
    if (set == NULL || *set == '\0')
        set = is_cpp ? "c++" : "cc";
    if (!parse_words(set, variable, &own, error))
        return false;
    add_words(words, own);
    return true;
}

// What pkg-config says of packages; nothing is asked where there are none.
static bool add_packages(GPtrArray *words, const char *flag, char *const *packages, GError **error)
{
    g_autoptr(GPtrArray) ask = g_ptr_array_new();
    g_auto(GStrv) said = NULL;
    struct subprocess_output output;
    if (packages == NULL)
        return true;
    g_ptr_array_add(ask, (char *)"pkg-config");
    g_ptr_array_add(ask, (char *)flag);
    g_ptr_array_add(ask, (char *)"--");
    for (char *const *package = packages; *package != NULL; package++)
        g_ptr_array_add(ask, *package);
    g_ptr_array_add(ask, NULL);
    const struct subprocess_call call = {.argv = (const char *const *)ask->pdata};
    if (!subprocess_run(&call, &output, error)) {
        g_prefix_error(error, "--pkg asks pkg-config: ");
        return false;
    }
    bool is_good = output.wait_status == 0;
    if (!is_good)
        g_set_error(error, TIMEIT_ERROR, TIMEIT_ERROR_TOOLS, "--pkg: %s",
                    g_strchomp(output.complaints));
    g_autofree char *text = g_strstrip(g_strdup(is_good ? output.output : ""));
    subprocess_output_clear(&output);
    if (!is_good || (*text != '\0' && !parse_words(text, "pkg-config", &said, error)))
        return false;
    add_words(words, said);
    return true;
}

static bool add_own_libraries(GPtrArray *words, GError **error)
{
    static const char *const names[] = {"libbenchrun_main.a", "libbenchrun.a"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        char *path = own_file_find(names[i], "");
        if (path == NULL) {
            g_set_error(error, TIMEIT_ERROR, TIMEIT_ERROR_TOOLS,
                        "benchrun's library '%s' is not installed: install benchrun again",
                        names[i]);
            return false;
        }
        g_ptr_array_add(words, path);
    }
    return true;
}

// The headers are this program's own.
static bool write_headers(const char *folder, GError **error)
{
    static const struct {
        const char *name, *text;
    } headers[] = {{"bench.h", template_bench_h}, {"bench_macros.h", template_bench_macros_h}};
    g_autofree char *place = g_build_filename(folder, "include", "benchrun", NULL);
    bool is_good = folder_make(place, error);
    for (size_t i = 0; i < G_N_ELEMENTS(headers) && is_good; i++) {
        g_autofree char *path = g_build_filename(place, headers[i].name, NULL);
        is_good = text_file_write(path, headers[i].text, strlen(headers[i].text), false, error);
    }
    return is_good;
}

static bool open_compiling(struct compiling *out, const struct timeit_options *options,
                           const char *folder, GError **error)
{
    *out = (struct compiling){
        .options = options,
        .folder = folder,
        .before = g_ptr_array_new_with_free_func(g_free),
        .after = g_ptr_array_new_with_free_func(g_free),
    };
    GPtrArray *before = out->before, *after = out->after;
    g_autofree char *here = g_get_current_dir();
    if (!write_headers(folder, error) || !add_compiler(before, timeit_is_cpp(options), error))
        return false;
    g_ptr_array_add(before, g_strconcat("-O", options->level, NULL));
    g_ptr_array_add(before, g_strdup("-w"));
    g_ptr_array_add(before, g_strdup(timeit_is_cpp(options) ? "-std=gnu++17" : "-std=gnu11"));
    add_words(before, options->flags);
    g_ptr_array_add(before, g_strdup("-iquote"));
    g_ptr_array_add(before, g_steal_pointer(&here));
    add_each(before, "-I", options->include_folders);
    g_ptr_array_add(before, g_build_filename("-I", folder, "include", NULL));
    if (!add_packages(before, "--cflags", options->packages, error) ||
        !add_own_libraries(after, error))
        return false;
    add_each(after, "-L", options->library_folders);
    add_each(after, "-l", options->libraries);
    if (!add_packages(after, "--libs", options->packages, error))
        return false;
    g_ptr_array_add(after, g_strdup("-lm"));
    g_ptr_array_add(after, g_strdup("-lpthread"));
    return true;
}

static void close_compiling(struct compiling *compiling)
{
    g_ptr_array_unref(compiling->before);
    g_ptr_array_unref(compiling->after);
}

// What the compiler says of the user's own text, if it says anything of that; else all it says.
static char *pick_messages(const char *said)
{
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);
    GString *own = g_string_new(NULL);
    bool is_own = false;
    for (char **line = lines; *line != NULL; line++) {
        bool is_message =
            g_str_has_prefix(*line, "expression ") || g_str_has_prefix(*line, "setup");
        is_own = is_message || (is_own && **line == ' '); // the line itself, and where in it
        if (is_own && strstr(*line, ": In function") == NULL)
            g_string_append_printf(own, "\n%s", *line);
    }
    if (own->len == 0)
        g_string_append_printf(own, "\n%s", said);
    return g_strchomp(g_string_free(own, FALSE));
}

// The source, as a document in the shell's text, and the call.
static void print_call(const char *path, const char *source, const struct subprocess_call *call)
{
    g_autofree char *quoted = escape_shell((const char *const[]){path, NULL});
    g_autofree char *line = subprocess_line(call);
    g_autofree char *text = g_strdup_printf("cat >%s <<'END'\n%sEND\n%s", quoted, source, line);
    dry_run_print(text);
}

// Compiles a source with some more words.
static bool compile(const struct compiling *compiling, const char *source, const char *const *more,
                    bool with_libraries, GError **error)
{
    struct subprocess_output output;
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    g_autofree char *path = g_build_filename(
        compiling->folder, timeit_is_cpp(compiling->options) ? "timeit.cc" : "timeit.c", NULL);
    if (!text_file_write(path, source, strlen(source), false, error))
        return false;
    g_ptr_array_extend(words, compiling->before, NULL, NULL);
    for (; *more != NULL; more++)
        g_ptr_array_add(words, (char *)*more);
    g_ptr_array_add(words, path);
    if (with_libraries)
        g_ptr_array_extend(words, compiling->after, NULL, NULL);
    g_ptr_array_add(words, NULL);
    static const char *const environment[] = {"LC_ALL=C", NULL};
    const struct subprocess_call call = {.argv = (const char *const *)words->pdata,
                                         .environment = environment};
    GError *cause = NULL;
    if (compiling->is_dry) {
        print_call(path, source, &call);
        return true;
    }
    if (!subprocess_run(&call, &output, &cause)) {
        bool is_missing = g_error_matches(cause, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
        g_propagate_error(error, cause);
        if (is_missing)
            g_prefix_error(error, "install a compiler (gcc or clang), or name yours in $%s: ",
                           timeit_is_cpp(compiling->options) ? "CXX" : "CC");
        return false;
    }
    g_autofree char *messages = pick_messages(output.complaints);
    bool is_good = output.wait_status == 0;
    if (!is_good)
        g_set_error(error, TIMEIT_ERROR, TIMEIT_ERROR_CODE, "it does not compile:%s", messages);
    subprocess_output_clear(&output);
    return is_good;
}

// The variables of the set-up; NULL and an error where that does not compile.
static GPtrArray *find_locals(const struct compiling *compiling, GError **error)
{
    if (compiling->options->setup == NULL)
        return g_ptr_array_new();
    g_autofree char *source = timeit_setup_source(compiling->options);
    g_autofree char *library = g_build_filename(compiling->folder, "setup.so", NULL);
    const char *const words[] = {"-O0", "-g", "-fPIC", "-shared", "-o", library, NULL};
    if (!compile(compiling, source, words, false, error))
        return NULL;
    return compiling->is_dry ? g_ptr_array_new() : locals_of_function(library, TIMEIT_SETUP);
}

static bool is_value(const struct compiling *compiling, const struct timed *timed,
                     const GPtrArray *locals)
{
    g_autoptr(GPtrArray) alone = g_ptr_array_new();
    g_ptr_array_add(alone, (gpointer)timed);
    g_autofree char *source = timeit_source(compiling->options, alone, locals, TIMEIT_TO_COMPILE);
    static const char *const words[] = {"-fsyntax-only", NULL};
    return compile(compiling, source, words, false, NULL);
}

static bool build(const struct compiling *compiling, const GPtrArray *texts,
                  const GPtrArray *locals, const char *program, GError **error)
{
    g_autofree char *source = timeit_source(compiling->options, texts, locals, TIMEIT_TO_COMPILE);
    const char *const words[] = {"-o", program, NULL};
    return compile(compiling, source, words, true, error);
}

// Most are expressions with a value: what is none is looked for only where that does not compile.
static bool build_as_it_can(const struct compiling *compiling, const GPtrArray *texts,
                            const GPtrArray *locals, const char *program, GError **error)
{
    g_autoptr(GError) cause = NULL;
    if (build(compiling, texts, locals, program, &cause))
        return true;
    bool is_changed = false;
    for (guint i = 0; g_error_matches(cause, TIMEIT_ERROR, TIMEIT_ERROR_CODE) && i < texts->len;
         i++) {
        struct timed *timed = g_ptr_array_index(texts, i);
        if (timed->is_statement || is_value(compiling, timed, locals))
            continue;
        is_changed = timed->is_statement = true;
    }
    if (is_changed)
        return build(compiling, texts, locals, program, error);
    g_propagate_error(error, g_steal_pointer(&cause));
    return false;
}

char *timeit_build(const struct options *options, GPtrArray *texts, const struct scratch *scratch,
                   GPtrArray **locals, GError **error)
{
    struct compiling compiling;
    char *program = g_build_filename(scratch->folder, "timeit", NULL);
    bool is_good = open_compiling(&compiling, &options->timeit, scratch->folder, error);
    compiling.is_dry = options->is_dry;
    *locals = is_good ? find_locals(&compiling, error) : NULL;
    is_good = *locals != NULL && build_as_it_can(&compiling, texts, *locals, program, error);
    close_compiling(&compiling);
    if (!is_good)
        g_clear_pointer(&program, g_free);
    return program;
}
