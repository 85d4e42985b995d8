// SPDX-License-Identifier: MIT
#pragma once
// What was found when something of a machine was looked at, and what to do about it.
#include <glib.h>
#include <stdbool.h>

// In the order of severity, but for what is not known.
enum severity {
    SEVERITY_FINE,
    SEVERITY_UNKNOWN,
    SEVERITY_HINT,    // worth knowing; or something is missing that benchrun could use
    SEVERITY_WARNING, // times vary more than they have to
    SEVERITY_SEVERE,  // times are wrong, or measuring fails
};
enum { SEVERITIES = 5 };

/** `fine`, `unknown`, `hint`, `warning`, `severe`. */
const char *severity_word(enum severity severity);

/** All texts may come from outside: escape them. */
struct symptom {
    const char *name; // of what was looked at: "governor"
    enum severity severity;
    char *finding;      // "the frequency governor is 'powersave'"
    char *source;       // the file that says so; NULL: none does
    char *value;        // what was read there; NULL: nothing could be
    const char *reason; // why that makes times doubtful; NULL: it does not, or nobody knows
    char *fix;          // what to do about it, as a rule a command; NULL: nothing
    bool is_standing;   // how the machine is set up: worth saying only where results suffered
};

struct symptom *symptom_new(const char *name);
void symptom_free(struct symptom *symptom);

/** Takes over the texts; returns `severity`. */
enum severity symptom_say(struct symptom *symptom, enum severity severity, char *finding,
                          char *fix);

/** The most severe first; what is as severe stays in its order. */
void symptoms_sort(GPtrArray *symptoms);

/** How many are of each severity. */
void symptoms_count(const GPtrArray *symptoms, guint counts[SEVERITIES]);
