// SPDX-License-Identifier: MIT
#include "framework/build/build.h"

#include <glib/gstdio.h>
#include <string.h>

#include "framework/base/folder.h"
#include "framework/build/checkout.h"
#include "framework/build/compilers.h"
#include "framework/build/ignored.h"
#include "framework/build/prune.h"
#include "framework/build/toolchain.h"
#include "framework/build/tree_suites.h"

enum { PROJECT_LENGTH = 24, COMMIT_LENGTH = 12, HASH_LENGTH = 16 };

static char *project_name(const char *folder)
{
    g_autofree char *name = g_path_get_basename(folder);
    if (strlen(name) > PROJECT_LENGTH)
        name[PROJECT_LENGTH] = '\0';
    return g_strcanon(g_steal_pointer(&name), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_", '_');
}

// `PROJECT-COMMIT-HASH`, equally long for all trees of a repository, so that the paths that
// compilers put into programs are too. The hash covers the repository's path, the commit, the
// command, the layout, the flags, `overlay_id`, the compiler's variables and the compilers that
// they name.
static char *build_key(const struct build_request *request, const char *overlay_id)
{
    g_autoptr(GChecksum) hash = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *project = project_name(request->repository->folder);
    g_autofree char *layout = g_strdup_printf("%u", request->layout);
    toolchain_hash_text(hash, "2"); // increase this when trees are made in another way
    toolchain_hash_text(hash, request->repository->store);
    toolchain_hash_text(hash, request->commit);
    toolchain_hash_text(hash, request->command);
    toolchain_hash_text(hash, layout);
    toolchain_hash_text(hash, request->flags);
    toolchain_hash_text(hash, overlay_id);
    toolchain_hash(hash);
    return g_strdup_printf("%s-%.*s-%.*s", project, COMMIT_LENGTH, request->commit, HASH_LENGTH,
                           g_checksum_get_string(hash));
}

static void say(const struct build_request *request, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(const struct build_request *request, const char *format, ...)
{
    if (request->progress == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *line = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    request->progress(line, request->data);
}

static void say_waiting(void *data)
{
    const struct build_request *request = data;
    say(request, "waiting for another benchrun's build of %s to finish", request->side);
}

static char *describe(const struct build_request *request)
{
    if (request->based_on != NULL)
        return g_strdup_printf("working tree (based on %.12s)", request->based_on);
    if (request->name == NULL || g_str_has_prefix(request->commit, request->name))
        return g_strndup(request->commit, 12);
    return g_strdup_printf("%s (%.12s)", request->name, request->commit);
}

static struct checkout checkout_of(const struct build_request *request)
{
    return (struct checkout){
        .repository = request->repository,
        .commit = request->commit,
        .objects = request->objects,
        .overlay = request->overlay,
        .overlay_from = request->overlay_from,
    };
}

static bool check_out(const struct build_request *request, const struct built_tree *tree,
                      GError **error)
{
    struct checkout checkout = checkout_of(request);
    checkout.lock_fd = tree->slot.fd;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    if (!checkout_make(&checkout, tree->source, notes, error))
        return false;
    for (guint i = 0; i < notes->len; i++)
        say(request, "%s", (const char *)g_ptr_array_index(notes, i));
    return true;
}

// Where the log of a failed build is kept; its tree is removed.
static char *keep_log(const struct built_tree *tree)
{
    g_autofree char *cache = folder_of_cache(NULL);
    g_autofree char *name = g_path_get_basename(tree->slot.folder);
    if (cache == NULL)
        return NULL;
    g_autofree char *folder = g_build_filename(cache, "logs", NULL);
    g_autofree char *file = g_strconcat(name, ".log", NULL);
    char *path = g_build_filename(folder, file, NULL);
    if (!folder_make(folder, NULL) || g_rename(tree->log, path) != 0)
        g_clear_pointer(&path, g_free);
    return path;
}

// A build without files that are there in the working tree is hard to understand.
static char *hint(const struct build_request *request)
{
    bool has_files = request->based_on != NULL || request->overlay != NULL;
    return has_files ? ignored_hint(request->repository) : g_strdup("");
}

static void explain(const struct build_request *request, const struct built_tree *tree,
                    const GError *cause, GError **error)
{
    g_autofree char *log = keep_log(tree);
    g_autofree char *ignored = hint(request);
    g_set_error(error, BUILD_ERROR, BUILD_ERROR_FAILED,
                "the build of %s %s failed: %s\n(full log: %s)%s", request->side, tree->description,
                cause->message, log ? log : "not kept", ignored);
}

static void announce(const struct build_request *request, const struct built_tree *tree)
{
    g_autofree char *layout =
        request->layout > 0 ? g_strdup_printf(", layout %u", request->layout)
                            : g_strconcat(request->flags ? " with " : "", request->flags, NULL);
    say(request, "build command: %s%s", tree->command,
        request->command ? "" : " (the default: benchrun.ini sets none in [build])");
    say(request, "building %s %s%s", request->side, tree->description, layout);
}

static struct build_job job_of(const struct build_request *request, const struct built_tree *tree)
{
    return (struct build_job){
        .command = tree->command,
        .source = tree->source,
        .build = tree->build,
        .layout = request->layout,
        .log = tree->log,
        .lock_fd = tree->slot.fd,
    };
}

static bool makes_layout(const struct build_request *request, const struct built_tree *tree)
{
    return request->layout == 0 || build_command_mentions(tree->command, "layout");
}

// A layout that the command does not make itself, and further flags, are made by compilers of ours,
// in this folder; NULL: they are not needed.
static char *find_compilers(const struct build_request *request, const struct built_tree *tree)
{
    bool are_needed = !makes_layout(request, tree) || request->flags != NULL;
    return are_needed ? g_build_filename(tree->slot.folder, "compilers", NULL) : NULL;
}

static bool run_build(const struct build_request *request, const struct built_tree *tree,
                      GError **error)
{
    struct build_job job = job_of(request, tree);
    g_autofree char *folder = find_compilers(request, tree);
    if (folder == NULL)
        return build_command_run(&job, error);
    unsigned layout = makes_layout(request, tree) ? 0 : request->layout;
    g_autofree char *path = compilers_make(folder, layout, request->flags, error);
    job.path = path;
    if (path == NULL || !build_command_run(&job, error))
        return false;
    if (compilers_were_used(folder))
        return true;
    g_set_error(
        error, BUILD_ERROR, BUILD_ERROR_COMMAND,
        "%s no effect on the build of %s: it uses no compiler that is named cc, gcc, clang "
        "or the like and found in PATH%s",
        request->flags != NULL ? "further flags have" : "--layouts has", request->side,
        request->flags != NULL ? "" : "; put {layout} into the command, docs/git.md has a recipe");
    return false;
}

static bool run_command(const struct build_request *request, struct built_tree *tree,
                        GError **error)
{
    GError *cause = NULL;
    tree->command =
        request->command ? g_strdup(request->command) : build_command_choose(tree->source, &cause);
    if (tree->command == NULL) {
        g_autofree char *ignored = hint(request);
        g_propagate_error(error, cause);
        if (error != NULL)
            (*error)->message = g_strconcat(g_steal_pointer(&(*error)->message), ignored, NULL);
        return false;
    }
    if (!folder_make(tree->build, error))
        return false;
    announce(request, tree);
    if (run_build(request, tree, &cause))
        return true;
    if (!g_error_matches(cause, BUILD_ERROR, BUILD_ERROR_FAILED)) {
        g_propagate_error(error, cause);
        return false;
    }
    explain(request, tree, cause, error);
    g_error_free(cause);
    return false;
}

static bool fill(const struct build_request *request, struct built_tree *tree, GError **error)
{
    g_autoptr(GKeyFile) facts = g_key_file_new();
    if (!check_out(request, tree, error) || !run_command(request, tree, error))
        return false;
    g_key_file_set_string(facts, "tree", "repository", request->repository->folder);
    g_key_file_set_string(facts, "tree", "commit", request->commit);
    g_key_file_set_string(facts, "tree", "command", tree->command);
    if (!slot_complete(&tree->slot, facts, error))
        return false;
    struct prune_limits limits = prune_limits_default();
    prune_cache(&limits);
    return true;
}

static bool reuse(const struct build_request *request, struct built_tree *tree, GError **error)
{
    g_autoptr(GKeyFile) facts = slot_facts(&tree->slot, error);
    if (facts == NULL)
        return false;
    tree->was_reused = true;
    tree->command = g_key_file_get_string(facts, "tree", "command", NULL);
    say(request, "using %s %s, built before", request->side, tree->description);
    return true;
}

static bool find_suites(const struct build_request *request, struct built_tree *tree,
                        GError **error)
{
    tree->missing = g_ptr_array_new_with_free_func(g_free);
    tree->suites = tree_suites_find(tree->source, tree->build, request->suites, tree->missing);
    if (tree->suites->len > 0)
        return true;
    g_ptr_array_add(tree->missing, NULL);
    g_autofree char *patterns = g_strjoinv("', '", (char **)tree->missing->pdata);
    if (*patterns != '\0')
        g_set_error(error, BUILD_ERROR, BUILD_ERROR_NOTHING,
                    "the build of %s %s made no program that matches '%s' (suites in benchrun.ini)",
                    request->side, tree->description, patterns);
    else
        g_set_error(error, BUILD_ERROR, BUILD_ERROR_NOTHING,
                    "the build of %s %s made no suite: does the command build them? It was '%s'; "
                    "--overlay adds today's suites to an older commit",
                    request->side, tree->description, tree->command);
    return false;
}

// What is known of a tree from its slot.
static void name_parts(const struct build_request *request, struct built_tree *tree)
{
    tree->source = g_build_filename(tree->slot.folder, "source", NULL);
    tree->build = g_build_filename(tree->slot.folder, "build", NULL);
    tree->log = g_build_filename(tree->slot.folder, "build.log", NULL);
    tree->commit = g_strdup(request->commit);
    tree->description = describe(request);
}

static bool open_tree(const struct build_request *request, bool is_preview, struct built_tree *tree,
                      GError **error)
{
    const struct checkout checkout = checkout_of(request);
    g_autofree char *overlay_id = checkout_overlay_id(&checkout, error);
    if (overlay_id == NULL)
        return false;
    g_autofree char *name = build_key(request, overlay_id);
    bool is_open = is_preview ? slot_peek(name, &tree->slot, error)
                              : slot_open(name, request->is_fresh, say_waiting, (void *)request,
                                          &tree->slot, error);
    if (is_open)
        name_parts(request, tree);
    return is_open;
}

static bool check_command(const struct build_request *request, GError **error)
{
    const char *command = request->command ? request->command : "the usual one";
    g_autofree char *expanded = build_command_expand(command, error);
    return expanded != NULL;
}

bool build_tree(const struct build_request *request, struct built_tree *out, GError **error)
{
    struct built_tree tree = {0};
    if (!check_command(request, error) || !open_tree(request, false, &tree, error))
        return false;
    bool is_good =
        tree.slot.is_complete ? reuse(request, &tree, error) : fill(request, &tree, error);
    if (!is_good && !tree.slot.is_complete)
        slot_abandon(&tree.slot);
    if (is_good && find_suites(request, &tree, error)) {
        *out = tree;
        return true;
    }
    built_tree_clear(&tree);
    return false;
}

// A file of the commit, or of what is laid over it.
static char *read_in_commit(const void *data, const char *name)
{
    const struct checkout checkout = checkout_of(data);
    return checkout_read(&checkout, name);
}

static char *preview_line(const struct build_request *request, const struct built_tree *tree,
                          GError **error)
{
    struct build_job job = job_of(request, tree);
    g_autofree char *folder = find_compilers(request, tree);
    g_autofree char *path =
        folder != NULL ? g_strconcat(folder, ":", g_getenv("PATH"), NULL) : NULL;
    job.path = path;
    return build_command_line(&job, error);
}

bool build_tree_preview(const struct build_request *request, struct built_tree *out, char **line,
                        GError **error)
{
    struct built_tree tree = {0};
    *line = NULL;
    if (!check_command(request, error) || !open_tree(request, true, &tree, error))
        return false;
    tree.missing = g_ptr_array_new_with_free_func(g_free);
    tree.suites = tree_suites_find(tree.source, tree.build, request->suites, tree.missing);
    tree.was_reused = tree.slot.is_complete && !request->is_fresh;
    tree.command = request->command ? g_strdup(request->command)
                                    : build_command_choose_by(read_in_commit, request, error);
    bool is_good = tree.command != NULL;
    if (is_good && !tree.was_reused)
        is_good = (*line = preview_line(request, &tree, error)) != NULL;
    if (is_good)
        *out = tree;
    else
        built_tree_clear(&tree);
    return is_good;
}

void built_tree_clear(struct built_tree *tree)
{
    char **texts[] = {&tree->source, &tree->build,   &tree->log,
                      &tree->commit, &tree->command, &tree->description};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_clear_pointer(texts[i], g_free);
    if (tree->suites != NULL)
        g_ptr_array_unref(g_steal_pointer(&tree->suites));
    if (tree->missing != NULL)
        g_ptr_array_unref(g_steal_pointer(&tree->missing));
    slot_close(&tree->slot);
}
