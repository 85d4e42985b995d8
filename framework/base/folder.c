// SPDX-License-Identifier: MIT
#include "framework/base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <linux/openat2.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "framework/base/place.h"

bool folder_make(const char *path, GError **error)
{
    return place_make_folder(path, 0700, error);
}

static FTS *walk(const char *path)
{
    char *const roots[] = {(char *)path, NULL};
    return fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, NULL);
}

static int remove_entry(const FTSENT *entry)
{
    switch (entry->fts_info) {
    case FTS_D: // a build may leave folders that are read-only even for their owner
        if ((entry->fts_statp->st_mode & S_IRWXU) != S_IRWXU)
            (void)chmod(entry->fts_accpath, S_IRWXU);
        return 0;
    case FTS_DP:
        return rmdir(entry->fts_accpath);
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        errno = entry->fts_errno;
        return errno == ENOENT ? 0 : -1;
    default:
        return unlink(entry->fts_accpath);
    }
}

bool folder_remove(const char *path, GError **error)
{
    FTS *tree = walk(path);
    int problem = 0;
    for (FTSENT *entry; tree != NULL && (entry = fts_read(tree)) != NULL;)
        if (remove_entry(entry) != 0 && errno != ENOENT && problem == 0)
            problem = errno;
    if (tree != NULL)
        fts_close(tree);
    if (problem == 0)
        return true;
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(problem),
                "cannot remove '%s': %s", path, g_strerror(problem));
    return false;
}

static gint compare_names(gconstpointer left, gconstpointer right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

// GLib does not say where reading a folder fails in the middle.
GPtrArray *folder_list(const char *path, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    DIR *folder = opendir(path);
    int unopened = folder == NULL ? errno : 0;
    const struct dirent *entry = NULL;
    do {
        errno = 0;
        // cppcheck-suppress readdirCalled // a stream of our own
        entry = folder != NULL ? readdir(folder) : NULL;
        if (entry != NULL && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            g_ptr_array_add(names, g_strdup(entry->d_name));
    } while (entry != NULL);
    int problem = unopened != 0 ? unopened : errno;
    if (folder != NULL)
        closedir(folder);
    g_ptr_array_sort(names, compare_names);
    if (problem == 0)
        return g_steal_pointer(&names);
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(problem),
                "cannot read the folder '%s': %s", path, g_strerror(problem));
    return NULL;
}

int folder_open_below(const char *top, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, "/", -1);
    int fd = *path != '\0' ? open(top, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    for (char **part = parts; fd >= 0 && *part != NULL; part++) {
        bool is_name = **part != '\0' && strcmp(*part, ".") != 0 && strcmp(*part, "..") != 0;
        int inner = is_name ? openat(fd, *part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
        close(fd);
        fd = inner;
    }
    return fd;
}

static int open_beneath(int folder, const char *name)
{
    // With O_NONBLOCK a pipe is not waited for.
    struct open_how how = {
        .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
    };
    int fd = (int)syscall(SYS_openat2, folder, name, &how, sizeof how);
    if (fd < 0 && (errno == ENOSYS || errno == EPERM)) // as where it is filtered, in a container
        fd = openat(folder, name, (int)how.flags | O_NOFOLLOW);
    return fd;
}

int folder_open_file(const char *folder, const char *name)
{
    struct stat about;
    int top = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int fd = top >= 0 ? open_beneath(top, name) : -1;
    if (top >= 0)
        close(top);
    if (fd < 0 || (fstat(fd, &about) == 0 && S_ISREG(about.st_mode)))
        return fd;
    close(fd);
    return -1;
}

char *folder_read_file(const char *folder, const char *name, gsize *length)
{
    enum { CHUNK = 1 << 16, MOST_BYTES = 1 << 30 };
    struct stat about;
    int fd = folder_open_file(folder, name);
    bool is_small = fd >= 0 && fstat(fd, &about) == 0 && about.st_size <= MOST_BYTES;
    GString *text = g_string_new(NULL);
    ssize_t n = is_small ? 1 : -1;
    while (n > 0 && text->len <= MOST_BYTES) {
        gsize before = text->len;
        g_string_set_size(text, before + CHUNK);
        do
            n = read(fd, text->str + before, CHUNK);
        while (n < 0 && errno == EINTR);
        g_string_truncate(text, before + (gsize)MAX(n, 0));
    }
    if (fd >= 0)
        close(fd);
    if (length != NULL)
        *length = text->len;
    return g_string_free(text, n != 0);
}

guint64 folder_size_bytes(const char *path)
{
    FTS *tree = walk(path);
    guint64 bytes = 0;
    for (FTSENT *entry; tree != NULL && (entry = fts_read(tree)) != NULL;)
        if (entry->fts_info == FTS_D || entry->fts_info == FTS_F)
            bytes += (guint64)entry->fts_statp->st_blocks * 512;
    if (tree != NULL)
        fts_close(tree);
    return bytes;
}

// Where a program was started without a home, or with a relative one, the user has one anyway.
static char *find_home(void)
{
    const char *given = g_getenv("HOME");
    if (given != NULL && g_path_is_absolute(given))
        return g_strdup(given);
    // cppcheck-suppress getpwuidCalled // only the main thread looks users up
    const struct passwd *user = getpwuid(geteuid());
    return user != NULL && g_path_is_absolute(user->pw_dir) ? g_strdup(user->pw_dir) : NULL;
}

// A folder of the XDG Base Directory Specification.
struct own_folder {
    const char *word;     // what is in it
    const char *variable; // where the user may say where it is
    const char *usual;    // below the user's home
};

static char *name_folder(const struct own_folder *own)
{
    // A relative path is ignored, as the specification requires.
    const char *given = g_getenv(own->variable);
    if (given != NULL && g_path_is_absolute(given))
        return g_build_filename(given, "benchrun", NULL);
    g_autofree char *home = find_home();
    return home ? g_build_filename(home, own->usual, "benchrun", NULL) : NULL;
}

// Why what is in a folder may not be ours, and what helps; NULL: it is. To free.
static char *find_doubt(const struct place *place, const char *path, const struct own_folder *own)
{
    g_autofree char *owner = place_owner(&place->about);
    bool is_foreign = place->about.st_uid != geteuid();
    if (is_foreign || place_may_be_exchanged(place))
        return g_strdup_printf("%s%s the %s '%s', so what is in it is not trusted: set %s to a "
                               "folder of yours",
                               is_foreign ? owner : "everybody",
                               is_foreign ? " owns" : " may rename", own->word, path,
                               own->variable);
    if (place_is_ours_alone(&place->about))
        return NULL;
    return g_strdup_printf("other users may write to the %s '%s', so what is in it is not trusted: "
                           "remove what is not yours from it, and then chmod go-w",
                           own->word, path);
}

// What is in it is run or believed, so nobody else may have put it there.
static bool check_folder(const char *path, const struct own_folder *own, GError **error)
{
    struct place place;
    if (!folder_make(path, error) || !place_find(path, PLACE_FOLLOWS, &place, error))
        return false;
    g_autofree char *doubt = find_doubt(&place, path, own);
    if (doubt != NULL)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_PERM, "%s", doubt);
    place_clear(&place);
    return doubt == NULL;
}

static char *find_folder(const struct own_folder *own, GError **error)
{
    g_autofree char *path = name_folder(own);
    if (path == NULL)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                    "there is no folder for the %s: set HOME or %s to a whole path", own->word,
                    own->variable);
    return path != NULL && check_folder(path, own, error) ? g_steal_pointer(&path) : NULL;
}

char *folder_of_cache(GError **error)
{
    return find_folder(&(struct own_folder){"cache", "XDG_CACHE_HOME", ".cache"}, error);
}

char *folder_of_data(GError **error)
{
    return find_folder(&(struct own_folder){"history", "XDG_DATA_HOME", ".local/share"}, error);
}
