// SPDX-License-Identifier: MIT
#include "framework/base/control_group.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <linux/magic.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define PREFIX "benchrun-"

// Groups in groups come from programs that make some, such as a benchrun that is measured.
enum { PATIENCE_US = 1500000, NAP_US = 1000, DEEPEST = 16 };

static int home_fd = -1; // the folder of the group that this process is in; -1: none is to be made

static int open_folder(int parent_fd, const char *path)
{
    return openat(parent_fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

// The folder of the group that this process is in, as the system names it: "0::/path".
static char *find_home(void)
{
    g_autofree char *text = NULL;
    if (!g_file_get_contents("/proc/self/cgroup", &text, NULL, NULL))
        return NULL;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        if (g_str_has_prefix(*line, "0::/"))
            return g_strdup(*line + strlen("0::/"));
    return NULL;
}

static char *read_file(int folder_fd, const char *name)
{
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d/%s", folder_fd, name);
    char *text = NULL;
    return g_file_get_contents(path, &text, NULL, NULL) ? text : NULL;
}

// In a container or a mount of another kind, the path may lead to a group that we are not in. And
// where a group hands controllers on, the programs would be limited otherwise than we are.
static bool is_home(int fd)
{
    struct statfs system;
    if (fd < 0 || fstatfs(fd, &system) != 0 || system.f_type != CGROUP2_SUPER_MAGIC)
        return false;
    g_autofree char *controllers = read_file(fd, "cgroup.subtree_control");
    g_autofree char *members = read_file(fd, "cgroup.procs");
    if (controllers == NULL || *g_strstrip(controllers) != '\0' || members == NULL)
        return false;
    g_autofree char *own = g_strdup_printf("%d", (int)getpid());
    g_auto(GStrv) pids = g_strsplit(members, "\n", -1);
    return g_strv_contains((const char *const *)pids, own);
}

static int open_home(void)
{
    static const char *const mounts[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"};
    g_autofree char *path = find_home();
    for (size_t i = 0; path != NULL && i < G_N_ELEMENTS(mounts); i++) {
        g_autofree char *folder = g_build_filename(mounts[i], path, NULL);
        int fd = open_folder(AT_FDCWD, folder);
        if (is_home(fd))
            return fd;
        if (fd >= 0)
            close(fd);
    }
    return -1;
}

static bool put(int folder_fd, const char *name, const char *text)
{
    int fd = openat(folder_fd, name, O_WRONLY | O_CLOEXEC);
    bool is_good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return is_good;
}

static void remove_group(int parent_fd, const char *name, int depth);

// The groups in one, which programs made.
static void remove_inner(int fd, int depth)
{
    int copy = open_folder(fd, ".");
    DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
    if (dir == NULL) {
        if (copy >= 0)
            close(copy);
        return;
    }
    const struct dirent *entry = NULL;
    // cppcheck-suppress readdirCalled
    while ((entry = readdir(dir)) != NULL)
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
            remove_group(fd, entry->d_name, depth);
    closedir(dir);
}

static void remove_group(int parent_fd, const char *name, int depth)
{
    int fd = depth < DEEPEST ? open_folder(parent_fd, name) : -1;
    if (fd < 0)
        return;
    remove_inner(fd, depth + 1);
    close(fd);
    unlinkat(parent_fd, name, AT_REMOVEDIR);
}

static bool is_gone(const char *name)
{
    return faccessat(home_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
}

// What waits for a device cannot be killed; then the next benchrun tries again.
static void end_group(int fd, const char *name)
{
    gint64 deadline_us = g_get_monotonic_time() + PATIENCE_US;
    if (unlinkat(home_fd, name, AT_REMOVEDIR) == 0)
        return;
    put(fd, "cgroup.kill", "1");
    for (remove_group(home_fd, name, 0); !is_gone(name) && g_get_monotonic_time() < deadline_us;) {
        g_usleep(NAP_US);
        remove_group(home_fd, name, 0);
    }
}

// Only where its benchrun is dead, which had it locked.
static void end_left_one(const char *name)
{
    struct stat status;
    int fd = open_folder(home_fd, name);
    if (fd >= 0 && fstat(fd, &status) == 0 && status.st_uid == geteuid() &&
        flock(fd, LOCK_EX | LOCK_NB) == 0)
        end_group(fd, name);
    if (fd >= 0)
        close(fd);
}

static void end_left_ones(void)
{
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", home_fd);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
        if (g_str_has_prefix(name, PREFIX))
            end_left_one(name);
}

static bool find_home_once(void)
{
    static gsize is_found;
    if (g_once_init_enter(&is_found)) {
        home_fd = open_home();
        if (home_fd >= 0)
            end_left_ones();
        g_once_init_leave(&is_found, 1);
    }
    return home_fd >= 0;
}

static void close_group(struct control_group *group)
{
    if (group->fd >= 0)
        close(group->fd);
    group->fd = -1;
}

static bool make_folder(struct control_group *group)
{
    g_snprintf(group->name, sizeof group->name, PREFIX "%d-%08x", (int)getpid(), g_random_int());
    return mkdirat(home_fd, group->name, 0700) == 0;
}

static bool lock(struct control_group *group)
{
    group->fd = open_folder(home_fd, group->name);
    if (group->fd >= 0 && flock(group->fd, LOCK_EX | LOCK_NB) == 0 &&
        faccessat(group->fd, "cgroup.kill", W_OK, 0) == 0)
        return true;
    close_group(group);
    unlinkat(home_fd, group->name, AT_REMOVEDIR);
    return false;
}

// Another benchrun may remove it before it is locked.
void control_group_make(struct control_group *out)
{
    enum { TRIES = 3 };
    *out = (struct control_group){.fd = -1};
    for (int i = 0; find_home_once() && i < TRIES && make_folder(out) && !lock(out); i++)
        continue;
}

pid_t control_group_fork(struct control_group *group)
{
    struct clone_args args = {
        .flags = CLONE_INTO_CGROUP,
        .exit_signal = SIGCHLD,
        .cgroup = (unsigned)group->fd,
    };
    long pid = group->fd >= 0 ? syscall(SYS_clone3, &args, sizeof args) : -1;
    if (pid < 0) {
        control_group_end(group);
        pid = _Fork();
    }
    return (pid_t)pid;
}

void control_group_end(struct control_group *group)
{
    if (group->fd >= 0)
        end_group(group->fd, group->name);
    close_group(group);
}
