// SPDX-License-Identifier: MIT
#include "framework/runner/cpu_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/array.h"
#include "framework/base/owned_file.h"

enum { POLL_INTERVAL_US = 50000 };

struct cpu_lock {
    unsigned cpu;
    int own_fd; // among our own processes
    int fd;     // among all users
};

GQuark cpu_lock_error_quark(void)
{
    return g_quark_from_static_string("benchrun-cpu-lock-error");
}

const char *cpu_lock_folder(void)
{
    // Asking whether we ourselves may write would send root and the others to different folders.
    static const char *const shared[] = {"/run/lock", "/tmp"};
    for (size_t i = 0; i < G_N_ELEMENTS(shared); i++) {
        struct stat status;
        if (stat(shared[i], &status) == 0 && S_ISDIR(status.st_mode) && (status.st_mode & S_IWOTH))
            return shared[i];
    }
    return g_get_tmp_dir();
}

// A lock file is a plain file of one name. Anything else is a trap in a folder open to all: what we
// write must not land elsewhere.
static bool is_lock_file(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1;
}

// In a sticky folder the kernel refuses O_CREAT on a file of another user (fs.protected_regular),
// and a file made under a strict umask lets us only read; flock() is content with that.
static int open_any_way(const char *path)
{
    static const int ways[] = {O_RDWR | O_CREAT, O_RDWR, O_RDONLY};
    int fd = -1;
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        fd = open(path, ways[i] | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666);
        if (fd >= 0 || (errno != EACCES && errno != EPERM && errno != EROFS))
            break;
    }
    return fd;
}

static int open_lock_file(const char *path, GError **error)
{
    int fd = open_any_way(path);
    if (fd < 0) {
        g_set_error(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_UNAVAILABLE, "cannot open '%s': %s", path,
                    g_strerror(errno));
        return -1;
    }
    if (is_lock_file(fd))
        return fd;
    close(fd);
    g_set_error(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_UNAVAILABLE,
                "'%s' is not a regular file with a single link; remove it", path);
    return -1;
}

static void write_pid(int fd)
{
    char text[24];
    int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    // A lock without a pid is as good; only the message while waiting says less.
    if (ftruncate(fd, 0) == 0 && pwrite(fd, text, (size_t)length, 0) != length)
        (void)!ftruncate(fd, 0);
}

static pid_t read_pid(int fd)
{
    char text[24] = {0};
    if (pread(fd, text, sizeof text - 1, 0) <= 0)
        return 0;
    char *end = NULL;
    guint64 pid = g_ascii_strtoull(text, &end, 10);
    if (end == text || *end != '\n' || pid == 0 || pid > G_MAXINT)
        return 0;
    // A holder that could not write leaves the pid of one before it.
    if (kill((pid_t)pid, 0) != 0 && errno == ESRCH)
        return 0;
    return (pid_t)pid;
}

// Takes over the descriptor. Sets *holder if the file is locked, and `error` if it cannot be.
static bool lock_file(int fd, const char *path, struct cpu_holder *holder, GError **error)
{
    int status;
    while ((status = flock(fd, LOCK_EX | LOCK_NB)) != 0 && errno == EINTR)
        ;
    if (status == 0) {
        write_pid(fd);
        return true;
    }
    if (errno == EWOULDBLOCK)
        holder->pid = read_pid(fd);
    else
        g_set_error(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_UNAVAILABLE, "cannot lock '%s': %s", path,
                    g_strerror(errno));
    close(fd);
    return false;
}

// Among our own processes: a file that nobody else can open, and therefore not lock.
static int lock_own(const char *folder, unsigned cpu, struct cpu_holder *holder, GError **error)
{
    g_autofree char *path =
        g_strdup_printf("%s/benchrun-cpu%u-uid%u.lock", folder, cpu, (unsigned)geteuid());
    GError *cause = NULL;
    struct place place = {0};
    int fd = place_find(path, PLACE_FOLLOWS_ALL_BUT_THE_LAST, &place, &cause)
                 ? owned_file_open(&place, O_RDWR | O_CREAT, &cause)
                 : -1;
    place_clear(&place);
    if (cause != NULL) {
        g_set_error(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_UNAVAILABLE, "cannot open '%s': %s", path,
                    cause->message);
        g_error_free(cause);
    }
    return fd >= 0 && lock_file(fd, path, holder, error) ? fd : -1;
}

// Among all users: a file that everybody can lock, for as long as they like.
static int lock_shared(const char *folder, unsigned cpu, struct cpu_holder *holder, GError **error)
{
    g_autofree char *path = g_strdup_printf("%s/benchrun-cpu%u.lock", folder, cpu);
    int fd = open_lock_file(path, error);
    if (fd >= 0)
        (void)fchmod(fd, 0666); // the umask does not get a say; that its owner succeeds is enough
    return fd >= 0 && lock_file(fd, path, holder, error) ? fd : -1;
}

// One of our processes at a time, then one on the machine: a process that holds the second lock
// against us belongs to another user, whatever its file says.
static struct cpu_lock *try_one(const char *folder, unsigned cpu, struct cpu_holder *holder,
                                GError **error)
{
    *holder = (struct cpu_holder){.cpu = cpu, .is_ours = true};
    int own_fd = lock_own(folder, cpu, holder, error);
    if (own_fd < 0)
        return NULL;
    holder->is_ours = false;
    int fd = lock_shared(folder, cpu, holder, error);
    if (fd < 0) {
        close(own_fd);
        return NULL;
    }
    struct cpu_lock *lock = g_new0(struct cpu_lock, 1);
    *lock = (struct cpu_lock){cpu, own_fd, fd};
    return lock;
}

// Without a lock, either some holders are added or *error is set.
static struct cpu_lock *try_all(const char *folder, const unsigned *cpus, size_t n, GArray *holders,
                                GError **error)
{
    g_autoptr(GError) first = NULL;
    g_array_set_size(holders, 0);
    for (size_t i = 0; i < n; i++) {
        struct cpu_holder holder = {0};
        g_autoptr(GError) problem = NULL;
        struct cpu_lock *lock = try_one(folder, cpus[i], &holder, &problem);
        if (lock)
            return lock;
        if (!problem)
            g_array_append_val(holders, holder);
        else if (!first)
            first = g_steal_pointer(&problem);
    }
    if (holders->len > 0)
        return NULL;
    if (first)
        g_propagate_error(error, g_steal_pointer(&first));
    else
        g_set_error(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_UNAVAILABLE, "no CPU was given to lock");
    return NULL;
}

static void set_held_error(const GArray *holders, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const guint named = MIN(holders->len, 4);
    for (guint i = 0; i < named; i++) {
        const struct cpu_holder *h = &g_array_index(holders, struct cpu_holder, i);
        g_string_append_printf(text, "%sCPU %u is held by ", i > 0 ? ", " : "", h->cpu);
        if (h->pid > 0)
            g_string_append_printf(text, "process %ld", (long)h->pid);
        else
            g_string_append(text, "another process");
        g_string_append(text, h->is_ours ? "" : " of another user");
    }
    if (holders->len > named)
        g_string_append_printf(text, " and %u more are held", holders->len - named);
    g_set_error(error, CPU_LOCK_ERROR, CPU_LOCK_ERROR_HELD,
                "%s; wait, choose another with --cpu, or measure without one with --cpu none",
                text->str);
}

static bool any_is_ours(const GArray *holders)
{
    for (guint i = 0; i < holders->len; i++)
        if (g_array_index(holders, struct cpu_holder, i).is_ours)
            return true;
    return false;
}

struct cpu_lock *cpu_lock_wait(const char *folder, const unsigned *cpus, size_t n,
                               const struct cpu_wait *wait, GError **error)
{
    g_autoptr(GArray) holders = g_array_new(FALSE, FALSE, sizeof(struct cpu_holder));
    // Each kind of holder has its own account: processes of ours that wait too hold for a moment.
    double own_s = 0;
    double others_s = 0;
    gint64 looked_us = g_get_monotonic_time();
    for (;;) {
        g_autoptr(GError) problem = NULL;
        struct cpu_lock *lock =
            try_all(folder ? folder : cpu_lock_folder(), cpus, n, holders, &problem);
        if (lock)
            return lock;
        if (problem) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return NULL;
        }
        gint64 now_us = g_get_monotonic_time();
        *(any_is_ours(holders) ? &own_s : &others_s) += (double)(now_us - looked_us) * 1e-6;
        looked_us = now_us;
        bool is_over = any_is_ours(holders) ? own_s >= wait->own_s : others_s >= wait->others_s;
        const struct cpu_holder *first = elements_of(holders, struct cpu_holder);
        if (is_over || (wait->waiting && !wait->waiting(first, holders->len, wait->data)))
            break;
        g_usleep(POLL_INTERVAL_US);
    }
    set_held_error(holders, error);
    return NULL;
}

unsigned cpu_lock_cpu(const struct cpu_lock *lock)
{
    return lock->cpu;
}

void cpu_lock_close(struct cpu_lock *lock)
{
    if (!lock)
        return;
    // The file stays: to unlink it would let a third process lock a new file of the same name while
    // a second one, which has opened this one, gets the lock of a file without a name.
    (void)!ftruncate(lock->fd, 0);
    (void)!ftruncate(lock->own_fd, 0);
    close(lock->fd);
    close(lock->own_fd);
    g_free(lock);
}
