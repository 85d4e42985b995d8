// SPDX-License-Identifier: MIT
#include "framework/cli/bisect_file.h"

#include <math.h>
#include <string.h>

#include "framework/base/folder.h"
#include "framework/base/json_document.h"
#include "framework/base/owned_file.h"
#include "framework/base/text_file.h"
#include "framework/result/file/ranges.h"

enum { FILE_VERSION = 1 };

struct measured *measured_new(const char *base, const char *commit)
{
    struct measured *measured = g_new0(struct measured, 1);
    measured->base = g_strdup(base);
    measured->commit = g_strdup(commit);
    measured->level = (struct level){NAN, {NAN, NAN}, NAN};
    return measured;
}

void measured_free(struct measured *measured)
{
    g_free(measured->base);
    g_free(measured->commit);
    g_free(measured->why);
    g_free(measured->note);
    g_free(measured->explanation);
    g_free(measured);
}

json_t *measured_to_json(const struct measured *measured)
{
    json_t *object = json_object();
    json_put_text(object, "base", measured->base);
    json_put_text(object, "commit", measured->commit);
    json_put_number(object, "ratio", measured->level.ratio);
    json_put_pair(object, "interval", measured->level.interval);
    json_put_number(object, "against", measured->level.against);
    if (!isnan(measured->level.ratio))
        json_put_text(object, "verdict", verdict_word(measured->verdict));
    json_put_bool(object, "layouts", measured->in_layouts);
    json_put_bool(object, "last", measured->is_last);
    json_put_text(object, "why", measured->why);
    json_put_text(object, "note", measured->note);
    json_put_text(object, "explanation", measured->explanation);
    return object;
}

static struct measured *from_json(struct json_reader *reader, const json_t *object)
{
    struct measured *measured = g_new0(struct measured, 1);
    g_autofree char *verdict = json_get_text(reader, object, "verdict");
    measured->base = json_get_text(reader, object, "base");
    measured->commit = json_get_text(reader, object, "commit");
    measured->level.ratio = json_get_number(reader, object, "ratio", &range_amount, NAN);
    json_get_pair(reader, object, "interval", &range_amount, measured->level.interval);
    measured->level.against = json_get_number(reader, object, "against", &range_amount, NAN);
    measured->in_layouts = json_get_bool(reader, object, "layouts");
    measured->is_last = json_get_bool(reader, object, "last");
    measured->why = json_get_text(reader, object, "why");
    measured->note = json_get_text(reader, object, "note");
    measured->explanation = json_get_text(reader, object, "explanation");
    if (measured->base == NULL || measured->commit == NULL)
        json_complain(reader, "a measurement names no commit");
    if (verdict != NULL && !verdict_parse(verdict, &measured->verdict))
        json_complain(reader, "unknown verdict '%s'", verdict);
    return measured;
}

static void read_all(struct bisect_file *file, struct json_reader *reader, const json_t *root)
{
    if (json_get_integer(reader, root, "version", &range_count) != FILE_VERSION)
        json_complain(reader, "it is of another version");
    file->case_id = json_get_text(reader, root, "case");
    const json_t *all = json_get_array(reader, root, "measured");
    for (size_t i = 0; i < json_array_size(all); i++)
        g_ptr_array_add(file->measured, from_json(reader, json_array_get(all, i)));
}

static bool load(struct bisect_file *file, GError **error)
{
    size_t length = 0;
    json_error_t where;
    struct json_document document;
    struct json_reader reader = {0};
    g_autofree char *text = owned_file_read(file->path, &length, error);
    if (text == NULL)
        return false;
    if (json_document_read(&document, text, length, &where))
        read_all(file, &reader, document.root);
    else
        json_complain(&reader, "line %d: %s", where.line, where.text);
    json_document_clear(&document);
    if (reader.wrong != NULL)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "cannot continue from '%s': %s; --restart starts over", file->path,
                    reader.wrong);
    bool is_good = reader.wrong == NULL;
    g_free(reader.wrong);
    return is_good;
}

bool bisect_file_open(struct bisect_file *file, const char *key, bool is_fresh, GError **error)
{
    g_autofree char *cache = folder_of_cache(error);
    if (cache == NULL)
        return false;
    g_autofree char *folder = g_build_filename(cache, "bisect", NULL);
    g_autofree char *name = g_strconcat(key, ".json", NULL);
    *file = (struct bisect_file){
        .path = g_build_filename(folder, name, NULL),
        .measured = g_ptr_array_new_with_free_func((GDestroyNotify)measured_free),
    };
    bool is_new = is_fresh || !g_file_test(file->path, G_FILE_TEST_EXISTS);
    return folder_make(folder, error) && (is_new || load(file, error));
}

void bisect_file_clear(struct bisect_file *file)
{
    g_clear_pointer(&file->path, g_free);
    g_clear_pointer(&file->case_id, g_free);
    g_clear_pointer(&file->measured, g_ptr_array_unref);
}

struct measured *bisect_file_find(const struct bisect_file *file, const char *base,
                                  const char *commit, bool is_last)
{
    for (guint i = 0; i < file->measured->len; i++) {
        struct measured *measured = g_ptr_array_index(file->measured, i);
        if (measured->is_last == is_last && strcmp(measured->base, base) == 0 &&
            strcmp(measured->commit, commit) == 0)
            return measured;
    }
    return NULL;
}

bool bisect_file_put(struct bisect_file *file, struct measured *measured, GError **error)
{
    struct measured *former =
        bisect_file_find(file, measured->base, measured->commit, measured->is_last);
    if (former != NULL)
        g_ptr_array_remove(file->measured, former);
    g_ptr_array_add(file->measured, measured);
    json_t *root = json_object();
    json_t *all = json_array();
    json_put_integer(root, "version", FILE_VERSION);
    json_put_text(root, "case", file->case_id);
    for (guint i = 0; i < file->measured->len; i++)
        json_array_append_new(all, measured_to_json(g_ptr_array_index(file->measured, i)));
    json_object_set_new(root, "measured", all);
    g_autofree char *text = json_print(root, JSON_INDENT(2));
    return text_file_write(file->path, text, strlen(text), true, error);
}
