// SPDX-License-Identifier: MIT
// `history add` and `history merge`: what goes into the history.
#include "framework/build/git.h"
#include "framework/build/revision.h"
#include "framework/cli/command.h"
#include "framework/cli/history_action.h"
#include "framework/history/join.h"
#include "framework/history/salvage.h"
#include "framework/history/store.h"
#include "framework/result/file/run_file.h"

// What --commit and --machine say of files that do not say it.
struct assumption {
    struct revision revision;
    const char *machine;
};

static int find_commit(const struct history_call *call, struct revision *out)
{
    GError *error = NULL;
    struct git_repository repository = {0};
    const char *name = call->options->history.commit;
    if (name == NULL)
        return EXIT_GOOD;
    g_autofree char *commit = git_repository_find(".", &repository, &error)
                                  ? git_resolve(&repository, name, &error)
                                  : NULL;
    if (commit != NULL)
        revision_of_commit(repository.folder, commit, out);
    git_repository_clear(&repository);
    return commit != NULL ? EXIT_GOOD : history_complain(error);
}

static void copy_revision(struct revision *into, const struct revision *from)
{
    revision_clear(into);
    *into = (struct revision){
        .git = g_strdup(from->git),
        .parents = g_strdupv(from->parents),
        .time_s = from->time_s,
    };
}

// Files of 0.2 and older have no parents and times; the repository around us may know them.
static void complete(struct revision *revision)
{
    struct revision known = {0};
    if (revision->git == NULL || revision->time_s > 0)
        return;
    revision_of_commit(".", revision->git, &known);
    if (known.git != NULL) {
        g_strfreev(revision->parents);
        revision->parents = g_steal_pointer(&known.parents);
        revision->time_s = known.time_s;
    }
    revision_clear(&known);
}

static void assume(struct run *run, const struct assumption *assumption)
{
    bool has_machine = run->machine != NULL && run->machine->id != NULL;
    if (run->revision.git == NULL && assumption->revision.git != NULL && !run_has_sides(run))
        copy_revision(&run->revision, &assumption->revision);
    complete(&run->revision);
    complete(&run->base_revision);
    if (has_machine || assumption->machine == NULL)
        return;
    if (run->machine == NULL)
        run->machine = g_new0(struct machine, 1);
    run->machine->id = g_strdup(assumption->machine);
}

// The history is opened, and made, when there is something to add.
struct adding {
    const struct history_call *call;
    struct assumption assumption;
    struct history *history; // NULL: not open yet
    struct history_added added;
};

static bool add_file(struct adding *adding, const char *path, GError **error)
{
    struct history_added *added = &adding->added;
    struct history_added before = *added;
    g_autoptr(Run) run = run_read(path, error);
    if (run != NULL && run->part.number > 0) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                    "'%s' is part %u of %u of a run, and a part is not recorded: 'benchrun merge "
                    "PART... -o whole.json', then 'benchrun history add whole.json'",
                    path, run->part.number, run->part.of);
        return false;
    }
    if (run != NULL && adding->history == NULL)
        adding->history = history_open(adding->call->file, HISTORY_WRITES, error);
    if (run == NULL || adding->history == NULL)
        return false;
    assume(run, &adding->assumption);
    if (!history_action_add(adding->history, run, added, error))
        return false;
    if (added->runs == before.runs && added->known == before.known)
        say("'%s' has nothing to add: %s", path,
            added->unplaced > before.unplaced
                ? "it compares programs of which it does not know the commits"
                : "nothing was measured");
    return true;
}

static const char *plural(guint n)
{
    return n == 1 ? "" : "s";
}

static void summarise(const struct history_call *call, const struct history_added *added)
{
    if (call->options->is_quiet)
        return;
    g_autofree char *known = added->known > 0
                                 ? g_strdup_printf("; %u %s there already", added->known,
                                                   added->known == 1 ? "was" : "were")
                                 : g_strdup("");
    g_autofree char *replaced =
        added->replaced > 0
            ? g_strdup_printf("; %u of them had been there in part", added->replaced)
            : g_strdup("");
    say("added %u run%s with %u value%s to '%s'%s%s", added->runs, plural(added->runs),
        added->points, plural(added->points), call->file, replaced, known);
}

// A file that cannot be read does not stop those after it; a history that fails does.
static int add_files(struct adding *adding)
{
    int code = EXIT_GOOD;
    for (char *const *path = adding->call->words; *path != NULL; path++) {
        GError *error = NULL;
        if (add_file(adding, *path, &error))
            continue;
        bool is_history = error->domain == HISTORY_ERROR;
        code = history_complain(error);
        if (is_history)
            break;
    }
    if (adding->history != NULL)
        summarise(adding->call, &adding->added);
    return code == EXIT_GOOD && adding->added.runs + adding->added.known == 0 ? EXIT_NOTHING : code;
}

int history_add_files(const struct history_call *call)
{
    struct adding adding = {
        .call = call,
        .assumption.machine = call->options->history.machine,
    };
    int code = find_commit(call, &adding.assumption.revision);
    if (code == EXIT_GOOD)
        code = add_files(&adding);
    history_close(adding.history);
    revision_clear(&adding.assumption.revision);
    return code;
}

static bool merge_file(struct adding *adding, const char *path, GError **error)
{
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, HISTORY_ERROR, HISTORY_ERROR_MISSING, "cannot merge '%s': no such file",
                    path);
        return false;
    }
    bool is_whole = true;
    g_autoptr(History) other = history_open(path, HISTORY_READS, error);
    if (other != NULL && adding->call->options->history.salvages) {
        g_autoptr(History) damaged = g_steal_pointer(&other);
        other = history_salvage(damaged, &is_whole, error);
    }
    if (other != NULL && adding->history == NULL)
        adding->history = history_open(adding->call->file, HISTORY_WRITES, error);
    bool is_good = other != NULL && adding->history != NULL &&
                   history_join(adding->history, other, &adding->added, error);
    if (is_good && !is_whole)
        say("a part of '%s' cannot be read: 'benchrun history add' of the result files adds what "
            "is missing",
            path);
    return is_good;
}

// A file that cannot be read does not stop those after it.
int history_merge_files(const struct history_call *call)
{
    int code = EXIT_GOOD;
    struct adding adding = {.call = call};
    for (char *const *path = call->words; *path != NULL; path++) {
        GError *error = NULL;
        if (!merge_file(&adding, *path, &error))
            code = history_complain(error);
    }
    if (adding.history != NULL)
        summarise(call, &adding.added);
    history_close(adding.history);
    return code == EXIT_GOOD && adding.added.runs + adding.added.known == 0 ? EXIT_NOTHING : code;
}
