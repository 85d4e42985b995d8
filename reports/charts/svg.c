// SPDX-License-Identifier: MIT
#include "reports/charts/svg.h"

#include <string.h>

// In front of an id, or of what refers to one. Only tags are looked at: gnuplot escapes texts, so
// that none of them can be taken for a tag.
static const char *const before_ids[] = {" id='", " id=\"", "href='#", "href=\"#", "url(#"};

// gnuplot draws points with lines so thin, about 0.2 of their size, that rings and crosses fade. Of
// its tags only the points, defined once, have this in single quotes.
static const char thin[] = " stroke-width='";
static const char thick[] = " stroke-width='0.45";

static void append_tag(GString *out, const char *tag, const char *end, const char *prefix)
{
    while (tag < end) {
        const char *marker = NULL;
        for (size_t i = 0; i < G_N_ELEMENTS(before_ids) && !marker; i++)
            marker = g_str_has_prefix(tag, before_ids[i]) ? before_ids[i] : NULL;
        if (marker) {
            g_string_append_printf(out, "%s%s", marker, prefix);
            tag += strlen(marker);
        } else if (g_str_has_prefix(tag, thin)) {
            g_string_append(out, thick);
            tag += strlen(thin);
            tag += strspn(tag, "0123456789.");
        } else {
            g_string_append_c(out, *tag++);
        }
    }
}

// The end of the element `name` if it starts at `at`, else `at`.
static const char *skip_element(const char *at, const char *name)
{
    g_autofree char *opening = g_strdup_printf("<%s>", name);
    g_autofree char *closing = g_strdup_printf("</%s>", name);
    const char *end = g_str_has_prefix(at, opening) ? strstr(at, closing) : NULL;
    return end ? end + strlen(closing) : at;
}

static void append_body(GString *out, const char *svg, const char *prefix)
{
    while (*svg) {
        const char *behind = skip_element(skip_element(svg, "title"), "desc");
        const char *end = strchr(svg, *svg == '<' ? '>' : '<');
        if (behind != svg) {
            svg = behind;
        } else if (*svg == '<' && end) {
            append_tag(out, svg, end + 1, prefix);
            svg = end + 1;
        } else {
            end = end ? end : svg + strlen(svg);
            g_string_append_len(out, svg, end - svg);
            svg = end;
        }
    }
}

char *svg_finish(const char *svg, const char *prefix, const char *title, const char *description,
                 bool is_inline)
{
    const char *start = strstr(svg, "<svg");
    const char *body = start ? strchr(start, '>') : NULL;
    if (!body || !strstr(body, "</svg>"))
        return NULL;
    GString *out = g_string_new_len(svg, is_inline ? 0 : start - svg);
    g_string_append_printf(out, "<svg role=\"img\" aria-labelledby=\"%stitle %sdesc\"", prefix,
                           prefix);
    g_string_append_len(out, start + strlen("<svg"), body - start - (gssize)strlen("<svg"));
    g_autofree char *head = g_markup_printf_escaped(
        ">\n<title id=\"%stitle\">%s</title>\n<desc id=\"%sdesc\">%s</desc>", prefix, title, prefix,
        description);
    g_string_append(out, head);
    append_body(out, body + 1, prefix);
    return g_string_free(out, FALSE);
}
