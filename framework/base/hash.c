// SPDX-License-Identifier: MIT
#include "framework/base/hash.h"

#include <stdint.h>
#include <string.h>

struct state {
    uint64_t v0, v1, v2, v3;
};

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

static void mix(struct state *s)
{
    s->v0 += s->v1;
    s->v1 = rotate(s->v1, 13) ^ s->v0;
    s->v0 = rotate(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = rotate(s->v1, 17) ^ s->v2;
    s->v2 = rotate(s->v2, 32);
}

static uint64_t random_64(void)
{
    return (uint64_t)g_random_int() << 32 | g_random_int();
}

static const struct state *initial_state(void)
{
    static struct state state;
    static gsize is_made;
    if (g_once_init_enter(&is_made)) {
        uint64_t key0 = random_64();
        uint64_t key1 = random_64();
        state = (struct state){key0 ^ 0x736f6d6570736575, key1 ^ 0x646f72616e646f6d,
                               key0 ^ 0x6c7967656e657261, key1 ^ 0x7465646279746573};
        g_once_init_leave(&is_made, 1);
    }
    return &state;
}

guint hash_bytes(const void *bytes, gsize length)
{
    const uint8_t *at = bytes;
    struct state s = *initial_state();
    for (gsize left = length;; left -= 8, at += 8) {
        uint64_t word = 0;
        memcpy(&word, at, MIN(left, 8));
        if (left < 8)
            word |= (uint64_t)length << 56; // the last word, of 0 to 7 bytes
        s.v3 ^= word;
        mix(&s);
        s.v0 ^= word;
        if (left < 8)
            break;
    }
    s.v2 ^= 0xff;
    for (unsigned i = 0; i < 3; i++)
        mix(&s);
    uint64_t hash = s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
    return (guint)(hash ^ hash >> 32);
}

guint hash_text(gconstpointer text)
{
    return hash_bytes(text, strlen(text));
}

guint hash_int64(gconstpointer number)
{
    return hash_bytes(number, sizeof(gint64));
}

guint hash_text_and(const char *text, guint number)
{
    const guint both[] = {hash_text(text), number};
    return hash_bytes(both, sizeof both);
}
