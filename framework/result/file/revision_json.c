// SPDX-License-Identifier: MIT
#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"

void json_put_revision(json_t *object, const char *key, const struct revision *from)
{
    if (from->git == NULL)
        return;
    json_t *revision = json_object();
    json_put_text(revision, "git", from->git);
    json_put_bool(revision, "dirty", from->is_dirty);
    json_put_text(revision, "branch", from->branch);
    if (from->parents != NULL) {
        json_t *parents = json_array();
        for (char **parent = from->parents; *parent != NULL; parent++)
            json_array_append_new(parents, json_string(*parent));
        json_object_set_new(revision, "parents", parents);
    }
    if (from->time_s > 0)
        json_put_integer(revision, "time", (uint64_t)from->time_s);
    json_object_set_new(object, key, revision);
}

void json_get_revision(struct json_reader *reader, const json_t *object, const char *key,
                       struct revision *out)
{
    const json_t *revision = json_get_object(reader, object, key);
    out->git = json_get_name(reader, revision, "git");
    out->branch = json_get_name(reader, revision, "branch");
    out->is_dirty = json_get_bool(reader, revision, "dirty");
    out->time_s = (int64_t)json_get_integer(reader, revision, "time", &range_time_s);
    if (revision == NULL || json_object_get(revision, "parents") == NULL)
        return;
    g_autoptr(GPtrArray) parents = g_ptr_array_new_with_free_func(g_free);
    json_get_lines(reader, revision, "parents", parents);
    g_ptr_array_add(parents, NULL);
    out->parents = (char **)g_ptr_array_steal(parents, NULL);
}
