// SPDX-License-Identifier: MIT
#include "framework/result/file/import.h"

#include <math.h>
#include <string.h>

// The length of a word that stands for no number; 0 where there is none.
static size_t skip_nan(const char *text, size_t length)
{
    static const char *const words[] = {"NaN", "-NaN", "Infinity", "-Infinity"};
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        size_t n = strlen(words[i]);
        if (n <= length && memcmp(text, words[i], n) == 0)
            return n;
    }
    return 0;
}

GString *import_without_nan(const char *text, size_t length)
{
    GString *out = g_string_sized_new(length);
    bool is_quoted = false;
    for (size_t i = 0; i < length; i++) {
        size_t n = is_quoted ? 0 : skip_nan(text + i, length - i);
        if (n > 0) {
            g_string_append(out, "null");
            i += n - 1;
            continue;
        }
        if (is_quoted && text[i] == '\\' && i + 1 < length)
            g_string_append_c(out, text[i++]);
        else if (text[i] == '"')
            is_quoted = !is_quoted;
        g_string_append_c(out, text[i]);
    }
    return out;
}

struct run *import_run(void)
{
    struct run *run = run_new();
    g_clear_pointer(&run->started, g_free);
    run->duration_s = NAN;
    run->clock.resolution_ns = NAN;
    run->clock.cost_ns = NAN;
    return run;
}

struct result *import_result(const char *id, const char *suite, const char *group, const char *name)
{
    struct bench_case *bench_case = g_new0(struct bench_case, 1);
    bench_case->id = g_strdup(id);
    bench_case->suite = g_strdup(suite);
    bench_case->group = g_strdup(group);
    bench_case->name = g_strdup(name);
    bench_case->threads = 1;
    struct result *result = result_new(bench_case);
    result->is_imported = true;
    return result;
}

void import_sample(struct json_reader *reader, struct result *result, double time_ns,
                   double iterations)
{
    static const double least_ns = 1e6; // of a sample: keeps six digits
    static const double most_ns = 4.6e18;
    if (!(time_ns > 0 && iterations >= 1 && iterations <= most_ns)) {
        json_complain(reader, "a time is not above zero");
        return;
    }
    while (time_ns * iterations < least_ns && iterations < most_ns / 10)
        iterations *= 10;
    if (time_ns * iterations > most_ns) {
        json_complain(reader, "a time is longer than a century");
        return;
    }
    struct process *process = process_new();
    struct sample sample = {
        .cpu_ns = NAN,
        .iterations = (uint64_t)iterations,
        .elapsed_ns = (uint64_t)llround(time_ns * iterations),
        SAMPLE_UNCOUNTED,
    };
    g_array_append_val(process->samples, sample);
    g_ptr_array_add(result->processes, process);
    result->iterations = sample.iterations;
}

void import_locate(struct json_reader *reader, const char *format, ...)
{
    if (reader->wrong == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *where = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *wrong = reader->wrong;
    reader->wrong = g_strdup_printf("%s: %s", where, wrong);
}
