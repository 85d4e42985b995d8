// SPDX-License-Identifier: MIT
#include "framework/cli/journaling.h"

#include <stdio.h>
#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/fatal.h"
#include "framework/base/place.h"
#include "framework/base/text.h"
#include "framework/base/text_file.h"
#include "framework/cli/command.h"
#include "framework/cli/results_folder.h"

static const char SUFFIX[] = ".journal";

// What the system lacks, and no other words would help.
static bool is_lack(const GError *error)
{
    static const int codes[] = {G_FILE_ERROR_NOSPC, G_FILE_ERROR_IO, G_FILE_ERROR_MFILE,
                                G_FILE_ERROR_NFILE, G_FILE_ERROR_NOMEM};
    for (size_t i = 0; i < G_N_ELEMENTS(codes); i++)
        if (g_error_matches(error, G_FILE_ERROR, codes[i]))
            return true;
    return false;
}

static int report_error(GError *error)
{
    int code = complain(is_lack(error) ? EXIT_UNMEASURED : EXIT_USAGE, "%s", error->message);
    g_error_free(error);
    return code;
}

// Whose words they are is known by now; what they do is shown nevertheless, for they may be old.
static void show(const struct run *run, const char *const *words)
{
    g_autofree char *command = escape_shell(words);
    say("continuing %s, done so far: %u", run->id, run->results->len);
    g_autofree char *line = text_printable(command);
    say("its command: benchrun %s", line);
}

// For the line that is the last where no memory is left.
static void tell_kept(const struct journaling *journaling)
{
    g_autofree char *rest = journaling_rest(journaling, journaling->n_kept);
    fatal_set_kept(journaling->n_kept > 0 ? rest : NULL);
}

int journaling_resume(struct journaling *journaling, const struct options *options,
                      const char *name, struct run *run, char ***words)
{
    GError *error = NULL;
    char *path = journal_find(options->folder, &error);
    if (error != NULL)
        return report_error(error);
    if (path == NULL)
        return complain(EXIT_USAGE, "no interrupted run to continue in '%s' (--folder)",
                        options->folder);
    journaling->journal_path = path;
    journaling->result_path = g_strndup(path, strlen(path) - strlen(SUFFIX));
    journaling->journal = journal_resume(path, run, words, &error);
    if (journaling->journal == NULL)
        return report_error(error);
    if (g_strcmp0((*words)[0], name) != 0)
        return complain(EXIT_USAGE,
                        "the newest interrupted run, '%s', was started by 'benchrun %s'", path,
                        (*words)[0] ? (*words)[0] : "");
    journaling->n_kept = run->results->len + run->base->len;
    tell_kept(journaling);
    show(run, (const char *const *)*words);
    return EXIT_GOOD;
}

char *journaling_way(const struct journaling *journaling)
{
    g_autofree char *folder = g_path_get_dirname(journaling->journal_path);
    g_autofree char *quoted = g_shell_quote(folder);
    bool is_usual = strcmp(folder, OPTIONS_FOLDER) == 0;
    return g_strconcat(g_get_prgname(), " --resume", is_usual ? "" : " --folder ",
                       is_usual ? "" : quoted, NULL);
}

int journaling_begin(struct journaling *journaling, const struct options *options,
                     const struct run *run, const char *const *argv)
{
    GError *error = NULL;
    const char *json = output_list_json_file(&options->outputs);
    if (json == NULL && !results_folder_make(options->folder, &error)) {
        g_prefix_error(&error, "--folder: ");
        return report_error(error);
    }
    g_autofree char *name = g_strconcat(run->id, ".json", NULL);
    g_autofree char *usual = g_build_filename(options->folder, name, NULL);
    journaling->result_path = g_strdup(json ? json : usual);
    journaling->journal_path =
        g_strconcat(options->keeps_nothing ? usual : journaling->result_path, SUFFIX, NULL);
    journaling->journal = journal_create(journaling->journal_path, run, argv, &error);
    if (g_error_matches(error, JOURNAL_ERROR, JOURNAL_ERROR_LEFT)) {
        g_autofree char *way = journaling_way(journaling);
        g_prefix_error(
            &error, "an interrupted run is in the way, continue it with '%s' or remove it: ", way);
    }
    return journaling->journal != NULL ? EXIT_GOOD : report_error(error);
}

bool journaling_keep(struct journaling *journaling, const struct result *result, GError **error)
{
    bool is_kept = journal_append(journaling->journal, result, error);
    journaling->n_kept += is_kept;
    tell_kept(journaling);
    return is_kept;
}

char *journaling_rest(const struct journaling *journaling, unsigned n_measured)
{
    g_autofree char *way = journaling_way(journaling);
    g_autofree char *part = journaling->n_kept < n_measured
                                ? g_strdup_printf("%u of %u", journaling->n_kept, n_measured)
                                : g_strdup("the");
    return g_strdup_printf("%s measurements are in '%s', continue with '%s'", part,
                           journaling->journal_path, way);
}

void journaling_mark_saved(struct journaling *journaling)
{
    fatal_set_kept(NULL);
    if (!journal_mark_saved(journaling->journal, NULL))
        journaling_end(journaling, true);
}

void journaling_end(struct journaling *journaling, bool is_complete)
{
    if (journaling->journal != NULL)
        fatal_set_kept(NULL);
    journal_close(journaling->journal, is_complete);
    journaling->journal = NULL;
}

void journaling_clear(struct journaling *journaling)
{
    journaling_end(journaling, false);
    g_clear_pointer(&journaling->result_path, g_free);
    g_clear_pointer(&journaling->journal_path, g_free);
}
