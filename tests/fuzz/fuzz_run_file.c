// SPDX-License-Identifier: MIT
#include <glib.h>
#include <string.h>

#include "framework/result/file/run_file.h"
#include "tests/fuzz/insist.h"
#include "tests/fuzz/parsers.h"

void fuzz_run_file(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *own = g_memdup2(data, size);
    g_autoptr(Run) run = run_parse(own ? own : "", size, &error);
    insist((run == NULL) == (error != NULL), "a file that cannot be read has a reason");
    if (run == NULL)
        return;
    g_autofree char *text = run_format(run);
    run_free(run_parse(text, strlen(text), &error));
    insist_fine("a run that is read again", error ? error->message : NULL);
}
