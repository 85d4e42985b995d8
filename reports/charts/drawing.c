// SPDX-License-Identifier: MIT
#include "reports/charts/drawing.h"

#include <string.h>

G_DEFINE_QUARK(benchrun - charts - error, charts_error)

static const char *const words_of_formats[PICTURE_FORMATS] = {
    [PICTURE_SVG] = "svg", [PICTURE_PNG] = "png", [PICTURE_PDF] = "pdf"};

const char *picture_word(enum picture_format format)
{
    return words_of_formats[format];
}

bool picture_formats_parse(const char *words, unsigned *bits, GError **error)
{
    g_auto(GStrv) list = g_strsplit(words, ",", -1);
    unsigned found = 0;
    for (char **word = list; *word; word++) {
        unsigned p = 0;
        while (p < PICTURE_FORMATS && strcmp(words_of_formats[p], *word) != 0)
            p++;
        if (p == PICTURE_FORMATS) {
            g_set_error(error, CHARTS_ERROR, CHARTS_ERROR_FAILED,
                        "unknown picture format '%s'; known: svg, png, pdf", *word);
            return false;
        }
        found |= 1U << p;
    }
    if (found == 0) {
        g_set_error(error, CHARTS_ERROR, CHARTS_ERROR_FAILED,
                    "no picture format is named; known: svg, png, pdf");
        return false;
    }
    *bits = found;
    return true;
}

void drawing_free(struct drawing *drawing)
{
    char *texts[] = {drawing->suite, drawing->group, drawing->case_id, drawing->finding,
                     drawing->about, drawing->name,  drawing->content};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_ptr_array_unref(drawing->files);
    g_free(drawing);
}

void drawings_free(struct drawings *drawings)
{
    g_ptr_array_unref(drawings->drawn);
    g_ptr_array_unref(drawings->failures);
    g_free(drawings);
}
