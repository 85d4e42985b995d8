// SPDX-License-Identifier: MIT
// Journals of runs that were killed before they had written the first line.
#include "framework/runner/journal.h"

#include <criterion/criterion.h>
#include <string.h>

#include "framework/base/folder.h"

static char *folder;
static char *path;

static void make_folder(void)
{
    folder = g_dir_make_tmp("benchrun-journal-XXXXXX", NULL);
    path = g_build_filename(folder, "r.json.journal", NULL);
}

static void remove_folder(void)
{
    folder_remove(folder, NULL);
    g_free(path);
    g_free(folder);
}

TestSuite(journal_spent, .init = make_folder, .fini = remove_folder, .timeout = 60);

static void leave(const char *text)
{
    cr_assert(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static struct journal *create(GError **error)
{
    static const char *const words[] = {"run", NULL};
    g_autoptr(Run) run = run_new();
    return journal_create(path, run, words, error);
}

Test(journal_spent, without_its_first_line_is_in_nobodys_way)
{
    static const char *const texts[] = {"", "{", "{\"benchrun_journal\": 1, \"run\": {\"id\""};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        leave(texts[i]);
        struct journal *journal = create(NULL);
        cr_expect_not_null(journal, "'%s' is in the way", texts[i]);
        journal_close(journal, true);
    }
}

Test(journal_spent, is_in_the_way_if_it_is_no_journal_or_has_a_line)
{
    static const char *const texts[] = {"notes", "notes\n", "{\"benchrun_journal\": 1}\n"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = NULL;
        leave(texts[i]);
        cr_assert_null(create(&error));
        cr_expect_not_null(strstr(error->message, "File exists"));
        cr_assert(g_file_get_contents(path, &text, NULL, NULL));
        cr_expect_str_eq(text, texts[i]);
    }
}

Test(journal_spent, is_removed_when_one_to_continue_is_looked_for)
{
    leave("");
    cr_expect_null(journal_find(folder, NULL));
    cr_expect_not(g_file_test(path, G_FILE_TEST_EXISTS));
}

Test(journal_spent, is_none_of_a_run_in_progress)
{
    struct journal *journal = create(NULL);
    cr_assert_not_null(journal);
    g_autofree char *found = journal_find(folder, NULL);
    cr_expect_str_eq(found, path);
    journal_close(journal, true);
}
