// SPDX-License-Identifier: MIT
#pragma once
// The values of one group of benchrun.ini, checked against what it may hold.
#include <glib.h>
#include <stdbool.h>

#define CONFIG_ERROR (config_error_quark())
GQuark config_error_quark(void);
enum { CONFIG_ERROR_WRONG };

enum config_kind {
    CONFIG_TEXT,
    CONFIG_NUMBER,  // not negative
    CONFIG_PERCENT, // 0 to 100, `1` or `1%`
    CONFIG_FLAG,    // true or false
    CONFIG_LIST,    // separated by `;`
};

struct config_key {
    const char *name;
    enum config_kind kind;
};

struct config_group {
    GKeyFile *file;
    const char *path;
    const char *name;
    const struct config_key *keys; // ends with a name of NULL
};

/** Whether it holds known keys alone, each with a value of its kind. */
bool config_check(const struct config_group *group, GError **error);

/** Sets an error that names file, group and, unless NULL, key (printf style). Returns false. */
__attribute__((format(printf, 4, 5))) bool config_complain(GError **error,
                                                           const struct config_group *group,
                                                           const char *key, const char *format,
                                                           ...);

/** Sets the error out of another, which it frees. Returns false. */
bool config_take_error(const struct config_group *group, const char *key, GError *cause,
                       GError **error);

/** The value as written; NULL where there is none. */
char *config_text(const struct config_group *group, const char *key);
/** Its parts, without the blanks around them; NULL where there is none. */
char **config_list(const struct config_group *group, const char *key);
/** As a ratio: 0.01 for `1` and `1%`; NAN where there is none. */
double config_percent(const struct config_group *group, const char *key);

/** All of the group as words of a command line: `--time=2`, a flag as `--quick`. */
char **config_words(const struct config_group *group);
