// SPDX-License-Identifier: MIT
#include "framework/base/array.h"
#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"

json_t *references_to_json(const GPtrArray *references)
{
    json_t *array = json_array();
    for (guint i = 0; i < references->len; i++) {
        const struct reference *reference = g_ptr_array_index(references, i);
        json_t *object = json_object();
        json_t *samples = json_array();
        for (guint s = 0; s < reference->samples_ns->len; s++)
            json_array_append_new(samples,
                                  json_number_or_null(doubles_of(reference->samples_ns)[s]));
        json_put_text(object, "name", reference->name);
        json_put_number(object, "median_ns", reference->median_ns);
        json_put_pair(object, "interval_ns", reference->interval_ns);
        json_object_set_new(object, "samples_ns", samples);
        json_array_append_new(array, object);
    }
    return array;
}

static void get_reference(struct json_reader *reader, const json_t *object, GPtrArray *out)
{
    g_autofree char *name = json_get_text(reader, object, "name");
    const json_t *samples = json_get_array(reader, object, "samples_ns");
    if (name == NULL || json_array_size(samples) == 0)
        json_complain(reader, "a reference has no 'name' or no 'samples_ns'");
    else if (references_find(out, name) != NULL)
        json_complain(reader, "the reference '%s' is there twice", name);
    for (size_t i = 0; reader->wrong == NULL && i < json_array_size(samples); i++) {
        double sample_ns = json_get_element(reader, samples, "samples_ns", i, &range_time_ns);
        if (isnan(sample_ns))
            json_complain(reader, "'samples_ns' of the reference '%s' has no number at %zu", name,
                          i);
        else
            references_take(out, name, sample_ns);
    }
}

void references_from_json(struct json_reader *reader, const json_t *root, GPtrArray *out)
{
    enum { MOST = 100 }; // kinds; a newer benchrun may have more than this one
    const json_t *references = json_get_array(reader, root, "references");
    if (json_array_size(references) > MOST)
        json_complain(reader, "'references' has more than %d", MOST);
    for (size_t i = 0; reader->wrong == NULL && i < json_array_size(references); i++)
        get_reference(reader, json_array_get(references, i), out);
    for (guint i = 0; i < out->len; i++)
        reference_summarise(g_ptr_array_index(out, i));
}
