// SPDX-License-Identifier: MIT
#include "framework/live/live_files.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/harness/live_folder.h"
#include "tests/framework/live/live_place.h"

TestSuite(live_files, .init = live_place_open, .fini = live_place_close, .timeout = 60);

// A kind whose files hold an identity, or a word.
static bool read_identity(const struct live_file *file, struct process_identity *out,
                          GError **error)
{
    if (file->bytes == 0)
        return live_file_refuse(file->path, LIVE_FILE_ERROR_SILENT, error, "nothing yet");
    if (!live_file_read(file->fd, out, sizeof *out, 0))
        return live_file_refuse(file->path, LIVE_FILE_ERROR_DAMAGED, error, "too short");
    return true;
}

static const struct live_kind kind = {".kind", read_identity};

struct visited {
    unsigned n, n_damaged;
};

static void visit(const struct live_file *file, void *data)
{
    cr_expect_gt(file->pid, 0);
    ((struct visited *)data)->n++;
}

static void refuse(const struct live_file *file, const GError *error, void *data)
{
    cr_expect(strstr(error->message, file->path) != NULL);
    ((struct visited *)data)->n_damaged++;
}

static struct visited visit_all(unsigned *elsewhere)
{
    struct visited visited = {0};
    const struct live_visitor visitor = {visit, refuse, &visited};
    *elsewhere = live_files_visit(&kind, &visitor);
    return visited;
}

static void expect_visited(unsigned n, unsigned n_damaged, unsigned n_elsewhere)
{
    unsigned elsewhere = 0;
    struct visited visited = visit_all(&elsewhere);
    cr_expect(visited.n == n && visited.n_damaged == n_damaged && elsewhere == n_elsewhere,
              "visited %u, damaged %u, elsewhere %u; wanted %u, %u, %u", visited.n,
              visited.n_damaged, elsewhere, n, n_damaged, n_elsewhere);
}

static char *write_identity(unsigned number, const struct process_identity *identity)
{
    return live_place_write(identity->pid, number, ".kind", identity, sizeof *identity);
}

static void expect_swept(const char *path)
{
    cr_expect_neq(g_access(path, F_OK), 0, "'%s' is still there", path);
}

Test(live_files, of_programs_that_live_are_visited_and_stay)
{
    struct process_identity own = process_identity();
    g_free(write_identity(1, &own));
    g_free(write_identity(2, &own));
    expect_visited(2, 0, 0);
    live_files_visit(&kind, NULL);
    expect_visited(2, 0, 0);
}

Test(live_files, of_dead_programs_are_removed)
{
    struct process_identity dead = process_identity();
    struct process_identity zombie = dead, reused = dead;
    dead.pid = live_place_dead_pid();
    zombie.pid = live_place_zombie();
    zombie.started_ticks = 0; // that it is the same process must not matter
    reused.started_ticks--;
    const struct process_identity *all[] = {&dead, &zombie, &reused};
    for (unsigned i = 0; i < G_N_ELEMENTS(all); i++) {
        g_autofree char *path = write_identity(i, all[i]);
        expect_visited(0, 0, 0);
        expect_swept(path);
        g_autofree char *again = write_identity(i, all[i]);
        live_files_visit(&kind, NULL);
        expect_swept(again);
    }
    waitpid(zombie.pid, NULL, 0);
}

Test(live_files, that_were_never_written_are_removed_when_their_program_is_dead)
{
    pid_t dead = live_place_dead_pid();
    g_autofree char *alive = live_place_write(getpid(), 1, ".kind", "", 0);
    g_autofree char *killed = live_place_write(dead, 1, ".kind", "", 0);
    expect_visited(0, 0, 0);
    expect_swept(killed);
    cr_expect_eq(g_access(alive, F_OK), 0);
}

Test(live_files, of_other_pid_namespaces_are_counted_and_stay)
{
    struct process_identity away = process_identity();
    away.pid_namespace++;
    g_autofree char *path = write_identity(1, &away);
    away.pid = live_place_dead_pid(); // as it is here
    g_autofree char *other = write_identity(2, &away);
    away.pid_namespace = 0;
    g_autofree char *unknown = write_identity(3, &away);
    expect_visited(0, 0, 3);
    cr_expect_eq(g_access(path, F_OK) | g_access(other, F_OK) | g_access(unknown, F_OK), 0);
}

Test(live_files, that_are_damaged_are_named_and_stay)
{
    g_autofree char *path = live_place_write(live_place_dead_pid(), 1, ".kind", "x", 1);
    expect_visited(0, 1, 0);
    cr_expect_eq(g_access(path, F_OK), 0);
}

// None of them is opened for good, waited for, or removed.
Test(live_files, of_other_types_names_and_users_are_passed_over)
{
    struct process_identity own = process_identity();
    g_autofree char *real = write_identity(1, &own);
    g_autofree char *elsewhere = g_strconcat(real, "-elsewhere", NULL);
    g_autofree char *link_path = live_place_path(own.pid, 2, ".kind");
    g_autofree char *pipe_path = live_place_path(own.pid, 3, ".kind");
    g_autofree char *folder_path = live_place_path(own.pid, 4, ".kind");
    g_autofree char *other_suffix = live_place_path(own.pid, 5, ".other");
    g_autofree char *no_pid = live_place_path(0, 6, ".kind");
    g_autofree char *foreign = live_place_path(own.pid, 7, ".kind");
    cr_assert_eq(g_rename(real, elsewhere), 0);
    cr_assert_eq(
        symlink(elsewhere, link_path) | mkfifo(pipe_path, 0600) | g_mkdir(folder_path, 0700), 0);
    cr_assert(g_file_set_contents(other_suffix, "", 0, NULL) &&
              g_file_set_contents(no_pid, "", 0, NULL));
    if (geteuid() == 0) {
        cr_assert(g_file_set_contents(foreign, "", 0, NULL));
        cr_assert_eq(chown(foreign, 65534, 65534), 0);
    }
    expect_visited(0, 0, 0);
    struct stat about;
    cr_expect_eq(lstat(link_path, &about) | lstat(pipe_path, &about) | lstat(folder_path, &about),
                 0);
    cr_assert_eq(g_rename(elsewhere, real), 0);
    expect_visited(1, 0, 0);
}

// As after `su`, where the variable is still that of the other user.
Test(live_files, are_not_looked_for_or_made_in_a_folder_of_another_user)
{
    struct process_identity own = process_identity();
    char made[LIVE_FOLDER_BYTES];
    g_autofree char *path = write_identity(1, &own);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *above = g_path_get_dirname(folder);
    if (geteuid() != 0)
        cr_skip("needs root");
    cr_assert_eq(chown(above, 65534, 65534), 0);
    expect_visited(0, 0, 0);
    cr_expect_neq(live_folder_path(0, 1, made), 0);
    cr_assert_eq(chown(above, 0, 0), 0);
    expect_visited(1, 0, 0);
}

Test(live_files, are_not_looked_for_where_others_may_enter)
{
    struct process_identity own = process_identity();
    g_autofree char *path = write_identity(1, &own);
    g_autofree char *folder = g_path_get_dirname(path);
    cr_assert_eq(g_chmod(folder, 0750), 0);
    expect_visited(0, 0, 0);
    cr_assert_eq(g_chmod(folder, 0700), 0);
    expect_visited(1, 0, 0);
}

// Two that sweep at once: each file is removed once, and neither fails.
Test(live_files, may_be_swept_by_several_at_once)
{
    enum { SWEEPERS = 4, FILES = 200 };
    struct process_identity own = process_identity(), dead = own;
    dead.pid = live_place_dead_pid();
    g_autofree char *stays = write_identity(FILES, &own);
    for (unsigned i = 0; i < FILES; i++)
        g_free(write_identity(i, &dead));
    for (unsigned i = 0; i < SWEEPERS; i++) {
        pid_t child = fork();
        if (child == 0) {
            live_files_visit(&kind, NULL);
            _exit(0);
        }
    }
    for (int status = 0; wait(&status) > 0;)
        cr_expect_eq(status, 0);
    g_autofree char *folder = g_path_get_dirname(stays);
    g_autoptr(GDir) left = g_dir_open(folder, 0, NULL);
    unsigned n = 0;
    while (g_dir_read_name(left) != NULL)
        n++;
    cr_expect_eq(n, 1);
}
