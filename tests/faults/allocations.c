// SPDX-License-Identifier: MIT
// Preloaded: fails the n-th allocation, or exec, of a program since its main() began. Environment:
// FAULTS_IN   the name of the program; all others are left alone
// FAULTS_KIND what fails: malloc or exec
// FAULTS_AT   n, from 1; with a + after it, all later ones fail, too
// FAULTS_MARK a file that is made when something failed
// FAULTS_LOG  at the end of the program, the first n of each path of callers goes there, one per
// line; of
//             execs each n
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t n, size_t bytes);
extern void *__libc_realloc(void *memory, size_t bytes);
extern void *__libc_memalign(size_t alignment, size_t bytes);
void *memalign(size_t alignment, size_t bytes);
int __libc_start_main(int (*entry)(int, char **, char **), int argc, char **argv,
                      void (*init)(void), void (*fini)(void), void (*end)(void), void *stack);

enum { CALLERS = 5, SLOTS = 1 << 16 };

// In memory that forked children share: it is there that programs are started.
static struct {
    atomic_ulong n;
} * counter; // NULL: nothing fails
static bool fails_exec, fails_later;
static unsigned long fails_at; // 0: nothing fails
static const char *log_path, *mark_path;
static uint64_t paths[SLOTS];
static unsigned long firsts[SLOTS];
static size_t n_firsts;
static atomic_flag is_noting = ATOMIC_FLAG_INIT;
static __thread bool is_inside __attribute__((tls_model("initial-exec")));

// Notes it if no other of the same callers came before.
static void note(unsigned long n)
{
    void *callers[2 + CALLERS] = {0};
    uint64_t hash = 14695981039346656037u;
    int depth = backtrace(callers, 2 + CALLERS);
    for (int i = 2; i < depth; i++)
        hash = (hash ^ (uintptr_t)callers[i]) * 1099511628211u;
    while (atomic_flag_test_and_set(&is_noting))
        continue;
    size_t slot = hash % SLOTS;
    while (paths[slot] != 0 && paths[slot] != hash)
        slot = (slot + 1) % SLOTS;
    if (paths[slot] == 0 && n_firsts < SLOTS / 2) {
        paths[slot] = hash;
        firsts[n_firsts++] = n;
    }
    atomic_flag_clear(&is_noting);
}

static bool is_to_fail(bool is_exec)
{
    if (counter == NULL || is_exec != fails_exec || is_inside)
        return false;
    unsigned long n = atomic_fetch_add(&counter->n, 1) + 1;
    is_inside = true;
    if (log_path != NULL &&
        !is_exec) // a program is started by a child, which would note it for itself
        note(n);
    is_inside = false;
    bool fails = n == fails_at || (fails_later && n > fails_at && fails_at > 0);
    if (fails && mark_path != NULL)
        close(open(mark_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    return fails;
}

static void write_log(void)
{
    unsigned long n_execs = fails_exec ? atomic_load(&counter->n) : 0;
    counter = NULL; // what follows is ours
    FILE *file = fopen(log_path, "we");
    if (file == NULL)
        return;
    for (size_t i = 0; i < n_firsts; i++)
        fprintf(file, "%lu\n", firsts[i]);
    for (unsigned long n = 1; n <= n_execs; n++)
        fprintf(file, "%lu\n", n);
    fclose(file);
}

static void begin(void)
{
    const char *program = getenv("FAULTS_IN"), *kind = getenv("FAULTS_KIND");
    const char *at = getenv("FAULTS_AT");
    void *first[1];
    if (program == NULL || kind == NULL || strcmp(program, program_invocation_short_name) != 0)
        return;
    backtrace(first, 1); // loads what it needs
    fails_exec = strcmp(kind, "exec") == 0;
    fails_at = at != NULL ? strtoul(at, NULL, 10) : 0;
    fails_later = at != NULL && strchr(at, '+') != NULL;
    mark_path = getenv("FAULTS_MARK");
    log_path = getenv("FAULTS_LOG");
    void *shared =
        mmap(NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return;
    if (log_path != NULL)
        atexit(write_log);
    counter = shared;
}

static int (*program_main)(int, char **, char **);

static int begin_and_run(int argc, char **argv, char **environment)
{
    begin();
    return program_main(argc, argv, environment);
}

// What starts a program, in the C library.
int __libc_start_main(int (*entry)(int, char **, char **), int argc, char **argv,
                      void (*init)(void), void (*fini)(void), void (*end)(void), void *stack)
{
    __typeof__(&__libc_start_main) next = dlsym(RTLD_NEXT, "__libc_start_main");
    program_main = entry;
    return next(begin_and_run, argc, argv, init, fini, end, stack);
}

static void *refuse(void)
{
    errno = ENOMEM;
    return NULL;
}

void *malloc(size_t bytes)
{
    return is_to_fail(false) ? refuse() : __libc_malloc(bytes);
}

void *calloc(size_t n, size_t bytes)
{
    return is_to_fail(false) ? refuse() : __libc_calloc(n, bytes);
}

void *realloc(void *memory, size_t bytes)
{
    return is_to_fail(false) ? refuse() : __libc_realloc(memory, bytes);
}

void *memalign(size_t alignment, size_t bytes)
{
    return is_to_fail(false) ? refuse() : __libc_memalign(alignment, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
    return memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes)
{
    void *taken = memalign(alignment, bytes);
    if (taken == NULL)
        return ENOMEM;
    *memory = taken;
    return 0;
}

int execve(const char *path, char *const argv[], char *const environment[])
{
    if (!is_to_fail(true))
        return (int)syscall(SYS_execve, path, argv, environment);
    errno = ENOMEM;
    return -1;
}
