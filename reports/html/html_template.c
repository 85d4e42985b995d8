// SPDX-License-Identifier: MIT
#include "reports/html/html_template.h"

#include <string.h>

void html_fill(GString *out, const char *template,
               void (*write)(GString *out, const char *name, const void *data), const void *data)
{
    for (const char *start; (start = strstr(template, "{{")); template = start) {
        const char *end = strstr(start, "}}");
        g_assert(end != NULL);
        g_autofree char *name = g_strndup(start + 2, (gsize)(end - start - 2));
        g_string_append_len(out, template, start - template);
        write(out, name, data);
        start = end + 2;
    }
    g_string_append(out, template);
}

void html_hash(GString *out, const char *text)
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
