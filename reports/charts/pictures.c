// SPDX-License-Identifier: MIT
#include "reports/charts/pictures.h"

#include "framework/base/scratch.h"
#include "reports/charts/gnuplot.h"

struct picture *picture_new(const struct chart *chart, const struct canvas *canvas,
                            const char *file)
{
    struct picture *picture = g_new(struct picture, 1);
    *picture = (struct picture){.chart = chart, .canvas = *canvas, .file = g_strdup(file)};
    return picture;
}

void picture_free(struct picture *picture)
{
    g_free(picture->file);
    g_free(picture->content);
    g_free(picture->failure);
    g_free(picture);
}

static void free_script(gpointer script)
{
    g_string_free(script, TRUE);
}

// Takes over what gnuplot wrote, so that its folder can go.
static void collect(struct picture *picture, const char *folder)
{
    g_autofree char *path = g_build_filename(folder, picture->file, NULL);
    g_autoptr(GError) error = NULL;
    if (!picture->failure &&
        !g_file_get_contents(path, &picture->content, &picture->length, &error))
        picture->failure = g_strdup_printf("gnuplot wrote nothing: %s", error->message);
    if (picture->content && picture->length == 0) {
        g_clear_pointer(&picture->content, g_free);
        picture->failure = g_strdup("gnuplot wrote an empty file");
    }
}

bool pictures_draw(const GPtrArray *pictures, const char *program, GError **error)
{
    g_autoptr(GPtrArray) scripts = g_ptr_array_new_with_free_func(free_script);
    g_autoptr(GPtrArray) failures = g_ptr_array_new();
    struct scratch scratch;
    if (!scratch_open(&scratch, error)) {
        g_prefix_error(error, "cannot draw: ");
        return false;
    }
    for (guint i = 0; i < pictures->len; i++) {
        const struct picture *picture = g_ptr_array_index(pictures, i);
        g_ptr_array_add(scripts, chart_script(picture->chart, &picture->canvas, picture->file));
    }
    bool is_good = gnuplot_run(scripts, scratch.folder, program, failures, error);
    for (guint i = 0; i < failures->len; i++)
        ((struct picture *)g_ptr_array_index(pictures, i))->failure = failures->pdata[i];
    for (guint i = 0; i < pictures->len; i++)
        collect(g_ptr_array_index(pictures, i), scratch.folder);
    scratch_close(&scratch);
    return is_good;
}
