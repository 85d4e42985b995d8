// SPDX-License-Identifier: MIT
// docs/live.md describes it.
#include "framework/base/json.h"
#include "framework/live/whereabouts.h"
#include "reports/formats.h"

enum { FORMAT = 1 };

static json_t *frame_to_json(const struct profile *profile, guint node)
{
    const struct profile_frame *frame = profile_frame_of(profile, node);
    const struct profile_function *function = profile_function_of(profile, node);
    json_t *object = json_object();
    json_put_text(object, "function", function->name);
    json_put_text(object, "file", function->file);
    if (function->file != NULL && frame->line > 0)
        json_put_integer(object, "line", frame->line);
    json_put_bool(object, "inlined", frame->is_inlined);
    json_put_text(object, "module", function->module);
    return object;
}

static json_t *thread_to_json(const struct thread *thread, const struct thread_path *path,
                              const struct profile *profile)
{
    json_t *object = json_object(), *frames = json_array();
    const char state[] = {thread->state, '\0'};
    json_put_integer(object, "tid", (uint64_t)thread->tid);
    json_put_text(object, "name", thread->name);
    json_put_text(object, "state", state);
    json_put_text(object, "system_call", thread->system_call);
    json_put_text(object, "kernel_function", thread->kernel_function);
    json_put_bool(object, "taken", thread->is_taken);
    json_put_bool(object, "cut_off", path->is_cut);
    for (guint node = path->node, parent; node != 0; node = parent) {
        parent = g_array_index(profile->nodes, struct profile_node, node).parent;
        // What stands for the functions that are missing is none itself.
        if (parent != 0 || !path->is_cut)
            json_array_append_new(frames, frame_to_json(profile, node));
    }
    json_object_set_new(object, "frames", frames);
    return object;
}

bool stacks_json_write(GString *out, const struct stacks_report *report,
                       G_GNUC_UNUSED GError **error)
{
    const struct whereabouts *whereabouts = report->whereabouts;
    const struct threads *threads = whereabouts->threads;
    json_t *root = json_object(), *array = json_array();
    json_put_integer(root, "benchrun_where", FORMAT);
    json_put_text(root, "version", report->version);
    json_put_integer(root, "pid", (uint64_t)threads->pid);
    json_put_text(root, "command", whereabouts->command);
    json_put_integer(root, "longest_stop_ns", threads->longest_stop_ns);
    for (guint i = 0; i < threads->all->len; i++)
        json_array_append_new(array, thread_to_json(threads->all->pdata[i], &whereabouts->paths[i],
                                                    whereabouts->profile));
    json_object_set_new(root, "threads", array);
    json_append(out, root, JSON_INDENT(2));
    g_string_append_c(out, '\n');
    return true;
}
