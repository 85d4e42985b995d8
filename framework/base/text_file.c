// SPDX-License-Identifier: MIT
#include "framework/base/text_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

bool text_file_is_plain(const char *path)
{
    struct stat about;
    return stat(path, &about) != 0 || S_ISREG(about.st_mode);
}

static bool write_in_place(const char *path, const char *mode, const char *text, size_t length,
                           GError **error)
{
    FILE *file = fopen(path, mode);
    bool is_good = file != NULL && fwrite(text, 1, length, file) == length;
    int cause = errno;
    if (file != NULL && fclose(file) != 0 && is_good) {
        is_good = false;
        cause = errno;
    }
    if (!is_good)
        g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(cause), "%s",
                    g_strerror(cause));
    return is_good;
}

bool text_file_write(const char *path, const char *text, size_t length, bool is_durable,
                     GError **error)
{
    char *target = realpath(path, NULL); // NULL where nothing is there yet
    int flags = G_FILE_SET_CONTENTS_CONSISTENT | (is_durable ? G_FILE_SET_CONTENTS_DURABLE : 0);
    bool is_good = text_file_is_plain(path)
                       ? g_file_set_contents_full(target ? target : path, text, (gssize)length,
                                                  (GFileSetContentsFlags)flags, 0644, error)
                       : write_in_place(path, "we", text, length, error);
    free(target);
    if (!is_good)
        g_prefix_error(error, "cannot write '%s': ", path);
    return is_good;
}

bool text_file_append(const char *path, const char *text, size_t length, GError **error)
{
    if (write_in_place(path, "ae", text, length, error))
        return true;
    g_prefix_error(error, "cannot append to '%s': ", path);
    return false;
}
