// SPDX-License-Identifier: MIT
#include "reports/html/html_template.h"

#include <stdbool.h>
#include <string.h>

// What a content security policy allows: this text and no other.
static void append_hash(GString *out, const char *text)
{
    guint8 digest[32];
    gsize length = sizeof digest;
    GChecksum *checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)text, -1);
    g_checksum_get_digest(checksum, digest, &length);
    g_checksum_free(checksum);
    g_autofree char *base64 = g_base64_encode(digest, length);
    g_string_append_printf(out, "'sha256-%s'", base64);
}

// Whether a place is one that every page has.
static bool fill_own(GString *out, const struct html_template *template, const char *name)
{
    if (strcmp(name, "style") == 0)
        g_string_append(out, template->style);
    else if (strcmp(name, "style-hash") == 0)
        append_hash(out, template->style);
    else if (strcmp(name, "script") == 0 && template->script != NULL)
        g_string_append(out, template->script);
    else if (strcmp(name, "script-hash") == 0 && template->script != NULL)
        append_hash(out, template->script);
    else
        return false;
    return true;
}

void html_fill(GString *out, const struct html_template *template,
               void (*write)(GString *out, const char *name, const void *data), const void *data)
{
    const char *rest = template->text;
    for (const char *start; (start = strstr(rest, "{{"));) {
        const char *end = strstr(start, "}}");
        g_assert(end != NULL);
        g_autofree char *name = g_strndup(start + 2, (gsize)(end - start - 2));
        g_string_append_len(out, rest, start - rest);
        if (!fill_own(out, template, name))
            write(out, name, data);
        rest = end + 2;
    }
    g_string_append(out, rest);
}

const void *html_part_find(const void *parts, size_t n, size_t bytes, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        const char *part = (const char *)parts + i * bytes;
        if (strcmp(*(const char *const *)(const void *)part, name) == 0)
            return part;
    }
    g_assert_not_reached();
}
