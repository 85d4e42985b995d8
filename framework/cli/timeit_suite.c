// SPDX-License-Identifier: MIT
#include "framework/cli/timeit_suite.h"

#include <string.h>

#include "framework/base/text.h"
#include "framework/program/locals.h"

static const char *const c_headers[] = {
    "assert.h", "ctype.h",   "errno.h",   "inttypes.h", "limits.h", "math.h",  "pthread.h",
    "signal.h", "stdarg.h",  "stdbool.h", "stddef.h",   "stdint.h", "stdio.h", "stdlib.h",
    "string.h", "strings.h", "time.h",    "unistd.h",   "wchar.h",  NULL};
static const char *const cpp_headers[] = {"algorithm", "array",  "map",           "memory",
                                          "numeric",   "string", "unordered_map", "utility",
                                          "vector",    NULL};

bool timeit_is_cpp(const struct timeit_options *options)
{
    return strcmp(options->language, "c++") == 0;
}

// What cannot be a value.
static bool looks_like_statement(const char *text)
{
    static const char *const words[] = {"for", "while", "do", "if", "switch", "return", NULL};
    size_t length = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    g_autofree char *first = g_strndup(text, length);
    return strpbrk(text, ";{") != NULL || g_strv_contains(words, first);
}

// "strlen(s)" as `strlen_s`; what would be a macro is one no longer.
static char *identifier_of(const char *text)
{
    enum { MOST = 40 };
    GString *name = g_string_new(NULL);
    bool is_plain = true;
    for (const char *c = text; *c != '\0' && name->len < MOST; c++) {
        bool is_letter = g_ascii_isalnum(*c);
        is_plain = is_plain && (is_letter || *c == '_');
        if (is_letter)
            g_string_append_c(name, *c);
        else if (name->len > 0 && name->str[name->len - 1] != '_')
            g_string_append_c(name, '_');
    }
    while (name->len > 0 && name->str[name->len - 1] == '_')
        g_string_truncate(name, name->len - 1);
    if (name->len == 0 || g_ascii_isdigit(name->str[0]))
        g_string_prepend(name, "code_");
    if (is_plain)
        g_string_append(name, "_value");
    return g_string_free(name, FALSE);
}

static void timed_free(void *data)
{
    struct timed *timed = data;
    g_free(timed->name);
    g_free(timed);
}

GPtrArray *timeit_texts(char *const *texts)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(timed_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (; *texts != NULL; texts++) {
        struct timed *timed = g_new(struct timed, 1);
        *timed = (struct timed){*texts, identifier_of(*texts), looks_like_statement(*texts)};
        for (unsigned n = 2; g_hash_table_contains(seen, timed->name); n++) {
            g_free(timed->name);
            g_autofree char *plain = identifier_of(*texts);
            timed->name = g_strdup_printf("%s_%u", plain, n);
        }
        g_hash_table_add(seen, timed->name);
        g_ptr_array_add(all, timed);
    }
    return all;
}

struct writer {
    const struct timeit_options *options;
    enum timeit_look look;
    GString *out;
};

static unsigned count_lines(const GString *out)
{
    unsigned lines = 1;
    for (gsize i = 0; i < out->len; i++)
        lines += out->str[i] == '\n';
    return lines;
}

// What the user typed, which is called `what` in messages.
static void write_typed(const struct writer *writer, const char *what, const char *text,
                        const char *after)
{
    GString *out = writer->out;
    if (writer->look == TIMEIT_TO_READ) {
        g_string_append_printf(out, "%s%s\n", text, after);
        return;
    }
    g_string_append_printf(out, "\n#line 1 \"%s\"\n%s\n", what, text);
    g_string_append_printf(out, "#line %u \"timeit.c\"\n%s\n", count_lines(out) + 1, after);
}

static void write_includes(const struct writer *writer)
{
    GString *out = writer->out;
    const struct timeit_options *options = writer->options;
    const char *const *headers = c_headers;
    if (writer->look == TIMEIT_TO_COMPILE)
        g_string_append(out, "#line 2 \"timeit.c\"\n");
    g_string_append(out, "#include <benchrun/bench.h>\n\n");
    for (; *headers != NULL; headers++)
        g_string_append_printf(out, "#include <%s>\n", *headers);
    for (headers = cpp_headers; timeit_is_cpp(options) && *headers != NULL; headers++)
        g_string_append_printf(out, "#include <%s>\n", *headers);
    for (char **include = options->includes; include != NULL && *include != NULL; include++) {
        bool is_quoted = **include == '<' || **include == '"';
        g_string_append_printf(out, is_quoted ? "#include %s\n" : "#include <%s>\n", *include);
    }
    if (timeit_is_cpp(options))
        g_string_append(out, "using namespace std;\n");
    if (options->file != NULL) {
        g_autofree char *path = writer->look == TIMEIT_TO_READ
                                    ? g_strdup(options->file)
                                    : g_canonicalize_filename(options->file, NULL);
        g_string_append_printf(out, "#include \"%s\"\n", path);
    }
}

static void write_setup(const struct writer *writer)
{
    char **setup = writer->options->setup;
    for (unsigned n = 1; setup != NULL && *setup != NULL; setup++, n++) {
        g_autofree char *what = n == 1 ? g_strdup("setup") : g_strdup_printf("setup %u", n);
        g_string_append(writer->out, "    ");
        write_typed(writer, what, *setup, "    ;");
    }
}

// As far as the compiler knows, all that the set-up made may have changed.
static void write_hiding(GString *out, const GPtrArray *locals)
{
    for (guint i = 0; locals != NULL && i < locals->len; i++) {
        const struct local *local = g_ptr_array_index(locals, i);
        g_string_append_printf(out,
                               local->is_array ? "        bench_do_not_optimize(&%s[0]);\n"
                                               : "        bench_hide(%s);\n",
                               local->name);
    }
    g_string_append(out, "        bench_clobber_memory();\n");
}

static void write_benchmark(const struct writer *writer, const struct timed *timed, unsigned number,
                            const GPtrArray *locals)
{
    GString *out = writer->out;
    g_autofree char *what = g_strdup_printf("expression %u", number);
    g_string_append_printf(out, "\nBENCH(" TIMEIT_GROUP ", %s%s", timed->name,
                           number == 1 ? ", .baseline = true" : "");
    if (writer->options->number > 0)
        g_string_append_printf(out, ", .iterations = %" G_GUINT64_FORMAT, writer->options->number);
    g_string_append(out, ")\n{\n");
    write_setup(writer);
    g_string_append(out, "    BENCH_LOOP (bench) {\n");
    write_hiding(out, locals);
    if (timed->is_statement) {
        g_string_append(out, "        {\n            ");
        write_typed(writer, what, timed->text, ";");
        g_string_append(out, "        }\n        bench_clobber_memory();\n");
    } else {
        g_string_append_printf(out, "        %s timeit_value = (",
                               timeit_is_cpp(writer->options) ? "auto &&" : "__auto_type");
        write_typed(writer, what, timed->text, ");");
        g_string_append(out, "        bench_do_not_optimize(timeit_value);\n");
    }
    g_string_append(out, "    }\n}\n");
}

char *timeit_source(const struct timeit_options *options, const GPtrArray *texts,
                    const GPtrArray *locals, enum timeit_look look)
{
    struct writer writer = {options, look, g_string_new(NULL)};
    write_includes(&writer);
    for (guint i = 0; i < texts->len; i++)
        write_benchmark(&writer, g_ptr_array_index(texts, i), i + 1, locals);
    return g_string_free(writer.out, FALSE);
}

char *timeit_setup_source(const struct timeit_options *options)
{
    struct writer writer = {options, TIMEIT_TO_COMPILE, g_string_new(NULL)};
    write_includes(&writer);
    g_string_append(writer.out, "void " TIMEIT_SETUP "(void)\n{\n");
    write_setup(&writer);
    g_string_append(writer.out, "}\n");
    return g_string_free(writer.out, FALSE);
}
