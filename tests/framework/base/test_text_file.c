// SPDX-License-Identifier: MIT
#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "framework/base/folder.h"
#include "framework/base/text_file.h"

static char *folder;

static void make_folder(void)
{
    folder = g_dir_make_tmp("text-file-XXXXXX", NULL);
    cr_assert(folder != NULL && g_chdir(folder) == 0);
}

static void remove_folder(void)
{
    cr_assert(g_chdir("/") == 0 && folder_remove(folder, NULL));
    g_free(folder);
}

TestSuite(text_file, .init = make_folder, .fini = remove_folder);

static void expect_text(const char *path, const char *expected)
{
    g_autofree char *text = NULL;
    cr_assert(g_file_get_contents(path, &text, NULL, NULL));
    cr_assert_str_eq(text, expected);
}

Test(text_file, replaces_a_plain_file)
{
    cr_assert(text_file_write("file", "old", 3, false, NULL));
    cr_assert(text_file_write("file", "new", 3, true, NULL));
    expect_text("file", "new");
    cr_assert(text_file_is_plain("file"));
}

Test(text_file, writes_through_a_symbolic_link)
{
    cr_assert(text_file_write("file", "old", 3, false, NULL));
    cr_assert_eq(symlink("file", "link"), 0);
    cr_assert(text_file_write("link", "new", 3, false, NULL));
    expect_text("file", "new");
    cr_assert(g_file_test("link", G_FILE_TEST_IS_SYMLINK));
}

Test(text_file, never_replaces_a_pipe)
{
    char got[4] = {0};
    cr_assert_eq(mkfifo("pipe", 0600), 0);
    cr_assert_not(text_file_is_plain("pipe"));
    int fd = open("pipe", O_RDONLY | O_NONBLOCK);
    cr_assert(text_file_write("pipe", "new", 3, true, NULL));
    cr_assert_eq(read(fd, got, sizeof got), 3);
    cr_assert_str_eq(got, "new");
    cr_assert_not(text_file_is_plain("pipe"));
    close(fd);
}

Test(text_file, names_the_file_that_it_cannot_write)
{
    g_autoptr(GError) error = NULL;
    cr_assert_not(text_file_write("nowhere/file", "new", 3, false, &error));
    cr_assert(g_str_has_prefix(error->message, "cannot write 'nowhere/file': "));
}

Test(text_file, appends_behind_what_others_wrote)
{
    g_autoptr(GError) error = NULL;
    cr_assert(text_file_append("file", "one\n", 4, NULL));
    cr_assert(text_file_append("file", "two\n", 4, NULL));
    expect_text("file", "one\ntwo\n");
    cr_assert_not(text_file_append("nowhere/file", "new", 3, &error));
    cr_assert(g_str_has_prefix(error->message, "cannot append to 'nowhere/file': "));
}

static mode_t mode_of(const char *path)
{
    struct stat about;
    cr_assert(stat(path, &about) == 0);
    return about.st_mode & 07777;
}

Test(text_file, keeps_the_mode_of_what_it_replaces_and_else_follows_the_umask)
{
    umask(027);
    cr_assert(text_file_write("file", "old", 3, false, NULL));
    cr_expect_eq(mode_of("file"), 0640);
    static const mode_t modes[] = {0600, 0400, 0666, 0755};
    for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
        cr_assert(chmod("file", modes[i]) == 0);
        cr_assert(text_file_write("file", "new", 3, false, NULL));
        cr_expect_eq(mode_of("file"), modes[i]);
    }
    // Root may replace what another user made, and does not take over more rights than a new
    // file's.
    if (geteuid() != 0)
        cr_skip("needs root");
    static const mode_t planted[][2] = {{0666, 0640}, {0600, 0600}, {04777, 0640}};
    for (size_t i = 0; i < G_N_ELEMENTS(planted); i++) {
        cr_assert(chown("file", 65534, 65534) == 0 && chmod("file", planted[i][0]) == 0);
        cr_assert(text_file_write("file", "new", 3, false, NULL));
        cr_expect_eq(mode_of("file"), planted[i][1]);
    }
}

// How many entries the folder has.
static guint count_entries(void)
{
    guint n = 0;
    GDir *dir = g_dir_open(".", 0, NULL);
    while (g_dir_read_name(dir) != NULL)
        n++;
    g_dir_close(dir);
    return n;
}

Test(text_file, leaves_the_old_file_where_the_new_one_does_not_fit)
{
    static char text[5000];
    struct rlimit limit = {4000, RLIM_INFINITY};
    g_autoptr(GError) error = NULL;
    memset(text, 'x', sizeof text);
    cr_assert(text_file_write("file", "old", 3, false, NULL));
    signal(SIGXFSZ, SIG_IGN);
    cr_assert(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    cr_assert_not(text_file_write("file", text, sizeof text, true, &error));
    cr_expect_str_eq(error->message,
                     "cannot write 'file': File too large (more than 'ulimit -f' allows)");
    expect_text("file", "old");
    cr_expect_eq(count_entries(), 1);
}

Test(text_file, makes_what_a_link_leads_to)
{
    cr_assert_eq(symlink("file", "link"), 0);
    cr_assert(text_file_write("link", "new", 3, false, NULL));
    expect_text("file", "new");
    cr_assert(g_file_test("link", G_FILE_TEST_IS_SYMLINK));
}

Test(text_file, is_not_written_where_another_user_makes_a_link_lead)
{
    if (geteuid() != 0)
        cr_skip("needs root");
    cr_assert(g_mkdir("safe", 0700) == 0 && chmod(folder, 01777) == 0);
    cr_assert(text_file_write("safe/victim", "old", 3, false, NULL));
    cr_assert(symlink("safe/victim", "link") == 0 && lchown("link", 65534, 65534) == 0);
    cr_expect_not(text_file_write("link", "new", 3, true, NULL));
    cr_expect_not(text_file_append("link", "new", 3, NULL));
    cr_assert(link("safe/victim", "hard") == 0);
    cr_expect_not(text_file_append("hard", "new", 3, NULL));
    expect_text("safe/victim", "old");
    cr_expect(text_file_write("hard", "new", 3, false, NULL), "only the name is replaced");
    expect_text("safe/victim", "old");
}

// Else it would be waited for.
Test(text_file, is_not_read_from_a_pipe_of_another_user, .timeout = 60)
{
    size_t length = 0;
    g_autoptr(GError) error = NULL;
    if (geteuid() != 0)
        cr_skip("needs root");
    cr_assert(chmod(folder, 01777) == 0 && mkfifo("pipe", 0666) == 0);
    cr_assert_eq(chown("pipe", 65534, 65534), 0);
    cr_expect_null(text_file_read("pipe", &length, &error));
    cr_expect(g_str_has_prefix(error->message, "cannot read 'pipe': it belongs to "), "%s",
              error->message);
    cr_assert(g_file_set_contents("file", "text", -1, NULL) && chown("file", 65534, 65534) == 0);
    g_autofree char *text = text_file_read("file", &length, NULL);
    cr_expect_str_eq(text, "text", "a plain file is only data");
}

Test(text_file, is_read_from_a_pipe_that_is_open)
{
    int ends[2];
    size_t length = 0;
    cr_assert(pipe(ends) == 0 && write(ends[1], "text", 4) == 4 && close(ends[1]) == 0);
    g_autofree char *path = g_strdup_printf("/dev/fd/%d", ends[0]);
    g_autofree char *text = text_file_read(path, &length, NULL);
    cr_expect_str_eq(text, "text");
    close(ends[0]);
}

static void make_temporary(const char *name, bool is_old)
{
    const struct timespec long_ago[2] = {{.tv_sec = 1}, {.tv_sec = 1}};
    cr_assert(g_file_set_contents(name, "x", 1, NULL));
    cr_assert(!is_old || utimensat(AT_FDCWD, name, long_ago, 0) == 0);
}

Test(text_file, removes_what_a_killed_process_left_and_nothing_else)
{
    static const char left[] = ".benchrun-0123456789abcdef";
    static const char used[] = ".benchrun-00000000deadbeef";
    static const char young[] = ".benchrun-fedcba9876543210";
    static const char *const others[] = {".benchrun-0123456789abcdeg", ".benchrun-0123456789abcde",
                                         ".benchrun-0123456789abcdef0", ".benchrun-"};
    make_temporary(left, true);
    make_temporary(used, true);
    make_temporary(young, false);
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        make_temporary(others[i], true);
    int fd = open(used, O_RDONLY | O_CLOEXEC);
    cr_assert(flock(fd, LOCK_EX | LOCK_NB) == 0);
    cr_assert(text_file_write("file", "new", 3, false, NULL));
    cr_expect_not(g_file_test(left, G_FILE_TEST_EXISTS));
    cr_expect(g_file_test(used, G_FILE_TEST_EXISTS));
    cr_expect(g_file_test(young, G_FILE_TEST_EXISTS));
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        cr_expect(g_file_test(others[i], G_FILE_TEST_EXISTS), "%s is gone", others[i]);
    close(fd);
}

Test(text_file, reads_all_of_a_file_and_a_zero_after_it)
{
    enum { BYTES = 200000 };
    size_t length = 0;
    g_autofree char *long_text = g_malloc(BYTES);
    memset(long_text, 'x', BYTES);
    long_text[1] = '\n';
    cr_assert(g_file_set_contents("file", long_text, BYTES, NULL));
    g_autofree char *text = text_file_read("file", &length, NULL);
    cr_assert(length == BYTES && memcmp(text, long_text, BYTES) == 0 && text[BYTES] == '\0');
    cr_assert(g_file_set_contents("file", "", 0, NULL));
    g_autofree char *empty = text_file_read("file", &length, NULL);
    cr_assert(length == 0 && *empty == '\0');
}

static void expect_unreadable(const char *path, const char *message)
{
    size_t length = 0;
    g_autoptr(GError) error = NULL;
    cr_expect_null(text_file_read(path, &length, &error));
    cr_expect_str_eq(error->message, message);
}

Test(text_file, says_why_it_cannot_be_read)
{
    expect_unreadable("missing", "cannot read 'missing': No such file or directory");
    expect_unreadable(".", "cannot read '.': Is a directory");
    int fd = open("large", O_WRONLY | O_CREAT, 0600);
    cr_assert(fd >= 0 && ftruncate(fd, (off_t)TEXT_FILE_MOST_BYTES + 1) == 0 && close(fd) == 0);
    expect_unreadable("large", "cannot read 'large': it is larger than 4 GiB, the limit: split it");
}

Test(text_file, is_refused_at_its_first_zero)
{
    static const char text[] = "{\0}";
    cr_assert(text_file_write("zero", text, sizeof text - 1, false, NULL));
    expect_unreadable("zero", "cannot read 'zero': byte 2 is zero: it is not a text file in UTF-8");
    expect_unreadable("/dev/zero", "cannot read '/dev/zero': byte 1 is zero: it is not a text file "
                                   "in UTF-8");
}
