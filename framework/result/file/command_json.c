// SPDX-License-Identifier: MIT
#include <string.h>

#include "framework/result/command_run.h"
#include "framework/result/file/nouns.h"
#include "framework/result/file/ranges.h"

static json_t *parameters_to_json(const struct bench_case *bench_case)
{
    json_t *object = json_object();
    char *const *word = bench_case->parameters;
    for (; word != NULL && *word != NULL; word++) {
        g_auto(GStrv) parts = g_strsplit(*word, "=", 2);
        if (parts[0] != NULL && parts[1] != NULL)
            json_put_text(object, parts[0], parts[1]);
    }
    return object;
}

void command_to_json(json_t *object, const struct bench_case *bench_case)
{
    json_put_text(object, "command", bench_case->command);
    if (bench_case->parameters != NULL)
        json_object_set_new(object, "parameters", parameters_to_json(bench_case));
}

void command_from_json(struct json_reader *reader, const json_t *object,
                       struct bench_case *bench_case)
{
    bench_case->command = json_get_text(reader, object, "command");
    const json_t *parameters = json_get_object(reader, object, "parameters");
    const char *name = NULL;
    const json_t *ignored = NULL;
    if (parameters == NULL)
        return;
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    json_object_foreach((json_t *)parameters, name, ignored)
    {
        g_autofree char *value = json_get_text(reader, parameters, name);
        g_autofree char *word = g_strconcat(name, "=", value, NULL);
        g_strv_builder_add(words, word);
    }
    bench_case->parameters = g_strv_builder_end(words);
}

static char *array_key(const struct command_field *field)
{
    return g_strconcat("samples_", field->key, NULL);
}

void command_runs_to_json(json_t *object, const struct process *process)
{
    for (size_t f = 0; f < COMMAND_FIELDS && process->runs != NULL; f++) {
        json_t *values = json_array();
        for (guint i = 0; i < process->runs->len; i++) {
            struct command_run *run = &g_array_index(process->runs, struct command_run, i);
            json_array_append_new(values,
                                  json_number_or_null(*command_run_field(run, &command_fields[f])));
        }
        g_autofree char *key = array_key(&command_fields[f]);
        json_object_set_new(object, key, values);
    }
}

// All of the samples have a run, or none has.
void command_runs_from_json(struct json_reader *reader, const json_t *object,
                            struct process *process)
{
    const json_t *arrays[COMMAND_FIELDS];
    bool is_any = false;
    for (size_t f = 0; f < COMMAND_FIELDS; f++) {
        g_autofree char *key = array_key(&command_fields[f]);
        arrays[f] = json_get_array(reader, object, key);
        is_any = is_any || arrays[f] != NULL;
    }
    for (guint i = 0; i < process->samples->len && is_any && reader->wrong == NULL; i++) {
        struct command_run run;
        for (size_t f = 0; f < COMMAND_FIELDS; f++) {
            const char *key = command_fields[f].key;
            const struct json_range *range =
                command_fields[f].is_mean ? &range_amount : &range_count;
            double value = json_get_element(reader, arrays[f], key, i, range);
            if (isnan(value))
                json_complain(reader, "'samples_%s' has no number at %u", key, i);
            *command_run_field(&run, &command_fields[f]) = value;
        }
        process_add_run(process, &run);
    }
}
