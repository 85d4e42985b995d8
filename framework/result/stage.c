// SPDX-License-Identifier: MIT
#include "framework/result/stage.h"

#include <string.h>

static const struct {
    const char *word, *unit;
    enum better better;
} parts[STAGE_PARTS] = {
    [STAGE_TIME] = {"time", "ns", BETTER_LESS},    [STAGE_OWN] = {"own", "ns", BETTER_UNKNOWN},
    [STAGE_COUNT] = {"count", "", BETTER_UNKNOWN}, [STAGE_P50] = {"p50", "ns", BETTER_LESS},
    [STAGE_P99] = {"p99", "ns", BETTER_LESS},
};

const char *stage_part_word(enum stage_part part)
{
    return parts[part].word;
}

bool stage_read(const struct metric *metric, char **label, enum stage_part *part)
{
    const char *last = strrchr(metric->name, '.');
    if (strcmp(metric->source, SOURCE_SPAN) != 0 || !g_str_has_prefix(metric->name, STAGE_PREFIX))
        return false;
    const char *start = metric->name + strlen(STAGE_PREFIX);
    for (int i = 0; i < STAGE_PARTS && last > start; i++) {
        if (strcmp(last + 1, parts[i].word) != 0)
            continue;
        *part = (enum stage_part)i;
        if (label != NULL)
            *label = g_strndup(start, (gsize)(last - start));
        return true;
    }
    return false;
}

void stage_add(struct result *result, const char *label, enum stage_part part, double value)
{
    g_autofree char *name = g_strconcat(STAGE_PREFIX, label, ".", parts[part].word, NULL);
    if (!isfinite(value))
        return;
    struct metric *metric = result_set_metric(result, name, SOURCE_SPAN, NAN);
    g_free(metric->unit);
    metric->unit = g_strdup(parts[part].unit);
    metric->better = parts[part].better;
    g_array_append_val(metric->per_process, value);
    metric_conclude(metric);
}

void stages_summarise(struct result *result)
{
    for (guint i = 0; i < result->metrics->len; i++) {
        struct metric *metric = g_ptr_array_index(result->metrics, i);
        if (strcmp(metric->source, SOURCE_SPAN) == 0)
            metric->is_paired =
                result->side != SIDE_NONE && metric->per_process->len == result->processes->len;
    }
}
