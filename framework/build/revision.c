// SPDX-License-Identifier: MIT
#include "framework/build/revision.h"

#include "framework/build/git.h"
#include "framework/build/own_filters.h"
#include "framework/result/file/ranges.h"

enum { MOST_NESTED = 10 };

static bool is_changed(const char *folder, unsigned depth);

// Git would look into submodules by their own settings, filters included.
static bool has_changed_submodule(const struct git_call *call, unsigned depth)
{
    g_autoptr(GPtrArray) submodules = depth < MOST_NESTED ? git_submodules(call, NULL) : NULL;
    for (guint i = 0; submodules != NULL && i < submodules->len; i++) {
        const struct git_submodule *submodule = g_ptr_array_index(submodules, i);
        g_autofree char *folder = g_build_filename(call->folder, submodule->path, NULL);
        if (git_has_repository(call->folder, submodule->path) && is_changed(folder, depth + 1))
            return true;
    }
    return false;
}

static bool is_changed(const char *folder, unsigned depth)
{
    g_auto(GStrv) filters_off = own_filters_off(folder);
    const struct git_call call = {
        .folder = folder,
        .environment = (const char *const *)filters_off,
    };
    g_autofree char *changed = git_run(&call, NULL, "status", "--porcelain", "--untracked-files=no",
                                       "--ignore-submodules=dirty");
    return (changed != NULL && *changed != '\0') || has_changed_submodule(&call, depth);
}

// A line of `git rev-list --timestamp --parents`: the time, the commit, its parents. Unlike `git
// log`, it obeys no settings.
static void parse_line(const char *line, struct revision *out)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    guint64 time_s = 0;
    if (g_strv_length(words) < 2)
        return;
    g_ascii_string_to_unsigned(words[0], 10, 0, G_MAXINT64, &time_s, NULL);
    *out = (struct revision){.git = g_strdup(words[1]), .parents = g_strdupv(words + 2)};
    // A commit may claim any time.
    if ((double)time_s <= range_time_s.most)
        out->time_s = (int64_t)time_s;
}

void revision_of_commit(const char *folder, const char *commit, struct revision *out)
{
    const struct git_call call = {.folder = folder};
    *out = (struct revision){0};
    if (*commit == '-')
        return;
    g_autofree char *line = git_run(&call, NULL, "rev-list", "--timestamp", "--parents",
                                    "--max-count=1", "--end-of-options", commit, "--");
    if (line != NULL)
        parse_line(line, out);
}

void revision_detect(const char *folder, struct revision *out)
{
    const struct git_call call = {.folder = folder};
    revision_of_commit(folder, "HEAD", out);
    if (out->git == NULL)
        return;
    g_autofree char *top = git_run(&call, NULL, "rev-parse", "--show-toplevel");
    out->branch = git_run(&call, NULL, "symbolic-ref", "--short", "-q", "HEAD");
    out->is_dirty = top != NULL && is_changed(top, 0);
}

char **revision_ancestry(const char *folder, const char *commit)
{
    const struct git_call call = {.folder = folder};
    if (*commit == '-')
        return NULL;
    g_autofree char *lines = git_run(&call, NULL, "rev-list", "--topo-order", "--parents",
                                     "--max-count=50", "--end-of-options", commit, "--");
    return lines != NULL ? g_strsplit(lines, "\n", -1) : NULL;
}
