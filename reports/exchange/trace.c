// SPDX-License-Identifier: MIT
// Spans as events of Chrome's trace format, as BENCHRUN_TRACE writes them: those within each other
// are bars of their thread, others are beside the threads.
#include <math.h>

#include "framework/base/json.h"
#include "framework/base/text.h"
#include "framework/profile/span_lanes.h"
#include "reports/formats.h"

static void put_name(json_t *object, const char *key, const char *text)
{
    g_autofree char *printable = text_printable(text);
    json_put_text(object, key, printable);
}

static json_t *event_new(const char *name, const char *kind, guint pid, guint tid)
{
    json_t *event = json_object();
    put_name(event, "name", name);
    json_put_text(event, "ph", kind);
    json_put_integer(event, "pid", pid);
    json_put_integer(event, "tid", tid);
    return event;
}

static json_t *span_event(const struct profile_span *span, const char *kind, double at_s)
{
    json_t *event = event_new(span->label, kind, span->pid, span->tid);
    json_put_text(event, "cat", "span");
    json_put_number(event, "ts", rint(at_s * 1e9) / 1000);
    return event;
}

static void put_args(json_t *event, const struct profile_span *span)
{
    json_t *args = json_object();
    json_put_integer(args, "number", span->number);
    json_put_integer(args, "parent", span->parent);
    if (span->note != NULL)
        put_name(args, "note", span->note);
    json_object_set_new(event, "args", args);
}

// One that is open has no end; no time is below 0, which not all readers take.
static void append_span(json_t *events, const struct profile_span *span, bool is_bar,
                        double first_s)
{
    double at_s = span->at - first_s;
    if (is_bar && !span->is_open) {
        json_t *event = span_event(span, "X", at_s);
        json_put_number(event, "dur", rint(span->lasted * 1e9) / 1000);
        put_args(event, span);
        json_array_append_new(events, event);
        return;
    }
    g_autofree char *id =
        g_strdup_printf("%u.%" G_GUINT64_FORMAT, span->pid, span->number); // of all processes
    json_t *begin = span_event(span, "b", at_s);
    json_put_text(begin, "id", id);
    put_args(begin, span);
    json_array_append_new(events, begin);
    if (span->is_open)
        return;
    json_t *end = span_event(span, "e", at_s + span->lasted);
    json_put_text(end, "id", id);
    json_array_append_new(events, end);
}

static void append_threads(json_t *events, const struct profile *profile)
{
    for (guint i = 0; i < profile->threads->len; i++) {
        const struct profile_thread *thread =
            &g_array_index(profile->threads, struct profile_thread, i);
        json_t *event = event_new("thread_name", "M", thread->pid, thread->tid);
        json_t *args = json_object();
        put_name(args, "name", thread->name);
        json_object_set_new(event, "args", args);
        json_array_append_new(events, event);
    }
}

bool trace_write(GString *out, const struct profile_report *report, G_GNUC_UNUSED GError **error)
{
    const struct profile *profile = report->profile;
    const GArray *spans = profile->spans;
    guint left_out = 0;
    g_autoptr(GPtrArray) lanes = span_lanes(profile, &left_out);
    g_autofree bool *is_bar = g_new0(bool, spans->len + 1);
    for (guint i = 0; i < lanes->len; i++) {
        const struct span_lane *lane = g_ptr_array_index(lanes, i);
        for (guint k = 0; k < lane->places->len && lane->track == 0; k++)
            is_bar[g_array_index(lane->places, struct span_place, k).span] = true;
    }
    json_t *events = json_array();
    append_threads(events, profile);
    double first_s = spans->len > 0 ? fmin(g_array_index(spans, struct profile_span, 0).at, 0) : 0;
    for (guint i = 0; i < spans->len; i++)
        append_span(events, &g_array_index(spans, struct profile_span, i), is_bar[i], first_s);
    json_append(out, events, JSON_COMPACT);
    g_string_append_c(out, '\n');
    return true;
}
