// SPDX-License-Identifier: MIT
#include "framework/base/unique.h"
#include "framework/result/file/import.h"
#include "framework/result/file/ranges.h"
#include "framework/result/summary.h"

bool import_is_hyperfine(const json_t *root)
{
    const json_t *first = json_array_get(json_object_get(root, "results"), 0);
    return json_object_get(first, "command") != NULL;
}

static void add_command(struct json_reader *reader, struct run *run, GHashTable *taken,
                        const json_t *object)
{
    g_autofree char *command = json_get_text(reader, object, "command");
    const json_t *times = json_get_array(reader, object, "times");
    if (command == NULL)
        json_complain(reader, "'command' is missing");
    if (json_array_size(times) == 0)
        json_complain(reader, "'times' is missing or empty");
    // The same command may be there more than once, with other parameters.
    g_autofree char *id = unique_take_command(taken, command ? command : "");
    struct result *result = import_result(id, "hyperfine", "hyperfine", id);
    for (size_t i = 0; i < json_array_size(times) && reader->wrong == NULL; i++) {
        double time_s = json_get_element(reader, times, "times", i, &range_time_s);
        if (isnan(time_s))
            json_complain(reader, "'times' has no number at %zu", i);
        else
            import_sample(reader, result, time_s * 1e9, 1);
    }
    summary_compute(result);
    run_add(run, result);
}

struct run *import_hyperfine(struct json_reader *reader, const json_t *root)
{
    struct run *run = import_run();
    g_autoptr(GHashTable) taken = unique_new();
    const json_t *results = json_get_array(reader, root, "results");
    for (size_t i = 0; i < json_array_size(results) && reader->wrong == NULL; i++) {
        add_command(reader, run, taken, json_array_get(results, i));
        import_locate(reader, "hyperfine's 'results' %zu", i);
    }
    return run;
}
