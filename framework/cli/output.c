// SPDX-License-Identifier: MIT
#include "framework/cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "framework/base/place.h"
#include "framework/base/text_file.h"
#include "reports/reporters.h"

struct output_target {
    char *path; // NULL: stdout
    const struct reporter *reporter;
};

static void target_free(struct output_target *target)
{
    g_free(target->path);
    g_free(target);
}

static const struct {
    const char *word;
    char *(*names)(void);
} kinds[] = {
    [OUTPUT_RUN] = {"runs", reporter_names},
    [OUTPUT_PROFILE] = {"profiles", reporter_names_of_profiles},
    [OUTPUT_CHECKUP] = {"'benchrun doctor'", reporter_names_of_checkups},
    [OUTPUT_EXPLANATION] = {"'benchrun explain'", reporter_names_of_explanations},
    [OUTPUT_STACKS] = {"'benchrun where'", reporter_names_of_stacks},
    [OUTPUT_HISTORY] = {"'benchrun history'", reporter_names_of_histories},
    [OUTPUT_STEPS] = {"steps", reporter_names_of_steps},
};

bool output_list_set_format(struct output_list *list, const char *name, GError **error)
{
    list->pending = reporter_find(name);
    if (list->pending != NULL)
        return true;
    g_autofree char *names =
        list->usual == OUTPUT_RUN ? reporter_names_of_all() : kinds[list->usual].names();
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "unknown format '%s'; known: %s",
                name, names);
    return false;
}

// In a sticky folder a file is replaced by its owner, the folder's owner or root.
static bool is_replaceable(const struct place *place)
{
    struct stat folder;
    return !place->exists || geteuid() == 0 || place->about.st_uid == geteuid() ||
           fstat(place->folder, &folder) != 0 || (folder.st_mode & S_ISVTX) == 0 ||
           folder.st_uid == geteuid();
}

static bool check_found(const struct place *place, GError **error)
{
    bool is_plain = !place->exists || S_ISREG(place->about.st_mode);
    if (place->exists && S_ISDIR(place->about.st_mode)) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_ISDIR, "it is a folder");
        return false;
    }
    if (is_plain ? !is_replaceable(place) : place->is_planted)
        return place_refuse(place, error);
    if (!is_plain || faccessat(place->folder, ".", W_OK, AT_EACCESS) == 0)
        return true;
    text_file_set_error(errno, error);
    g_prefix_error(error, "its folder: ");
    return false;
}

// Better now than when all is measured.
static bool check_place(const char *path, GError **error)
{
    GError *cause = NULL;
    struct place place;
    bool is_good = false;
    if (place_find(path, PLACE_FOLLOWS, &place, &cause)) {
        is_good = check_found(&place, &cause);
        place_clear(&place);
    }
    if (!is_good) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "cannot write '%s': %s", path,
                    cause->message);
        g_error_free(cause);
    }
    return is_good;
}

bool output_list_add_file(struct output_list *list, const char *path, GError **error)
{
    bool is_stdout = strcmp(path, "-") == 0;
    const struct reporter *reporter = list->pending ? list->pending : reporter_for_path(path);
    if (reporter == NULL && is_stdout)
        reporter = reporter_find("table");
    if (reporter == NULL) {
        g_autofree char *names = kinds[list->usual].names();
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "the extension of '%s' does not name a format; name one of %s: --format json "
                    "-o %s",
                    path, names, path);
        return false;
    }
    if (!is_stdout && !check_place(path, error))
        return false;
    if (list->targets == NULL)
        list->targets = g_ptr_array_new_with_free_func((GDestroyNotify)target_free);
    struct output_target *target = g_new(struct output_target, 1);
    *target = (struct output_target){is_stdout ? NULL : g_strdup(path), reporter};
    g_ptr_array_add(list->targets, target);
    list->pending = NULL;
    return true;
}

const char *output_list_json_file(const struct output_list *list)
{
    for (guint i = 0; list->targets != NULL && i < list->targets->len; i++) {
        const struct output_target *target = g_ptr_array_index(list->targets, i);
        if (target->path != NULL && strcmp(target->reporter->name, "json") == 0 &&
            text_file_is_plain(target->path))
            return target->path;
    }
    return NULL;
}

static bool print(const GString *text, GError **error)
{
    if (fwrite(text->str, 1, text->len, stdout) == text->len && fflush(stdout) == 0)
        return true;
    text_file_set_error(errno, error);
    g_prefix_error(error, "cannot write to stdout: ");
    return false;
}

// What is appended to a file that others write to as well.
static bool append(const struct reporter *reporter, const struct report *report, GError **error)
{
    const char *path = reporter->append_variable ? g_getenv(reporter->append_variable) : NULL;
    if (path == NULL || *path == '\0')
        return true;
    g_autoptr(GString) text = g_string_new(NULL);
    if (!reporter->append(text, report, error))
        return false;
    if (text_file_append(path, text->str, text->len, error))
        return true;
    g_prefix_error(error, "$%s: ", reporter->append_variable);
    return false;
}

// What is written: one of these.
struct content {
    enum output_kind kind;
    const struct report *run;
    const struct profile_report *profile;
    const struct checkup_report *checkup;
    const struct explanation_report *explanation;
    const struct stacks_report *stacks;
    const struct history_report *history;
    const struct steps_report *steps;
};

static bool is_of_kind(const struct reporter *reporter, enum output_kind kind)
{
    return kind == OUTPUT_RUN           ? reporter->write != NULL
           : kind == OUTPUT_PROFILE     ? reporter->write_profile != NULL
           : kind == OUTPUT_CHECKUP     ? reporter->write_checkup != NULL
           : kind == OUTPUT_EXPLANATION ? reporter->write_explanation != NULL
           : kind == OUTPUT_STACKS      ? reporter->write_stacks != NULL
           : kind == OUTPUT_STEPS       ? reporter->write_steps != NULL
                                        : reporter->write_history != NULL;
}

static bool check_kind(const struct reporter *reporter, enum output_kind kind, GError **error)
{
    if (is_of_kind(reporter, kind))
        return true;
    g_autofree char *names = kinds[kind].names();
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                "the format '%s' is not one of %s; known: %s", reporter->name, kinds[kind].word,
                names);
    return false;
}

static bool put(const GString *text, const char *path, GError **error)
{
    return path != NULL ? text_file_write(path, text->str, text->len, false, error)
                        : print(text, error);
}

static bool render_run(const struct output_list *list, const struct reporter *reporter,
                       const char *path, const struct report *report, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_assert(report != NULL);
    struct report plain = *report;
    if (path != NULL) {
        plain.use_colour = false;
        plain.width = list->width;
    }
    if (!reporter->write(text, &plain, error))
        return false;
    bool is_good = put(text, path, error);
    return append(reporter, &plain, is_good ? error : NULL) && is_good;
}

static bool render_profile(const struct output_list *list, const struct reporter *reporter,
                           const char *path, const struct profile_report *report, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    struct profile_report plain = *report;
    if (path != NULL) {
        plain.use_colour = false;
        plain.width = list->width;
    }
    return reporter->write_profile(text, &plain, error) && put(text, path, error);
}

static bool render_checkup(const struct output_list *list, const struct reporter *reporter,
                           const char *path, const struct checkup_report *report, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    struct checkup_report plain = *report;
    if (path != NULL) {
        plain.use_colour = false;
        plain.width = list->width;
    }
    return reporter->write_checkup(text, &plain, error) && put(text, path, error);
}

static bool render_explanation(const struct output_list *list, const struct reporter *reporter,
                               const char *path, const struct explanation_report *report,
                               GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    struct explanation_report plain = *report;
    if (path != NULL) {
        plain.use_colour = false;
        plain.width = list->width;
    }
    return reporter->write_explanation(text, &plain, error) && put(text, path, error);
}

static bool render_stacks(const struct reporter *reporter, const char *path,
                          const struct stacks_report *report, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    struct stacks_report plain = *report;
    plain.use_colour = report->use_colour && path == NULL;
    return reporter->write_stacks(text, &plain, error) && put(text, path, error);
}

static bool render_history(const struct output_list *list, const struct reporter *reporter,
                           const char *path, const struct history_report *report, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    struct history_report plain = *report;
    if (path != NULL) {
        plain.use_colour = false;
        plain.width = list->width;
    }
    return reporter->write_history(text, &plain, error) && put(text, path, error);
}

static bool render_steps(const struct output_list *list, const struct reporter *reporter,
                         const char *path, const struct steps_report *report, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    struct steps_report plain = *report;
    plain.use_colour = report->use_colour && path == NULL;
    plain.width = path != NULL ? list->width : report->width;
    return reporter->write_steps(text, &plain, error) && put(text, path, error);
}

static bool render(const struct output_list *list, const struct reporter *reporter,
                   const char *path, const struct content *content, GError **error)
{
    if (!check_kind(reporter, content->kind, error))
        return false;
    switch (content->kind) {
    case OUTPUT_PROFILE:
        return render_profile(list, reporter, path, content->profile, error);
    case OUTPUT_CHECKUP:
        return render_checkup(list, reporter, path, content->checkup, error);
    case OUTPUT_EXPLANATION:
        return render_explanation(list, reporter, path, content->explanation, error);
    case OUTPUT_STACKS:
        return render_stacks(reporter, path, content->stacks, error);
    case OUTPUT_HISTORY:
        return render_history(list, reporter, path, content->history, error);
    case OUTPUT_STEPS:
        return render_steps(list, reporter, path, content->steps, error);
    default:
        return render_run(list, reporter, path, content->run, error);
    }
}

bool output_list_check(const struct output_list *list, enum output_kind kind, GError **error)
{
    for (guint i = 0; list->targets != NULL && i < list->targets->len; i++) {
        const struct output_target *target = g_ptr_array_index(list->targets, i);
        if (!check_kind(target->reporter, kind, error))
            return false;
    }
    return list->pending == NULL || check_kind(list->pending, kind, error);
}

bool output_list_prints_table(const struct output_list *list)
{
    bool is_table = list->pending == NULL || strcmp(list->pending->name, "table") == 0;
    for (guint i = 0; list->targets != NULL && i < list->targets->len; i++) {
        const struct output_target *target = g_ptr_array_index(list->targets, i);
        is_table =
            is_table && (target->path != NULL || strcmp(target->reporter->name, "table") == 0);
    }
    return is_table;
}

bool output_list_is_table(const struct output_list *list)
{
    const struct reporter *table = reporter_find("table");
    for (guint i = 0; list->targets != NULL && i < list->targets->len; i++)
        if (((const struct output_target *)list->targets->pdata[i])->reporter != table)
            return false;
    return list->pending == NULL || list->pending == table;
}

unsigned output_list_needs(const struct output_list *list)
{
    unsigned needs = list->pending ? list->pending->needs : 0;
    for (guint i = 0; list->targets != NULL && i < list->targets->len; i++)
        needs |= ((const struct output_target *)list->targets->pdata[i])->reporter->needs;
    return needs;
}

// One that fails does not stop the others; the first error is reported.
static bool write_all(const struct output_list *list, const struct content *content, GError **error)
{
    bool is_printed = false;
    bool is_good = true;
    for (guint i = 0; list->targets != NULL && i < list->targets->len; i++) {
        const struct output_target *target = g_ptr_array_index(list->targets, i);
        is_good = render(list, target->reporter, target->path, content, is_good ? error : NULL) &&
                  is_good;
        is_printed = is_printed || target->path == NULL;
    }
    const struct reporter *reporter = list->pending ? list->pending : reporter_find("table");
    if (!is_printed && !list->prints_nothing)
        is_good = render(list, reporter, NULL, content, is_good ? error : NULL) && is_good;
    return is_good;
}

bool output_list_write(const struct output_list *list, const struct report *report, GError **error)
{
    return write_all(list, &(struct content){.kind = OUTPUT_RUN, .run = report}, error);
}

bool output_list_write_profile(const struct output_list *list, const struct profile_report *report,
                               GError **error)
{
    return write_all(list, &(struct content){.kind = OUTPUT_PROFILE, .profile = report}, error);
}

bool output_list_write_checkup(const struct output_list *list, const struct checkup_report *report,
                               GError **error)
{
    return write_all(list, &(struct content){.kind = OUTPUT_CHECKUP, .checkup = report}, error);
}

bool output_list_write_explanation(const struct output_list *list,
                                   const struct explanation_report *report, GError **error)
{
    return write_all(list, &(struct content){.kind = OUTPUT_EXPLANATION, .explanation = report},
                     error);
}

bool output_list_write_stacks(const struct output_list *list, const struct stacks_report *report,
                              GError **error)
{
    return write_all(list, &(struct content){.kind = OUTPUT_STACKS, .stacks = report}, error);
}

bool output_list_write_history(const struct output_list *list, const struct history_report *report,
                               GError **error)
{
    return write_all(list, &(struct content){.kind = OUTPUT_HISTORY, .history = report}, error);
}

bool output_list_write_steps(const struct output_list *list, const struct steps_report *report,
                             GError **error)
{
    return write_all(list, &(struct content){.kind = OUTPUT_STEPS, .steps = report}, error);
}

void output_list_clear(struct output_list *list)
{
    g_clear_pointer(&list->targets, g_ptr_array_unref);
}
