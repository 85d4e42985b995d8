// SPDX-License-Identifier: MIT
#include "framework/base/fatal.h"

#include <criterion/criterion.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// What a child says that ends so, by GLib where there is a message.
static int end_by(const char *domain, const char *message, const char *kept, char said[256])
{
    int ends[2];
    int status = 0;
    cr_assert(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        fatal_end_with(3);
        fatal_set_kept(kept);
        if (message == NULL)
            fatal_out_of_memory();
        g_log(domain, G_LOG_LEVEL_ERROR, "%s", message);
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    for (ssize_t n; (n = read(ends[0], said + length, 255 - length)) > 0;)
        length += (size_t)n;
    said[length] = '\0';
    close(ends[0]);
    cr_assert_eq(waitpid(child, &status, 0), child);
    return status;
}

Test(fatal, says_that_memory_is_out_and_what_is_kept)
{
    char said[256];
    int status = end_by(NULL, NULL, "half is in 'a\033b'", said);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    cr_assert_str_eq(said, "benchrun: out of memory; half is in 'a\\x1bb'\n");
}

Test(fatal, says_nothing_more_where_nothing_is_kept)
{
    char said[256];
    int status = end_by(NULL, NULL, NULL, said);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 3);
    cr_assert_str_eq(said, "benchrun: out of memory\n");
}

Test(fatal, names_the_cause_that_glib_has)
{
    static const char *const domains[] = {NULL, "GLib"};
    for (size_t i = 0; i < 2; i++) {
        char said[256];
        int status = end_by(domains[i], "creating thread 'x': no", NULL, said);
        cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 3);
        cr_assert_str_eq(said, "benchrun: creating thread 'x': no\n");
    }
}
