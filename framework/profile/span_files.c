// SPDX-License-Identifier: MIT
#include "framework/profile/span_files.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/hash.h"
#include "framework/base/json.h"
#include "framework/base/json_document.h"

#define VARIABLE "BENCHRUN_TRACE"

// A process writes some 50,000 spans, which takes it a tenth of a second.
enum {
    FILE_BYTES = 8000000,
    MOST_FILE_BYTES = FILE_BYTES + 65536,
    MOST_FILES = 1000,
    MOST_LINE = 4096
};
static const goffset most_bytes = 64 << 20;

// What is read of a folder, or of one file.
struct reading {
    const struct span_window *window;
    struct profile *profile;
    GHashTable *open; // of this file: number of a span -> index of the profile's + 1
    guint64 left_out; // of this file
    guint n_files;
    goffset n_bytes;
    guint n_wrong; // files that are none, or are too many or too large
};

char **span_files_setting(const char *folder, struct profile *profile)
{
    const char *own = g_getenv(VARIABLE);
    if (own != NULL && *own == '\0')
        return NULL;
    if (own != NULL) {
        g_ptr_array_add(profile->notes,
                        g_strdup("no spans are shown: " VARIABLE " is set, so that the program's "
                                 "spans are written there; unset it to see them here"));
        return NULL;
    }
    g_autoptr(GString) escaped = g_string_new(folder);
    g_string_replace(escaped, "%", "%%", 0);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_autofree char *file = g_strdup_printf(VARIABLE "=%s/%%p-%%t.json", escaped->str);
    g_autofree char *limit = g_strdup_printf(VARIABLE "_LIMIT=%d", FILE_BYTES);
    g_strv_builder_add(words, file);
    g_strv_builder_add(words, limit);
    g_strv_builder_add(words, VARIABLE "_QUIET=1"); // a program of another user cannot write there
    return g_strv_builder_end(words);
}

static const struct json_range any_time = {0, 9e15};                 // us: 285 years
static const struct json_range any_number = {0, 9007199254740992.0}; // 2^53: exact
static const struct json_range any_id = {1, G_MAXINT32};

// What is outside of the window goes later, once all is read that ends it.
static void add_span(struct reading *reading, struct profile_span *span, double began_us,
                     double took_us)
{
    double first_us = (double)reading->window->began_ns / 1000;
    double last_us = (double)reading->window->ended_ns / 1000;
    span->at = rint((began_us - first_us) * 1000) / 1e9;
    span->lasted = (span->is_open ? fmax(last_us - began_us, 0) : took_us) / 1e6;
    g_array_append_val(reading->profile->spans, *span);
    if (span->is_open)
        g_hash_table_insert(reading->open, g_memdup2(&span->number, sizeof span->number),
                            GUINT_TO_POINTER(reading->profile->spans->len));
}

// The second of two events: the span did end.
static void end_span(struct reading *reading, struct json_reader *reader, const json_t *event)
{
    guint64 number = json_get_integer(reader, event, "id", &any_number);
    double ended_us = json_get_number(reader, event, "ts", &any_time, NAN);
    guint index = GPOINTER_TO_UINT(g_hash_table_lookup(reading->open, &number));
    if (reader->wrong != NULL || index == 0 || isnan(ended_us))
        return;
    struct profile_span *span =
        &g_array_index(reading->profile->spans, struct profile_span, index - 1);
    double first_us = (double)reading->window->began_ns / 1000;
    span->lasted = fmax((ended_us - first_us) / 1e6 - span->at, 0);
    span->is_open = false;
    g_hash_table_remove(reading->open, &number);
}

static void take_span(struct reading *reading, struct json_reader *reader, const json_t *event,
                      bool is_whole)
{
    const json_t *args = json_get_object(reader, event, "args");
    double began_us = json_get_number(reader, event, "ts", &any_time, NAN);
    double took_us = is_whole ? json_get_number(reader, event, "dur", &any_time, NAN) : 0;
    struct profile_span span = {
        .label = json_get_text(reader, event, "name"),
        .note = json_get_text(reader, args, "note"),
        .pid = (guint)json_get_integer(reader, event, "pid", &any_id),
        .tid = (guint)json_get_integer(reader, event, "tid", &any_id),
        .number = json_get_integer(reader, args, "number", &any_number),
        .parent = json_get_integer(reader, args, "parent", &any_number),
        .is_open = !is_whole,
    };
    if (span.label == NULL || isnan(began_us) || isnan(took_us))
        json_complain(reader, "an event lacks something");
    if (reader->wrong == NULL) {
        add_span(reading, &span, began_us, took_us);
        return;
    }
    g_free(span.label);
    g_free(span.note);
}

static void take_event(struct reading *reading, struct json_reader *reader, const json_t *event)
{
    g_autofree char *kind = json_get_text(reader, event, "ph");
    if (g_strcmp0(kind, "X") == 0 || g_strcmp0(kind, "b") == 0)
        take_span(reading, reader, event, *kind == 'X');
    else if (g_strcmp0(kind, "e") == 0)
        end_span(reading, reader, event);
    else if (g_strcmp0(kind, "M") == 0)
        reading->left_out =
            MAX(reading->left_out,
                json_get_integer(reader, json_get_object(reader, event, "args"), "n", &any_number));
    else
        json_complain(reader, "an event of another kind");
}

// An event; false where it is none.
static bool take_line(struct reading *reading, const char *line, size_t length)
{
    struct json_document document;
    struct json_reader reader = {0};
    json_error_t where;
    if (length > MOST_LINE || !json_document_read(&document, line, length, &where))
        return false;
    if (json_is_object(document.root))
        take_event(reading, &reader, document.root);
    else
        json_complain(&reader, "no event");
    bool is_good = reader.wrong == NULL;
    g_free(reader.wrong);
    json_document_clear(&document);
    return is_good;
}

// A line for each event, with a comma after it; from the first that is wrong on nothing counts.
static bool take_text(struct reading *reading, const char *text, size_t length)
{
    const char *end = text + length;
    if (length < 2 || memcmp(text, "[\n", 2) != 0)
        return false;
    for (const char *line = text + 2; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline != NULL ? newline : end;
        size_t n = (size_t)(stop - line);
        if (n == 1 && *line == ']')
            return stop + 1 >= end;
        if (n > 0 && line[n - 1] == ',')
            n--;
        if (!take_line(reading, line, n))
            return false;
        line = stop + 1;
    }
    return false;
}

// A plain file of at most this size; NULL: it is none, or is beyond it.
static char *read_text(const char *path, size_t *length)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    bool is_good = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
                   status.st_size <= MOST_FILE_BYTES;
    char *text = is_good ? g_malloc((size_t)status.st_size + 1) : NULL;
    *length = 0;
    for (ssize_t n = 1; is_good && n > 0 && *length < (size_t)status.st_size;
         *length += (size_t)n) {
        n = read(fd, text + *length, (size_t)status.st_size - *length);
        n = MAX(n, 0);
    }
    if (fd >= 0)
        close(fd);
    return text;
}

static void read_file(struct reading *reading, const char *path)
{
    size_t length = 0;
    g_autofree char *text = reading->n_files < MOST_FILES ? read_text(path, &length) : NULL;
    reading->n_files++;
    if (text == NULL || reading->n_bytes + (goffset)length > most_bytes) {
        reading->n_wrong++;
        return;
    }
    reading->n_bytes += (goffset)length;
    reading->left_out = 0;
    reading->open = g_hash_table_new_full(hash_int64, g_int64_equal, g_free, NULL);
    if (!take_text(reading, text, length))
        reading->n_wrong++;
    g_hash_table_unref(reading->open);
    reading->profile->spans_left_out += reading->left_out;
}

static int compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_inside(const struct span_window *window, const struct profile_span *span)
{
    const double all = (double)(window->ended_ns - window->began_ns) / 1e9;
    const double end = span->at + span->lasted;
    if (window->is_strict)
        return !span->is_open && span->at >= 0 && end <= all;
    return end >= 0 && span->at <= all;
}

// Numbers are those of a process.
static gint64 key_of(const struct profile_span *span)
{
    return (gint64)((guint64)span->pid << 42 ^ span->number);
}

// Spans that were open when somebody looked and of which the trace says more.
static GHashTable *find_open(const GArray *spans)
{
    GHashTable *open = g_hash_table_new_full(hash_int64, g_int64_equal, g_free, NULL);
    for (guint i = 0; i < spans->len; i++) {
        const struct profile_span *span = &g_array_index(spans, struct profile_span, i);
        gint64 key = key_of(span);
        if (span->is_open)
            g_hash_table_add(open, g_memdup2(&key, sizeof key));
    }
    for (guint i = 0; i < spans->len && g_hash_table_size(open) > 0; i++) {
        const struct profile_span *span = &g_array_index(spans, struct profile_span, i);
        gint64 key = key_of(span);
        if (!span->is_open)
            g_hash_table_remove(open, &key);
    }
    return open;
}

static bool is_wanted(const struct span_window *window, const struct profile_span *span,
                      GHashTable *open)
{
    gint64 key = key_of(span);
    return is_inside(window, span) && (!span->is_open || g_hash_table_remove(open, &key));
}

// In their order, those of the window alone, and no more than there is room for.
static void select_spans(const struct span_window *window, struct profile *profile)
{
    GArray *spans = profile->spans;
    guint kept = 0;
    g_autoptr(GHashTable) open = find_open(spans);
    for (guint i = 0; i < spans->len; i++) {
        struct profile_span span = g_array_index(spans, struct profile_span, i);
        if (!is_wanted(window, &span, open))
            continue;
        g_array_index(spans, struct profile_span, i) =
            g_array_index(spans, struct profile_span, kept);
        g_array_index(spans, struct profile_span, kept++) = span;
    }
    g_array_set_size(spans, kept);
    g_array_sort(spans, profile_span_compare);
    if (spans->len > PROFILE_MOST_SPANS) {
        profile->spans_left_out += spans->len - PROFILE_MOST_SPANS;
        g_array_set_size(spans, PROFILE_MOST_SPANS);
    }
}

static void conclude(const struct reading *reading)
{
    struct profile *profile = reading->profile;
    select_spans(reading->window, profile);
    if (profile->spans->len > 0)
        profile->spans_seen = (double)(reading->window->ended_ns - reading->window->began_ns) / 1e9;
    if (reading->n_wrong > 0)
        g_ptr_array_add(profile->notes,
                        g_strdup_printf("not all spans are shown: %u traces of them are damaged, "
                                        "too large or too many",
                                        reading->n_wrong));
}

void span_files_read(const char *folder, const struct span_window *window, struct profile *profile)
{
    struct reading reading = {.window = window, .profile = profile};
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
        if (strstr(name, ".json") != NULL)
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        g_autofree char *path = g_build_filename(folder, g_ptr_array_index(names, i), NULL);
        read_file(&reading, path);
    }
    conclude(&reading);
}
