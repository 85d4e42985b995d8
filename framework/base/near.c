// SPDX-License-Identifier: MIT
#include "framework/base/near.h"

#include <stdbool.h>
#include <string.h>

#include "framework/base/text.h"

enum { MOST_NAMED = 3, LONGEST = 200 };

// Edits of single characters that make one text of the other (Levenshtein 1965), whatever the case.
static unsigned distance(const char *left, const char *right)
{
    unsigned row[LONGEST + 1];
    size_t n = strlen(right);
    for (size_t i = 0; i <= n; i++)
        row[i] = (unsigned)i;
    for (size_t i = 0; left[i] != '\0'; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i + 1;
        for (size_t j = 0; j < n; j++) {
            bool is_same = g_ascii_tolower(left[i]) == g_ascii_tolower(right[j]);
            unsigned cost = diagonal + !is_same;
            diagonal = row[j + 1];
            row[j + 1] = MIN(cost, MIN(row[j], diagonal) + 1);
        }
    }
    return row[n];
}

static unsigned distance_to_part(const char *word, const char *id)
{
    unsigned least = distance(word, id);
    g_auto(GStrv) parts = g_strsplit(id, "/", -1);
    for (char **part = parts; *part != NULL; part++)
        if (**part != '\0')
            least = MIN(least, distance(word, *part));
    return least;
}

struct near {
    const char *id;
    unsigned distance;
    guint index;
};

static int by_distance(const void *left, const void *right)
{
    const struct near *a = left;
    const struct near *b = right;
    return a->distance != b->distance ? (a->distance < b->distance ? -1 : 1)
                                      : (a->index < b->index ? -1 : 1);
}

// The letters of a pattern, without what makes it a glob or an expression.
static char *plain_word(const char *pattern)
{
    GString *word = g_string_new(NULL);
    for (const char *c = pattern; *c != '\0'; c++)
        if (strchr("*?[]^$\\", *c) == NULL)
            g_string_append_c(word, *c);
    while (word->len > 0 && word->str[word->len - 1] == '/')
        g_string_truncate(word, word->len - 1);
    while (*word->str == '/')
        g_string_erase(word, 0, 1);
    return g_string_free(word, FALSE);
}

static GArray *find_near(const char *word, const GPtrArray *ids)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(struct near));
    unsigned most = (unsigned)MAX((strlen(word) + 1) / 3, 1);
    for (guint i = 0; i < ids->len && *word != '\0' && strlen(word) <= LONGEST; i++) {
        struct near near = {g_ptr_array_index(ids, i), 0, i};
        if (strlen(near.id) > LONGEST)
            continue;
        near.distance = distance_to_part(word, near.id);
        if (near.distance <= most)
            g_array_append_val(found, near);
    }
    g_array_sort(found, by_distance);
    return found;
}

char *near_hint(const char *const *patterns, const GPtrArray *ids)
{
    while (patterns != NULL && *patterns != NULL && **patterns == '!')
        patterns++;
    g_autofree char *word = plain_word(patterns != NULL && *patterns != NULL ? *patterns : "");
    g_autoptr(GArray) found = find_near(word, ids);
    g_autoptr(GString) hint = g_string_new(NULL);
    for (guint i = 0; i < MIN(found->len, MOST_NAMED); i++) {
        g_autofree char *id = text_printable(g_array_index(found, struct near, i).id);
        g_string_append_printf(hint, "%s'%s'", i == 0 ? "; did you mean " : ", ", id);
    }
    g_string_append(hint, found->len > 0 ? "?" : "");
    return g_strdup(hint->str);
}
