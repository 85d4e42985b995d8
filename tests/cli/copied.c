// SPDX-License-Identifier: MIT
// A suite that says, each time it is started as a worker, what it was started from: a line in the
// file that COPIED_LOG names. With -DLIBRARY it is the shared library that the suite needs.
#include <dlfcn.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int copied_answer(void);

#ifdef LIBRARY
int copied_answer(void)
{
    return 42;
}
#else
#include <benchrun/bench.h>

// The same number may be given again, but not at the same time.
static void print_file(FILE *log, const char *kind, const char *path)
{
    struct stat about = {0};
    stat(path, &about);
    fprintf(log, "%s=%s %s_inode=%lu.%ld.%09ld ", kind, path, kind, (unsigned long)about.st_ino,
            (long)about.st_ctim.tv_sec, about.st_ctim.tv_nsec);
}

static int can_read(const char *folder, const char *name)
{
    char path[2 * PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, R_OK) == 0;
}

__attribute__((constructor)) static void report(int argc, char **argv)
{
    char exe[PATH_MAX] = {0};
    char folder[PATH_MAX];
    Dl_info library = {0};
    const char *name = getenv("COPIED_LOG");
    FILE *log = name != NULL ? fopen(name, "a") : NULL;
    if (log == NULL || argc < 2 || readlink("/proc/self/exe", exe, sizeof exe - 1) <= 0)
        return;
    memcpy(folder, exe, sizeof folder);
    dirname(folder);
    dladdr((void *)copied_answer, &library);
    print_file(log, "exe", exe);
    print_file(log, "library", library.dli_fname);
    fprintf(log, "argv=%s beside=%d above=%d\n", argv[0], can_read(folder, "beside.txt"),
            can_read(folder, "../../above.txt"));
    fclose(log);
}

BENCH(copied, answer)
{
    BENCH_LOOP (bench) {
        int answer = copied_answer();
        bench_hide(answer);
    }
}
#endif
