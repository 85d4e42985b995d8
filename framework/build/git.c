// SPDX-License-Identifier: MIT
#include "framework/build/git.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "framework/base/folder.h"
#include "framework/base/subprocess.h"

G_DEFINE_QUARK(benchrun - git - error, git_error)

// For every command: no hooks, no helpers that write in the background, no advice.
static const char *const PREFIX[] = {
    "git",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.splitIndex=false",
    "-c",
    "core.safecrlf=false",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
    "-c",
    "advice.detachedHead=false",
    "-c",
    "advice.addEmbeddedRepo=false",
    "-c",
    "init.defaultBranch=main",
};

// A hook or `git rebase --exec` points git at its own repository; ours is the folder's.
static const char *const ENVIRONMENT[] = {
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
    "GIT_NAMESPACE",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_OPTIONAL_LOCKS=0",
    "GIT_TERMINAL_PROMPT=0",
    "GIT_LITERAL_PATHSPECS",
    "LC_ALL=C",
};

// A remote of the user's repository may be `ext::COMMAND`, and its settings may allow that.
static const char *const NO_FETCHING[] = {"GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1"};

static char **make_environment(const struct git_call *call)
{
    GPtrArray *words = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(ENVIRONMENT); i++)
        g_ptr_array_add(words, (char *)ENVIRONMENT[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(NO_FETCHING) && !call->may_fetch; i++)
        g_ptr_array_add(words, (char *)NO_FETCHING[i]);
    for (const char *const *word = call->environment; word != NULL && *word != NULL; word++)
        g_ptr_array_add(words, (char *)*word);
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

// git's last line says what went wrong, unless it is more about one that calls it fatal.
static char *last_line(const char *text)
{
    g_autofree char *trimmed = g_strchomp(g_strdup(text));
    const char *fatal = g_strrstr(trimmed, "\nfatal: ");
    const char *newline = strrchr(trimmed, '\n');
    const char *line = fatal != NULL                          ? fatal + 1
                       : g_str_has_prefix(trimmed, "fatal: ") ? trimmed
                       : newline != NULL                      ? newline + 1
                                                              : trimmed;
    return g_strndup(line, (gsize)(strchrnul(line, '\n') - line));
}

static char *take_output(struct subprocess_output *from, const struct git_call *call,
                         const char *verb, GError **error)
{
    char *output = NULL;
    if (from->wait_status != 0) {
        g_autofree char *said = last_line(from->complaints);
        g_set_error(error, GIT_ERROR, GIT_ERROR_FAILED, "git %s failed in '%s'%s%s", verb,
                    call->folder, *said != '\0' ? ": " : "", said);
    } else {
        output = g_steal_pointer(&from->output);
        if (call->length != NULL)
            *call->length = from->length;
        else if (g_str_has_suffix(output, "\n"))
            output[strlen(output) - 1] = '\0';
    }
    subprocess_output_clear(from);
    return output;
}

char *git_run_words(const struct git_call *call, const char *const *words, GError **error)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autofree char **environment = make_environment(call);
    for (size_t i = 0; i < G_N_ELEMENTS(PREFIX); i++)
        g_ptr_array_add(argv, (char *)PREFIX[i]);
    for (const char *const *word = words; *word != NULL; word++)
        g_ptr_array_add(argv, (char *)*word);
    g_ptr_array_add(argv, NULL);
    struct subprocess_call run = {
        .argv = (const char *const *)argv->pdata,
        .folder = call->folder,
        .environment = (const char *const *)environment,
        .input = call->input,
        .kept_fd = call->kept_fd,
    };
    struct subprocess_output output;
    GError *cause = NULL;
    if (subprocess_run(&run, &output, &cause))
        return take_output(&output, call, words[0], error);
    if (g_error_matches(cause, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT)) {
        g_set_error(error, GIT_ERROR, GIT_ERROR_MISSING,
                    "git is not installed: no program 'git' in PATH");
        g_error_free(cause);
    } else {
        g_propagate_error(error, cause);
    }
    return NULL;
}

static void free_submodule(void *data)
{
    struct git_submodule *submodule = data;
    g_free(submodule->path);
    g_free(submodule->commit);
    g_free(submodule);
}

static struct git_submodule *make_submodule(const char *entry)
{
    static const char mode[] = "160000 ";
    const char *tab = strchr(entry, '\t');
    if (!g_str_has_prefix(entry, mode) || tab == NULL)
        return NULL;
    const char *commit = entry + strlen(mode);
    struct git_submodule *submodule = g_new(struct git_submodule, 1);
    submodule->path = g_strdup(tab + 1);
    submodule->commit = g_strndup(commit, strcspn(commit, " \t"));
    return submodule;
}

// `160000 ID STAGE<tab>PATH`, ended by zero bytes.
GPtrArray *git_submodules(const struct git_call *call, GError **error)
{
    gsize length = 0;
    struct git_call list = *call;
    list.length = &length;
    g_autofree char *entries = git_run(&list, error, "ls-files", "--stage", "-z");
    if (entries == NULL)
        return NULL;
    GPtrArray *submodules = g_ptr_array_new_with_free_func(free_submodule);
    for (const char *entry = entries; entry < entries + length; entry += strlen(entry) + 1) {
        struct git_submodule *submodule = make_submodule(entry);
        if (submodule != NULL)
            g_ptr_array_add(submodules, submodule);
    }
    return submodules;
}

bool git_has_repository(const char *folder, const char *path)
{
    int fd = folder_open_below(folder, path);
    bool is_there = fd >= 0 && faccessat(fd, ".git", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    if (fd >= 0)
        close(fd);
    return is_there;
}

bool git_path_is_inside(const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    return *path != '\0' && !g_path_is_absolute(path) &&
           !g_strv_contains((const char *const *)parts, "..") &&
           !g_strv_contains((const char *const *)parts, ".");
}

char *git_quote_folder(const char *folder)
{
    if (strpbrk(folder, ":\"\n") == NULL)
        return g_strdup(folder);
    g_autofree char *escaped = g_strescape(folder, NULL);
    return g_strconcat("\"", escaped, "\"", NULL);
}

static bool is_failure(const GError *error)
{
    return g_error_matches(error, GIT_ERROR, GIT_ERROR_FAILED);
}

#define TRUSTING                                                              \
    ", which is another user's; if you trust it, 'git config --global --add " \
    "safe.directory FOLDER' lets git use it"

static bool is_of_another_user(const GError *error)
{
    return strstr(error->message, "dubious ownership") != NULL;
}

// Bare repositories and the inside of .git have no top; git explains everything else.
static char *find_top(const struct git_call *call, GError **error)
{
    GError *cause = NULL;
    char *top = git_run(call, &cause, "rev-parse", "--show-toplevel");
    if (top != NULL)
        return top;
    g_autofree char *bare = git_run(call, NULL, "rev-parse", "--is-bare-repository");
    if (!is_failure(cause)) {
        g_propagate_error(error, cause);
        return NULL;
    }
    if (bare == NULL)
        g_set_error(error, GIT_ERROR, GIT_ERROR_REPOSITORY,
                    "'%s' is not inside a usable git repository: %s%s", call->folder,
                    cause->message, is_of_another_user(cause) ? TRUSTING : "");
    else
        g_set_error(
            error, GIT_ERROR, GIT_ERROR_REPOSITORY,
            "'%s' is inside a %s, which has no files to build: run benchrun in a working tree",
            call->folder, strcmp(bare, "true") == 0 ? "bare repository" : ".git folder");
    g_error_free(cause);
    return NULL;
}

bool git_repository_find(const char *folder, struct git_repository *out, GError **error)
{
    struct git_call call = {.folder = folder};
    struct git_repository found = {.folder = find_top(&call, error)};
    if (found.folder == NULL)
        return false;
    found.store = git_run(&call, error, "rev-parse", "--path-format=absolute", "--git-common-dir");
    if (found.store != NULL)
        found.objects =
            git_run(&call, error, "rev-parse", "--path-format=absolute", "--git-path", "objects");
    if (found.objects != NULL)
        found.format = git_run(&call, error, "rev-parse", "--show-object-format");
    if (found.format == NULL) {
        git_repository_clear(&found);
        return false;
    }
    g_autofree char *shallow = g_build_filename(found.store, "shallow", NULL);
    found.is_shallow = g_file_test(shallow, G_FILE_TEST_EXISTS);
    *out = found;
    return true;
}

void git_repository_clear(struct git_repository *repository)
{
    g_clear_pointer(&repository->folder, g_free);
    g_clear_pointer(&repository->store, g_free);
    g_clear_pointer(&repository->objects, g_free);
    g_clear_pointer(&repository->format, g_free);
}

// What cannot be a revision, without asking git. One that begins with '-' is a name.
static bool check_words(const char *revision, GError **error)
{
    const char *wrong = NULL;
    if (*revision == '\0')
        wrong = "is empty";
    else if (*revision == '^')
        wrong = "begins with '^'";
    for (const char *c = revision; *c != '\0'; c++)
        if (g_ascii_iscntrl(*c))
            wrong = "contains a control character";
    if (wrong == NULL && !g_utf8_validate(revision, -1, NULL))
        wrong = "is not UTF-8";
    if (wrong == NULL)
        return true;
    g_autofree char *shown = g_strescape(revision, NULL);
    g_set_error(error, GIT_ERROR, GIT_ERROR_REVISION, "'%s' cannot be a revision: it %s", shown,
                wrong);
    return false;
}

bool git_is_id(const char *text)
{
    size_t length = strlen(text);
    return (length == 40 || length == 64) && strspn(text, "0123456789abcdef") == length;
}

char *git_resolve(const struct git_repository *repository, const char *revision, GError **error)
{
    struct git_call call = {.folder = repository->folder};
    g_autofree char *peeled = g_strconcat(revision, "^{commit}", NULL);
    GError *cause = NULL;
    if (!check_words(revision, error))
        return NULL;
    g_autofree char *commit =
        git_run(&call, &cause, "rev-parse", "--verify", "--quiet", "--end-of-options", peeled);
    if (commit != NULL && git_is_id(commit))
        return g_steal_pointer(&commit);
    if (cause != NULL && !is_failure(cause)) {
        g_propagate_error(error, cause);
        return NULL;
    }
    g_clear_error(&cause);
    g_set_error(error, GIT_ERROR, repository->is_shallow ? GIT_ERROR_SHALLOW : GIT_ERROR_REVISION,
                "unknown revision '%s': it matches no commit, or several, in '%s'%s", revision,
                repository->folder,
                repository->is_shallow
                    ? "; the clone is shallow: 'git fetch --unshallow' gets the rest"
                    : "; 'git fetch' gets new commits");
    return NULL;
}

bool git_is_elsewhere(const struct git_repository *repository, const char *id)
{
    struct git_call call = {.folder = repository->folder};
    g_autofree char *commit = git_resolve(repository, id, NULL);
    g_autofree char *common =
        commit != NULL ? git_run(&call, NULL, "merge-base", "--is-ancestor", commit, "HEAD") : NULL;
    return commit != NULL && common == NULL;
}

char *git_merge_base(const struct git_repository *repository, const char *base, const char *head,
                     GError **error)
{
    struct git_call call = {.folder = repository->folder};
    GError *cause = NULL;
    char *found = git_run(&call, &cause, "merge-base", base, head);
    if (found != NULL)
        return found;
    if (!is_failure(cause)) {
        g_propagate_error(error, cause);
        return NULL;
    }
    g_error_free(cause);
    if (repository->is_shallow)
        g_set_error(
            error, GIT_ERROR, GIT_ERROR_SHALLOW,
            "the merge base of '%.12s' and '%.12s' is not in this shallow clone: fetch more "
            "with 'git fetch --unshallow' or 'git fetch --deepen=N'",
            base, head);
    else
        g_set_error(error, GIT_ERROR, GIT_ERROR_REVISION,
                    "'%.12s' and '%.12s' have no common ancestor: use '..' instead of '...'", base,
                    head);
    return NULL;
}

static bool resolve_sides(const struct git_repository *repository, const char *text,
                          const char *dots, struct git_range *out, GError **error)
{
    bool is_symmetric = dots[2] == '.';
    const char *right = dots + (is_symmetric ? 3 : 2);
    out->base_name = dots > text ? g_strndup(text, (gsize)(dots - text)) : g_strdup("HEAD");
    out->head_name = g_strdup(*right != '\0' ? right : "HEAD");
    out->base = git_resolve(repository, out->base_name, error);
    if (out->base != NULL)
        out->head = git_resolve(repository, out->head_name, error);
    if (out->head == NULL || !is_symmetric)
        return out->head != NULL;
    g_autofree char *tip = g_steal_pointer(&out->base);
    out->base = git_merge_base(repository, tip, out->head, error);
    return out->base != NULL;
}

bool git_range_parse(const struct git_repository *repository, const char *text,
                     struct git_range *out, GError **error)
{
    struct git_range range = {0};
    const char *dots = strstr(text, "..");
    if (dots != NULL && !resolve_sides(repository, text, dots, &range, error)) {
        git_range_clear(&range);
        return false;
    }
    if (dots == NULL) {
        range.base = git_resolve(repository, text, error);
        range.base_name = g_strdup(text);
    }
    if (range.base == NULL) {
        git_range_clear(&range);
        return false;
    }
    *out = range;
    return true;
}

void git_range_clear(struct git_range *range)
{
    g_clear_pointer(&range->base_name, g_free);
    g_clear_pointer(&range->base, g_free);
    g_clear_pointer(&range->head_name, g_free);
    g_clear_pointer(&range->head, g_free);
}
