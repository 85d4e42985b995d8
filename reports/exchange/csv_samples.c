// SPDX-License-Identifier: MIT
#include "framework/base/text.h"
#include "framework/result/summary.h"
#include "reports/exchange/csv_field.h"
#include "reports/formats.h"

static const char columns[] =
    "id,suite,group,name,arg,arg_name,threads,side,process,pid_seed,layout,sample,iterations,"
    "elapsed_ns,ns,cycles,instructions,causes,counts\r\n";

static void append_causes(GString *out, unsigned causes)
{
    const char *separator = "";
    for (unsigned bit = 0; bit < CAUSES; bit++) {
        if ((causes & 1u << bit) == 0)
            continue;
        g_string_append_printf(out, "%s%s", separator, cause_word((enum cause)(1u << bit)));
        separator = ";";
    }
}

static void add_sample(GString *out, const struct sample *sample, bool counts)
{
    double n = (double)sample->iterations;
    g_string_append_printf(out, "%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT ",", sample->iterations,
                           sample->elapsed_ns);
    text_append_number(out, sample_ns(sample));
    g_string_append_c(out, ',');
    text_append_number(out, sample->cycles / n);
    g_string_append_c(out, ',');
    text_append_number(out, sample->instructions / n);
    g_string_append_c(out, ',');
    append_causes(out, sample->causes);
    g_string_append(out, counts ? ",true\r\n" : ",false\r\n");
}

static void add_result(GString *out, const struct result *result)
{
    g_autoptr(GString) start = g_string_new(NULL);
    unsigned left_out = summary_left_out(result);
    csv_add_case(start, result->bench_case);
    csv_add_text(start, result->side == SIDE_NONE ? NULL : side_word(result->side));
    for (guint p = 0; p < result->processes->len; p++) {
        const struct process *process = g_ptr_array_index(result->processes, p);
        for (guint i = 0; i < process->samples->len; i++) {
            const struct sample *sample = &g_array_index(process->samples, struct sample, i);
            g_string_append_printf(out, "%s%u,%" G_GUINT64_FORMAT ",%u,%u,", start->str, p,
                                   process->seed, process->layout, i);
            add_sample(out, sample, (sample->causes & left_out) == 0);
        }
    }
}

bool csv_samples_write(GString *out, const struct report *report, G_GNUC_UNUSED GError **error)
{
    const GPtrArray *sides[] = {report->run->base, report->run->results};
    g_string_append(out, columns);
    for (size_t side = 0; side < G_N_ELEMENTS(sides); side++)
        for (guint i = 0; i < sides[side]->len; i++)
            add_result(out, g_ptr_array_index(sides[side], i));
    return true;
}
