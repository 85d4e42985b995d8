// SPDX-License-Identifier: MIT
#include "reports/charts/charts.h"

#include <string.h>

#include "framework/base/escape.h"
#include "framework/base/place.h"
#include "framework/base/text.h"
#include "framework/base/text_file.h"
#include "reports/charts/chart_plan.h"
#include "reports/charts/pictures.h"
#include "reports/charts/plots_index.h"
#include "reports/charts/svg.h"

static const enum canvas_kind picture_canvases[PICTURE_FORMATS] = {
    [PICTURE_SVG] = CANVAS_SVG, [PICTURE_PNG] = CANVAS_PNG, [PICTURE_PDF] = CANVAS_PDF};

static struct drawing *drawing_new(const struct chart *chart)
{
    struct drawing *drawing = g_new(struct drawing, 1);
    *drawing = (struct drawing){
        .kind = chart->kind,
        .suite = g_strdup(chart->group ? chart->group->suite : NULL),
        .group = g_strdup(chart->group ? chart->group->name : NULL),
        .case_id = g_strdup(chart->case_id),
        .finding = g_strdup(g_ptr_array_index(chart->words, CHART_FINDING)),
        .about = g_strdup(g_ptr_array_index(chart->words, CHART_ABOUT)),
        .name = g_strdup(chart->name),
        .files = g_ptr_array_new_with_free_func(g_free),
    };
    return drawing;
}

static struct drawings *drawings_new(const struct planned *planned)
{
    struct drawings *drawings = g_new(struct drawings, 1);
    *drawings = (struct drawings){
        .drawn = g_ptr_array_new_with_free_func((GDestroyNotify)drawing_free),
        .failures = g_ptr_array_new_with_free_func(g_free),
        .n_cases = planned->n_cases,
    };
    return drawings;
}

static GPtrArray *pictures_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)picture_free);
}

// SVG gets what gnuplot leaves out; ids start with the chart's number, since they are many.
static bool finish(struct picture *picture, guint number, bool is_inline)
{
    if (!picture->content)
        return false;
    if (picture->canvas.kind != CANVAS_SVG)
        return true;
    g_autofree char *prefix = g_strdup_printf("c%u-", number);
    char *svg = svg_finish(picture->content, prefix, picture->chart->words->pdata[CHART_FINDING],
                           picture->chart->words->pdata[CHART_ABOUT], is_inline);
    g_free(picture->content);
    picture->content = svg;
    picture->length = svg ? strlen(svg) : 0;
    if (!svg)
        picture->failure = g_strdup("gnuplot wrote no SVG");
    return svg != NULL;
}

static void add_failure(struct drawings *drawings, const struct picture *picture, const char *why)
{
    g_ptr_array_add(drawings->failures, g_strdup_printf("%s: %s", picture->file, why));
}

// Where nothing at all was drawn the first reason is the error.
static struct drawings *check(struct drawings *drawings, GError **error)
{
    if (drawings->drawn->len > 0 || drawings->failures->len == 0)
        return drawings;
    g_set_error(error, CHARTS_ERROR, CHARTS_ERROR_FAILED, "cannot draw charts: %s",
                (char *)g_ptr_array_index(drawings->failures, 0));
    drawings_free(drawings);
    return NULL;
}

static struct drawing *find_drawing(struct drawings *drawings, const struct chart *chart)
{
    guint n = drawings->drawn->len;
    struct drawing *last = n > 0 ? g_ptr_array_index(drawings->drawn, n - 1) : NULL;
    if (last && strcmp(last->name, chart->name) == 0)
        return last;
    last = drawing_new(chart);
    g_ptr_array_add(drawings->drawn, last);
    return last;
}

static void save(struct drawings *drawings, struct picture *picture, guint number,
                 const char *directory)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(directory, picture->file, NULL);
    if (!finish(picture, number, false))
        add_failure(drawings, picture, picture->failure);
    else if (!text_file_write(path, picture->content, picture->length, false, &error))
        add_failure(drawings, picture, error->message);
    else
        g_ptr_array_add(find_drawing(drawings, picture->chart)->files, g_strdup(picture->file));
}

static bool save_index(const struct run *run, const struct drawings *drawings,
                       const char *directory, GError **error)
{
    g_autoptr(GString) index = g_string_new(NULL);
    g_autofree char *path = g_build_filename(directory, "plots.md", NULL);
    plots_index_append(index, run, drawings);
    return text_file_write(path, index->str, index->len, false, error);
}

static GPtrArray *make_files(const GPtrArray *charts, unsigned formats)
{
    GPtrArray *pictures = pictures_new();
    for (guint i = 0; i < charts->len; i++) {
        const struct chart *chart = g_ptr_array_index(charts, i);
        for (unsigned p = 0; p < PICTURE_FORMATS; p++) {
            const struct canvas canvas = {.kind = picture_canvases[p]};
            g_autofree char *file =
                g_strdup_printf("%s.%s", chart->name, picture_word((enum picture_format)p));
            if (formats & 1U << p)
                g_ptr_array_add(pictures, picture_new(chart, &canvas, file));
        }
    }
    return pictures;
}

struct drawings *charts_draw_planned(const struct planned *planned, const char *directory,
                                     unsigned formats, const char *program, GError **error)
{
    g_autoptr(Drawings) drawings = drawings_new(planned);
    if (planned->charts->len == 0)
        return g_steal_pointer(&drawings);
    if (!place_make_folder(directory, 0777, error))
        return NULL;
    g_autoptr(GPtrArray) pictures = make_files(planned->charts, formats);
    if (!pictures_draw(pictures, program, error))
        return NULL;
    for (guint i = 0; i < pictures->len; i++)
        save(drawings, g_ptr_array_index(pictures, i), i + 1, directory);
    return check(g_steal_pointer(&drawings), error);
}

struct drawings *charts_draw(const struct run *run, const char *directory, unsigned formats,
                             const char *program, GError **error)
{
    g_auto(Planned) planned = charts_plan(run, G_MAXUINT, CHARTS_MOST_CASES);
    g_autoptr(Drawings) drawings =
        charts_draw_planned(&planned, directory, formats, program, error);
    if (drawings != NULL && drawings->drawn->len > 0 &&
        !save_index(run, drawings, directory, error))
        return NULL;
    return g_steal_pointer(&drawings);
}

// The charts on one canvas, in memory.
static struct drawings *draw_texts(const struct planned *planned, const struct canvas *canvas,
                                   const char *program, GError **error)
{
    g_autoptr(GPtrArray) pictures = pictures_new();
    g_autoptr(Drawings) drawings = drawings_new(planned);
    for (guint i = 0; i < planned->charts->len; i++) {
        const struct chart *chart = g_ptr_array_index(planned->charts, i);
        g_ptr_array_add(pictures, picture_new(chart, canvas, chart->name));
    }
    if (pictures->len > 0 && !pictures_draw(pictures, program, error))
        return NULL;
    for (guint i = 0; i < pictures->len; i++) {
        struct picture *picture = g_ptr_array_index(pictures, i);
        if (finish(picture, i + 1, true))
            find_drawing(drawings, picture->chart)->content = g_steal_pointer(&picture->content);
        else
            add_failure(drawings, picture, picture->failure);
    }
    return check(g_steal_pointer(&drawings), error);
}

struct drawings *charts_svg(const struct run *run, guint most, guint most_cases,
                            const char *program, GError **error)
{
    g_auto(Planned) planned = charts_plan(run, most, most_cases);
    return charts_svg_planned(&planned, program, error);
}

struct drawings *charts_svg_planned(const struct planned *planned, const char *program,
                                    GError **error)
{
    const struct canvas canvas = {.kind = CANVAS_SVG};
    return draw_texts(planned, &canvas, program, error);
}

// Long names may leave no room for the plot: better cut than broken into two lines.
static void cut_lines(struct drawing *drawing, unsigned columns)
{
    g_auto(GStrv) lines = g_strsplit(drawing->content, "\n", -1);
    GString *out = g_string_new(NULL);
    for (char **line = lines; *line; line++) {
        // A form feed in front of each chart is gnuplot's.
        g_autofree char *printable = text_printable(g_strchomp(*line + (**line == '\f')));
        g_autofree char *cut = text_keep_head(printable, columns);
        g_string_append_printf(out, "%s%s", cut, line[1] ? "\n" : "");
    }
    escape_log_lines(out, 0);
    g_free(drawing->content);
    drawing->content = g_string_free(out, FALSE);
}

static struct drawings *draw_as_text(const struct planned *planned, unsigned columns,
                                     const char *program, GError **error)
{
    const struct canvas canvas = {.kind = CANVAS_TEXT, .columns = columns};
    struct drawings *drawings = draw_texts(planned, &canvas, program, error);
    for (guint i = 0; drawings && i < drawings->drawn->len; i++)
        cut_lines(g_ptr_array_index(drawings->drawn, i), columns);
    return drawings;
}

struct drawings *charts_for_terminal(const struct run *run, const struct terminal *terminal,
                                     const char *program, GError **error)
{
    g_auto(Planned) planned = charts_plan(run, G_MAXUINT, 0);
    struct drawings *drawings = NULL;
    if (terminal->kind != TERMINAL_TEXT) {
        const struct canvas canvas = {
            .kind = terminal->kind == TERMINAL_SIXEL ? CANVAS_SIXEL : CANVAS_KITTY,
            .width_pixels = terminal->width_pixels,
        };
        drawings = draw_texts(&planned, &canvas, program, NULL);
    }
    return drawings ? drawings : draw_as_text(&planned, terminal->columns, program, error);
}
