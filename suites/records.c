// SPDX-License-Identifier: MIT
// Records: 1,000 lines of an export are parsed, checked, normalised and stored by their number.
//
// `as_written` is how such a program looks when it first works. No line of it seems slow, and a
// profile finds the one that is (docs/profiling.md): the loop that lowers the letters of a text
// asks for its length again before each of them, so it takes the square of that length.
// `length_once` asks before the loop. Expect some eight times the speed, for texts of some 70
// letters.
#include <benchrun/bench.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

enum { RECORDS = 1000, TEXT = 160, SLOTS = 2048 };

struct record {
    unsigned number; // 0: the slot is free
    unsigned cents;
    char name[TEXT];
    char address[TEXT];
};

struct store {
    struct record slots[SLOTS];
};

typedef void (*lower_text)(char *text);

static void append_letters(char **end, unsigned n, struct random *random)
{
    for (unsigned i = 0; i < n; i++)
        *(*end)++ = (char)((random_below(random, 2) ? 'a' : 'A') + (int)random_below(random, 26));
}

// Lines of NUMBER;NAME;ADDRESS;CENTS.
static void *export_new(struct bench *bench)
{
    (void)bench;
    struct random random = {11};
    char *text = malloc(RECORDS * 2 * TEXT);
    char *end = text;
    for (unsigned i = 0; i < RECORDS; i++) {
        end += sprintf(end, "%u;", 100000 + i * 37);
        append_letters(&end, 20 + (unsigned)random_below(&random, 60), &random);
        *end++ = ';';
        append_letters(&end, 60 + (unsigned)random_below(&random, 60), &random);
        end += sprintf(end, "@example.org;%u\n", (unsigned)random_below(&random, 1000000));
    }
    return text;
}

// Copies up to a separator, which is left out; the place after it. NULL: it is too long.
static const char *take_field(const char *from, char *to, char separator)
{
    const char *end = strchr(from, separator);
    if (end == NULL || end - from >= TEXT)
        return NULL;
    memcpy(to, from, (size_t)(end - from));
    to[end - from] = '\0';
    return end + 1;
}

static const char *parse(const char *line, struct record *record)
{
    char *end = NULL;
    record->number = (unsigned)strtoul(line, &end, 10);
    const char *at = take_field(end + 1, record->name, ';');
    at = at != NULL ? take_field(at, record->address, ';') : NULL;
    if (at == NULL)
        return NULL;
    record->cents = (unsigned)strtoul(at, &end, 10);
    return end + 1;
}

static bool is_valid(const struct record *record)
{
    return record->number > 0 && record->name[0] != '\0' && strchr(record->address, '@') != NULL;
}

static void lower_as_written(char *text)
{
    for (size_t i = 0; i < strlen(text); i++)
        text[i] = (char)tolower((unsigned char)text[i]);
}

static void lower_length_once(char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        text[i] = (char)tolower((unsigned char)text[i]);
}

static void normalise(struct record *record, lower_text lower)
{
    lower(record->name);
    lower(record->address);
}

static void put(struct store *store, const struct record *record)
{
    unsigned slot = record->number * 2654435761u % SLOTS;
    while (store->slots[slot].number != 0)
        slot = (slot + 1) % SLOTS;
    store->slots[slot] = *record;
}

static void import(struct store *store, const char *text, lower_text lower)
{
    struct record record = {0};
    memset(store, 0, sizeof *store);
    while (*text != '\0' && (text = parse(text, &record)) != NULL) {
        if (!is_valid(&record))
            continue;
        normalise(&record, lower);
        put(store, &record);
    }
}

static void measure(struct bench *bench, lower_text lower)
{
    static struct store store;
    BENCH_LOOP (bench) {
        import(&store, bench_fixture(bench), lower);
        bench_clobber_memory();
    }
    bench_items(bench, RECORDS);
    bench_output(bench, &store, sizeof store);
}

BENCH(records, as_written, .baseline = true, .setup = export_new, .teardown = free)
{
    measure(bench, lower_as_written);
}

BENCH(records, length_once, .min_speedup = 3, .setup = export_new, .teardown = free)
{
    measure(bench, lower_length_once);
}
