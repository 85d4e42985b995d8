// SPDX-License-Identifier: MIT
#include "framework/build/commits.h"

#include <string.h>

#include "framework/base/hash.h"

static void commit_free(void *data)
{
    struct commit *commit = data;
    g_free(commit->id);
    g_array_unref(commit->parents);
    g_free(commit);
}

// The list, and where each commit is in it.
struct listing {
    GPtrArray *commits;
    GHashTable *places; // char *, borrowed -> place + 1
};

static guint place_of(const struct listing *listing, const char *id)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(listing->places, id)) - 1;
}

static struct commit *add(struct listing *listing, const char *id, bool is_outside)
{
    if (g_hash_table_contains(listing->places, id))
        return g_ptr_array_index(listing->commits, place_of(listing, id));
    struct commit *commit = g_new(struct commit, 1);
    *commit = (struct commit){
        .id = g_strdup(id),
        .parents = g_array_new(FALSE, FALSE, sizeof(guint)),
        .is_outside = is_outside,
    };
    g_ptr_array_add(listing->commits, commit);
    g_hash_table_insert(listing->places, commit->id, GUINT_TO_POINTER(listing->commits->len));
    return commit;
}

// What is no line of its own, but a parent in one.
static void add_outside(struct listing *listing, char *const *lines)
{
    g_autoptr(GHashTable) inside = g_hash_table_new_full(hash_text, g_str_equal, g_free, NULL);
    for (char *const *line = lines; *line != NULL; line++)
        g_hash_table_add(inside, g_strndup(*line, strcspn(*line, " ")));
    for (char *const *line = lines; *line != NULL; line++) {
        g_auto(GStrv) ids = g_strsplit(*line, " ", -1);
        for (char **id = ids + (*ids != NULL); *id != NULL; id++)
            if (!g_hash_table_contains(inside, *id))
                add(listing, *id, true);
    }
}

// `COMMIT PARENT PARENT`. Parents are listed before, unless the repository makes up others: these
// are left out.
static void add_inside(struct listing *listing, const char *line)
{
    g_auto(GStrv) ids = g_strsplit(line, " ", -1);
    if (*ids == NULL || **ids == '\0')
        return;
    struct commit *commit = add(listing, *ids, false);
    for (char **id = ids + 1; *id != NULL; id++) {
        guint place = place_of(listing, *id);
        if (place < place_of(listing, *ids))
            g_array_append_val(commit->parents, place);
    }
}

GPtrArray *commits_list(const struct git_repository *repository, const char *base, const char *head,
                        GError **error)
{
    struct git_call call = {.folder = repository->folder};
    g_autofree char *without = g_strconcat("^", base, NULL);
    g_autofree char *text =
        git_run(&call, error, "rev-list", "--topo-order", "--reverse", "--parents", head, without);
    if (text == NULL)
        return NULL;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GHashTable) places = g_hash_table_new(hash_text, g_str_equal);
    struct listing listing = {g_ptr_array_new_with_free_func(commit_free), places};
    add(&listing, base, true);
    add_outside(&listing, lines);
    for (char **line = lines; *line != NULL; line++)
        add_inside(&listing, *line);
    return listing.commits;
}

// `rev-list` runs nothing that the settings name, as `log` does to check signatures.
bool commit_words_read(const struct git_repository *repository, const char *commit,
                       struct commit_words *out, GError **error)
{
    enum { HEADER, AUTHOR, DATE, SUBJECT, BODY, PARTS };
    struct git_call call = {.folder = repository->folder};
    g_autofree char *text =
        git_run(&call, error, "rev-list", "--max-count=1", "--encoding=UTF-8",
                "--format=tformat:%an <%ae>%n%aI%n%s%n%b", "--end-of-options", commit);
    if (text == NULL)
        return false;
    g_auto(GStrv) lines = g_strsplit(text, "\n", PARTS);
    guint n = g_strv_length(lines);
    bool is_whole = n > SUBJECT;
    *out = (struct commit_words){
        .author = g_strdup(is_whole ? lines[AUTHOR] : ""),
        .date = g_strdup(is_whole ? lines[DATE] : ""),
        .subject = g_strdup(is_whole ? lines[SUBJECT] : ""),
        .body = g_strstrip(g_strdup(n > BODY ? lines[BODY] : "")),
    };
    return true;
}

void commit_words_clear(struct commit_words *words)
{
    g_clear_pointer(&words->author, g_free);
    g_clear_pointer(&words->date, g_free);
    g_clear_pointer(&words->subject, g_free);
    g_clear_pointer(&words->body, g_free);
}
