// SPDX-License-Identifier: MIT
#include <glib.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"

const struct fuzz_target fuzz_targets[] = {
    {"run_file", "result files", fuzz_run_file},
    {"reports", "result files, rendered in all formats", fuzz_reports},
    {"reply", "replies of workers: lines", fuzz_reply},
    {"outputs", "replies of workers: what `check` compares", fuzz_outputs},
    {"list", "replies of workers: lists of cases", fuzz_list},
    {"measurement", "replies of workers: all of a measurement", fuzz_station},
    {"last_words", "what a worker says on stderr", fuzz_last_words},
    {"request", "requests to workers", fuzz_request},
    {"profile", "profile files, rendered in all formats", fuzz_profile},
    {"journal", "journals of runs", fuzz_journal},
    {"config", "benchrun.ini", fuzz_config},
    {"job", "job.ini of Slurm jobs", fuzz_job},
    {"search", "files of `bisect`", fuzz_bisect_file},
    {"tuned", "what `doctor` notes of a machine that it tuned", fuzz_tuned},
    {"import", "result files of Google Benchmark and hyperfine, added to a history", fuzz_import},
    {"history", "files of SQLite, as a history", fuzz_history},
    {"ancestry", "what git says of commits, for a history", fuzz_ancestry},
    {"elf", "programs: ELF and DWARF", fuzz_elf},
    {"code", "programs, with what objdump says of them", fuzz_code},
    {"instructions", "lines of objdump", fuzz_instructions},
    {"vector_report", "what gcc says of loops", fuzz_vector_report},
    {"span_table", "spans in the memory of a program", fuzz_span_table},
    {"run_card", "what a benchrun shows of its run", fuzz_run_card},
    {"watch", "polls of event loops, as a program notes them", fuzz_watch},
    {"trace", "traces of spans", fuzz_trace},
    {"paths", "call paths of allocations and copies", fuzz_paths},
    {"perf", "samples of the kernel", fuzz_perf},
    {"maps", "mappings of a process", fuzz_maps},
    {"callgrind", "what callgrind writes", fuzz_callgrind},
    {"gcov", "what gcov prints", fuzz_gcov},
    {"git", "what git prints", fuzz_git},
    {"squeue", "what Slurm's squeue prints", fuzz_squeue},
    {"proc", "files of /proc and /sys", fuzz_proc},
    {"escapes", "hostile words through all that escapes", fuzz_escapes},
    {"pages", "hostile words as the texts of pages", fuzz_pages},
    {"svg", "pictures that gnuplot drew", fuzz_svg},
    {"charts", "hostile words in charts", fuzz_charts},
    {NULL, NULL, NULL},
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
    insist_of(data, size);
    target->parse(data, size);
}
