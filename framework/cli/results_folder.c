// SPDX-License-Identifier: MIT
#include "framework/cli/results_folder.h"

#include <string.h>

#include "framework/base/place.h"
#include "framework/base/text_file.h"
#include "framework/cli/options.h"

// Nobody wants results in a commit by accident: a new folder of the usual name ignores itself.
bool results_folder_make(const char *folder, GError **error)
{
    bool is_new = !g_file_test(folder, G_FILE_TEST_EXISTS);
    if (!place_make_folder(folder, 0755, error))
        return false;
    g_autofree char *path = g_build_filename(folder, ".gitignore", NULL);
    if (is_new && strcmp(folder, OPTIONS_FOLDER) == 0)
        text_file_write(path, "*\n", 2, false, NULL);
    return true;
}
