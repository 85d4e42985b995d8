// SPDX-License-Identifier: MIT
// Files that are obeyed.
#include <glib.h>
#include <string.h>

#include "framework/cli/bisect_file.h"
#include "framework/cli/config.h"
#include "framework/engine/job.h"
#include "framework/machine/tuning.h"
#include "framework/result/file/run_file.h"
#include "framework/runner/journal.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"
#include "tests/fuzz/world.h"

void fuzz_journal(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Run) run = run_new();
    g_auto(GStrv) argv = NULL;
    g_autofree char *text = input_text(data, size);
    bool is_good = journal_parse(text, size, run, &argv, &error);
    insist(is_good == (error == NULL) && is_good == (argv != NULL), "a journal is read or not");
    if (!is_good)
        return;
    g_autofree char *file = run_format(run);
    run_free(run_parse(file, strlen(file), &error));
    insist_fine("a run that continues", error ? error->message : NULL);
}

void fuzz_config(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    struct config config = {0};
    world_set(data, size);
    bool is_good = config_read("/benchrun.ini", &config, &error);
    world_set(NULL, 0);
    insist(is_good == (error == NULL), "benchrun.ini is read or not");
    if (!is_good)
        return;
    struct thresholds thresholds = thresholds_default();
    config_apply(&config, "group/name", &thresholds);
    insist(thresholds.alpha >= 0 && thresholds.alpha <= 1, "thresholds are shares");
    insist(config.run_words != NULL && config.compare_words != NULL, "words are a list");
    for (char **word = config.run_words; *word != NULL; word++)
        insist(g_str_has_prefix(*word, "--"), "words are options");
    config_clear(&config);
}

void fuzz_job(const uint8_t *data, size_t size)
{
    static const uint8_t nothing[] = "";
    struct job job;
    struct job_end end;
    g_autoptr(GError) error = NULL;
    world_write("job.ini", nothing, 0);
    world_set(data, size);
    bool is_good = job_open(&job, world_folder(), world_folder(), &error);
    insist(is_good == (error == NULL), "a job is read or not");
    if (is_good) {
        g_free(job_part_path(&job, job.n));
        g_free(job_script_path(&job));
        job_look_at(&job, 1, &end);
        insist(memchr(end.node, '\0', sizeof end.node) != NULL, "a node's name ends");
        g_autofree char *words = job_last_words(&job, 1);
        insist(g_utf8_validate(words, -1, NULL), "last words are UTF-8");
        job_clear(&job);
    }
    world_set(NULL, 0);
}

void fuzz_bisect_file(const uint8_t *data, size_t size)
{
    static const uint8_t nothing[] = "";
    struct bisect_file file;
    g_autoptr(GError) error = NULL;
    world_write("benchrun/bisect/fuzz.json", nothing, 0);
    g_setenv("XDG_CACHE_HOME", world_folder(), TRUE);
    world_set(data, size);
    bool is_good = bisect_file_open(&file, "fuzz", false, &error);
    world_set(NULL, 0);
    insist(is_good == (error == NULL), "a search is read or not");
    for (guint i = 0; is_good && i < MIN(file.measured->len, 100); i++) {
        const struct measured *measured = g_ptr_array_index(file.measured, i);
        insist(bisect_file_find(&file, measured->base, measured->commit, measured->is_last) != NULL,
               "what was measured is found");
        json_decref(measured_to_json(measured));
    }
    bisect_file_clear(&file);
}

// What is written is a word, and goes to a file of settings below the root.
static void tell(void *data, const char *file, const char *from, const char *to,
                 const char *failure)
{
    (void)data;
    (void)from;
    (void)failure;
    insist((g_str_has_prefix(file, "/sys/devices/system/cpu/") ||
            g_str_has_prefix(file, "/proc/sys/kernel/")) &&
               strstr(file, "..") == NULL,
           "only settings are put back");
    insist(*to != '\0' && strpbrk(to, " \n/") == NULL, "a setting is a word");
}

void fuzz_tuned(const uint8_t *data, size_t size)
{
    static const uint8_t nothing[] = "";
    g_autoptr(GError) error = NULL;
    world_write("run/benchrun-tuned", nothing, 0);
    world_set(data, size);
    bool is_good = tuning_restore(world_folder(), tell, NULL, &error);
    world_set(NULL, 0);
    insist(is_good == (error == NULL), "settings are put back or not");
}
