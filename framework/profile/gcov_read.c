// SPDX-License-Identifier: MIT
#include "framework/profile/gcov_read.h"

#include <stdlib.h>
#include <string.h>

#include "framework/base/hash.h"
#include "framework/base/json_document.h"

GHashTable *line_counts_new(void)
{
    return g_hash_table_new_full(hash_text, g_str_equal, g_free, g_free);
}

// A line of a template or of an inlined function is there once for each copy of it.
static void add_line(GHashTable *counts, const char *path, const json_t *line)
{
    json_int_t number = json_integer_value(json_object_get(line, "line_number"));
    double count = json_number_value(json_object_get(line, "count"));
    if (number <= 0 || number > G_MAXINT || !(count >= 0))
        return;
    char *key = g_strdup_printf("%s:%d", path, (int)number);
    double *known = g_hash_table_lookup(counts, key);
    if (known == NULL)
        g_hash_table_insert(counts, key, g_memdup2(&count, sizeof count));
    else
        g_free(key);
    if (known != NULL)
        *known += count;
}

bool line_counts_add(GHashTable *counts, const char *text, gsize length)
{
    struct json_document document;
    json_error_t where;
    if (!json_document_read(&document, text, length, &where))
        return false;
    const char *folder =
        json_string_value(json_object_get(document.root, "current_working_directory"));
    bool is_known = folder != NULL && g_path_is_absolute(folder);
    const json_t *files = json_object_get(document.root, "files");
    for (size_t i = 0; i < json_array_size(files); i++) {
        const json_t *file = json_array_get(files, i);
        const char *name = json_string_value(json_object_get(file, "file"));
        const json_t *lines = json_object_get(file, "lines");
        if (name == NULL)
            continue;
        g_autofree char *path = g_canonicalize_filename(name, is_known ? folder : "/");
        for (size_t k = 0; k < json_array_size(lines); k++)
            add_line(counts, path, json_array_get(lines, k));
    }
    bool is_good = json_is_array(files);
    json_document_clear(&document);
    return is_good;
}

char *line_counts_place(const char *key, unsigned *line)
{
    const char *colon = strrchr(key, ':');
    *line = (unsigned)strtoul(colon + 1, NULL, 10);
    return g_strndup(key, (gsize)(colon - key));
}
