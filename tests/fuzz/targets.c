// SPDX-License-Identifier: MIT
#include <glib.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"

const struct fuzz_target fuzz_targets[] = {
    {"run_file", "result files", {fuzz_run_file}},
    {"reply",
     "replies of workers: lines, outputs, lists of cases, whole measurements",
     {fuzz_reply, fuzz_outputs, fuzz_list, fuzz_station, fuzz_last_words}},
    {"profile", "profile files, rendered in all formats", {fuzz_profile}},
    {"files",
     "files that are obeyed: journal, benchrun.ini, job.ini, a search's, doctor's",
     {fuzz_journal, fuzz_config, fuzz_job, fuzz_bisect_file, fuzz_tuned}},
    {"reports", "result files, rendered in all formats", {fuzz_reports}},
    {"request", "requests to workers", {fuzz_request}},
    {"program",
     "programs, and what is said of them: ELF, DWARF, objdump, gcc",
     {fuzz_elf, fuzz_code, fuzz_instructions, fuzz_vector_report}},
    {"left",
     "what programs leave in memory and files: spans, runs, polls, traces, paths, samples",
     {fuzz_span_table, fuzz_run_card, fuzz_watch, fuzz_trace, fuzz_paths, fuzz_perf, fuzz_maps}},
    {"tools",
     "what tools and the kernel print and write: callgrind, gcov, git, squeue, /proc, Google "
     "Benchmark, hyperfine; histories",
     {fuzz_callgrind, fuzz_gcov, fuzz_git, fuzz_squeue, fuzz_proc, fuzz_import, fuzz_history,
      fuzz_ancestry}},
    {"writers",
     "hostile words in all that is written",
     {fuzz_escapes, fuzz_pages, fuzz_svg, fuzz_charts}},
    {NULL, NULL, {NULL}},
};

const struct fuzz_target *fuzz_find(const char *name)
{
    for (const struct fuzz_target *target = fuzz_targets; target->name != NULL; target++)
        if (g_strcmp0(target->name, name) == 0)
            return target;
    return NULL;
}

void fuzz_try(const struct fuzz_target *target, const uint8_t *data, size_t size)
{
    size_t n = 0;
    insist_of(data, size);
    while (target->parsers[n] != NULL)
        n++;
    if (n == 1)
        target->parsers[0](data, size);
    else if (size > 0)
        target->parsers[(uint8_t)(data[0] - 'a') % n](data + 1, size - 1);
}
