// SPDX-License-Identifier: MIT
#include "framework/cli/options.h"

void options_add_pass(struct options *options, const struct pass *pass)
{
    if (options->passes == NULL)
        options->passes = g_ptr_array_new();
    if (!g_ptr_array_find(options->passes, pass, NULL))
        g_ptr_array_add(options->passes, (void *)pass);
}

void options_clear(struct options *options)
{
    g_strfreev(options->patterns);
    g_strfreev(options->tags);
    g_strfreev(options->suites);
    g_strfreev(options->launcher);
    g_clear_pointer(&options->passes, g_ptr_array_unref);
    g_free(options->git);
    g_strfreev(options->overlay);
    for (unsigned side = 0; side < 2; side++) {
        g_free(options->build[side]);
        g_strfreev(options->env[side]);
        g_strfreev(options->args[side]);
    }
    g_free(options->folder);
    g_free(options->plot_folder);
    output_list_clear(&options->outputs);
}
