// SPDX-License-Identifier: MIT
#include "framework/live/live_list.h"

void live_list_free(struct live_list *list)
{
    if (list == NULL)
        return;
    g_ptr_array_unref(list->runs);
    g_ptr_array_unref(list->programs);
    g_ptr_array_unref(list->damaged);
    g_free(list);
}

struct listing {
    struct live_list *list;
    pid_t pid; // 0: of all
};

static bool is_wanted(const struct listing *listing, const struct live_file *file)
{
    return listing->pid == 0 || listing->pid == file->pid;
}

static void take_damaged(const struct live_file *file, const GError *error, void *data)
{
    const struct listing *listing = data;
    if (is_wanted(listing, file))
        g_ptr_array_add(listing->list->damaged, g_strdup(error->message));
}

// One that has been removed meanwhile has ended.
static void take(const struct listing *listing, const struct live_file *file, GPtrArray *to,
                 void *read, GError *error)
{
    if (read != NULL)
        g_ptr_array_add(to, read);
    else if (g_error_matches(error, LIVE_FILE_ERROR, LIVE_FILE_ERROR_DAMAGED))
        take_damaged(file, error, (void *)listing);
    g_clear_error(&error);
}

static void take_run(const struct live_file *file, void *data)
{
    const struct listing *listing = data;
    GError *error = NULL;
    if (is_wanted(listing, file)) {
        void *run = shown_run_read(file, &error);
        take(listing, file, listing->list->runs, run, error);
    }
}

static void take_program(const struct live_file *file, void *data)
{
    const struct listing *listing = data;
    GError *error = NULL;
    if (is_wanted(listing, file)) {
        void *program = span_program_read(file, &error);
        take(listing, file, listing->list->programs, program, error);
    }
}

static int compare_pids(const struct process_identity *a, const struct process_identity *b)
{
    return a->pid < b->pid ? -1 : a->pid > b->pid;
}

static int runs_by_pid(const void *left, const void *right)
{
    return compare_pids(&(*(const struct shown_run *const *)left)->identity,
                        &(*(const struct shown_run *const *)right)->identity);
}

static int programs_by_pid(const void *left, const void *right)
{
    return compare_pids(&(*(const struct span_program *const *)left)->identity,
                        &(*(const struct span_program *const *)right)->identity);
}

struct live_list *live_list_read(pid_t pid)
{
    struct live_list *list = g_new(struct live_list, 1);
    *list = (struct live_list){
        .runs = g_ptr_array_new_with_free_func((GDestroyNotify)shown_run_free),
        .programs = g_ptr_array_new_with_free_func((GDestroyNotify)span_program_free),
        .damaged = g_ptr_array_new_with_free_func(g_free),
    };
    struct listing listing = {list, pid};
    const struct live_visitor of_runs = {take_run, take_damaged, &listing};
    const struct live_visitor of_programs = {take_program, take_damaged, &listing};
    list->elsewhere = live_files_visit(&runs_kind, &of_runs) +
                      live_files_visit(&span_programs_kind, &of_programs);
    g_ptr_array_sort(list->runs, runs_by_pid);
    g_ptr_array_sort(list->programs, programs_by_pid);
    return list;
}

void live_sweep(void)
{
    live_files_visit(&runs_kind, NULL);
    live_files_visit(&span_programs_kind, NULL);
}
