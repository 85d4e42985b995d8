// SPDX-License-Identifier: MIT
#pragma once
// Puts rows into the tables of a history, inside a transaction. Each function finds the row that is
// there already, or makes it, and returns its id; HISTORY_UNKNOWN and an error.
#include "framework/history/database.h"
#include "framework/result/metric.h"

struct writer;
struct writer *writer_new(const struct history *history, GError **error);
void writer_free(struct writer *writer);
// g_autoptr(Writer), as GLib wants a name of one word.
typedef struct writer Writer;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Writer, writer_free)

/** `cpu` and `about` may be NULL, and then do not replace what is there. */
int64_t writer_put_machine(struct writer *writer, const char *identity, const char *cpu,
                           const char *about, GError **error);

/** What is known of the commit already stays; `parents` may be NULL. */
int64_t writer_put_revision(struct writer *writer, const char *name, int64_t time,
                            char *const *parents, GError **error);

struct writer_run {
    const char *identity, *side, *name, *command, *version, *compiler, *branch;
    int64_t started, machine, revision;
    bool is_dirty;
};
/** HISTORY_UNKNOWN without an error: it is there already. */
int64_t writer_put_run(struct writer *writer, const struct writer_run *run, GError **error);

struct writer_series {
    const char *suite, *case_id, *metric, *unit;
    enum better better;
    int64_t machine;
};
int64_t writer_put_series(struct writer *writer, const struct writer_series *series,
                          GError **error);

/** That a step of a case at a commit is meant; once is enough. */
bool writer_put_accepted(struct writer *writer, const char *case_id, const char *revision,
                         int64_t time, GError **error);

/** What a reference took in a run. */
bool writer_put_reference(struct writer *writer, int64_t run, const char *name, double value,
                          const double interval[2], GError **error);

/** Once is enough. */
bool writer_put_ancestry(struct writer *writer, const char *name, const char *parent,
                         GError **error);

/** What measuring a case took; the first of a case in a run stays. */
bool writer_put_duration(struct writer *writer, int64_t run, const char *case_id, double took_s,
                         GError **error);

/** That a run holds what one of this name measured. */
bool writer_put_piece(struct writer *writer, int64_t run, const char *name, GError **error);

/** The first value of a series in a run stays. */
bool writer_put_point(struct writer *writer, int64_t series, int64_t run, double value,
                      const double interval[2], GError **error);
