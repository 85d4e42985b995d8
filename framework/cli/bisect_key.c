// SPDX-License-Identifier: MIT
#include "framework/cli/bisect_key.h"

#include <string.h>

#include "framework/build/checkout.h"
#include "framework/build/snapshot.h"
#include "framework/cli/option_row.h"
#include "framework/machine/detect.h"

// With its end, so that no two lists of parts look the same.
static void add(GChecksum *hash, const char *text)
{
    const char *known = text != NULL ? text : "\1";
    g_checksum_update(hash, (const guchar *)known, (gssize)strlen(known) + 1);
}

static void add_list(GChecksum *hash, char *const *texts)
{
    for (; texts != NULL && *texts != NULL; texts++)
        add(hash, *texts);
    add(hash, NULL);
}

static void add_number(GChecksum *hash, double number)
{
    g_autofree char *text = g_strdup_printf("%.17g", number);
    add(hash, text);
}

static void add_option(GChecksum *hash, const struct options *options, const struct option_row *row)
{
    const void *field = (const char *)options + row->field;
    add(hash, row->name);
    switch (row->kind) {
    case OPTION_FLAG:
        add_number(hash, *(const bool *)field);
        break;
    case OPTION_NUMBER:
    case OPTION_PERCENT:
        add_number(hash, *(const double *)field);
        break;
    case OPTION_COUNT:
        add_number(hash, (double)*(const uint64_t *)field);
        break;
    case OPTION_TEXT:
        add(hash, *(char *const *)field);
        break;
    case OPTION_TEXTS:
    case OPTION_WORDS:
        add_list(hash, *(char **const *)field);
        break;
    case OPTION_TAKEN: // the seed, the CPU, a limit of memory: no reason to start over
        break;
    }
}

// What is only said of the commit that was found can be asked for later.
static bool is_of_report(const struct option_row *row)
{
    return strcmp(row->name, "explain") == 0 || strcmp(row->name, "witness") == 0;
}

static void add_options(GChecksum *hash, const struct options *options)
{
    static const struct option_group *const groups[] = {&options_selecting, &options_starting,
                                                        &options_measuring, &options_comparing};
    for (size_t i = 0; i < G_N_ELEMENTS(groups); i++)
        for (const struct option_row *row = groups[i]->rows; row->name != NULL; row++)
            if ((row->commands & COMMAND_BISECT) != 0 && !is_of_report(row))
                add_option(hash, options, row);
}

static char *find_overlay(const struct git_repository *repository, char *const *overlay,
                          GError **error)
{
    struct snapshot snapshot = {0};
    if (overlay == NULL)
        return g_strdup("");
    if (!snapshot_take(repository, &snapshot, error))
        return NULL;
    struct checkout checkout = {
        .repository = repository,
        .objects = snapshot.objects,
        .overlay = (const char *const *)overlay,
        .overlay_from = snapshot.commit,
    };
    char *id = checkout_overlay_id(&checkout, error);
    snapshot_clear(&snapshot);
    return id;
}

char *bisect_key(const struct recording *recording, const struct git_repository *repository,
                 const struct git_range *range, GError **error)
{
    g_autofree char *overlay = find_overlay(repository, recording->options.overlay, error);
    if (overlay == NULL)
        return NULL;
    g_autoptr(GChecksum) hash = g_checksum_new(G_CHECKSUM_SHA256);
    struct machine *machine = machine_detect();
    add(hash, machine->cpu);
    machine_free(machine);
    add(hash, repository->store);
    add(hash, range->base);
    add(hash, range->head);
    add(hash, overlay);
    add(hash, recording->config.build_command);
    add_list(hash, recording->config.suites);
    add_options(hash, &recording->options);
    return g_strdup(g_checksum_get_string(hash));
}
