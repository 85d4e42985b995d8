// SPDX-License-Identifier: MIT
#include "framework/base/json_document.h"

#include <glib.h>
#include <stdlib.h>

enum { ALIGNMENT = 16 };
// Chunks get larger as a document does.
static const size_t least_chunk = 16 * 1024;
static const size_t most_chunk = 32 * 1024 * 1024;

struct json_chunk {
    struct json_chunk *next;
    size_t size, used; // bytes, with this head
};

// Of the document that is being read: jansson does not say for which it asks.
static struct json_chunk **chunks;

static struct json_chunk *add_chunk(size_t bytes)
{
    struct json_chunk *last = *chunks;
    size_t head = (sizeof *last + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    size_t size = last == NULL ? least_chunk : MIN(2 * last->size, most_chunk);
    size = MAX(size, bytes + head);
    struct json_chunk *chunk = malloc(size);
    if (chunk == NULL)
        return NULL;
    *chunk = (struct json_chunk){last, size, head};
    *chunks = chunk;
    return chunk;
}

static void *take(size_t bytes)
{
    struct json_chunk *chunk = *chunks;
    if (bytes > G_MAXSIZE / 2)
        return NULL;
    bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (chunk == NULL || chunk->size - chunk->used < bytes)
        chunk = add_chunk(bytes);
    if (chunk == NULL)
        return NULL;
    void *memory = (char *)chunk + chunk->used;
    chunk->used += bytes;
    return memory;
}

static void leave(void *memory)
{
    (void)memory;
}

bool json_document_read(struct json_document *document, const char *text, size_t length,
                        json_error_t *where)
{
    *document = (struct json_document){0};
    chunks = &document->chunks;
    json_set_alloc_funcs(take, leave);
    document->root = json_loadb(text, length, JSON_REJECT_DUPLICATES, where);
    json_set_alloc_funcs(malloc, free);
    chunks = NULL;
    if (document->root == NULL)
        json_document_clear(document);
    return document->root != NULL;
}

void json_document_clear(struct json_document *document)
{
    while (document->chunks != NULL) {
        struct json_chunk *chunk = document->chunks;
        document->chunks = chunk->next;
        free(chunk);
    }
    document->root = NULL;
}
