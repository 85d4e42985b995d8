// SPDX-License-Identifier: MIT
// A timeline is an SVG element whose lengths across are shares of the page's width, so that it
// needs no script to fit.
#include "reports/html/span_section.h"

#include <math.h>

#include "framework/base/array.h"
#include "framework/base/hash.h"
#include "framework/profile/span_lanes.h"
#include "framework/profile/span_sums.h"
#include "framework/stats/quantile.h"
#include "reports/html/html_grid.h"
#include "reports/html/html_text.h"
#include "reports/terminal/span_grids.h"
#include "reports/words/span_words.h"
#include "reports/words/units.h"

enum { MOST_DRAWN = 3000, MOST_LANES = 100 };
enum { ROW = 18, BAR = 16, TITLE = 20, GAP = 10, AXIS = 22, COLOURS = 8 }; // pixels, but the last
static const double least_percent = 0.08;                                  // that is seen
static const double named_percent = 2; // that has room for a word
static const double most_ticks = 8;

struct drawing {
    const struct profile *profile;
    GPtrArray *lanes;
    double from, to;          // seconds, what is shown
    double least;             // that is drawn
    guint n_equal;            // of which as many may be
    GHashTable *colours;      // label -> number of its colour
    guint n_small, n_outside; // spans: too short, and in lanes beyond those shown
    double small;             // time of the first
};

static const struct profile_span *span_of(const struct drawing *drawing,
                                          const struct span_place *place)
{
    return &g_array_index(drawing->profile->spans, struct profile_span, place->span);
}

static double percent(const struct drawing *drawing, double time)
{
    double share = (time - drawing->from) / (drawing->to - drawing->from);
    return 100 * CLAMP(share, 0, 1);
}

// The longest, and of those that are equally long the first.
static void choose_drawn(struct drawing *drawing)
{
    const GArray *spans = drawing->profile->spans;
    drawing->n_equal = MOST_DRAWN;
    if (spans->len <= MOST_DRAWN)
        return;
    g_autofree double *times = g_new(double, spans->len);
    for (guint i = 0; i < spans->len; i++)
        times[i] = g_array_index(spans, struct profile_span, i).lasted;
    sort_ascending(times, spans->len);
    drawing->least = times[spans->len - MOST_DRAWN];
    for (guint i = spans->len; i > 0 && times[i - 1] > drawing->least; i--)
        drawing->n_equal--;
}

static bool is_drawn(struct drawing *drawing, const struct profile_span *span)
{
    if (span->lasted == drawing->least && drawing->n_equal > 0) {
        drawing->n_equal--;
        return true;
    }
    return span->lasted > drawing->least;
}

static void find_extent(struct drawing *drawing)
{
    const GArray *spans = drawing->profile->spans;
    bool is_known = drawing->profile->spans_seen > 0;
    drawing->to = is_known ? drawing->profile->spans_seen : 0;
    for (guint i = 0; i < spans->len && !is_known; i++) {
        const struct profile_span *span = &g_array_index(spans, struct profile_span, i);
        drawing->to = fmax(drawing->to, span->at + span->lasted);
    }
    if (!(drawing->to > 0))
        drawing->to = 1e-9;
}

// Colours go by the order of the table below, the first of which are apart.
static void choose_colours(struct drawing *drawing)
{
    g_autoptr(GArray) sums = span_sums(drawing->profile);
    drawing->colours = g_hash_table_new(hash_text, g_str_equal);
    for (guint i = 0; i < sums->len; i++)
        g_hash_table_insert(drawing->colours,
                            (gpointer)g_array_index(sums, struct span_sum, i).label,
                            GUINT_TO_POINTER(i % COLOURS));
}

// What is said where the mouse is.
static void write_title(GString *out, const struct drawing *drawing,
                        const struct profile_span *span)
{
    g_autofree char *lasted = units_time(span->lasted * 1e9);
    g_autofree char *at = units_time(fabs(span->at) * 1e9);
    g_autofree char *thread = span_thread(drawing->profile, span->pid, span->tid);
    g_string_append(out, "<title>");
    html_text(out, span->label);
    if (span->note != NULL) {
        g_string_append(out, ": ");
        html_text(out, span->note);
    }
    html_printf(out, "\n%s%s, from %s%s on\nthread %s</title>", lasted,
                span->is_open ? " and still open" : "", span->at < 0 ? "-" : "", at, thread);
}

static void write_span(GString *out, const struct drawing *drawing, const struct profile_span *span,
                       guint y)
{
    guint colour = GPOINTER_TO_UINT(g_hash_table_lookup(drawing->colours, span->label));
    double left = percent(drawing, span->at);
    double width = percent(drawing, span->at + span->lasted) - left;
    double shown = fmax(width, least_percent);
    left = fmin(left, 100 - shown);
    bool is_named = width >= named_percent;
    // A name ends where its bar does.
    g_string_append_printf(
        out, "<%s x=\"%.3f%%\" y=\"%u\" width=\"%.3f%%\" height=\"%d\" class=\"s%u%s\">",
        is_named ? "svg" : "rect", left, y, shown, BAR, colour, span->is_open ? " o" : "");
    write_title(out, drawing, span);
    if (is_named) {
        g_string_append(out, "<rect width=\"100%\" height=\"100%\"></rect><text x=\"3\" y=\"12\">");
        html_text(out, span->label);
        g_string_append(out, "</text></svg>\n");
    } else {
        g_string_append(out, "</rect>\n");
    }
}

static void write_spans(GString *out, struct drawing *drawing, const struct span_lane *lane,
                        guint top)
{
    for (guint i = 0; i < lane->places->len; i++) {
        const struct span_place *place = &g_array_index(lane->places, struct span_place, i);
        const struct profile_span *span = span_of(drawing, place);
        if (is_drawn(drawing, span)) {
            write_span(out, drawing, span, top + place->row * ROW);
        } else {
            drawing->n_small++;
            drawing->small += span->lasted;
        }
    }
}

// Several processes have numbers.
static void write_lane_title(GString *out, const struct drawing *drawing,
                             const struct span_lane *lane, guint y)
{
    g_autofree char *thread = span_thread(drawing->profile, lane->pid, lane->tid);
    html_printf(out, "<text class=\"t\" x=\"0\" y=\"%u\">thread %s", y, thread);
    if (lane->pid != lane->tid)
        html_printf(out, " of process %u", lane->pid);
    if (lane->track > 0)
        html_printf(out, ", across others");
    g_string_append(out, "</text>\n");
}

static guint lane_height(const struct span_lane *lane)
{
    return TITLE + lane->n_rows * ROW + GAP;
}

// 1, 2 or 5 times a power of ten.
static double find_step(double all)
{
    double least = all / most_ticks;
    double power = pow(10, floor(log10(least)));
    return least <= power       ? power
           : least <= 2 * power ? 2 * power
           : least <= 5 * power ? 5 * power
                                : 10 * power;
}

static void write_axis(GString *out, const struct drawing *drawing, guint height)
{
    double step = find_step(drawing->to - drawing->from);
    for (guint i = 0; i * step <= drawing->to && i <= 2 * most_ticks; i++) {
        g_autofree char *time = units_round_time(i * step * 1e9);
        double x = percent(drawing, i * step);
        g_string_append_printf(out, "<line x1=\"%.3f%%\" x2=\"%.3f%%\" y1=\"%d\" y2=\"%u\"></line>",
                               x, x, AXIS - 6, height);
        if (x < 95)
            html_printf(out, "<text class=\"t\" x=\"%.3f%%\" y=\"12\">%s</text>\n", x,
                        i == 0 ? "0" : time);
    }
}

static void write_timeline(GString *out, struct drawing *drawing)
{
    guint height = AXIS;
    guint n = MIN(drawing->lanes->len, (guint)MOST_LANES);
    for (guint i = 0; i < n; i++)
        height += lane_height(g_ptr_array_index(drawing->lanes, i));
    g_string_append_printf(out,
                           "<figure tabindex=\"0\"><svg class=\"lanes\" width=\"100%%\" "
                           "height=\"%u\" role=\"group\" aria-labelledby=\"spans\">\n",
                           height);
    write_axis(out, drawing, height);
    guint top = AXIS;
    for (guint i = 0; i < drawing->lanes->len; i++) {
        const struct span_lane *lane = g_ptr_array_index(drawing->lanes, i);
        if (i >= n) {
            drawing->n_outside += lane->places->len;
            continue;
        }
        write_lane_title(out, drawing, lane, top + TITLE - 5);
        write_spans(out, drawing, lane, top + TITLE);
        top += lane_height(lane);
    }
    g_string_append(out, "</svg></figure>\n");
}

static void write_rest(GString *out, const struct drawing *drawing)
{
    g_autofree char *left_out = span_left_out(drawing->profile);
    g_autofree char *small = units_time(drawing->small * 1e9);
    if (drawing->n_small > 0)
        html_printf(out, "<p>%u shorter spans, %s in all, are in the table and not drawn.</p>\n",
                    drawing->n_small, small);
    if (drawing->n_outside > 0)
        html_printf(out, "<p>%u spans of more threads are in the table and not drawn.</p>\n",
                    drawing->n_outside);
    if (left_out != NULL)
        html_printf(out, "<p>%s</p>\n", left_out);
}

static void write_grid(GString *out, const struct grid *grid)
{
    if (grid_rows(grid) > 0)
        html_grid(out, grid);
}

void html_span_section(GString *out, const struct profile *profile)
{
    struct drawing drawing = {.profile = profile};
    g_autofree char *sentence = span_sentence(profile);
    if (sentence == NULL)
        return;
    g_autoptr(Grid) sums = span_sum_grid(profile);
    g_autoptr(Grid) open = span_open_grid(profile);
    drawing.lanes = span_lanes(profile, &drawing.n_outside);
    choose_drawn(&drawing);
    find_extent(&drawing);
    choose_colours(&drawing);
    g_string_append(out, "<section aria-labelledby=\"spans\">\n<h2 id=\"spans\">Spans</h2>\n");
    html_printf(out, "<p>%s</p>\n", sentence);
    write_timeline(out, &drawing);
    write_rest(out, &drawing);
    write_grid(out, sums);
    write_grid(out, open);
    g_string_append(out, "</section>\n");
    g_hash_table_unref(drawing.colours);
    g_ptr_array_unref(drawing.lanes);
}
