// SPDX-License-Identifier: MIT
#include "framework/machine/tuning.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "framework/base/owned_file.h"
#include "framework/base/text_file.h"
#include "framework/machine/cpu_list.h"
#include "framework/machine/sysfile.h"

G_DEFINE_QUARK(benchrun - tuning - error, tuning_error)

#define CPU_FOLDER "/sys/devices/system/cpu/"
static const char governor_name[] = "/cpufreq/scaling_governor";

static const struct {
    const char *file, *wanted;
    gint64 least, most; // of the values that are changed
} switches[] = {
    {CPU_FOLDER "intel_pstate/no_turbo", "1", 0, 0},
    {CPU_FOLDER "cpufreq/boost", "0", 1, 1},
    {"/proc/sys/kernel/perf_event_paranoid", "1", 2, 100},
    {"/proc/sys/kernel/numa_balancing", "0", 1, 100},
    {"/proc/sys/kernel/randomize_va_space", "2", 0, 1},
};

struct setting {
    char *file;   // below the root
    char *former; // a word or number
    char *wanted; // NULL: of an earlier change, which is there to be put back alone
};

static void setting_free(void *data)
{
    struct setting *setting = data;
    g_free(setting->file);
    g_free(setting->former);
    g_free(setting->wanted);
    g_free(setting);
}

static struct setting *add_setting(GPtrArray *settings, const char *file, const char *former,
                                   const char *wanted)
{
    struct setting *setting = g_new(struct setting, 1);
    *setting = (struct setting){g_strdup(file), g_strdup(former), g_strdup(wanted)};
    g_ptr_array_add(settings, setting);
    return setting;
}

// What can be written back: no blanks, and nothing that a line of the state could not hold.
static bool is_word(const char *text)
{
    return *text != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(text);
}

static bool has_governor(const char *root, unsigned cpu)
{
    g_autofree char *line =
        sysfile_read_line(root, CPU_FOLDER "cpu%u/cpufreq/scaling_available_governors", cpu);
    g_auto(GStrv) words = g_strsplit(line != NULL ? line : "performance", " ", -1);
    return g_strv_contains((const char *const *)words, "performance");
}

static void find_governors(const char *root, GPtrArray *settings)
{
    g_autofree char *text = sysfile_read(root, CPU_FOLDER "online");
    g_autoptr(GArray) online = cpu_list_parse(text);
    for (guint i = 0; i < online->len; i++) {
        unsigned cpu = g_array_index(online, unsigned, i);
        g_autofree char *file = g_strdup_printf(CPU_FOLDER "cpu%u%s", cpu, governor_name);
        g_autofree char *governor = sysfile_read_line(root, "%s", file);
        if (governor != NULL && is_word(governor) && strcmp(governor, "performance") != 0 &&
            has_governor(root, cpu))
            add_setting(settings, file, governor, "performance");
    }
}

// All that is not as it should be.
static GPtrArray *find_settings(const char *root)
{
    GPtrArray *settings = g_ptr_array_new_with_free_func(setting_free);
    find_governors(root, settings);
    for (size_t i = 0; i < G_N_ELEMENTS(switches); i++) {
        g_autofree char *line = sysfile_read_line(root, "%s", switches[i].file);
        gint64 value = 0;
        if (line != NULL && is_word(line) &&
            g_ascii_string_to_signed(line, 10, switches[i].least, switches[i].most, &value, NULL))
            add_setting(settings, switches[i].file, line, switches[i].wanted);
    }
    return settings;
}

char *tuning_state_path(const char *root)
{
    return g_build_filename(root, "run", "benchrun-tuned", NULL);
}

static bool open_found(const char *path, int flags, int *fd, GError **error)
{
    struct place place;
    if (!place_find(path, PLACE_FOLLOWS_ALL_BUT_THE_LAST, &place, error))
        return false;
    if ((flags & O_CREAT) == 0 && !place.exists) {
        *fd = -1;
        place_clear(&place);
        return true;
    }
    *fd = owned_file_open(&place, flags, error);
    place_clear(&place);
    return *fd >= 0;
}

// Locked until it is closed. True with -1 where there is none and none is made.
static bool open_state(const char *root, int flags, int *fd, GError **error)
{
    g_autofree char *path = tuning_state_path(root);
    g_autofree char *folder = g_path_get_dirname(path);
    bool is_new = (flags & O_CREAT) != 0;
    if (!is_new && !g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        *fd = -1;
        return true;
    }
    if ((is_new && !place_make_folder(folder, 0755, error)) ||
        !open_found(path, flags, fd, error)) {
        g_prefix_error(error, "cannot use '%s', which holds the former values: ", path);
        return false;
    }
    if (*fd < 0 || flock(*fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    close(*fd);
    g_set_error(error, TUNING_ERROR, TUNING_ERROR_BUSY,
                "another benchrun changes the settings right now: wait for its end");
    return false;
}

// A file of the table.
static bool is_known(const char *file)
{
    static const char start[] = CPU_FOLDER "cpu";
    for (size_t i = 0; i < G_N_ELEMENTS(switches); i++)
        if (strcmp(switches[i].file, file) == 0)
            return true;
    if (!g_str_has_prefix(file, start))
        return false;
    const char *digits = file + strlen(start);
    size_t n = strspn(digits, "0123456789");
    return n > 0 && n < 6 && strcmp(digits + n, governor_name) == 0;
}

// Lines of a file, a blank and its former value. One that is cut off was being written when the
// process was killed: then no setting had been changed yet.
static bool read_state(const char *root, int fd, GPtrArray *settings, GError **error)
{
    size_t length = 0;
    g_autofree char *text = owned_file_content(fd, &length, error);
    if (text == NULL)
        return false;
    char *end = strrchr(text, '\n');
    *(end != NULL ? end : text) = '\0';
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        char *blank = strchr(*line, ' ');
        if (blank != NULL)
            *blank = '\0';
        if (blank == NULL || !is_known(*line) || !is_word(blank + 1)) {
            g_autofree char *path = tuning_state_path(root);
            g_set_error(error, TUNING_ERROR, TUNING_ERROR_STATE,
                        "line %d of the former values is damaged: look at '%s', put back by hand "
                        "what is there, and remove it",
                        (int)(line - lines) + 1, path);
            return false;
        }
        add_setting(settings, *line, blank + 1, NULL);
    }
    return true;
}

static struct setting *find_file(const GPtrArray *settings, const char *file)
{
    for (guint i = 0; i < settings->len; i++) {
        struct setting *setting = g_ptr_array_index(settings, i);
        if (strcmp(setting->file, file) == 0)
            return setting;
    }
    return NULL;
}

// Adds what the state lacks: what it has is older, and so what has to come back.
static bool keep_former(int fd, const GPtrArray *known, const GPtrArray *settings, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < known->len; i++) {
        const struct setting *setting = g_ptr_array_index(known, i);
        g_string_append_printf(text, "%s %s\n", setting->file, setting->former);
    }
    gsize old = text->len;
    for (guint i = 0; i < settings->len; i++) {
        const struct setting *setting = g_ptr_array_index(settings, i);
        if (find_file(known, setting->file) == NULL)
            g_string_append_printf(text, "%s %s\n", setting->file, setting->former);
    }
    // What was cut off goes, too.
    if (ftruncate(fd, (off_t)old) == 0 && lseek(fd, (off_t)old, SEEK_SET) == (off_t)old)
        return text_file_put(fd, text->str + old, text->len - old, error);
    text_file_set_error(errno, error);
    return false;
}

static bool put_value(const char *path, const char *value, GError **error)
{
    struct place place;
    if (!place_find(path, PLACE_FOLLOWS_ALL_BUT_THE_LAST, &place, error))
        return false;
    bool is_good = !place.is_planted || place_refuse(&place, error);
    int fd = is_good ? openat(place.folder, place.name,
                              O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
                     : -1;
    if (is_good && fd < 0)
        text_file_set_error(errno, error);
    g_autofree char *line = g_strconcat(value, "\n", NULL);
    is_good = fd >= 0 && text_file_put(fd, line, strlen(line), error);
    if (fd >= 0)
        close(fd);
    place_clear(&place);
    return is_good;
}

// Writes a value, and looks whether the kernel took it.
static bool change(const char *root, const char *file, const char *value, GError **error)
{
    g_autofree char *path = g_build_filename(root, file, NULL);
    if (!put_value(path, value, error))
        return false;
    g_autofree char *now = sysfile_read_line(root, "%s", file);
    if (g_strcmp0(now, value) == 0)
        return true;
    g_set_error(error, TUNING_ERROR, TUNING_ERROR_WRITE, "the kernel did not take '%s'", value);
    return false;
}

struct changing {
    const char *root;
    tuning_tell *tell;
    void *data;
    guint n_failed;
};

static void change_to(struct changing *changing, const char *file, const char *value)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *before = sysfile_read_line(changing->root, "%s", file);
    if (g_strcmp0(before, value) == 0)
        return;
    bool is_good = change(changing->root, file, value, &error);
    changing->n_failed += !is_good;
    changing->tell(changing->data, file, before != NULL ? before : "?", value,
                   is_good ? NULL : error->message);
}

static bool conclude(const struct changing *changing, GError **error)
{
    if (changing->n_failed > 0)
        g_set_error(error, TUNING_ERROR, TUNING_ERROR_WRITE, "%u setting%s could not be changed",
                    changing->n_failed, changing->n_failed == 1 ? "" : "s");
    return changing->n_failed == 0;
}

bool tuning_apply(const char *root, tuning_tell *tell, void *data, GError **error)
{
    struct changing changing = {root, tell, data, 0};
    g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(setting_free);
    g_autoptr(GPtrArray) settings = find_settings(root);
    int fd = -1;
    if (settings->len == 0)
        return true;
    if (!open_state(root, O_RDWR | O_CREAT, &fd, error))
        return false;
    bool is_good = read_state(root, fd, known, error) && keep_former(fd, known, settings, error);
    for (guint i = 0; i < settings->len && is_good; i++) {
        const struct setting *setting = g_ptr_array_index(settings, i);
        change_to(&changing, setting->file, setting->wanted);
    }
    close(fd);
    return is_good && conclude(&changing, error);
}

bool tuning_restore(const char *root, tuning_tell *tell, void *data, GError **error)
{
    struct changing changing = {root, tell, data, 0};
    g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(setting_free);
    int fd = -1;
    if (!open_state(root, O_RDWR, &fd, error))
        return false;
    if (fd < 0)
        return true;
    bool is_good = read_state(root, fd, known, error);
    for (guint i = 0; i < known->len && is_good; i++) {
        const struct setting *setting = g_ptr_array_index(known, i);
        change_to(&changing, setting->file, setting->former);
    }
    is_good = is_good && conclude(&changing, error);
    if (is_good && ftruncate(fd, 0) != 0) {
        text_file_set_error(errno, error);
        is_good = false;
    }
    close(fd);
    return is_good;
}
