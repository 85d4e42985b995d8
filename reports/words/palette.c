// SPDX-License-Identifier: MIT
#include "reports/words/palette.h"

static const struct mark verdict_marks[VERDICTS] = {
    [VERDICT_UNCLEAR] = {0xE69F00, 6},    // a ring
    [VERDICT_FASTER] = {0x0072B2, 9},     // a triangle, up
    [VERDICT_SLOWER] = {0xD55E00, 11},    // a triangle, down
    [VERDICT_SAME] = {0x777777, 13},      // a diamond
    [VERDICT_PLACEMENT] = {0x777777, 12}, // a hollow one
};
const struct mark palette_plain = {COLOUR_PLAIN, 5};

// Where there are more alternatives than colours, another shape and dashes tell them apart.
static const unsigned series[] = {0x332288, 0x44AA99, 0x882255, 0x999933,
                                  0x117733, 0xCC6677, 0xAA4499, 0x88CCEE};
static const unsigned shapes[] = {7, 5, 9, 11, 13, 6, 4, 8, 10, 12, 14, 15};

struct mark palette_verdict(enum verdict verdict)
{
    return verdict_marks[verdict];
}

const char *palette_terminal(enum verdict verdict)
{
    static const char *const colours[VERDICTS] = {
        [VERDICT_SLOWER] = "red", [VERDICT_FASTER] = "green", [VERDICT_UNCLEAR] = "yellow"};
    return colours[verdict];
}

void palette_append(GString *script)
{
    static const struct {
        const char *name;
        unsigned colour;
    } names[] = {
        {"text", COLOUR_TEXT},     {"quiet", COLOUR_QUIET},         {"grid", COLOUR_GRID},
        {"margin", COLOUR_MARGIN}, {"plain", COLOUR_PLAIN},         {"base", COLOUR_BASE},
        {"head", COLOUR_HEAD},     {"disturbed", COLOUR_DISTURBED},
    };
    enum { SERIES = 24 };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_string_append_printf(script, "colour_%s = %u\n", names[i].name, names[i].colour);
    g_string_append(script, "verdicts = '");
    for (unsigned v = 0; v < VERDICTS; v++)
        g_string_append_printf(script, "%s ", verdict_word((enum verdict)v));
    g_string_append_printf(script, "'\narray verdict_colours[%d]\narray verdict_shapes[%d]\n",
                           VERDICTS, VERDICTS);
    for (unsigned v = 0; v < VERDICTS; v++)
        g_string_append_printf(script, "verdict_colours[%u] = %u\nverdict_shapes[%u] = %u\n", v + 1,
                               verdict_marks[v].colour, v + 1, verdict_marks[v].shape);
    for (unsigned i = 0; i < SERIES; i++)
        g_string_append_printf(script, "set linetype %u lc rgb %u pt %u lw 2 dt %u\n", i + 1,
                               series[i % G_N_ELEMENTS(series)], shapes[i % G_N_ELEMENTS(shapes)],
                               1 + i / (unsigned)G_N_ELEMENTS(series));
    g_string_append_printf(script, "set linetype cycle %d\n", SERIES);
}
